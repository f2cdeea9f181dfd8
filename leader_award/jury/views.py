"""The jury's pages: the organiser's and the juror's, and their places on other pages."""

from flask import Flask

from leader_award.jury import policy, proposals, recusal
from leader_award.platform import tasks

__all__ = ["policy", "register"]


def register(app: Flask) -> None:
    """Add the pages, tasks and panels of the jury."""
    tasks.register(proposals.TASK, proposals.solve_waiting, every_minute=True)
    tasks.register("jury.recuse", recusal.recuse_by_register, every_minute=True)
