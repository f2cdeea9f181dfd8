"""Use cases of the press pack: the text to quote, and pictures that wait for the announcement."""

import io
from collections.abc import Sequence
from contextlib import ExitStack
from typing import IO

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leader_award.editions.models import Edition
from leader_award.platform import audit, clock, db, file_types, idempotency, storage
from leader_award.platform.audit import Actor
from leader_award.platform.db import Translated
from leader_award.platform.errors import Conflict, DomainError, NotAllowed, NotFound
from leader_award.platform.storage import Received
from leader_award.results import approval, rules
from leader_award.results.models import (
    Announcement,
    Decision,
    PressPicture,
    PressRendition,
    PressText,
)
from leader_award.results.pictures import MAX_BYTES, Size, make_sizes

MOST_OF_EDITION, MOST_OF_ENTRY = 60, 5
"""Pictures of an edition, and of one entry."""
TYPES = ("jpg", "png")


def save_press_text(
    *, edition_id: str, text: Translated, contact: str, version: int, actor: Actor
) -> None:
    """Save what the press may quote, in both languages, and whom it may ask.

    `version` is that of the text the page showed, 0 for none. Raises Conflict.
    """
    with db.transaction() as writer:
        edition = db.lock(writer, Edition, edition_id)
        row = writer.get(PressText, edition_id)
        if version != (row.version if row else 0):
            raise Conflict(
                _l("Somebody else has saved the text meanwhile. Saving replaces theirs."),
                changes={"pl": row.text.get("pl", ""), "en": row.text.get("en", "")} if row else {},
            )
        if row is None:
            row = PressText(edition_id=edition_id)
            writer.add(row)
        row.text, row.contact, row.saved_at = text, contact, clock.now()
        audit.record(writer, actor, "press.text_saved", edition)


def add_picture(
    *,
    edition_id: str,
    entry_id: str | None,
    stream: IO[bytes],
    filename: str,
    alternative: Translated,
    credit: str,
    actor: Actor,
    key: str,
) -> str:
    """Make the sizes of a picture and keep them; return the picture's id.

    A picture that an organiser adds is released with it; an applicant's, for which the results
    must be public, waits. Raises DomainError beside the field.
    """
    by_organiser = actor.role in rules.ORGANISERS
    with db.transaction() as reader:  # refuse early, before the bytes are read
        _check_room(reader, edition_id, entry_id, by_organiser)
    if file_types.extension_of(storage.safe_name(filename)) not in TYPES:
        raise DomainError(_l("Choose a JPEG or PNG file."), field="file")
    with storage.received(stream, MAX_BYTES) as upload:
        if upload.size > MAX_BYTES:
            raise DomainError(_l("The file is too large. At most 20 MB."), field="file")
        sizes = make_sizes(upload.path)
    with ExitStack() as stack:
        placed = [_placed(stack, size) for size in sizes]
        with db.transaction() as writer:

            def create() -> str:
                _check_room(writer, edition_id, entry_id, by_organiser)
                now = clock.now()
                picture = PressPicture(
                    edition_id=edition_id,
                    entry_id=entry_id,
                    alternative=alternative,
                    credit=credit,
                    added_at=now,
                    added_by_id=actor.person_id,
                    released_at=now if by_organiser else None,
                )
                writer.add(picture)
                writer.flush()
                for size, upload, store_key in placed:
                    _describe(writer, picture, size, upload, store_key)
                details = {"edition": edition_id, "entry": entry_id}
                audit.record(writer, actor, "press.picture_added", picture, details)
                return picture.id

            before = writer.scalar(select(idempotency.UsedKey).filter_by(key=key))
            if before is not None:  # sent twice: these bytes are nobody's
                for _size, _upload, store_key in placed:
                    stack.callback(storage.discard, store_key)
            return idempotency.once(writer, key, create)


def _placed(stack: ExitStack, size: Size) -> tuple[Size, Received, str]:
    upload = stack.enter_context(storage.received(io.BytesIO(size.data), len(size.data)))
    return size, upload, stack.enter_context(storage.placed(upload))


def _describe(
    writer: Session, picture: PressPicture, size: Size, upload: Received, store_key: str
) -> None:
    name = f"{picture.id}-{size.width}.jpg"
    stored = storage.describe(writer, store_key, upload, name=name, media_type="image/jpeg")
    writer.flush()
    picture.renditions.append(
        PressRendition(width=size.width, height=size.height, file_id=stored.id, file=stored)
    )


def _check_room(writer: Session, edition_id: str, entry_id: str | None, by_organiser: bool) -> None:
    """Lock the edition and check that the picture belongs to it and has room."""
    db.lock(writer, Edition, edition_id)
    if entry_id is not None and not _is_awarded(writer, edition_id, entry_id):
        raise DomainError(_l("Pictures are those of awarded entries."), field="entry_id")
    if not by_organiser:
        state = approval.state_of(writer.get(Announcement, edition_id))
        if entry_id is None or state != rules.PUBLIC:
            raise NotAllowed(_l("The results are not public yet."))
    of_edition = select(func.count(PressPicture.id)).where(PressPicture.edition_id == edition_id)
    full = (writer.scalar(of_edition) or 0) >= MOST_OF_EDITION
    if entry_id is not None:
        of_entry = of_edition.where(PressPicture.entry_id == entry_id)
        full = full or (writer.scalar(of_entry) or 0) >= MOST_OF_ENTRY
    if full:
        raise DomainError(
            _l("There are as many pictures as are allowed. Remove one first."), field="file"
        )


def _is_awarded(writer: Session, edition_id: str, entry_id: str) -> bool:
    decision = writer.scalar(select(Decision).where(Decision.entry_id == entry_id))
    return (
        decision is not None
        and decision.edition_id == edition_id
        and decision.outcome in rules.IN_FINAL
    )


def release_picture(*, picture_id: str, actor: Actor) -> None:
    """Let the public see a picture that an applicant added. Raises NotFound."""
    with db.transaction() as writer:
        picture = db.lock(writer, PressPicture, picture_id)
        if picture.released_at is None:
            picture.released_at = clock.now()
            audit.record(writer, actor, "press.picture_released", picture)


def remove_picture(*, picture_id: str, actor: Actor) -> None:
    """Take a picture away with all its sizes; one that is gone already changes nothing."""
    with db.transaction() as writer:
        try:
            picture = db.lock(writer, PressPicture, picture_id)
        except NotFound:
            return
        details = {"edition": picture.edition_id}
        audit.record(writer, actor, "press.picture_removed", picture, details)
        files: Sequence[storage.StoredFile] = [one.file for one in picture.renditions]
        writer.delete(picture)
        writer.flush()
        for stored in files:
            storage.forget(writer, stored)
