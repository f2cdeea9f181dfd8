"""A copy of one's own data: JSON that machines read, with the own certificates, in a ZIP."""

import io
import json
import zipfile
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from leader_award.accounts.models import (
    AuthenticatorApp,
    Passkey,
    Person,
    ProviderIdentity,
    SignInAttempt,
    SignInSession,
)
from leader_award.diplomas import documents
from leader_award.diplomas.models import Diploma
from leader_award.dissemination.models import Registration
from leader_award.entries.models import Entry
from leader_award.jury.models import Assignment, Conflict, Juror
from leader_award.partnerships.models import OrganisationMember
from leader_award.platform import audit, clock, db
from leader_award.platform.audit import Actor, AuditEvent
from leader_award.platform.outbox import OutgoingMail
from leader_award.privacy import subjects
from leader_award.privacy.models import AccessRecord, Consent, ErasureRequest
from leader_award.privacy.subjects import Subject
from leader_award.scoring.models import Score, ScoreCard
from leader_award.self_assessment.models import AssessmentAnswer

README = """\
Kopia Twoich danych z serwisu konkursu „Samorządowy Lider Zarządzania”
Stan na: {at}

dane.json   wszystko, co serwis przechowuje o Tobie, w formacie JSON (kodowanie UTF-8)
dyplomy/    wystawione na Ciebie zaświadczenia i dyplomy (PDF)

Co jest w pliku dane.json:
  konto            imię i nazwisko, adres e-mail, język, daty, sposoby logowania
  role             role nadane w całym serwisie
  sesje            przeglądarki, w których jesteś lub byłaś/byłeś zalogowany
  proby_logowania  próby logowania na Twój adres
  organizacje      samorządy i organizacje, w których imieniu działasz
  zgody            treść każdej zgody, kiedy jej udzielono i kiedy ją wycofano
  wydarzenia       zgłoszenia udziału w wydarzeniach
  dyplomy          wystawione na Ciebie zaświadczenia
  komisja          członkostwo w komisji konkursowej, deklaracje, konflikty interesów
  karty_oceny      Twoje zamknięte karty oceny
  samooceny        Twoje odpowiedzi w samoocenie partnerstw
  zgloszenia       zgłoszenia konkursowe, które rozpoczęłaś/rozpocząłeś
  wiadomosci       wiadomości wysłane do Ciebie
  zdarzenia        co zrobiłaś/zrobiłeś w serwisie (kody zdarzeń)
  odczyty          poufne treści, które przeglądałaś/przeglądałeś
  wnioski          Twoje wnioski o usunięcie danych

Godziny podano w czasie uniwersalnym (UTC). Hasła nie ma w kopii: serwis przechowuje je
w postaci, z której nie da się go odczytać. Treść zgłoszeń konkursowych należy do
organizacji, która je złożyła, dlatego kopia wymienia tylko ich numery i tytuły.
"""


def make_archive(*, actor: Actor) -> bytes:
    """Return the ZIP with everything about the actor, and record that it was made."""
    with db.transaction() as writer:
        person = db.lock(writer, Person, actor.person_id)
        audit.record(writer, actor, "data.exported", person)
    reader = db.session()
    data = collect(reader, str(actor.person_id))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "PRZECZYTAJ.txt", README.format(at=clock.now().isoformat(timespec="seconds"))
        )
        archive.writestr("dane.json", json.dumps(data, ensure_ascii=False, indent=2, default=str))
        for row in _diplomas(reader, subject_of(reader, str(actor.person_id))):
            archive.writestr(f"dyplomy/{documents.file_name(row)}", documents.pdf_of(row))
    return packed.getvalue()


def subject_of(reader: Session, person_id: str) -> Subject:
    """Return the person as a subject, with their registrations and seats on juries."""
    subject = subjects.of_address(reader, reader.get_one(Person, person_id).email)
    if subject is None:
        raise LookupError("a person is always kept under their address")
    return subject


def collect(reader: Session, person_id: str) -> dict[str, Any]:
    """Return all that is kept about a person, in a constant number of statements.

    Of what others may not know yet, only what the person gave themselves is in it.
    """
    person, subject = reader.get_one(Person, person_id), subject_of(reader, person_id)
    return {
        "konto": _account(reader, person),
        "role": _rows(person.grants, "role", "granted_at"),
        "sesje": _of(reader, SignInSession, SignInSession.person_id == person_id,
                     "created_at", "last_seen_at", "ended_at", "browser"),
        "proby_logowania": _of(reader, SignInAttempt, SignInAttempt.email == person.email,
                               "at", "address", "succeeded"),
        "organizacje": _memberships(reader, person_id),
        "zgody": _of(reader, Consent, Consent.person_id == person_id,
                     "kind", "version", "text", "given_at", "withdrawn_at"),
        "wydarzenia": _registrations(reader, subject),
        "dyplomy": _rows(_diplomas(reader, subject), "code", "kind", "name", "issued_at"),
        "komisja": _seats(reader, subject),
        "karty_oceny": _cards(reader, subject),
        "samooceny": _of(reader, AssessmentAnswer, AssessmentAnswer.email == person.email,
                         "name", "email", "levels", "invited_at", "submitted_at"),
        "zgloszenia": _of(reader, Entry, Entry.created_by_id == person_id,
                          "id", "reference", "title", "created_at", "submitted_at"),
        "wiadomosci": _of(reader, OutgoingMail, OutgoingMail.to == person.email,
                          "subject", "body", "created_at", "sent_at"),
        "zdarzenia": _of(reader, AuditEvent, AuditEvent.person_id == person_id,
                         "sequence", "at", "role", "action", "thing_kind", "thing_id"),
        "odczyty": _of(reader, AccessRecord, AccessRecord.person_id == person_id,
                       "at", "role", "thing_kind", "thing_id"),
        "wnioski": _of(reader, ErasureRequest, ErasureRequest.person_id == person_id,
                       "state", "asked_at", "decided_at", "answer"),
    }  # fmt: skip


def _of(reader: Session, model: Any, condition: Any, *names: str) -> list[dict[str, Any]]:
    """Return these columns of the rows, oldest first, and no others."""
    columns = [getattr(model, name) for name in names]
    instants = [
        column for column, name in zip(columns, names, strict=True) if "at" in name.split("_")
    ]
    rows = reader.execute(select(*columns).where(condition).order_by(*instants[:1])).all()
    return [dict(zip(names, row, strict=True)) for row in rows]


def _rows(rows: Iterable[Any], *names: str) -> list[dict[str, Any]]:
    return [{name: getattr(row, name) for name in names} for row in rows]


def _account(reader: Session, person: Person) -> dict[str, Any]:
    names = ("id", "email", "name", "language", "created_at", "email_confirmed_at")
    app = reader.get(AuthenticatorApp, person.id)
    return _rows([person], *names)[0] | {
        "authenticator_app_added_at": app.added_at if app else None,
        "providers": _of(reader, ProviderIdentity, ProviderIdentity.person_id == person.id,
                         "issuer", "subject", "linked_at"),
        "passkeys": _of(reader, Passkey, Passkey.person_id == person.id,
                        "name", "added_at", "last_used_at"),
    }  # fmt: skip


def _memberships(reader: Session, person_id: str) -> list[dict[str, Any]]:
    query = select(OrganisationMember).where(OrganisationMember.person_id == person_id)
    names = ("position", "asked_at", "invited_at", "active_since")
    return [
        {"organisation": row.organisation.name} | _rows([row], *names)[0]
        for row in reader.scalars(query)
    ]


def _registrations(reader: Session, subject: Subject) -> list[dict[str, Any]]:
    query = select(Registration).where(Registration.id.in_(subject.registration_ids))
    names = ("code", "state", "name", "email", "organisation", "created_at", "checked_in_at")
    return [
        {"event": row.conference.name} | _rows([row], *names)[0]
        for row in reader.scalars(query).unique()
    ]


def _diplomas(reader: Session, subject: Subject) -> list[Diploma]:
    own = (*subject.registration_ids, *subject.juror_ids)
    query = select(Diploma).where(Diploma.subject.in_(own), Diploma.revoked_at.is_(None))
    return list(reader.scalars(query.order_by(Diploma.issued_at)))


def _seats(reader: Session, subject: Subject) -> list[dict[str, Any]]:
    jurors = reader.scalars(
        select(Juror).where(Juror.id.in_(subject.juror_ids)).options(joinedload(Juror.edition))
    ).unique()
    conflicts = reader.scalars(
        select(Conflict).where(Conflict.juror_id.in_(subject.juror_ids), Conflict.source == "juror")
    ).all()
    names = ("capacity", "invited_at", "declared_at", "refused_at", "declaration_text", "left_at")
    return [
        {
            "edition": juror.edition.name,
            **_rows([juror], *names)[0],
            "conflicts": _rows(
                [one for one in conflicts if one.juror_id == juror.id],
                "entry_id", "kind", "note", "declared_at",
            ),
        }
        for juror in jurors
    ]  # fmt: skip


def _cards(reader: Session, subject: Subject) -> list[dict[str, Any]]:
    """Return the person's own cards, as far as they are sealed."""
    query = (
        select(ScoreCard)
        .join(Assignment)
        .where(Assignment.juror_id.in_(subject.juror_ids), ScoreCard.state == "sealed")
        .options(
            joinedload(ScoreCard.assignment).joinedload(Assignment.entry),
            joinedload(ScoreCard.scores).joinedload(Score.criterion),
        )
        .order_by(ScoreCard.sealed_at)
    )
    return [
        {
            "entry": card.assignment.entry.reference,
            "sealed_at": card.sealed_at,
            "points": [
                {"criterion": score.criterion.name, "points": score.points} for score in card.scores
            ],
            "comment_to_jury": card.comment_to_jury,
            "comment_to_applicant": card.comment_to_applicant,
        }
        for card in reader.scalars(query).unique()
    ]
