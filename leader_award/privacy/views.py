"""Personal data: the notice, one's own data, and what administrators do about them."""

from flask import Flask

from leader_award.platform import tasks
from leader_award.privacy import compacting
from leader_award.privacy.blueprint import blueprint


def register(app: Flask) -> None:
    """Add the pages and the worker's tasks."""
    app.register_blueprint(blueprint)
    tasks.register(compacting.TASK, compacting.compact_if_due, every_minute=True)
