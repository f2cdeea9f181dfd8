from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from leader_award.dissemination import queries, service
from leader_award.dissemination.models import Conference
from leader_award.platform import db
from leader_award.platform.audit import SYSTEM
from leader_award.platform.errors import Conflict, NotAllowed


@pytest.fixture
def conference_id(app: Flask) -> str:
    return service.create_conference(
        name={"pl": "Konferencja w Łodzi", "en": "Conference in Łódź"},
        held_on=date(2026, 12, 16),
        place="Łódź",
        actor=SYSTEM,
        key="k",
    )


@pytest.fixture
def organiser(
    make_person: Callable[..., str], signed_in: Callable[[str], FlaskClient]
) -> FlaskClient:
    return signed_in(make_person("Olga", "olga@example.org", "organiser"))


def add(conference_id: str, title: str, start: int, end: int) -> str:
    return service.save_item(
        conference_id=conference_id,
        kind="talk",
        title={"pl": title},
        starts_at=datetime(2026, 12, 16, start, tzinfo=UTC),
        ends_at=datetime(2026, 12, 16, end, tzinfo=UTC),
        speakers=[("Anna Stephansen", "IRIS")],
        actor=SYSTEM,
    )


def test_planned_conference_answers_like_one_that_does_not_exist(
    client: FlaskClient, conference_id: str
) -> None:
    slug = db.session().scalar(select(Conference.slug))
    assert slug == "2026-12-16-konferencja-w-lodzi"
    foreign, missing = client.get(f"/konferencje/{slug}"), client.get("/konferencje/x")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert client.get(f"/konferencje/{slug}.ics").status_code == 404


def test_published_programme_stands_in_order_in_warsaw_time(
    client: FlaskClient, conference_id: str
) -> None:
    add(conference_id, "Po przerwie", 12, 13)
    add(conference_id, "Otwarcie", 10, 11)
    service.advance(conference_id=conference_id, event="publish", actor=SYSTEM)
    page = client.get("/konferencje/2026-12-16-konferencja-w-lodzi").get_data(as_text=True)
    assert page.index("Otwarcie") < page.index("Po przerwie")
    assert "11:00" in page
    assert "Anna Stephansen" in page


def test_calendar_holds_each_placed_point_as_an_instant(
    client: FlaskClient, conference_id: str
) -> None:
    add(conference_id, "Otwarcie, część 1", 10, 11)
    service.advance(conference_id=conference_id, event="publish", actor=SYSTEM)
    answer = client.get("/konferencje/2026-12-16-konferencja-w-lodzi.ics")
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert event["summary"] == "Otwarcie, część 1"
    assert event.decoded("dtstart") == datetime(2026, 12, 16, 10, tzinfo=UTC)


def test_overlapping_point_is_refused_beside_the_hour_and_keeps_what_was_typed(
    organiser: FlaskClient, conference_id: str
) -> None:
    add(conference_id, "Otwarcie", 10, 11)
    answer = organiser.post(
        f"/organizator/konferencje/{conference_id}/punkty/nowy",
        data={"kind": "talk", "title_pl": "Drugi punkt", "starts": "11:30", "ends": "12:30"},
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "W tym czasie odbywa się inny punkt programu." in page
    assert "Drugi punkt" in page
    assert len(queries.programme(conference_id)[0]) == 1


def test_form_sent_twice_adds_one_point(organiser: FlaskClient, conference_id: str) -> None:
    data = {
        "kind": "talk",
        "title_pl": "Wystąpienie",
        "starts": "",
        "ends": "",
        "idempotency_key": "samekey",
    }
    for _ in range(2):
        url = f"/organizator/konferencje/{conference_id}/punkty/nowy"
        assert organiser.post(url, data=data).status_code == 302
    placed, waiting = queries.programme(conference_id)
    assert (len(placed), len(waiting)) == (0, 1)


def test_moving_the_day_keeps_the_hours_of_the_wall_clock(app: Flask, conference_id: str) -> None:
    add(conference_id, "Otwarcie", 10, 11)
    service.update_conference(
        conference_id=conference_id, version=1, held_on=date(2027, 6, 16), actor=SYSTEM
    )
    (item,), _ = queries.programme(conference_id)
    assert item.starts_at == datetime(2027, 6, 16, 9, tzinfo=UTC)


def test_second_of_two_organisers_gets_a_conflict(app: Flask, conference_id: str) -> None:
    service.update_conference(conference_id=conference_id, version=1, place="A", actor=SYSTEM)
    with pytest.raises(Conflict):
        service.update_conference(conference_id=conference_id, version=1, place="B", actor=SYSTEM)
    assert db.session().get_one(Conference, conference_id).place == "A"


def test_laureates_cannot_be_published_before_the_results(app: Flask, conference_id: str) -> None:
    with pytest.raises(NotAllowed):
        service.publish_laureates(
            conference_id=conference_id, edition_id="none", with_distinctions=False, actor=SYSTEM
        )


def test_visitor_is_sent_to_sign_in_and_others_get_no_page(
    client: FlaskClient,
    conference_id: str,
    make_person: Callable[..., str],
    signed_in: Callable[[str], FlaskClient],
) -> None:
    url = f"/organizator/konferencje/{conference_id}"
    assert client.get(url).headers["Location"].startswith("/logowanie")
    assert signed_in(make_person()).get(url).status_code == 404
