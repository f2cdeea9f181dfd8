"""Erasing a person: their rows, their name in texts, their certificates; on backups again."""

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from leader_award.accounts.models import Person, RoleGrant
from leader_award.diplomas.models import Diploma, DiplomaBatch
from leader_award.dissemination import registering
from leader_award.exchange import service as sheets
from leader_award.jury.jurors import leave_jury
from leader_award.jury.models import Assignment, Conflict
from leader_award.platform import audit, clock, db, storage, tasks
from leader_award.platform.audit import Actor
from leader_award.platform.db import Base, new_id
from leader_award.platform.errors import DomainError, NotAllowed, NotFound
from leader_award.platform.storage import StoredFile
from leader_award.privacy import compacting, free_text, replay_list, subjects
from leader_award.privacy.decision import ADDRESS, PERSON
from leader_award.privacy.models import ASKED, DONE, REFUSED, Erasure, ErasureRequest
from leader_award.privacy.register import REGISTER
from leader_award.privacy.subjects import GONE, Subject
from leader_award.scoring.models import ScoreCard
from leader_award.self_assessment.models import AssessmentAnswer

UNKNOWN = _l("Nothing is kept about this person any more.")
LEFT = "dane usunięte na wniosek"


@dataclass(frozen=True)
class Plan:
    """What an erasure will do: rows it deletes by table, places that name the person.

    `keeps_name` says that the person sat on a jury whose protocol names them by law.
    """

    subject: Subject
    deleted: dict[str, int]
    findings: list[free_text.Finding]
    keeps_name: bool


def plan(reader: Session, subject: Subject) -> Plan:
    """Return what erasing this person would do, in a constant number of statements."""
    deleted = {}
    for table_name, conditions in _own_rows(subject):
        table = Base.metadata.tables[table_name]
        count = reader.scalar(select(func.count()).select_from(table).where(conditions)) or 0
        if count:
            deleted[table_name] = count
    going = _certificates(reader, {*subject.registration_ids, *subject.juror_ids})
    gone = {row_id for row in going for row_id in (row.id, row.file_id)}
    findings = [one for one in free_text.find(reader, subject) if one.row_key not in gone]
    if going:
        deleted[Diploma.__tablename__] = len(going)
    return Plan(subject, deleted, findings, keeps_name(reader, subject.juror_ids))


def ask(*, actor: Actor) -> str:
    """Ask for the erasure of one's own data; asking twice is asking once. Returns the id."""
    with db.transaction() as writer:
        person = db.lock(writer, Person, actor.person_id)
        waiting = writer.scalar(
            select(ErasureRequest).where(
                ErasureRequest.person_id == person.id, ErasureRequest.state == ASKED
            )
        )
        if waiting is not None:
            return waiting.id
        request = ErasureRequest(person_id=person.id, asked_at=clock.now())
        writer.add(request)
        writer.flush()
        audit.record(writer, actor, "erasure.asked", request)
        return request.id


def take_back(*, actor: Actor) -> None:
    """Take one's own request back while nobody has decided about it."""
    with db.transaction() as writer:
        for request in _waiting(writer, actor.person_id):
            audit.record(writer, actor, "erasure.taken_back", request)
            writer.delete(request)


def refuse(*, request_id: str, answer: str, actor: Actor) -> None:
    """Refuse a request with a reason, which the person reads. Raises DomainError at `answer`."""
    if not answer.strip():
        raise DomainError(_l("Say why the data are not erased."), field="answer")
    with db.transaction() as writer:
        request = db.lock(writer, ErasureRequest, request_id)
        if request.state != ASKED:
            raise NotAllowed(_l("This request has been decided already."))
        _decide(request, REFUSED, actor)
        request.answer = answer.strip()
        audit.record(writer, actor, "erasure.refused", request)


def erase(*, rows: Iterable[str], replaced: Collection[str], actor: Actor) -> str:
    """Erase whom these rows (`subjects.Subject.rows`) are about; return the erasure's id.

    `replaced` are the keys of the findings in which the name is to be replaced. Raises NotFound
    if nothing is kept any more, NotAllowed for one's own account and the last administrator.
    """
    with db.transaction() as writer:
        subject = subjects.of_rows(writer, rows)
        if subject is None:
            raise NotFound(UNKNOWN)
        _check(writer, subject, actor)
        erasure = Erasure(
            id=new_id(), at=clock.now(), by_id=actor.person_id, subjects=subject.rows, replaced=[]
        )
        erasure.replaced = _erase(writer, subject, replaced, actor)
        for request in _waiting(writer, subject.person_id):
            _decide(request, DONE, actor)
        writer.add(erasure)
        writer.flush()
        details = {"subjects": subject.rows, "replaced": len(erasure.replaced)}
        audit.record(writer, actor, "person.erased", erasure, details)
        line = replay_list.Line.of(erasure)
        db.after_commit(writer, lambda: replay_list.append(line))
        db.after_commit(writer, lambda: tasks.enqueue(compacting.TASK))
        return erasure.id


def replay(lines: Iterable[replay_list.Line], *, actor: Actor) -> int:
    """Erase again whom a restored backup brought back; return how many there were."""
    count = 0
    for line in lines:
        if subjects.of_rows(db.session(), line.subjects) is not None:
            erase(rows=line.subjects, replaced=line.replaced, actor=actor)
            count += 1
    return count


def keeps_name(reader: Session, juror_ids: Collection[str]) -> bool:
    """Return whether one of the jurors sealed a card: the protocol of that jury names them."""
    sealed = (
        select(ScoreCard.id)
        .join(Assignment)
        .where(Assignment.juror_id.in_(juror_ids), ScoreCard.sealed_at.is_not(None))
    )
    return reader.scalar(sealed.limit(1)) is not None


def _check(writer: Session, subject: Subject, actor: Actor) -> None:
    if subject.person_id is None:
        return
    if subject.person_id == actor.person_id:
        raise NotAllowed(_l("Another administrator has to erase your account."))
    administrators = set(
        writer.scalars(select(RoleGrant.person_id).where(RoleGrant.role == "administrator"))
    )
    if administrators == {subject.person_id}:
        raise NotAllowed(_l("This is the last administrator. Name another one first."))


def _erase(writer: Session, subject: Subject, replaced: Collection[str], actor: Actor) -> list[str]:
    for registration_id in subject.registration_ids:
        with suppress(DomainError):  # the event has begun: there is no place to give back
            registering.cancel(registration_id=registration_id, actor=actor)
    for juror_id in subject.juror_ids:
        with suppress(NotAllowed):  # the results are announced: the jury's work is done
            leave_jury(juror_id=juror_id, reason=LEFT, actor=actor)
    name_stays = keeps_name(writer, subject.juror_ids)
    writer.flush()
    _forget_diplomas(writer, {*subject.registration_ids, *subject.juror_ids})
    sheets.forget_naming(writer, subject.pattern)
    done = free_text.replace(writer, subject, replaced)
    for table_name, condition in _own_rows(subject):
        writer.execute(delete(Base.metadata.tables[table_name]).where(condition))
    free_text.purge(writer, subject)
    _blank(writer, subject, name_stays)
    writer.expire_all()
    return done


def _own_rows(subject: Subject) -> list[tuple[str, Any]]:
    """Return (table, condition) of the rows that go with the person."""
    values = {PERSON: subject.person_id, ADDRESS: subject.email}
    found = []
    for decision in REGISTER.values():
        table = Base.metadata.tables[decision.table]
        links = [(column, values[link]) for column, link in decision.of]
        conditions = [table.c[column] == value for column, value in links if value is not None]
        if conditions:
            found.append((decision.table, or_(*conditions)))
    return found


def _blank(writer: Session, subject: Subject, name_stays: bool) -> None:
    """Empty the rows that stay because others refer to them, or count them without a name."""
    if subject.person_id is not None:
        person = db.lock(writer, Person, subject.person_id)
        person.email = f"{person.id}{GONE}"
        person.name = person.name if name_stays else free_text.REPLACEMENT
        person.password_hash = person.email_confirmed_at = None
        person.disabled_at = clock.now()
        writer.flush()
    writer.execute(
        update(Conflict)
        .where(Conflict.juror_id.in_(subject.juror_ids), Conflict.source == "juror")
        .values(note="")
    )
    for answer_id in subject.answer_ids:
        blank = {
            "name": free_text.REPLACEMENT,
            "email": f"{answer_id}{GONE}",
            "token_digest": new_id(),
        }
        writer.execute(
            update(AssessmentAnswer).where(AssessmentAnswer.id == answer_id).values(blank)
        )


def _forget_diplomas(writer: Session, subject_ids: Collection[str]) -> None:
    """Delete the certificates made out to these registrations and jurors, and packs with them."""
    rows = _certificates(writer, subject_ids)
    files = {row.file_id for row in rows}
    for edition_id in {row.edition_id for row in rows}:
        kinds = {row.kind for row in rows if row.edition_id == edition_id}
        for batch in writer.scalars(
            select(DiplomaBatch).where(DiplomaBatch.edition_id == edition_id)
        ):
            if kinds & set(batch.kinds):
                files |= {batch.archive_id, batch.print_id}
                writer.delete(batch)
    for row in rows:
        writer.delete(row)
    writer.flush()
    for file_id in files - {None}:
        stored = writer.get(StoredFile, file_id)
        if stored is not None:
            storage.forget(writer, stored)
    writer.flush()


def _certificates(reader: Session, subject_ids: Collection[str]) -> Sequence[Diploma]:
    """Return the certificates made out to these registrations and jurors, revoked ones too."""
    return reader.scalars(select(Diploma).where(Diploma.subject.in_(subject_ids))).all()


def _waiting(writer: Session, person_id: str | None) -> list[ErasureRequest]:
    query = select(ErasureRequest).where(
        ErasureRequest.person_id == person_id, ErasureRequest.state == ASKED
    )
    return list(writer.scalars(query.with_for_update(of=ErasureRequest)))


def _decide(request: ErasureRequest, state: str, actor: Actor) -> None:
    request.state, request.decided_at = state, clock.now()
    request.decided_by_id = actor.person_id
