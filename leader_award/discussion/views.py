"""The pages of the discussion, and its places on other features' pages."""

from flask import Flask

from leader_award.discussion import agenda_views, item_views, juror_views, panels, policy
from leader_award.discussion.blueprint import blueprint
from leader_award.discussion.protocol_part import protocol_sections
from leader_award.editions import hooks
from leader_award.ranking import protocol_parts

__all__ = ["agenda_views", "item_views", "juror_views", "policy", "register"]


def register(app: Flask) -> None:
    """Add the pages, and what the discussion tells boards, start pages and the protocol."""
    app.register_blueprint(blueprint)
    hooks.add(hooks.board_panels, panels.board_panel)
    hooks.add(hooks.start_panels, panels.tasks, panels.openings)
    hooks.add(protocol_parts.later_sections, protocol_sections)
