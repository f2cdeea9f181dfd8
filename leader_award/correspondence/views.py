"""The pages about mails, and the organisers' words for the outbox."""

from flask import Flask

from leader_award.correspondence import outbox_views, policy, service, word_views
from leader_award.correspondence.blueprint import blueprint
from leader_award.platform import outbox

__all__ = ["outbox_views", "policy", "register", "word_views"]


def register(app: Flask) -> None:
    """Add the pages; let mails be written with the organisers' words."""
    app.register_blueprint(blueprint)
    outbox.words_from(service.other_words)
