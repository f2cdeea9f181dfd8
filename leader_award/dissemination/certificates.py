"""Certificates of those who took part and of the speakers, issued as diplomas."""

from collections.abc import Sequence

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from leader_award.diplomas import documents as diploma_documents
from leader_award.diplomas import rules as diploma_rules
from leader_award.diplomas import service as diplomas
from leader_award.diplomas.hooks import Recipient
from leader_award.dissemination import places
from leader_award.dissemination.documents import dates
from leader_award.dissemination.models import Conference, ProgrammeItem, Registration
from leader_award.dissemination.places import Refused
from leader_award.dissemination.times import over_by, span
from leader_award.partnerships.text import fold
from leader_award.platform import clock, db, i18n, outbox
from leader_award.platform.audit import SYSTEM, Actor
from leader_award.platform.db import Translated
from leader_award.platform.i18n import translate

LONGEST_SUBJECT = 60


def own(*, registration_id: str) -> tuple[str, bytes]:
    """Return the file name and the PDF of a certificate of attendance, issued when first asked for.

    Raises Refused for somebody who was not checked in and before the end of the event, NotFound,
    NotAllowed for a certificate that was revoked.
    """
    with db.transaction() as writer:
        registration = db.lock(writer, Registration, registration_id)
        if registration.checked_in_at is None:
            raise Refused(_l("Only people who were checked in get a certificate."))
        if clock.now() < span(writer, registration.conference)[1]:
            raise Refused(_l("The certificate is here once the event is over."))
        diploma_id = diplomas.issue(recipient=_attendance(registration), actor=SYSTEM)
    return diplomas.certificate_pdf(diploma_id)


def of_event(*, conference_id: str, kind: str, actor: Actor) -> bytes:
    """Return the certificates of an event, of `attendance` or `speaker`, as one PDF to print.

    Those of attendance exist from check-in on, so that they can be handed out at the end.
    Raises Refused if nobody is due one, NotFound.
    """
    with db.transaction() as writer:
        conference = db.lock(writer, Conference, conference_id)
        recipients = (
            _speakers(writer, [conference.id])
            if kind == diploma_rules.SPEAKER
            else _attendances(writer, [conference.id])
        )
        issued = diplomas.issue_all(writer, recipients, actor=actor)
        if not issued:
            raise Refused(_l("Nobody is due such a certificate yet."))
        title = translate(conference.name)
        return diploma_documents.merged_pdf(issued, title, clock.now())


def due(reader: Session, edition_id: str) -> list[Recipient]:
    """Return who is due a certificate from the events of an edition that are over."""
    over = over_by(reader, edition_id, clock.now())
    return [*_attendances(reader, over), *_speakers(reader, over)]


def _attendances(reader: Session, conference_ids: Sequence[str]) -> list[Recipient]:
    query = (
        select(Registration)
        .where(
            Registration.conference_id.in_(conference_ids),
            Registration.state == places.CONFIRMED,
            Registration.checked_in_at.is_not(None),
        )
        .order_by(Registration.search_name, Registration.id)
    )
    return [_attendance(one) for one in reader.scalars(query).unique()]


def _attendance(registration: Registration) -> Recipient:
    conference = registration.conference
    return Recipient(
        kind=diploma_rules.ATTENDANCE,
        subject=registration.id,
        name=registration.name,
        edition_id=conference.edition_id,
        facts={"event": conference.name, "event_date": _dates(conference)},
        language=registration.language,
        to=(outbox.Recipient(registration.email, registration.language),),
    )


def _speakers(reader: Session, conference_ids: Sequence[str]) -> list[Recipient]:
    query = (
        select(ProgrammeItem)
        .where(
            ProgrammeItem.conference_id.in_(conference_ids),
            ProgrammeItem.starts_at.is_not(None),
            ProgrammeItem.kind != "break",
        )
        .options(selectinload(ProgrammeItem.speakers), selectinload(ProgrammeItem.conference))
        .order_by(ProgrammeItem.starts_at, ProgrammeItem.id)
    )
    return [
        Recipient(
            kind=diploma_rules.SPEAKER,
            subject=f"{item.id}:{fold(name)}"[:LONGEST_SUBJECT],
            name=name,
            edition_id=item.conference.edition_id,
            facts={
                "title": item.title,
                "event": item.conference.name,
                "event_date": _dates(item.conference),
            },
        )
        for item in reader.scalars(query).unique()
        for name, _affiliation in item.speaker_names
    ]


def _dates(conference: Conference) -> Translated:
    """Return the days of an event in each language."""
    found = {}
    for language in i18n.LANGUAGES:
        with force_locale(language):
            found[language] = dates(conference)
    return found
