"""Use cases of partnerships; other features call them from here."""

from leader_award.partnerships.importing import import_register, plan_import
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

__all__ = [
    "accept_membership",
    "add_organisation",
    "approve_member",
    "import_register",
    "invite_colleague",
    "join_organisation",
    "organisation_for_unit",
    "plan_import",
    "register_clerk",
    "remove_member",
    "valid_regon",
]
