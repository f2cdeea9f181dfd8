"""What the public sees of a conference."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import event

from leader_award.dissemination import service
from leader_award.platform.audit import SYSTEM
from tests.dissemination.builders import DAY, SLUG, add_point, make_conference, publish
from tests.editions.builders import make_edition, reloaded

PAGE = f"/konferencje/{SLUG}"


def text_of(client: FlaskClient, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_planned_conference_answers_like_one_that_does_not_exist(
    client: FlaskClient, conference_id: str
) -> None:
    assert client.get(PAGE).status_code == client.get("/konferencje/x").status_code == 404
    assert client.get(f"{PAGE}.ics").status_code == 404
    assert "w Łodzi" not in text_of(client, "/konferencje")
    assert "w Łodzi" not in text_of(client, "/")


def test_organiser_sees_how_a_planned_conference_will_look(
    organiser: FlaskClient, conference_id: str
) -> None:
    assert "tę stronę widzą tylko organizatorzy" in text_of(organiser, PAGE)
    publish(conference_id)
    assert "tę stronę widzą tylko organizatorzy" not in text_of(organiser, PAGE)


def test_published_programme_stands_in_order_in_warsaw_time(
    client: FlaskClient, conference_id: str
) -> None:
    add_point(conference_id, "Po przerwie", 12, 13)
    add_point(conference_id, "Otwarcie", 10, 11)
    publish(conference_id)
    page = text_of(client, PAGE)
    assert page.index("Otwarcie") < page.index("Po przerwie")
    assert "11:00–14:00" in page
    assert "Anna Stephansen (IRIS)" in page
    assert "Łódź, ul. Piotrkowska 104" in page
    assert "<strong>16</strong> <span>grudnia 2026</span>" in page


def test_page_speaks_english_where_somebody_wrote_it(
    client: FlaskClient, conference_id: str
) -> None:
    publish(conference_id)
    client.set_cookie("language", "en")
    page = text_of(client, PAGE)
    assert "Conference in Łódź" in page
    assert "<span>December 2026</span>" in page


def test_conference_goes_from_coming_to_past_when_its_day_is_over(
    client: FlaskClient, conference_id: str, at: Any
) -> None:
    publish(conference_id)
    at(datetime(2026, 12, 16, 22, 59, tzinfo=UTC))  # 23:59 in Warsaw
    assert "Nadchodzące" in text_of(client, "/konferencje")
    assert "Konferencja w Łodzi" in text_of(client, "/")
    at(datetime(2026, 12, 16, 23, 0, tzinfo=UTC))
    page = text_of(client, "/konferencje")
    assert "Nadchodzące" not in page
    assert "Minione" in page
    assert "Konferencja w Łodzi" not in text_of(client, "/")


def test_conference_stands_on_the_page_of_its_edition_once_it_is_public(
    app: Flask, client: FlaskClient
) -> None:
    edition_id = make_edition()
    page = f"/edycje/{reloaded(edition_id).slug}"
    conference_id = make_conference(edition_id=edition_id)
    assert "Konferencja w Łodzi" not in text_of(client, page)
    publish(conference_id)
    assert "Konferencja w Łodzi" in text_of(client, page)


def test_two_conferences_of_one_name_and_year_have_two_addresses(
    client: FlaskClient, conference_id: str
) -> None:
    make_conference(date(2026, 6, 1), published=True)
    assert "1 czerwca 2026" in text_of(client, f"{PAGE}-2").replace("</strong> <span>", " ")


def test_calendar_holds_each_placed_point_as_an_instant(
    client: FlaskClient, conference_id: str
) -> None:
    add_point(conference_id, "Otwarcie, część 1", 10, 11)
    service.save_item(
        conference_id=conference_id,
        kind="talk",
        title={"pl": "Bez godziny"},
        starts_at=None,
        ends_at=None,
        speakers=[],
        actor=SYSTEM,
    )
    publish(conference_id)
    answer = client.get(f"{PAGE}.ics")
    assert answer.mimetype == "text/calendar"
    (point,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert point["summary"] == "Otwarcie, część 1"
    assert point.decoded("dtstart") == datetime(2026, 12, 16, 10, tzinfo=UTC)
    assert point.decoded("dtend") == datetime(2026, 12, 16, 11, tzinfo=UTC)
    assert point["location"] == "Łódź, ul. Piotrkowska 104"
    assert point["url"] == f"http://localhost{PAGE}"


def test_calendar_of_an_empty_programme_holds_the_day(
    client: FlaskClient, conference_id: str
) -> None:
    publish(conference_id)
    (day,) = Calendar.from_ical(client.get(f"{PAGE}.ics").data).walk("VEVENT")
    assert day["summary"] == "Konferencja w Łodzi"
    assert (day.decoded("dtstart"), day.decoded("dtend")) == (DAY, date(2026, 12, 17))


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        found.append(statement)

    event.listen(app.extensions["engine"], "before_cursor_execute", note)
    yield found
    event.remove(app.extensions["engine"], "before_cursor_execute", note)


@pytest.mark.parametrize("ending", ["", ".ics"])
def test_page_costs_the_same_number_of_statements_however_long_the_programme(
    app: Flask, client: FlaskClient, conference_id: str, ending: str
) -> None:
    publish(conference_id)
    add_point(conference_id, "Punkt", 8, 9)
    with statements(app) as few:
        client.get(PAGE + ending)
    for hour in range(9, 15):
        add_point(conference_id, "Punkt", hour, hour + 1)
    with statements(app) as many:
        client.get(PAGE + ending)
    assert len(few) == len(many) > 0
