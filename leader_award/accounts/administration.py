"""What an administrator does with the account of somebody else."""

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from leader_award.accounts import roles, rules, sessions
from leader_award.accounts.models import Person
from leader_award.platform import audit, clock, db
from leader_award.platform.audit import Actor
from leader_award.platform.errors import NotAllowed


def end_sessions(*, person_id: str, actor: Actor) -> int:
    """Sign the person out everywhere, from their next request on; return of how many sessions.

    Raises NotFound.
    """
    with db.transaction() as writer:
        person = db.lock(writer, Person, person_id)
        ended = sessions.end_all_sessions(writer, person_id)
        audit.record(writer, actor, "sessions.ended", person, {"sessions": ended})
        return ended


def disable_account(*, person_id: str, actor: Actor) -> None:
    """Let nobody sign in to the account, and end its sessions; what the person did stays.

    Raises NotFound, and NotAllowed for one's own account and for the last administrator.
    """
    with db.transaction() as writer:
        person = db.lock(writer, Person, person_id)
        if person.disabled_at is not None:
            return
        _check_may_disable(writer, person, actor)
        person.disabled_at = clock.now()
        sessions.end_all_sessions(writer, person_id)
        audit.record(writer, actor, "person.disabled", person)


def enable_account(*, person_id: str, actor: Actor) -> None:
    """Let the person sign in again. Raises NotFound."""
    with db.transaction() as writer:
        person = db.lock(writer, Person, person_id)
        if person.disabled_at is None:
            return
        person.disabled_at = None
        audit.record(writer, actor, "person.enabled", person)


def _check_may_disable(writer: Session, person: Person, actor: Actor) -> None:
    if person.id == actor.person_id:
        raise NotAllowed(_l("You cannot disable your own account."))
    if "administrator" not in person.roles:
        return
    if not rules.may_withdraw(
        "administrator", person.id, roles.usable_holders(writer, "administrator")
    ):
        raise NotAllowed(
            _l("This is the last administrator. Make somebody else administrator first.")
        )
