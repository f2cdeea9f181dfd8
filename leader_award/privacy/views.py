"""Personal data: the notice, one's own data, and what administrators do about them."""

from flask import Flask

from leader_award.privacy.blueprint import blueprint


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(blueprint)
