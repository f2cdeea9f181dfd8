"""Use cases of results: deciding while nobody sees it, and announcing to everybody at once."""

from leader_award.results.announcing import (
    approve_announcement,
    prepare_announcement,
    queue_announcement_mails,
    withdraw_announcement,
)
from leader_award.results.deciding import (
    decide,
    decide_rest,
    mark_finalists,
    withdraw_decision,
)

__all__ = [
    "approve_announcement",
    "decide",
    "decide_rest",
    "mark_finalists",
    "prepare_announcement",
    "queue_announcement_mails",
    "withdraw_announcement",
    "withdraw_decision",
]
