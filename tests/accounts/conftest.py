from dataclasses import replace

import pytest
from flask import Flask


@pytest.fixture
def required(app: Flask) -> None:
    """Let organisers and administrators need a second factor, as outside of tests."""
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, second_factor_required=True)
