"""What pages and later features read about entries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from leader_award.editions.models import Category, Edition, Extension, FormSection
from leader_award.entries import content as contents
from leader_award.entries.models import Attachment, CheckFinding, Entry, FormalCheck, Submission
from leader_award.partnerships.models import Organisation
from leader_award.partnerships.text import fold
from leader_award.platform import db
from leader_award.platform.db import Translated
from leader_award.platform.storage import StoredFile


def find(entry_id: str) -> Entry | None:
    """Return the entry."""
    return db.session().get(Entry, entry_id)


def _with_all(statement: Select[Entry]) -> Select[Entry]:
    edition = joinedload(Entry.edition)
    return statement.options(
        edition.selectinload(Edition.categories),
        edition.selectinload(Edition.sections).selectinload(FormSection.questions),
        edition.selectinload(Edition.attachment_requirements),
        joinedload(Entry.category),
        joinedload(Entry.working_category),
        joinedload(Entry.applicant),
        selectinload(Entry.partners),
        selectinload(Entry.answers),
        selectinload(Entry.attachments),
        selectinload(Entry.submissions),
        selectinload(Entry.checks).selectinload(FormalCheck.findings).joinedload(CheckFinding.item),
    )


def whole(entry_id: str) -> Entry | None:
    """Return the entry with everything its pages show, in a constant number of statements."""
    return db.session().scalar(_with_all(select(Entry).where(Entry.id == entry_id)))


def entries_of_organisations(organisation_ids: Collection[str]) -> Sequence[Entry]:
    """Return the entries that these organisations lead, whole, the latest saved first."""
    statement = select(Entry).where(Entry.applicant_id.in_(organisation_ids))
    order = (Entry.saved_at.desc(), Entry.id)
    return db.session().scalars(_with_all(statement).order_by(*order)).all()


def extensions_of(organisation_ids: Collection[str]) -> dict[tuple[str, str], Extension]:
    """Return the extensions granted to these organisations, by (edition, organisation)."""
    rows = db.session().scalars(
        select(Extension).where(Extension.organisation_id.in_(organisation_ids))
    )
    return {(row.edition_id, row.organisation_id): row for row in rows}


def latest(entry: Entry) -> Submission | None:
    """Return the entry's latest submission, or None."""
    return db.session().scalar(
        select(Submission)
        .where(Submission.entry_id == entry.id)
        .order_by(Submission.number.desc())
        .limit(1)
    )


def content(entry: Entry) -> dict[str, Any] | None:
    """Return the content of the latest submission, or None if there is none."""
    submission = latest(entry)
    return contents.parsed(submission) if submission else None


def contents_of(entry_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return the content of the latest submission of each entry that has one, by entry id."""
    newest = (
        select(Submission.entry_id, func.max(Submission.number).label("number"))
        .where(Submission.entry_id.in_(entry_ids))
        .group_by(Submission.entry_id)
        .subquery()
    )
    rows = db.session().scalars(
        select(Submission).join(
            newest,
            (Submission.entry_id == newest.c.entry_id) & (Submission.number == newest.c.number),
        )
    )
    return {submission.entry_id: contents.parsed(submission) for submission in rows}


def submitted_file(entry: Entry, file_id: str) -> StoredFile | None:
    """Return the stored file if one of the entry's submissions names it."""
    reader = db.session()
    texts = reader.scalars(select(Submission).where(Submission.entry_id == entry.id))
    if file_id not in contents.file_ids(map(contents.parsed, texts)):
        return None
    return reader.get(StoredFile, file_id)


def file_of_entry(entry: Entry, file_id: str) -> StoredFile | None:
    """Return the stored file if a submission or the working copy of the entry names it."""
    working = db.session().scalar(
        select(StoredFile)
        .join(Attachment, Attachment.file_id == StoredFile.id)
        .where(Attachment.entry_id == entry.id, StoredFile.id == file_id)
    )
    return working or submitted_file(entry, file_id)


@dataclass(frozen=True)
class EntryRow:
    """One entry as lists show it, with the title and category that count."""

    id: str
    reference: str | None
    title: str
    partnership_name: str
    state: str
    category_id: str | None
    category_name: Translated | None
    applicant_id: str
    applicant_name: str
    submitted_at: datetime | None
    saved_at: datetime

    @property
    def search_text(self) -> str:
        """What a search over the list looks into, folded."""
        parts = (self.reference, self.title, self.partnership_name, self.applicant_name)
        return fold(" ".join(part for part in parts if part))


def entries_of_edition(edition_id: str, states: Collection[str] | None = None) -> list[EntryRow]:
    """Return the entries of an edition, in the order of their numbers, drafts last."""
    statement = (
        select(
            Entry.id,
            Entry.reference,
            Entry.title,
            Entry.partnership_name,
            Entry.state,
            Entry.category_id,
            Category.name,
            Entry.applicant_id,
            Organisation.name,
            Entry.submitted_at,
            Entry.saved_at,
        )
        .join(Organisation, Organisation.id == Entry.applicant_id)
        .outerjoin(Category, Category.id == Entry.category_id)
        .where(Entry.edition_id == edition_id)
        .order_by(Entry.number.is_(None), Entry.number, Entry.created_at, Entry.id)
    )
    if states is not None:
        statement = statement.where(Entry.state.in_(states))
    return [EntryRow(*row) for row in db.session().execute(statement)]


def search(
    edition_id: str, *, state: str = "", category_id: str = "", text: str = ""
) -> list[EntryRow]:
    """Return the entries that match: every word of `text` in title, partnership, reference or
    the applicant's name, without regard to case and Polish letters ("lodz" finds "Łódź").

    An edition has hundreds of entries, so the words are looked for here; SQLite would not fold.
    """
    words = fold(text).split()
    return [
        row
        for row in entries_of_edition(edition_id, [state] if state else None)
        if category_id in ("", row.category_id) and all(w in row.search_text for w in words)
    ]


def counts(edition_id: str, reader: Session | None = None) -> dict[str, int]:
    """Return how many entries of the edition are in each state that occurs."""
    rows = (reader or db.session()).execute(
        select(Entry.state, func.count(Entry.id))
        .where(Entry.edition_id == edition_id)
        .group_by(Entry.state)
    )
    return dict(rows.all())
