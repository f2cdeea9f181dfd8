"""Use cases of results: deciding while nobody sees it, and announcing for everybody at once."""

from leader_award.results.announcing import (
    announce,
    cancel_announcement,
    queue_announcement_mails,
)
from leader_award.results.deciding import (
    decide,
    decide_rest,
    mark_finalists,
    withdraw_decision,
)

__all__ = [
    "announce",
    "cancel_announcement",
    "decide",
    "decide_rest",
    "mark_finalists",
    "queue_announcement_mails",
    "withdraw_decision",
]
