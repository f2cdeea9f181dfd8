"""Somebody whom nearly every table knows, and every byte that could give them away."""

import base64
import io
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from pypdf import PdfReader
from pypdf.errors import PdfReadError
from sqlalchemy import select

from leader_award.accounts import service, signing_in
from leader_award.diplomas.models import Diploma
from leader_award.dissemination import attending, certificates, registering
from leader_award.dissemination.models import Registration
from leader_award.platform import clock, db, outbox, storage
from leader_award.platform.audit import SYSTEM, Actor
from leader_award.platform.db import Base
from leader_award.platform.errors import DomainError
from leader_award.platform.lemmas import fold
from leader_award.privacy import erasing, subjects
from leader_award.privacy.models import Consent
from tests.accounts.builders import PASSWORD, mails, token_in
from tests.dissemination.builders import BEFORE, make_event
from tests.entries.builders import make_organisation
from tests.practices.builders import join

NAME, SURNAME = "Zdzisława Brzęczyszcz", "Brzęczyszcz"
EMAIL = "zdzislawa.brz@kanarek.example"
AFTER = datetime.fromisoformat("2026-12-18T09:00:00+00:00")

Clock = Callable[[datetime], None]


def make_known_person(at: Clock) -> str:
    """Somebody who signed up, signed in, forgot a password, and came to an event; their id."""
    at(BEFORE)
    person_id = service.register_person(email=EMAIL, name=NAME, password=PASSWORD)
    service.confirm_email(token_in(mails(EMAIL)[-1]))
    service.request_password_reset(EMAIL)
    with suppress(DomainError):
        signing_in.authenticate(EMAIL, "nie to hasło", address="192.0.2.77")
    join(person_id, make_organisation())
    come_to_event(at)
    with db.transaction() as writer:
        writer.add(
            Consent(
                person_id=person_id, kind="newsletter", version=1, text=NAME, given_at=clock.now()
            )
        )
        outbox.queue(
            writer,
            outbox.Recipient("kto.inny@example.org"),
            "accounts/mail/reset.txt",
            link=f"http://localhost/?{EMAIL} {NAME}",
            until=clock.now(),
        )
    return person_id


def come_to_event(at: Clock) -> str:
    """Register with the address, be checked in and fetch the certificate; the registration's id."""
    registration_id = registering.add(
        conference_id=make_event(),
        email=EMAIL,
        name=NAME,
        organisation="Gmina Brwinów",
        actor=SYSTEM,
        key=db.new_id(),
    )
    at(AFTER - timedelta(days=2))
    code = db.session().get_one(Registration, registration_id).code
    attending.check_in(code=code, actor=SYSTEM)
    at(AFTER)
    _name, pdf = certificates.own(registration_id=registration_id)
    with db.transaction() as writer, storage.received(io.BytesIO(pdf), len(pdf)) as upload:
        diploma = writer.scalars(select(Diploma).where(Diploma.subject == registration_id)).one()
        diploma.file = storage.keep(
            writer, upload, name="certificate.pdf", media_type="application/pdf"
        )  # as the worker keeps it for a batch
    return registration_id


def erase(email: str = EMAIL, *replaced: str, actor: Actor = SYSTEM) -> str:
    subject = subjects.of_address(db.session(), email)
    assert subject is not None
    db.session().rollback()
    return erasing.erase(rows=subject.rows, replaced=replaced, actor=actor)


def traces(*words: str) -> set[str]:
    """Return where one of the words stands, in any encoding: tables, raw database, files, queue."""
    forms = {form for word in words for form in _encoded(word)}
    return {place for place, data in _everything() if any(form in data.lower() for form in forms)}


def _encoded(word: str) -> set[bytes]:
    word = word.lower()
    raw = word.encode()
    return {
        raw,
        json.dumps(word)[1:-1].encode(),
        fold(word).encode(),
        word.encode("utf-16-le"),
        base64.b64encode(raw)[:-4].lower(),
    }


def _everything() -> Iterator[tuple[str, bytes]]:
    folder: Path = current_app.config["SETTINGS"].data_dir
    for path in folder.rglob("*"):
        if path.is_file():
            yield f"file {path.name}", path.read_bytes()
            with suppress(PdfReadError):
                pages = PdfReader(io.BytesIO(path.read_bytes())).pages
                yield "pdf", "".join(page.extract_text() for page in pages).encode()
    url: str = current_app.config["SETTINGS"].database_url
    if url.startswith("sqlite"):
        database = Path(url.removeprefix("sqlite:///"))
        for path in database.parent.glob(f"{database.name}*"):
            yield "raw database", path.read_bytes()
    db.session().rollback()
    for table in Base.metadata.tables.values():
        for row in db.session().execute(select(table)):
            yield (
                f"table {table.name}",
                json.dumps(list(row), default=str, ensure_ascii=False).encode(),
            )


def row(model: Any, row_id: str) -> Any:
    db.session().rollback()
    db.session().expire_all()
    return db.session().get(model, row_id)
