"""The press pack as pages and machines read it; nothing of it before the announcement."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from leader_award.editions.models import Edition
from leader_award.entries import content as contents
from leader_award.entries import queries as entry_queries
from leader_award.entries.models import Entry
from leader_award.platform.db import session
from leader_award.platform.storage import StoredFile
from leader_award.results import queries, rules
from leader_award.results.models import Decision, PressPicture, PressRendition, PressText
from leader_award.results.queries import Award, Results

PICTURE_TYPES = ("image/jpeg", "image/png")


@dataclass(frozen=True)
class PressPack:
    """The results with what the press may use: the organiser's words and released pictures."""

    results: Results
    text: PressText | None
    pictures: Sequence[PressPicture]

    def award_of(self, picture: PressPicture) -> Award | None:
        """Return the award that the picture shows, or None for one of the edition."""
        awards = (*self.results.laureates, *self.results.distinctions, *self.results.finalists)
        return next((award for award in awards if award.entry_id == picture.entry_id), None)

    def pictures_of(self, award: Award) -> Sequence[PressPicture]:
        """Return the pictures of an award."""
        return [picture for picture in self.pictures if picture.entry_id == award.entry_id]


def prepared_pack(edition: Edition) -> PressPack:
    """Return the press pack as it stands, announced or not; only for those who may see it."""
    return PressPack(
        results=queries.prepared_results(edition),
        text=press_text(edition.id),
        pictures=[one for one in pictures(edition.id) if one.released_at is not None],
    )


def press_text(edition_id: str) -> PressText | None:
    """Return what the organiser wrote for the press, or None."""
    return session().get(PressText, edition_id)


def pictures(edition_id: str) -> Sequence[PressPicture]:
    """Return all pictures with their sizes, those of the edition first, then by their day."""
    return (
        session()
        .scalars(
            select(PressPicture)
            .where(PressPicture.edition_id == edition_id)
            .options(selectinload(PressPicture.renditions))
            .order_by(PressPicture.entry_id.is_not(None), PressPicture.added_at, PressPicture.id)
        )
        .all()
    )


def released_file(edition_id: str, picture_id: str, width: int) -> StoredFile | None:
    """Return one size of a picture of the edition that was released for the press, or None."""
    rendition = session().scalar(
        select(PressRendition)
        .join(PressPicture, PressPicture.id == PressRendition.picture_id)
        .where(
            PressPicture.edition_id == edition_id,
            PressPicture.id == picture_id,
            PressPicture.released_at.is_not(None),
            PressRendition.width == width,
        )
    )
    return rendition.file if rendition else None


def find_picture(picture_id: str) -> PressPicture | None:
    """Return the picture with its sizes, whoever may see it."""
    return session().scalar(
        select(PressPicture)
        .where(PressPicture.id == picture_id)
        .options(selectinload(PressPicture.renditions))
    )


@dataclass(frozen=True)
class Attached:
    """A picture that an awarded entry brought with it as an attachment."""

    entry_id: str
    reference: str
    title: str
    stored: StoredFile


def attached_pictures(edition_id: str) -> list[Attached]:
    """Return the pictures attached to the submissions of the awarded entries, in 3 statements."""
    reader = session()
    rows = reader.execute(
        select(Entry.id, Entry.reference, Entry.title)
        .join(Decision, Decision.entry_id == Entry.id)
        .where(Decision.edition_id == edition_id, Decision.outcome.in_(rules.IN_FINAL))
        .order_by(Entry.number)
    ).all()
    of_entry = entry_queries.contents_of([row.id for row in rows])
    ids = {entry_id: contents.file_ids([content]) for entry_id, content in of_entry.items()}
    wanted = [file_id for found in ids.values() for file_id in found]
    files = reader.scalars(
        select(StoredFile)
        .where(StoredFile.id.in_(wanted), StoredFile.media_type.in_(PICTURE_TYPES))
        .order_by(StoredFile.stored_at)
    ).all()
    return [
        Attached(row.id, row.reference or "", row.title, stored)
        for row in rows
        for stored in files
        if stored.id in ids.get(row.id, ())
    ]
