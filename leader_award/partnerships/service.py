"""Use cases of partnerships; other features call them from here."""

from leader_award.partnerships.importing import import_register, plan_import
from leader_award.partnerships.keeping import (
    Facts,
    add_event,
    add_other,
    add_partnership,
    add_unit,
    change_partnership,
    make_leader,
    remove_event,
    remove_partnership,
)
from leader_award.partnerships.keeping import remove_member as remove_partner
from leader_award.partnerships.membership import (
    accept_membership,
    approve_member,
    invite_colleague,
    join_organisation,
    register_clerk,
    remove_member,
)
from leader_award.partnerships.organisations import (
    add_organisation,
    organisation_for_unit,
    valid_regon,
)
from leader_award.partnerships.partnership_importing import import_partnerships, plan_partnerships

__all__ = [
    "Facts",
    "accept_membership",
    "add_event",
    "add_organisation",
    "add_other",
    "add_partnership",
    "add_unit",
    "approve_member",
    "change_partnership",
    "import_partnerships",
    "import_register",
    "invite_colleague",
    "join_organisation",
    "make_leader",
    "organisation_for_unit",
    "plan_import",
    "plan_partnerships",
    "register_clerk",
    "remove_event",
    "remove_member",
    "remove_partner",
    "remove_partnership",
    "valid_regon",
]
