"""Use cases of the jury; other features call them from here."""

from leader_award.jury.assigning import OverCapacity, assign, end_assignment
from leader_award.jury.declarations import bar_juror, declare_conflicts, sign_declaration
from leader_award.jury.jurors import (
    add_own_unit,
    invite_juror,
    leave_jury,
    remove_own_organisation,
    update_juror,
)
from leader_award.jury.proposals import (
    apply_proposal,
    discard_proposal,
    propose_assignment,
    repair_and_propose,
)

__all__ = [
    "OverCapacity",
    "add_own_unit",
    "apply_proposal",
    "assign",
    "bar_juror",
    "declare_conflicts",
    "discard_proposal",
    "end_assignment",
    "invite_juror",
    "leave_jury",
    "propose_assignment",
    "remove_own_organisation",
    "repair_and_propose",
    "sign_declaration",
    "update_juror",
]
