"""Use cases of the jury; other features call them from here."""

from leader_award.jury.assigning import (
    OverCapacity,
    assign,
    end_assignment,
    move_assignments,
)
from leader_award.jury.declarations import (
    bar_juror,
    declare_conflicts,
    declare_ties,
    sign_declaration,
)
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
    edit_proposal,
    propose_assignment,
    repair_and_propose,
    restore_needs,
    take_back_edits,
)
from leader_award.jury.rounds import choose_entries

__all__ = [
    "OverCapacity",
    "add_own_unit",
    "apply_proposal",
    "assign",
    "bar_juror",
    "choose_entries",
    "declare_conflicts",
    "declare_ties",
    "discard_proposal",
    "edit_proposal",
    "end_assignment",
    "invite_juror",
    "leave_jury",
    "move_assignments",
    "propose_assignment",
    "remove_own_organisation",
    "repair_and_propose",
    "restore_needs",
    "sign_declaration",
    "take_back_edits",
    "update_juror",
]
