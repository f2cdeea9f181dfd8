"""Use cases of sheets: send one in, see what it would change, take it over, forget it."""

import io
import re
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from leader_award.editions import queries as edition_queries
from leader_award.exchange import rules
from leader_award.exchange.card_sheet import CardSheet
from leader_award.exchange.entry_sheet import EntrySheet
from leader_award.exchange.juror_sheet import JurorSheet
from leader_award.exchange.models import CARDS, ENTRIES, SheetImport
from leader_award.exchange.rules import Plan
from leader_award.exchange.sheet import Sheet
from leader_award.jury.models import Juror
from leader_award.platform import audit, clock, db, storage
from leader_award.platform.audit import Actor
from leader_award.platform.errors import Conflict, DomainError, NotFound
from leader_award.platform.sheet_files import FileRefused, Limits, Rows, read_rows
from leader_award.platform.storage import StoredFile

LIMITS = Limits(bytes=5_000_000, lines=501)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
KEPT_UNUSED = timedelta(days=1)
"""For so long a file is kept that was looked at and not taken over."""
TASK = "exchange.forget_unused"


class Changed(Conflict):
    """What the file would do is no longer what was shown; nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            _l("Something has changed since this was shown. Nothing was saved: look at it anew.")
        )


class _Rehearsed(Exception):
    """Ends the transaction of a rehearsal without keeping anything of it."""


def sheet_for(
    kind: str, edition_id: str, juror_id: str | None = None, round_id: str | None = None
) -> Sheet:
    """Return the sheet of an edition, or of a juror's cards of a round. Raises NotFound."""
    edition = edition_queries.whole(edition_id)
    if kind == CARDS:
        juror = db.session().get(Juror, juror_id)
        round = edition_queries.find_round(round_id or "")
        if juror is not None and round is not None and round.edition_id == juror.edition_id:
            return CardSheet(juror, round)
    elif edition is not None:
        return EntrySheet(edition) if kind == ENTRIES else JurorSheet(edition)
    raise NotFound(_l("This does not exist, or you may not see it."))


def send_in(
    *,
    kind: str,
    edition_id: str,
    data: bytes,
    name: str,
    actor: Actor,
    juror_id: str | None = None,
    round_id: str | None = None,
) -> str:
    """Keep a file to be looked at; return the id of the import. Nothing else is changed.

    Raises FileRefused (field `file`) if it cannot be read as a sheet of this kind.
    """
    if not data:
        raise FileRefused(_l("Choose a file."))
    with storage.received(io.BytesIO(data), LIMITS.bytes) as upload:
        sheet_for(kind, edition_id, juror_id, round_id).plan(read_rows(data, LIMITS))
        with db.transaction() as writer:
            stored = storage.keep(
                writer, upload, name=name, media_type=XLSX if data[:2] == b"PK" else CSV
            )
            writer.flush()
            sent = SheetImport(
                kind=kind,
                edition_id=edition_id,
                juror_id=juror_id,
                round_id=round_id,
                file_id=stored.id,
                uploaded_by_id=actor.person_id,
                uploaded_at=clock.now(),
            )
            writer.add(sent)
            writer.flush()
            return sent.id


def plan(sent: SheetImport, actor: Actor) -> Plan:
    """Return what taking the file over would do, as the use cases themselves say it.

    Each row is tried in a transaction that is undone at the end: nothing is written.
    """
    found, sheet = _plan(sent)
    try:
        with db.transaction() as writer:
            for row in found.rows:
                if row.status in (rules.NEW, rules.CHANGED):
                    try:
                        with writer.begin_nested():
                            sheet.write(row, actor, _key(sent, row))
                    except DomainError as error:
                        sheet.blame(row, error)
            raise _Rehearsed
    except _Rehearsed:
        return found


def _plan(sent: SheetImport) -> tuple[Plan, Sheet]:
    sheet = sheet_for(sent.kind, sent.edition_id, sent.juror_id, sent.round_id)
    if sent.file is None:
        raise NotFound(_l("This does not exist, or you may not see it."))
    return Plan(sheet.plan(_table(sent.file)), sent.file.sha256), sheet


def _table(stored: StoredFile) -> Rows:
    return read_rows(b"".join(storage.read(stored)), LIMITS)


def _key(sent: SheetImport, row: rules.Row) -> str:
    return f"sheet-{sent.id}-{row.line}"


def take_over(*, import_id: str, seen: str, actor: Actor) -> dict[str, int]:
    """Do exactly what was shown, all of it or nothing; return how many rows were of each status.

    `seen` is the digest of the plan that was shown. A second time nothing happens. Raises Changed
    if the plan is another one now, DomainError if a row cannot be taken over, NotFound.
    """
    with db.transaction() as writer:
        sent = db.lock(writer, SheetImport, import_id)
        if sent.applied_at is not None:
            return sent.counts
        db.session().rollback()
        found, sheet = _plan(sent)
        if found.digest != seen or not found.applicable:
            raise Changed
        for row in (*found.of(rules.NEW), *found.of(rules.CHANGED)):
            made = sheet.write(row, actor, _key(sent, row))
            if row.status == rules.NEW:
                sent.made_ids = [*sent.made_ids, made]
        sent.applied_at, sent.counts = clock.now(), found.counts
        details = {
            "kind": sent.kind,
            "edition": sent.edition_id,
            "sha256": found.file_sha256,
            "new": len(found.of(rules.NEW)),
            "changed": len(found.of(rules.CHANGED)),
        }
        audit.record(writer, actor, "sheet.imported", sent, details)
        return sent.counts


def forget_unused() -> int:
    """Delete the files that were looked at a day ago and not taken over; return how many."""
    with db.transaction() as writer:
        old = writer.scalars(
            select(SheetImport).where(
                SheetImport.applied_at.is_(None),
                SheetImport.uploaded_at < clock.now() - KEPT_UNUSED,
            )
        ).all()
        for sent in old:
            _forget_file(writer, sent)
            writer.delete(sent)
        return len(old)


def forget_naming(writer: Session, pattern: re.Pattern[str]) -> int:
    """Delete the kept files in which the pattern of a person is found; return how many.

    What was taken over from them, and the event with the digest, stays.
    """
    kept = writer.scalars(select(SheetImport).where(SheetImport.file_id.is_not(None))).all()
    naming = [sent for sent in kept if sent.file is not None and _names(sent.file, pattern)]
    for sent in naming:
        _forget_file(writer, sent)
        if sent.applied_at is None:
            writer.delete(sent)
    writer.flush()
    return len(naming)


def _names(stored: StoredFile, pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(cell) for row in _table(stored) for cell in row)


def _forget_file(writer: Session, sent: SheetImport) -> None:
    stored, sent.file = sent.file, None
    writer.flush()
    if stored is not None:
        storage.forget(writer, stored)
