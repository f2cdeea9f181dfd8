"""Editions whose diplomas can be made, and people who are due one."""

import io
from datetime import datetime, timedelta

from pypdf import PdfReader
from sqlalchemy import select

from leader_award.accounts.service import create_person
from leader_award.diplomas.hooks import Recipient
from leader_award.diplomas.models import Diploma, DiplomaBatch
from leader_award.jury.models import Juror
from leader_award.platform import clock, db
from leader_award.platform.audit import Actor
from leader_award.platform.db import new_id
from tests.results.builders import announce, decide_all, edition_to_decide

LONG_NAME = (
    "Stowarzyszenie Jednostek Samorządu Terytorialnego Międzygminnego Partnerstwa na rzecz"
    " Zrównoważonego Rozwoju Obszaru Funkcjonalnego Doliny Środkowej Wisły i Pojezierza"
    " Łęczyńsko-Włodawskiego „Żółte Źródła”"
)


def decided_edition(
    organiser: Actor, *, entries: int = 3, at: datetime | None = None
) -> tuple[str, list[str]]:
    """An edition with a laureate, a distinction and the rest, announced at the instant or now."""
    edition_id, entry_ids = edition_to_decide(organiser, entries=entries)
    decide_all(entry_ids, organiser)
    seat(edition_id, "Łucja Śliwińska-Brzęczyszczykiewicz")
    announce(edition_id, at)
    db.session().rollback()
    return edition_id, entry_ids


def seat(edition_id: str, name: str) -> str:
    """Put somebody who signed the declaration on the jury, also where it is closed already."""
    with db.transaction() as writer:
        person = create_person(writer, email=f"{new_id()}@example.org", name=name, password=None)
        writer.flush()
        now = clock.now() - timedelta(days=30)
        juror = Juror(edition_id=edition_id, person_id=person.id, invited_at=now, declared_at=now)
        writer.add(juror)
        writer.flush()
        return juror.id


def attendant(edition_id: str | None, name: str = "Żaneta Ćwik", subject: str = "") -> Recipient:
    return Recipient(
        kind="attendance",
        subject=subject or new_id(),
        name=name,
        edition_id=edition_id,
        facts={"event": {"pl": "Warsztaty", "en": "Workshop"}, "event_date": "3 marca 2026"},
    )


def diplomas(*kinds: str) -> list[Diploma]:
    db.session().rollback()
    rows = db.session().scalars(select(Diploma).order_by(Diploma.kind, Diploma.name))
    return [row for row in rows if not kinds or row.kind in kinds]


def batch(batch_id: str) -> DiplomaBatch:
    db.session().rollback()
    return db.session().get_one(DiplomaBatch, batch_id)


def text_of(pdf: bytes) -> str:
    """The words of a PDF, with line breaks, and the breaks within long words, undone."""
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(words.replace("\u200b", "").split())
