"""Practice cards to test with, made through the services."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from leader_award.editions.models import Edition
from leader_award.entries.content import canonical, digest
from leader_award.entries.models import Entry, Submission
from leader_award.partnerships.models import Organisation, OrganisationMember, Unit
from leader_award.partnerships.text import fold
from leader_award.platform import clock, db
from leader_award.platform.audit import Actor
from leader_award.platform.db import new_id
from leader_award.practices import rules, service
from leader_award.practices.models import Practice
from leader_award.results.models import Announcement, Decision

ORGANISER = Actor(None, "organiser")
TEXTS = {
    "problem": "Trzy gminy woziły dzieci do szkół **osobno**.",
    "solution": "Wspólny przetarg na autobusy w Łodzi i okolicy.",
    "partners": "- Gmina Rzgów – pętla autobusowa",
    "cost_pln": "1 250 000 zł",
    "cost_source": "Budżety gmin, 40 % z dotacji.",
    "results": "Z 4 do 11 kursów dziennie (2014, dane operatora).",
    "avoid": "Rozkładu jazdy nie układać bez szkół.",
    "contact": "Urząd Gminy, biuro@example.org",
}
DETAILS: dict[str, Any] = {
    "title": "Wspólne autobusy szkolne",
    "theme": "transport",
    "cooperation": "agreement",
    "population": 12_000,
    "unit_terc": None,
    "licence": "CC-BY-4.0",
}


def make_unit(terc: str = "106101", name: str = "Łódź", **values: Any) -> str:
    """A unit of the register, and its organisation; returns the organisation's id."""
    with db.transaction() as writer:
        unit = writer.get(Unit, terc)
        if unit is None:
            unit = Unit(
                terc=terc,
                name=name,
                search_text=f" {fold(name)} {terc} |",
                sort_key=fold(name),
                **{
                    "kind": "city_with_county_rights",
                    "voivodeship_terc": "10",
                    "voivodeship_name": "łódzkie",
                    "latitude": 51.76,
                    "longitude": 19.46,
                }
                | values,
            )
            writer.add(unit)
            writer.flush()
        organisation = Organisation(
            kind="jst",
            name=f"Miasto {name}",
            sort_key=fold(name),
            unit_terc=terc,
            created_at=clock.now(),
        )
        writer.add(organisation)
        writer.flush()
        return organisation.id


def join(person_id: str, organisation_id: str) -> str:
    """Let the person act for the organisation."""
    with db.transaction() as writer:
        member = OrganisationMember(
            organisation_id=organisation_id,
            person_id=person_id,
            asked_at=clock.now(),
            active_since=clock.now(),
        )
        writer.add(member)
    return organisation_id


def whole(practice_id: str) -> Practice:
    """The practice as it stands in the database now."""
    db.session().rollback()
    db.session().expire_all()
    return db.session().get_one(Practice, practice_id)


def release(
    practice_id: str,
    fields: Collection[str] = rules.FIELDS,
    *,
    person_id: str | None = None,
    **texts: str,
) -> str:
    """Let the entrant write these texts (else the usual ones) and release the fields, if filled."""
    written = TEXTS | texts
    return service.release(
        practice_id=practice_id,
        version=whole(practice_id).version,
        texts=written,
        released={name for name in fields if written[name]},
        actor=Actor(person_id, "applicant"),
    )


def publish(practice_id: str, **details: Any) -> str:
    """Let the organiser fill in the details and publish what is released; returns the slug."""
    practice = whole(practice_id)
    own = {"title": practice.title, "unit_terc": practice.unit_terc}
    service.edit(
        practice_id=practice_id,
        version=practice.version,
        texts={},
        details=DETAILS | own | details,
        actor=ORGANISER,
    )
    version = whole(practice_id).version
    service.publish(practice_id=practice_id, version=version, actor=ORGANISER)
    return whole(practice_id).slug


def awarded_entry(person_id: str, organisation_id: str, title: str) -> str:
    """A laureate of announced results, written as bare rows: results have tests of their own."""
    now = clock.now()
    with db.transaction() as writer:
        found = writer.scalar(select(Edition).limit(1))
        if found is None:
            days = ("opens_at", "deadline", "check_until", "scoring_until", "announcement_at")
            values = {"slug": "2015", "year": 2015, "number": 2, "name": {"pl": "Edycja II"}}
            found = Edition(state="announced", created_at=now, **dict.fromkeys(days, now), **values)
            writer.add(found)
            writer.flush()
            writer.add(Announcement(edition_id=found.id, at=now, prepared_at=now))
        number = writer.query(Entry).count() + 1
        entry = Entry(
            edition_id=found.id,
            applicant_id=organisation_id,
            title=title,
            state="admitted",
            number=number,
            reference=f"2015/{number}",
            created_by_id=person_id,
            created_at=now,
            saved_at=now,
            submitted_at=now,
        )
        writer.add(entry)
        writer.flush()
        writer.add(
            Decision(
                edition_id=found.id,
                entry_id=entry.id,
                outcome="laureate",
                decided_at=now,
                position=number,
            )
        )
        _submission(writer, entry, person_id, title)
        return entry.id


def _submission(writer: Any, entry: Entry, person_id: str, title: str) -> None:
    question = {"id": "q-solution", "kind": "long_text", "label": {"pl": "Opis rozwiązania"}}
    text = canonical(
        {
            "schema": 1,
            "reference": entry.reference,
            "category": None,
            "title": title,
            "partnership_name": "",
            "applicant": {"name": title},
            "partners": [{"name": "Gmina Rzgów", "part": "pętla autobusowa"}],
            "sections": [{"questions": [question | {"answer": "Tajny opis ze zgłoszenia."}]}],
            "attachments": [],
        }
    )
    writer.add(
        Submission(
            entry_id=entry.id,
            number=1,
            at=clock.now(),
            submitted_by_id=person_id,
            content=text,
            sha256=digest(text),
        )
    )


def drafted(person_id: str, organisation_id: str, title: str = "Wspólne autobusy szkolne") -> str:
    """A card drafted from a laureate; returns its id."""
    return service.draft_practice(
        entry_id=awarded_entry(person_id, organisation_id, title),
        mapping={"solution": "q-solution"},
        actor=ORGANISER,
        key=new_id(),
    )


def published(
    person_id: str,
    organisation_id: str,
    title: str = "Wspólne autobusy szkolne",
    details: dict[str, Any] | None = None,
    **texts: str,
) -> str:
    """A published card with everything released; returns its id."""
    practice_id = drafted(person_id, organisation_id, title)
    release(practice_id, person_id=person_id, **texts)
    publish(practice_id, **(details or {}))
    return practice_id
