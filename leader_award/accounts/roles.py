"""Roles that hold for the whole site."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from leader_award.accounts import registration, rules
from leader_award.accounts.models import Person, RoleGrant
from leader_award.platform import audit, clock, db, idempotency
from leader_award.platform.audit import Actor
from leader_award.platform.errors import NotAllowed


def grant_role(person_id: str, role: str, *, actor: Actor) -> None:
    """Grant a site-wide role; a role held already stays as it is. Raises NotFound."""
    if role not in rules.ROLES:
        raise ValueError(f"{role} is not a role of the site")
    with db.transaction() as writer:
        person = db.lock(writer, Person, person_id)
        _grant(writer, person, role, actor)


def withdraw_role(person_id: str, role: str, *, actor: Actor) -> None:
    """Withdraw a site-wide role; it stops working with the person's next request.

    Raises NotAllowed for the last administrator, NotFound for an unknown person.
    """
    with db.transaction() as writer:
        person = db.lock(writer, Person, person_id)
        holders = writer.scalars(
            select(RoleGrant).where(RoleGrant.role == role).with_for_update()
        ).all()
        grant = next((held for held in holders if held.person_id == person_id), None)
        if grant is None:
            return
        if not rules.may_withdraw(role, person_id, usable_holders(writer, role)):
            raise NotAllowed(
                _l("This is the last administrator. Make somebody else administrator first.")
            )
        writer.delete(grant)
        audit.record(writer, actor, "role.withdrawn", person, {"role": role})


def invite_organiser(*, email: str, name: str, actor: Actor, key: str) -> str:
    """Invite somebody to organise the award; return their id.

    The role holds at once; who is new signs in after choosing a password.
    """
    with db.transaction() as writer:

        def invite() -> str:
            inviter = actor.person_id and writer.get(Person, actor.person_id)
            person = registration.invite_person(
                writer,
                email=email,
                name=name,
                template="accounts/mail/organiser_invitation.txt",
                inviter=inviter,
            )
            _grant(writer, person, "organiser", actor)
            return person.id

        return idempotency.once(writer, key, invite)


def _grant(writer: Session, person: Person, role: str, actor: Actor) -> None:
    if role in person.roles:
        return
    person.grants.append(RoleGrant(role=role, granted_at=clock.now()))
    writer.flush()
    audit.record(writer, actor, "role.granted", person, {"role": role})


def usable_holders(writer: Session, role: str) -> list[str]:
    """Return the ids of those holders who can sign in."""
    return list(
        writer.scalars(
            select(RoleGrant.person_id)
            .join(Person)
            .where(
                RoleGrant.role == role,
                Person.disabled_at.is_(None),
                Person.email_confirmed_at.is_not(None),
            )
        )
    )
