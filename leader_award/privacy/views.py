"""Personal data: the notice, one's own data, and what administrators do about them."""

from flask import Flask

from leader_award.platform import tasks
from leader_award.privacy import (
    administration_views,
    compacting,
    notices,
    own_views,
    policy,
    public_views,
    register_views,
    retention,
    watching,
)
from leader_award.privacy.blueprint import blueprint

__all__ = [
    "administration_views",
    "own_views",
    "policy",
    "public_views",
    "register",
    "register_views",
]


def register(app: Flask) -> None:
    """Add the pages and the worker's tasks, keep who reads what, give templates the notices."""
    app.register_blueprint(blueprint)
    tasks.register(compacting.TASK, compacting.compact_if_due, every_minute=True)
    tasks.register(retention.TASK, retention.clear_out_if_due, every_minute=True)
    app.after_request(watching.note)
    app.add_template_global(notices.collection_notice)
    app.add_template_global(notices.notice_line)
