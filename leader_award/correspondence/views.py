"""The pages about mails."""

from flask import Flask

from leader_award.correspondence import outbox_views, policy
from leader_award.correspondence.blueprint import blueprint

__all__ = ["outbox_views", "policy", "register"]


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(blueprint)
