"""Use cases of the organiser: who is on the jury and what they can take on."""

from collections.abc import Callable, Mapping

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from leader_award.accounts.service import invite_person
from leader_award.editions.models import Category, Edition
from leader_award.entries.rules import clean_text
from leader_award.jury import hooks, queries, recusal, rules, wording
from leader_award.jury.models import Juror
from leader_award.partnerships.service import organisation_for_unit
from leader_award.platform import audit, clock, db, idempotency
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError, NotAllowed


def edition_with_open_jury(writer: Session, edition_id: str) -> Edition:
    """Return the edition, locked. Raises NotFound, or NotAllowed once results are announced."""
    edition = db.lock(writer, Edition, edition_id)
    if edition.state not in rules.OPEN:
        raise NotAllowed(wording.CLOSED)
    return edition


def juror_for_change(writer: Session, juror_id: str) -> Juror:
    """Return the juror, locked, while their edition's jury may still change."""
    juror = db.lock(writer, Juror, juror_id)
    if writer.get_one(Edition, juror.edition_id).state not in rules.OPEN:
        raise NotAllowed(wording.CLOSED)
    return juror


def invite_juror(
    *,
    edition_id: str,
    email: str,
    name: str,
    capacity: int,
    expertise: Mapping[str, int],
    actor: Actor,
    key: str,
    minimum: int = 0,
    language: str = "pl",
) -> str:
    """Put a person on the jury of the edition and invite them by mail; return the juror's id.

    `expertise` maps a category's id to 0..3. Somebody who had left is asked anew. Raises
    DomainError beside `email`, `capacity`, `minimum` or `expertise`, NotAllowed.
    """
    with db.transaction() as writer:

        def create() -> str:
            edition = edition_with_open_jury(writer, edition_id)
            _check(writer, edition_id, capacity, minimum, expertise)
            person = invite_person(
                writer,
                email=email,
                name=name,
                language=language,
                template="jury/mail/invitation.txt",
                about=edition,
                edition=edition,
            )
            juror = queries.juror_of(person.id, edition_id, writer)
            if juror is not None and juror.left_at is None:
                raise DomainError(
                    _l("This person is on the jury of this edition already."), field="email"
                )
            if juror is None:
                juror = Juror(edition_id=edition_id, person_id=person.id)
                writer.add(juror)
            _set_out(juror, capacity, minimum, expertise)
            juror.invited_at = clock.now()
            juror.declared_at = juror.refused_at = juror.left_at = None
            writer.flush()
            details = {"edition": edition_id, "capacity": capacity}
            audit.record(writer, actor, "juror.invited", juror, details)
            return juror.id

        return idempotency.once(writer, key, create)


def update_juror(
    *,
    juror_id: str,
    capacity: int,
    minimum: int,
    expertise: Mapping[str, int],
    actor: Actor,
) -> None:
    """Change what a juror can take on and knows about.

    Raises DomainError beside `capacity`, `minimum` or `expertise`, NotAllowed, NotFound.
    """
    with db.transaction() as writer:
        juror = juror_for_change(writer, juror_id)
        _check(writer, juror.edition_id, capacity, minimum, expertise)
        before = (juror.capacity, juror.minimum, juror.expertise)
        _set_out(juror, capacity, minimum, expertise)
        if before != (juror.capacity, juror.minimum, juror.expertise):
            details = {"capacity": capacity, "minimum": minimum}
            audit.record(writer, actor, "juror.changed", juror, details)


def _check(
    writer: Session, edition_id: str, capacity: int, minimum: int, expertise: Mapping[str, int]
) -> None:
    fault = rules.load_fault(capacity, minimum)
    if fault is not None:
        raise DomainError(wording.LOADS[fault[1]], field=fault[0])
    known = writer.scalars(select(Category.id).where(Category.edition_id == edition_id)).all()
    if rules.expertise_fault(expertise, known) is not None:
        raise DomainError(_l("Choose one of the levels of expertise."), field="expertise")


def _set_out(juror: Juror, capacity: int, minimum: int, expertise: Mapping[str, int]) -> None:
    juror.capacity, juror.minimum = capacity, minimum
    juror.expertise = {category: level for category, level in expertise.items() if level}


def leave_jury(*, juror_id: str, reason: str, actor: Actor) -> int:
    """Let a juror leave; return how many assignments ended.

    Sealed cards stay and count; every other assignment ends at once. Raises DomainError beside
    `reason`, NotAllowed, NotFound; a second time nothing happens.
    """
    with db.transaction() as writer:
        juror = juror_for_change(writer, juror_id)
        if juror.left_at is not None:
            return 0
        if not reason.strip():
            raise DomainError(_l("Say why the juror leaves."), field="reason")
        progress = hooks.progress_of(writer, juror.edition_id)
        juror.left_at, juror.left_reason = clock.now(), clean_text(reason)
        ended = [
            assignment
            for assignment in queries.active_assignments(juror.edition_id, writer)
            if assignment.juror_id == juror_id and progress.get(assignment.id) != hooks.SEALED
        ]
        for assignment in ended:
            recusal.end(writer, assignment, rules.ENDED_BY_LEAVING, actor)
        details = {"ended": len(ended)}
        audit.record(writer, actor, "juror.left", juror, details)
        return len(ended)


def add_own_unit(*, juror_id: str, terc: str, actor: Actor) -> str:
    """Note that the juror belongs or belonged to a local government unit; return its id.

    Assignments that this makes a conflict end at once. Raises DomainError beside `unit`.
    """
    with db.transaction() as writer:
        organisation = organisation_for_unit(writer, terc)
        _change_own(
            writer, juror_id, actor, "juror.organisation_added", organisation.id,
            lambda own: [*own, organisation.id] if organisation.id not in own else own,
        )  # fmt: skip
        return organisation.id


def remove_own_organisation(*, juror_id: str, organisation_id: str, actor: Actor) -> None:
    """Take back that the juror belongs to an organisation; memberships in this system stay."""
    with db.transaction() as writer:
        _change_own(
            writer, juror_id, actor, "juror.organisation_removed", organisation_id,
            lambda own: [one for one in own if one != organisation_id],
        )  # fmt: skip


def _change_own(
    writer: Session,
    juror_id: str,
    actor: Actor,
    action: str,
    organisation_id: str,
    change: Callable[[list[str]], list[str]],
) -> None:
    juror = juror_for_change(writer, juror_id)
    own = change(juror.organisation_ids)
    if own == juror.organisation_ids:
        return
    juror.organisation_ids = own
    writer.flush()
    audit.record(writer, actor, action, juror, {"organisation": organisation_id})
    recusal.end_barred(writer, juror.edition_id, actor)
