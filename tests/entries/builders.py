"""Entries to test with, made through the services."""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from leader_award.accounts.models import Person
from leader_award.editions import queries as edition_queries
from leader_award.entries import content, queries, service
from leader_award.entries.models import Entry, Submission
from leader_award.partnerships.models import Organisation, OrganisationMember
from leader_award.platform import clock, db
from leader_award.platform.audit import Actor
from leader_award.platform.db import new_id
from tests.editions.builders import make_edition
from tests.worlds import remembered

PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00IEND"


def zipped(members: Mapping[str, bytes]) -> bytes:
    """An archive with these members, such as an office document."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content_of in members.items():
            archive.writestr(name, content_of)
    return packed.getvalue()


@remembered
def make_organisation(name: str = "Stowarzyszenie Metropolia", kind: str = "association") -> str:
    with db.transaction() as writer:
        organisation = Organisation(
            kind=kind, name=name, sort_key=name.casefold(), created_at=clock.now()
        )
        writer.add(organisation)
        writer.flush()
        return organisation.id


@remembered
def make_clerk(
    organisation_id: str | None = None, *, email: str = "", language: str = "pl"
) -> tuple[str, str]:
    """A person who acts for an organisation; returns both ids."""
    organisation_id = organisation_id or make_organisation()
    now = clock.now()
    with db.transaction() as writer:
        person = Person(
            email=email or f"{new_id()}@example.org",
            name="Anna Kowalska",
            language=language,
            created_at=now,
            email_confirmed_at=now,
        )
        writer.add(person)
        writer.flush()
        writer.add(
            OrganisationMember(
                organisation_id=organisation_id,
                person_id=person.id,
                asked_at=now,
                active_since=now,
            )
        )
        return person.id, organisation_id


def clerk_of(entry_id: str) -> Actor:
    """The person who started the entry, acting for the applicant."""
    db.session().rollback()
    return Actor(db.session().get_one(Entry, entry_id).created_by_id, "applicant")


@remembered
def make_draft(
    edition_id: str | None = None,
    *,
    clerk: tuple[str, str] | None = None,
    category: int = 0,
    title: str = "Wspólny transport publiczny",
) -> str:
    """A draft that only has its title and category (`category` counts from 0)."""
    edition_id = edition_id or make_edition()
    person_id, organisation_id = clerk or make_clerk()
    edition = edition_queries.whole(edition_id)
    assert edition is not None
    return service.start_entry(
        edition_id=edition_id,
        organisation_id=organisation_id,
        category_id=edition.categories[category].id if edition.categories else None,
        title=title,
        actor=Actor(person_id, "applicant"),
        key=new_id(),
    )


_ANSWERS: Mapping[str, Any] = {
    "short_text": "Bilet metropolitalny",
    "long_text": "Jeden bilet w dziesięciu gminach.",
    "number": "125000",
    "date": "2014-03-01",
    "yes_no": "yes",
}


def answers_to_all(entry_id: str) -> dict[str, Any]:
    """A right answer to each question that is asked in the entry's category."""
    asked = [q for group in content.questions_of(entry(entry_id)).values() for q in group]
    return {
        question.id: _ANSWERS[question.kind]
        if question.kind in _ANSWERS
        else (question.options[:2] if question.kind == "choices" else question.options[0])
        for question in asked
    }


@remembered
def make_complete_entry(edition_id: str | None = None, **draft: Any) -> str:
    """A draft with a partner, all answers and all required files, ready to be submitted."""
    entry_id = make_draft(edition_id, **draft)
    actor = clerk_of(entry_id)
    save(entry_id, answers_to_all(entry_id))
    service.add_partner(
        entry_id=entry_id,
        organisation_id=make_organisation("Fundacja Most", "ngo"),
        part="Szkoli pracowników urzędów",
        actor=actor,
    )
    for requirement in entry(entry_id).edition.attachment_requirements:
        for number in range(requirement.min_count):
            add_pdf(entry_id, requirement.id, f"porozumienie-{number + 1}.pdf")
    return entry_id


def add_pdf(entry_id: str, requirement_id: str, name: str = "porozumienie.pdf") -> str:
    return service.add_attachment(
        entry_id=entry_id,
        requirement_id=requirement_id,
        stream=io.BytesIO(PDF + name.encode()),
        filename=name,
        actor=clerk_of(entry_id),
    )


def save(entry_id: str, changes: Mapping[str, Any], version: int | None = None) -> int:
    return service.save_entry(
        entry_id=entry_id,
        version=version or entry(entry_id).version,
        changes=changes,
        actor=clerk_of(entry_id),
    )


def submit(entry_id: str) -> Submission:
    return service.submit_entry(entry_id=entry_id, actor=clerk_of(entry_id))


@remembered
def make_submitted_entry(edition_id: str | None = None, **draft: Any) -> str:
    entry_id = make_complete_entry(edition_id, **draft)
    submit(entry_id)
    return entry_id


def return_for_completion(entry_id: str, until: datetime, letter: str = "Uzupełnij opis.") -> None:
    """Put the entry where a formal check that asks for completion puts it."""
    with db.transaction() as writer:
        row = db.lock(writer, Entry, entry_id)
        row.state, row.complete_until = "returned", until


def entry(entry_id: str) -> Entry:
    """The entry as it stands in the database now."""
    db.session().rollback()
    found = queries.whole(entry_id)
    assert found is not None
    return found
