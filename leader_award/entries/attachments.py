"""Use cases around files: an upload is checked by name, size and content before it is kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import IO

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from leader_award.editions.models import AttachmentRequirement
from leader_award.entries import content, wording, working
from leader_award.entries.models import Attachment, Entry
from leader_award.platform import audit, clock, db, file_types, storage
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError, NotFound
from leader_award.platform.storage import Received


def add_attachment(
    *, entry_id: str, requirement_id: str, stream: IO[bytes], filename: str, actor: Actor
) -> str:
    """Check and keep a file that answers a requirement of the form; return the attachment's id.

    Raises DomainError beside "file" when its type, size or content is not right or there are
    enough files, NotAllowed when the entry can no longer be changed.
    """
    with db.transaction() as reader:  # refuse early, before the bytes are read
        entry = working.open_for(reader, entry_id, "save", actor.role, clock.now())
        requirement = _requirement(entry, requirement_id)
        _check_room(entry, requirement)
        types, most = list(requirement.types), requirement.max_bytes
    name = storage.safe_name(filename)
    extension = _allowed_extension(name, types)
    with storage.received(stream, most) as upload:
        _check_size(upload, most)
        _check_content(upload, extension)
        media_type = file_types.TYPES[extension].media_type
        with storage.placed(upload) as key, db.transaction() as writer:
            now = clock.now()
            entry = working.open_for(writer, entry_id, "save", actor.role, now)
            _check_room(entry, _requirement(entry, requirement_id), upload.sha256)
            stored = storage.describe(writer, key, upload, name=name, media_type=media_type)
            return _attach(writer, entry, requirement_id, stored, actor, now)


def _attach(
    writer: Session,
    entry: Entry,
    requirement_id: str,
    stored: storage.StoredFile,
    actor: Actor,
    now: datetime,
) -> str:
    writer.flush()
    attachment = Attachment(
        requirement_id=requirement_id, file_id=stored.id, file=stored, added_at=now
    )
    entry.attachments.append(attachment)
    working.touch(entry, now)
    writer.flush()
    details = {"file": stored.id, "sha256": stored.sha256, "size": stored.size}
    audit.record(writer, actor, "entry.attachment_added", entry, details)
    return attachment.id


def remove_attachment(*, entry_id: str, attachment_id: str, actor: Actor) -> None:
    """Take a file out of the working copy; one that is gone already changes nothing.

    Its bytes are deleted too, unless a submission names the file.
    """
    with db.transaction() as writer:
        now = clock.now()
        entry = working.open_for(writer, entry_id, "save", actor.role, now)
        attachment = next((a for a in entry.attachments if a.id == attachment_id), None)
        if attachment is None:
            return
        stored = attachment.file
        entry.attachments.remove(attachment)
        working.touch(entry, now)
        writer.flush()
        if stored.id not in content.file_ids(map(content.parsed, entry.submissions)):
            storage.forget(writer, stored)
        audit.record(writer, actor, "entry.attachment_removed", entry, {"file": stored.id})


def _requirement(entry: Entry, requirement_id: str) -> AttachmentRequirement:
    for requirement in entry.edition.attachment_requirements:
        if requirement.id == requirement_id:
            return requirement
    raise NotFound(_l("The form does not ask for this file."))


def _check_room(entry: Entry, requirement: AttachmentRequirement, sha256: str = "") -> None:
    there = [a for a in entry.attachments if a.requirement_id == requirement.id]
    if any(attachment.file.sha256 == sha256 for attachment in there):
        raise DomainError(_l("This very file has been added already."), field="file")
    if len(there) >= requirement.max_count:
        raise DomainError(
            _l(
                "There are as many files here as are allowed (%(limit)s). Remove one first.",
                limit=requirement.max_count,
            ),
            field="file",
        )


def _allowed_extension(name: str, types: Sequence[str]) -> str:
    extension = file_types.extension_of(name)
    allowed = {file_types.extension_of(f"x.{kind}") for kind in types} & set(file_types.TYPES)
    if extension not in allowed:
        kinds = ", ".join(kind.upper() for kind in types)
        raise DomainError(
            _l("The file was not taken: here you can add %(types)s.", types=kinds), field="file"
        )
    return extension


def _check_size(upload: Received, most: int) -> None:
    if upload.size == 0:
        raise DomainError(_l("The file is empty."), field="file")
    if upload.size > most:
        raise DomainError(
            _l(
                "The file is too large. At most %(limit)s are allowed here.",
                limit=wording.size(most),
            ),
            field="file",
        )


def _check_content(upload: Received, extension: str) -> None:
    problem = file_types.problem_of(upload.path, extension)
    if problem is not None:
        sentence = str(wording.FILE_PROBLEMS[problem])
        raise DomainError(sentence % {"type": extension.upper()}, field="file")
