"""The pages of editions: public ones, the start page, the organiser's board and set-up."""

from flask import Flask

from leader_award.editions import (
    board_views,
    hooks,
    mail_views,
    part_views,
    policy,
    presenting,
    public_views,
    round_views,
    setup_views,
)
from leader_award.editions.blueprint import blueprint

__all__ = [
    "board_views",
    "mail_views",
    "part_views",
    "policy",
    "public_views",
    "register",
    "round_views",
    "setup_views",
]


def register(app: Flask) -> None:
    """Add the pages and the organisers' tasks on the start page."""
    app.register_blueprint(blueprint)
    app.add_template_filter(presenting.blocks, "blocks")
    hooks.add(hooks.start_panels, presenting.organiser_tasks, presenting.reminder_tasks)
    hooks.add(hooks.board_decisions, presenting.access_requests)
