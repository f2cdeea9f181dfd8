from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from leader_award.accounts.models import Person
from leader_award.editions import hooks, queries, service
from leader_award.partnerships.models import Organisation, OrganisationMember, Unit
from leader_award.partnerships.service import add_organisation, organisation_for_unit
from leader_award.partnerships.text import fold
from leader_award.platform import clock, db
from leader_award.platform.errors import DomainError, NotAllowed
from leader_award.platform.outbox import OutgoingMail
from tests.editions.builders import ORGANISER, lead_to, make_edition, reloaded


def organisation(name: str = "Stowarzyszenie Metropolia Poznań") -> str:
    with db.transaction() as writer:
        return add_organisation(writer, kind="association", name=name).id


def member(person_id: str, organisation_id: str, *, active: bool = True) -> None:
    now = clock.now()
    with db.transaction() as writer:
        writer.add(
            OrganisationMember(
                organisation_id=organisation_id,
                person_id=person_id,
                asked_at=now,
                active_since=now if active else None,
            )
        )


def grant(edition_id: str, organisation_id: str, **changes: Any) -> str:
    values = {"until": reloaded(edition_id).deadline + timedelta(days=3), "reason": "Awaria"}
    return service.grant_extension(
        edition_id=edition_id,
        organisation_id=organisation_id,
        actor=ORGANISER,
        **values | changes,
    )


def mails() -> list[OutgoingMail]:
    return list(db.session().scalars(select(OutgoingMail).order_by(OutgoingMail.to)))


def test_everybody_who_acts_for_the_applicant_gets_the_reason_in_their_language(
    app: Flask, make_person: Callable[..., str]
) -> None:
    edition_id, applicant = make_edition(), organisation()
    member(make_person("Anna", "anna@example.org"), applicant)
    member(make_person("Ben", "ben@example.org"), applicant)
    member(make_person("Cyryl", "cyryl@example.org"), applicant, active=False)
    with db.transaction() as writer:
        writer.scalars(select(Person).where(Person.name == "Ben")).one().language = "en"
    grant(edition_id, applicant, reason="Powódź w gminie")
    anna, ben = mails()
    assert (anna.to, ben.to) == ("anna@example.org", "ben@example.org")
    assert "more time" in ben.subject
    assert anna.subject != ben.subject
    for mail in (anna, ben):
        assert "Powódź w gminie" in mail.body
        assert "http://localhost/start" in mail.body


def test_second_grant_replaces_the_first(app: Flask) -> None:
    edition_id, applicant = make_edition(), organisation()
    later = reloaded(edition_id).deadline + timedelta(days=5)
    assert grant(edition_id, applicant) == grant(
        edition_id, applicant, until=later, reason="Nowy powód"
    )
    extension = queries.extension_for(edition_id, applicant)
    assert extension is not None
    assert (extension.until, extension.reason) == (later, "Nowy powód")
    assert len(queries.extensions(edition_id)) == 1


@pytest.mark.parametrize(
    ("days", "reason", "field"),
    [(0, "Awaria", "until"), (-1, "Awaria", "until"), (60, "Awaria", "until"), (3, " ", "reason")],
)
def test_extension_that_makes_no_sense_is_refused_beside_its_field(
    app: Flask, days: int, reason: str, field: str
) -> None:
    edition_id, applicant = make_edition(), organisation()
    until = reloaded(edition_id).deadline + timedelta(days=days)
    with pytest.raises(DomainError) as refusal:
        grant(edition_id, applicant, until=until, reason=reason)
    assert refusal.value.field == field
    assert queries.extension_for(edition_id, applicant) is None
    assert mails() == []


def test_nothing_is_extended_once_scoring_has_begun(app: Flask) -> None:
    edition_id, applicant = make_edition(), organisation()
    lead_to(edition_id, "scoring")
    with pytest.raises(NotAllowed):
        grant(edition_id, applicant)


def test_scoring_waits_until_an_extended_deadline_has_passed(
    app: Flask, at: Callable[[datetime], None]
) -> None:
    edition_id, applicant = make_edition(), organisation()
    lead_to(edition_id, "checking")
    until = clock.now() + timedelta(days=2)
    grant(edition_id, applicant, until=until)
    with pytest.raises(NotAllowed, match="przedłużony termin"):
        service.advance(edition_id=edition_id, event="start_scoring", actor=ORGANISER)
    at(until)
    service.advance(edition_id=edition_id, event="start_scoring", actor=ORGANISER)
    assert reloaded(edition_id).state == "scoring"


def add_unit(terc: str, name: str) -> None:
    with db.transaction() as writer:
        writer.add(
            Unit(
                terc=terc,
                kind="gmina",
                name=name,
                county_terc=terc[:4],
                county_name="powiat",
                voivodeship_terc=terc[:2],
                voivodeship_name="mazowieckie",
                search_text=f" {fold(name)} {terc} | gmina",
                sort_key=fold(name),
            )
        )


@pytest.fixture
def organiser(
    make_person: Callable[..., str], signed_in: Callable[[str], FlaskClient]
) -> FlaskClient:
    client = signed_in(make_person("Olga", None, "organiser"))
    client.set_cookie("language", "en")
    return client


def fields(edition_id: str, **changes: str) -> dict[str, str]:
    until = clock.to_warsaw(reloaded(edition_id).deadline + timedelta(days=3))
    return {
        "organisation": "",
        "until-day": f"{until:%Y-%m-%d}",
        "until-hour": "12:00",
        "reason": "Awaria",
    } | changes


def test_organiser_extends_for_an_applicant_of_the_edition(
    organiser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition_id, applicant = make_edition(), organisation()

    def applicants(reader: Any, _edition_id: str) -> list[Organisation]:
        return [reader.get(Organisation, applicant)]

    monkeypatch.setattr(hooks, "applicants", [applicants])
    address = f"/organizator/edycje/{edition_id}/przedluzenia"
    assert "Stowarzyszenie Metropolia Poznań" in organiser.get(address).text
    answer = organiser.post(address, data=fields(edition_id, organisation=applicant))
    assert answer.status_code == 302
    assert queries.extension_for(edition_id, applicant) is not None
    assert "Awaria" in organiser.get(address).text


def test_organiser_extends_for_a_unit_found_in_the_register_by_name(
    organiser: FlaskClient,
) -> None:
    add_unit("142101", "Brwinów")
    edition_id = make_edition()
    address = f"/organizator/edycje/{edition_id}/przedluzenia"
    assert organiser.post(address, data=fields(edition_id, unit="brwinow")).status_code == 302
    with db.transaction() as writer:
        unit_organisation = organisation_for_unit(writer, "142101").id
    assert queries.extension_for(edition_id, unit_organisation) is not None


@pytest.mark.parametrize("unit", ["", "nie ma takiej"])
def test_extension_for_nobody_is_refused_and_what_was_typed_stays(
    organiser: FlaskClient, unit: str
) -> None:
    edition_id = make_edition()
    address = f"/organizator/edycje/{edition_id}/przedluzenia"
    typed = fields(edition_id, unit=unit, reason="Długi powód")
    answer = organiser.post(address, data=typed)
    assert answer.status_code == 422
    assert 'href="#unit"' in answer.text
    assert "Długi powód" in answer.text
    assert queries.extensions(edition_id) == []
