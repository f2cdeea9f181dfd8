"""Use cases of the good-practices base."""

from leader_award.practices.adopting import decide_adoption, say_adopted, withdraw_adoption
from leader_award.practices.drafting import (
    ask_for_release,
    draft_practice,
    draft_practices,
    save_mapping,
)
from leader_award.practices.publishing import edit, publish, release, withdraw

__all__ = [
    "ask_for_release",
    "decide_adoption",
    "draft_practice",
    "draft_practices",
    "edit",
    "publish",
    "release",
    "save_mapping",
    "say_adopted",
    "withdraw",
    "withdraw_adoption",
]
