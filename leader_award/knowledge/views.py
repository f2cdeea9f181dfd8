"""Pages of this feature."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the pages."""
