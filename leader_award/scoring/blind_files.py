"""The files that jurors of a blind round read: copies without metadata, made as they are asked for.

Where no copy can be made the juror does not get the file and the organiser reads why, before the
juror asks for it: the worker tries every file as soon as its entry is assigned.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from leader_award.editions import hooks
from leader_award.editions.models import KNOWN, Edition, Round
from leader_award.entries import content as contents
from leader_award.entries import previews
from leader_award.entries import queries as entry_queries
from leader_award.entries.models import StrippingResult
from leader_award.entries.stripping import CannotStrip, strip
from leader_award.jury.models import Assignment
from leader_award.platform import clock, db, storage
from leader_award.platform.storage import StoredFile

TASK = "scoring.try_blind_files"
AT_ONCE = 20
"""Files that one run of the task tries."""


@dataclass(frozen=True)
class Withheld:
    """A file that jurors do not get: its entry, its name and why."""

    entry_id: str
    reference: str
    title: str
    name: str


def blind_copy(stored: StoredFile) -> bytes | None:
    """Return the file without metadata, or None if that cannot be done."""
    try:
        copy = strip(b"".join(storage.read(stored)), stored.media_type)
        failure = ""
    except (CannotStrip, FileNotFoundError) as error:
        copy, failure = None, str(error)[:60] or "broken"
    known = db.session().get(StrippingResult, stored.id)
    if known is None or known.failure != failure:
        with db.transaction() as writer:
            result = StrippingResult(file_id=stored.id, failure=failure, checked_at=clock.now())
            writer.merge(result)
    return copy


def as_blind(stored: StoredFile) -> previews.Source:
    """Return the file as jurors of a blind round may look at its pages: drawn from the copy."""

    def content() -> bytes:
        copy = blind_copy(stored)
        if copy is None:
            raise previews.NotShown(previews.WITHHELD)
        return copy

    return previews.Source(stored, "blind", content)


def refused(content: Mapping[str, Any]) -> set[str]:
    """Return the ids of the entry's files of which no copy can be made, as far as is known."""
    failed = select(StrippingResult.file_id).where(
        StrippingResult.file_id.in_(contents.file_ids([content])), StrippingResult.failure != ""
    )
    return set(db.session().scalars(failed))


def try_waiting() -> None:
    """Task: try the files of entries assigned in blind rounds that nobody has tried yet."""
    reader = db.session()
    blind = select(Round.edition_id).join(Edition).where(Round.blind, Edition.state.not_in(KNOWN))
    for edition_id in reader.scalars(blind.distinct()).all():
        waiting = [one for one, result in _files(reader, edition_id) if result is None]
        for stored in waiting[:AT_ONCE]:
            blind_copy(stored)


def _files(reader: Session, edition_id: str) -> Iterator[tuple[StoredFile, StrippingResult | None]]:
    """Yield the files of entries assigned in blind rounds with what is known of their copies."""
    ids = contents.file_ids(_assigned(reader, edition_id).values())
    rows = reader.execute(
        select(StoredFile, StrippingResult)
        .outerjoin(StrippingResult, StrippingResult.file_id == StoredFile.id)
        .where(StoredFile.id.in_(ids))
        .order_by(StoredFile.stored_at, StoredFile.id)
    )
    yield from ((stored, result) for stored, result in rows)


def _assigned(reader: Session, edition_id: str) -> dict[str, dict[str, Any]]:
    entries = (
        select(Assignment.entry_id)
        .join(Round, Round.id == Assignment.round_id)
        .where(Round.edition_id == edition_id, Round.blind, Assignment.ended_at.is_(None))
    )
    return entry_queries.contents_of(reader.scalars(entries.distinct()).all())


def withheld(edition_id: str) -> Sequence[Withheld]:
    """Return the files that jurors do not get because no copy could be made."""
    reader = db.session()
    failed = {one.id for one, result in _files(reader, edition_id) if result and result.failure}
    return [
        Withheld(entry_id, content["reference"], content["title"], file["name"])
        for entry_id, content in sorted(
            _assigned(reader, edition_id).items(), key=lambda pair: pair[1]["reference"]
        )
        for file in content["attachments"]
        if file["file_id"] in failed
    ]


def board_panel(edition: Edition, _now: datetime) -> hooks.Panel | None:
    """Tell the organiser of files that jurors do not get."""
    found = withheld(edition.id) if edition.hides_applicants else []
    if not found:
        return None
    return hooks.Panel(
        order=36,
        title=_("Files withheld from jurors"),
        figure=str(len(found)),
        text=ngettext(
            "%(num)s file could not be freed from metadata",
            "%(num)s files could not be freed from metadata",
            len(found),
        ),
        url=url_for("scoring.withheld_files", edition_id=edition.id),
        tone=hooks.ATTENTION,
    )
