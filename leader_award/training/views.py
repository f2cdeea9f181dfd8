"""The pages of the training, and its places on other features' pages."""

from flask import Flask

from leader_award.editions import hooks
from leader_award.scoring import hooks as scoring_hooks
from leader_award.training import juror_views, organiser_views, panels, policy, service
from leader_award.training.blueprint import blueprint

__all__ = ["juror_views", "organiser_views", "policy", "register"]


def register(app: Flask) -> None:
    """Add the pages, and what the training tells boards, start pages and desks."""
    app.register_blueprint(blueprint)
    hooks.add(hooks.board_panels, panels.board_panel)
    hooks.add(hooks.start_panels, panels.tasks)
    hooks.add(scoring_hooks.desk_panels, panels.desk_panel)
    hooks.add(scoring_hooks.card_obstacles, service.card_obstacle)
