"""Use cases of batches: hundreds of diplomas made by the worker, a few at a time.

Every diploma set is kept in the store at once, so that whoever takes up a batch that a killed
worker left sets only what is missing.
"""

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from leader_award.diplomas import documents, issuing, recipients, rules
from leader_award.diplomas.models import Diploma, DiplomaBatch
from leader_award.editions.models import Edition
from leader_award.platform import audit, clock, db, idempotency, storage, tasks
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError, NotAllowed
from leader_award.platform.storage import Received, StoredFile

TASK = "diplomas.make"
AT_ONCE = 10
"""Diplomas that are set and stored between two looks at whether to go on."""
ABANDONED = timedelta(minutes=2)
"""A batch whose worker has been silent for this long was left and is taken up again."""
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def make_batch(*, edition_id: str, kinds: Collection[str], actor: Actor, key: str) -> str:
    """Ask the worker for the diplomas of these kinds; return the batch's id.

    Raises DomainError beside `kinds` (none, or nobody is due one), NotAllowed (before the
    announcement, or another batch of the edition is under way).
    """
    with db.transaction() as writer:

        def create() -> str:
            edition = db.lock(writer, Edition, edition_id)
            wanted = [kind for kind in rules.KINDS if kind in kinds]
            if not wanted:
                raise DomainError(_l("Choose whose diplomas are to be made."), field="kinds")
            issuing.check_open(writer, wanted, edition)
            if _under_way(writer, edition_id):
                raise NotAllowed(_l("Diplomas of this edition are being made already."))
            total = len(recipients.due(writer, edition_id, wanted))
            if not total:
                raise DomainError(_l("Nobody is due such a diploma."), field="kinds")
            batch = DiplomaBatch(
                edition_id=edition_id,
                kinds=wanted,
                state=rules.WAITING,
                made_at=clock.now(),
                made_by_id=actor.person_id,
                total=total,
            )
            writer.add(batch)
            writer.flush()
            audit.record(writer, actor, "diploma_batch.made", batch, {"diplomas": total})
            db.after_commit(writer, lambda: tasks.enqueue(TASK))
            return batch.id

        return idempotency.once(writer, key, create)


def _under_way(writer: Session, edition_id: str) -> bool:
    found = select(DiplomaBatch.id).where(
        DiplomaBatch.edition_id == edition_id, DiplomaBatch.state.in_(rules.UNDER_WAY)
    )
    return writer.scalar(found.limit(1)) is not None


def stop_batch(*, batch_id: str, actor: Actor) -> None:
    """Stop a batch; the diplomas made so far stay. Nothing happens once it has ended."""
    with db.transaction() as writer:
        batch = db.lock(writer, DiplomaBatch, batch_id)
        if batch.state in rules.UNDER_WAY:
            batch.state, batch.ended_at = rules.STOPPED, clock.now()
            audit.record(writer, actor, "diploma_batch.stopped", batch, {"done": batch.done})


def work_off_batches() -> int:
    """Task: make the batches that wait or were left by a killed worker; return how many."""
    made = 0
    while (batch_id := _claim()) is not None:
        _work_off(batch_id)
        made += 1
    return made


def _claim() -> str | None:
    abandoned = (DiplomaBatch.state == rules.WORKING) & (
        DiplomaBatch.alive_at <= clock.now() - ABANDONED
    )
    with db.transaction() as writer:
        batch = writer.scalar(
            select(DiplomaBatch)
            .where(or_(DiplomaBatch.state == rules.WAITING, abandoned))
            .order_by(DiplomaBatch.made_at)
            .limit(1)
            .with_for_update(skip_locked=True, of=DiplomaBatch)
        )
        if batch is None:
            return None
        batch.state, batch.alive_at = rules.WORKING, clock.now()
        return batch.id


def _work_off(batch_id: str) -> None:
    try:
        _issue(batch_id)
        while _set_some(batch_id):
            pass
        _finish(batch_id)
    except Exception:
        with db.transaction() as writer:
            batch = db.lock(writer, DiplomaBatch, batch_id)
            if batch.state == rules.WORKING:
                batch.state, batch.ended_at = rules.FAILED, clock.now()
        raise


def _issue(batch_id: str) -> None:
    """Give everybody due a row with a code; who has one keeps it."""
    with db.transaction() as writer:
        batch = db.lock(writer, DiplomaBatch, batch_id)
        if batch.state != rules.WORKING:
            return
        due = recipients.due(writer, batch.edition_id, batch.kinds)
        actor = Actor(batch.made_by_id, "organiser")
        issuing.issue_all(writer, due, actor=actor)
        _count(writer, batch)


def _count(writer: Session, batch: DiplomaBatch) -> None:
    writer.flush()
    found = writer.execute(
        select(func.count(Diploma.id), func.count(Diploma.file_id)).where(*_in_batch(batch))
    ).one()
    batch.total, batch.done = found
    batch.alive_at = clock.now()


def _in_batch(batch: DiplomaBatch) -> tuple[ColumnElement[bool], ...]:
    return (
        Diploma.edition_id == batch.edition_id,
        Diploma.kind.in_(batch.kinds),
        Diploma.revoked_at.is_(None),
    )


def _set_some(batch_id: str) -> bool:
    """Set and store the next diplomas without a PDF; return whether to go on.

    They are set before the transaction that keeps them, so no lock waits for the typesetter; one
    that was changed or revoked meanwhile is left for the next round.
    """
    reader = db.session()
    reader.rollback()
    batch = reader.get_one(DiplomaBatch, batch_id)
    if batch.state != rules.WORKING:
        return False
    missing = reader.scalars(
        select(Diploma)
        .where(*_in_batch(batch), Diploma.file_id.is_(None))
        .order_by(Diploma.kind, Diploma.id)
        .limit(AT_ONCE)
    ).all()
    made = {row.id: (documents.pdf_of(row), row.content) for row in missing}
    with db.transaction() as writer:
        batch = db.lock(writer, DiplomaBatch, batch_id)
        if batch.state != rules.WORKING:
            return False
        for diploma_id, (pdf, content) in made.items():
            row = db.lock(writer, Diploma, diploma_id)
            if row.content == content and row.file_id is None and row.revoked_at is None:
                row.file_id = _keep(writer, pdf, documents.file_name(row)).id
        _count(writer, batch)
    return bool(missing)


def _keep(writer: Session, pdf: bytes, name: str) -> StoredFile:
    with _scratch() as file:
        file.write(pdf)
        stored = storage.keep(writer, _received(file), name=name, media_type="application/pdf")
    writer.flush()
    return stored


@contextmanager
def _scratch() -> Iterator[IO[bytes]]:
    with tempfile.NamedTemporaryFile() as file:
        yield file


def _received(file: IO[bytes]) -> Received:
    """Return what was written to a scratch file, ready for the store."""
    file.flush()
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    return Received(Path(file.name), os.path.getsize(file.name), digest)


def _finish(batch_id: str) -> None:
    """Put the diplomas into one ZIP and one PDF for printing, unless the batch was stopped."""
    reader = db.session()
    reader.rollback()
    batch = reader.get_one(DiplomaBatch, batch_id)
    if batch.state != rules.WORKING:
        return
    rows = reader.scalars(
        select(Diploma)
        .where(*_in_batch(batch), Diploma.file_id.is_not(None))
        .order_by(Diploma.kind, Diploma.name, Diploma.id)
    ).all()
    name = f"dyplomy-{batch.edition.slug}"
    with _scratch() as archive, _scratch() as merged:
        _pack(archive, rows)
        merged.write(documents.merged_pdf(rows, name, batch.made_at))
        with (
            storage.placed(zipped := _received(archive)) as archive_key,
            storage.placed(printed := _received(merged)) as print_key,
            db.transaction() as writer,
        ):
            batch = db.lock(writer, DiplomaBatch, batch_id)
            if batch.state != rules.WORKING:
                storage.discard(archive_key)
                storage.discard(print_key)
                return
            pack = storage.describe(
                writer, archive_key, zipped, name=f"{name}.zip", media_type="application/zip"
            )
            sheet = storage.describe(
                writer, print_key, printed, name=f"{name}.pdf", media_type="application/pdf"
            )
            writer.flush()
            batch.archive_id, batch.print_id = pack.id, sheet.id
            batch.state, batch.ended_at = rules.DONE, clock.now()
            actor = Actor(batch.made_by_id, "organiser")
            audit.record(writer, actor, "diploma_batch.ended", batch, {"diplomas": len(rows)})


def _pack(archive: IO[bytes], rows: Sequence[Diploma]) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as pack:
        for row in rows:
            if row.file is None:
                continue
            entry = zipfile.ZipInfo(f"{row.kind}/{documents.file_name(row)}", _ZIP_EPOCH)
            with pack.open(entry, "w") as target:
                for chunk in storage.read(row.file):
                    target.write(chunk)
