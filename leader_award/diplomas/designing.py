"""Use cases of templates: what the diplomas of an edition say and who signs them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from leader_award.diplomas import rules, wording
from leader_award.diplomas.models import DiplomaTemplate
from leader_award.editions.models import Edition
from leader_award.platform import audit, db
from leader_award.platform.audit import Actor
from leader_award.platform.db import Translated
from leader_award.platform.errors import Conflict, DomainError

Signatures = list[dict[str, str]]
"""`{"name": …, "function": …}`, from left to right."""


@dataclass(frozen=True)
class Text:
    """What a template says; `version` 0 means that nobody has changed the default."""

    title: Translated
    body: Translated
    place_and_date: Translated
    signatures: Signatures
    orientation: str
    version: int = 0


class Refused(DomainError):
    """Texts of a template cannot be used; `faults` are a message for each field at fault."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(_l("The template could not be saved."))
        self.faults = faults


def texts_of(reader: Session, edition_id: str | None) -> dict[str, Text]:
    """Return the texts of every kind for the edition, or for no edition; one statement."""
    rows = reader.scalars(
        select(DiplomaTemplate).where(DiplomaTemplate.edition_id == (edition_id or ""))
    )
    saved = {row.kind: row for row in rows}
    return {kind: _text(saved[kind]) if kind in saved else default(kind) for kind in rules.KINDS}


def _text(row: DiplomaTemplate) -> Text:
    return Text(
        title=row.title,
        body=row.body,
        place_and_date=row.place_and_date,
        signatures=row.signatures,
        orientation=row.orientation,
        version=row.version,
    )


def default(kind: str) -> Text:
    """Return what diplomas of the kind say as long as nobody has written anything else."""
    text = wording.DEFAULTS[kind]
    return Text(text.title, text.body, {"pl": ""}, [], text.orientation)


def check(kind: str, text: Text) -> None:
    """Raise Refused, naming each form field at fault, unless the text can be used.

    English may be left out altogether, then the default English stands in `text` already.
    """
    faults: dict[str, str] = {}
    for part, longest in (("title", rules.LONGEST_TITLE), ("body", rules.LONGEST_BODY)):
        for language, words in getattr(text, part).items():
            found = _fault(kind, words, longest, is_body=part == "body")
            if found:
                faults[f"{part}_{language}"] = found
    for language, words in text.place_and_date.items():
        if len(words) > rules.LONGEST_PLACE_AND_DATE:
            faults[f"place_and_date_{language}"] = _too_long(rules.LONGEST_PLACE_AND_DATE)
    faults.update(_signature_faults(text.signatures))
    if text.orientation not in rules.ORIENTATIONS:
        faults["orientation"] = gettext("Choose portrait or landscape.")
    if faults:
        raise Refused(faults)


def _fault(kind: str, words: str, longest: int, *, is_body: bool) -> str | None:
    if not words.strip():
        return str(gettext("Fill this in."))
    if len(words) > longest:
        return _too_long(longest)
    faults = rules.text_faults(words, kind, is_body=is_body)
    if not faults:
        return None
    code, name = faults[0]
    known = ", ".join(f"{{{known}}}" for known in rules.PLACEHOLDERS[kind])
    return str(wording.FAULTS[code]) % {"name": name[:40], "known": known}


def _too_long(longest: int) -> str:
    return str(gettext("The text is too long: at most %(most)s characters.", most=longest))


def _signature_faults(signatures: Sequence[Mapping[str, str]]) -> dict[str, str]:
    faults = {}
    for number, signature in enumerate(signatures, 1):
        for part in ("name", "function"):
            if len(signature[part]) > rules.LONGEST_SIGNATURE:
                faults[f"signature_{part}_{number}"] = _too_long(rules.LONGEST_SIGNATURE)
    return faults


def save_template(*, edition_id: str, kind: str, text: Text, actor: Actor) -> None:
    """Keep what diplomas of the kind say; those issued change with the next batch.

    Raises Refused, and Conflict when somebody saved another text since `text.version`.
    """
    check(kind, text)
    with db.transaction() as writer:
        edition = db.lock(writer, Edition, edition_id)
        row = _row(writer, edition_id, kind)
        if (row.version if row else 0) != text.version:
            raise Conflict(
                _l("Somebody else has saved this template since you opened it. Nothing was saved.")
            )
        if row is None:
            row = DiplomaTemplate(edition_id=edition_id, kind=kind)
            writer.add(row)
        row.title, row.body, row.place_and_date = text.title, text.body, text.place_and_date
        row.signatures, row.orientation = list(text.signatures), text.orientation
        audit.record(writer, actor, "diploma_template.saved", edition, {"kind": kind})


def restore_template(*, edition_id: str, kind: str, actor: Actor) -> None:
    """Let diplomas of the kind say what they say by default."""
    with db.transaction() as writer:
        edition = db.lock(writer, Edition, edition_id)
        row = _row(writer, edition_id, kind)
        if row is not None:
            writer.delete(row)
            audit.record(writer, actor, "diploma_template.restored", edition, {"kind": kind})


def _row(writer: Session, edition_id: str, kind: str) -> DiplomaTemplate | None:
    return writer.scalar(
        select(DiplomaTemplate).where(
            DiplomaTemplate.edition_id == edition_id, DiplomaTemplate.kind == kind
        )
    )
