"""The organiser arranges a conference."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from leader_award.dissemination import queries, service
from leader_award.dissemination.models import Conference, ProgrammeItem
from leader_award.platform import db
from leader_award.platform.audit import SYSTEM
from leader_award.platform.clock import ImpossibleHour
from leader_award.platform.errors import Conflict, NotAllowed
from tests.dissemination.builders import SLUG, add_point, make_conference, publish

CONFERENCE = {
    "kind": "thematic",
    "name_pl": "Konferencja",
    "held_on": "2026-12-16",
    "place": "Łódź",
    "edition_id": "",
}
POINT = {"kind": "talk", "title_pl": "Wystąpienie", "starts_at": "", "ends_at": ""}


def page_of(conference_id: str, rest: str = "") -> str:
    return f"/organizator/konferencje/{conference_id}{rest}"


def stored(conference_id: str) -> Conference:
    db.session().expire_all()
    return db.session().get_one(Conference, conference_id)


def point(item_id: str) -> ProgrammeItem:
    db.session().expire_all()
    return db.session().get_one(ProgrammeItem, item_id)


def test_conference_is_made_once_from_a_form_sent_twice(organiser: FlaskClient) -> None:
    data = CONFERENCE | {"idempotency_key": "samekey"}
    answers = [organiser.post("/organizator/konferencje/nowa", data=data) for _ in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert len(queries.conferences(public=False)) == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name_pl": " "}, "Wypełnij to pole."),
        ({"held_on": "31.02.2026"}, "Nieprawidłowa data"),
        ({"place": ""}, "Wypełnij to pole."),
        ({"name_pl": "x" * 201}, "Ten tekst jest za długi."),
        ({"edition_id": "none"}, "Nieprawidłowy wybór"),
    ],
)
def test_bad_input_is_refused_beside_its_field_and_kept(
    organiser: FlaskClient, change: dict[str, str], message: str
) -> None:
    data = CONFERENCE | {"address": "ul. Piotrkowska 104"} | change
    answer = organiser.post("/organizator/konferencje/nowa", data=data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert message in page
    assert "ul. Piotrkowska 104" in page
    assert queries.conferences(public=False) == []


def test_overlapping_point_is_refused_beside_the_hour_and_keeps_what_was_typed(
    organiser: FlaskClient, conference_id: str
) -> None:
    add_point(conference_id, "Otwarcie", 10, 11)
    answer = organiser.post(
        page_of(conference_id, "/punkty/nowy"),
        data=POINT | {"title_pl": "Drugi punkt", "starts_at": "11:30", "ends_at": "12:30"},
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "W tym czasie odbywa się „Otwarcie” (11:00–12:00)." in page
    assert "Drugi punkt" in page
    assert len(queries.programme(conference_id)[0]) == 1


def test_hour_that_the_clock_change_skips_is_refused_beside_it(
    app: Flask, organiser: FlaskClient
) -> None:
    conference_id = make_conference(date(2027, 3, 28))
    answer = organiser.post(
        page_of(conference_id, "/punkty/nowy"),
        data=POINT | {"starts_at": "02:30", "ends_at": "03:30"},
    )
    assert answer.status_code == 422
    assert 'id="starts_at-error"' in answer.get_data(as_text=True)
    assert queries.programme(conference_id) == ([], [])


def test_form_sent_twice_adds_one_point(organiser: FlaskClient, conference_id: str) -> None:
    for _ in range(2):
        url = page_of(conference_id, "/punkty/nowy")
        data = POINT | {"idempotency_key": "samekey"}
        assert organiser.post(url, data=data).status_code == 302
    placed, waiting = queries.programme(conference_id)
    assert (len(placed), len(waiting)) == (0, 1)


def test_point_that_waits_is_placed_after_the_last_one(
    organiser: FlaskClient, conference_id: str
) -> None:
    add_point(conference_id, "Otwarcie", 10, 11)
    organiser.post(page_of(conference_id, "/punkty/nowy"), data=POINT)
    (waiting,) = queries.programme(conference_id)[1]
    page = organiser.get(page_of(conference_id)).get_data(as_text=True)
    form = page[page.index(f'id="item-{waiting.id}"') :]
    assert form.index('value="12:00"') < form.index("Umieść</button>"), "proposed after the last"
    url = page_of(conference_id, f"/punkty/{waiting.id}/miejsce")
    data = {"day": "2026-12-16", "starts_at": "12:00", "room_id": "", "version": "1"}
    assert organiser.post(url, data=data).status_code == 302
    placed, waiting_now = queries.programme(conference_id)
    assert [item.title["pl"] for item in placed] == ["Otwarcie", "Wystąpienie"]
    assert waiting_now == []


def test_moving_the_day_keeps_the_hours_of_the_wall_clock(app: Flask, conference_id: str) -> None:
    add_point(conference_id, "Otwarcie", 10, 11)
    service.update_conference(
        conference_id=conference_id, version=1, held_on=date(2027, 6, 16), actor=SYSTEM
    )
    (item,), _ = queries.programme(conference_id)
    assert item.starts_at == datetime(2027, 6, 16, 9, tzinfo=UTC)


def test_conference_cannot_move_to_a_day_whose_clock_skips_one_of_its_hours(
    app: Flask, conference_id: str
) -> None:
    add_point(conference_id, "Nocne czuwanie", 1, 3)  # from 2 to 4 o'clock in Warsaw
    with pytest.raises(ImpossibleHour) as caught:
        service.update_conference(
            conference_id=conference_id, version=1, held_on=date(2027, 3, 28), actor=SYSTEM
        )
    assert caught.value.field == "held_on"
    assert stored(conference_id).held_on == date(2026, 12, 16)


def test_second_of_two_organisers_sees_what_the_first_saved_and_may_go_on(
    organiser: FlaskClient, conference_id: str
) -> None:
    url = page_of(conference_id, "/dane")
    first = CONFERENCE | {"place": "Łódź, EC1", "version": "1"}
    assert organiser.post(url, data=first).status_code == 302
    second = CONFERENCE | {"place": "Pabianice", "version": "1"}
    answer = organiser.post(url, data=second)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Łódź, EC1" in page
    assert 'value="Pabianice"' in page
    assert stored(conference_id).place == "Łódź, EC1"
    assert 'name="version" type="hidden" value="2"' in page
    assert organiser.post(url, data=second | {"version": "2"}).status_code == 302
    assert stored(conference_id).place == "Pabianice"


@pytest.mark.parametrize("change", [{"title_pl": "Inny tytuł"}, {"speakers": "Felix Laate"}])
def test_point_changed_by_two_organisers_is_not_overwritten_silently(
    organiser: FlaskClient, conference_id: str, change: dict[str, str]
) -> None:
    item_id = add_point(conference_id)
    url = page_of(conference_id, f"/punkty/{item_id}")
    mine: dict[str, Any] = POINT | {"version": "1", "speakers": "Anna Stephansen, IRIS"}
    assert organiser.post(url, data=mine | change).status_code == 302
    answer = organiser.post(url, data=mine | {"title_pl": "Mój tytuł"})
    assert answer.status_code == 422
    assert "ktoś inny zapisał zmiany" in answer.get_data(as_text=True)
    assert point(item_id).title == {"pl": change.get("title_pl", "Wystąpienie")}
    with pytest.raises(Conflict):
        service.update_conference(conference_id=conference_id, version=9, place="B", actor=SYSTEM)


def test_saving_the_same_again_is_no_conflict(organiser: FlaskClient, conference_id: str) -> None:
    item_id = add_point(conference_id)
    url = page_of(conference_id, f"/punkty/{item_id}")
    for _ in range(2):
        assert organiser.post(url, data=POINT | {"version": "1"}).status_code == 302
    assert point(item_id).version == 2


def test_point_goes_once_however_often_the_button_is_pressed(
    organiser: FlaskClient, conference_id: str
) -> None:
    item_id = add_point(conference_id)
    for _ in range(2):
        url = page_of(conference_id, f"/punkty/{item_id}/usun")
        assert organiser.post(url).status_code == 302
    assert queries.programme(conference_id) == ([], [])
    assert db.session().scalar(select(ProgrammeItem)) is None


def test_conference_is_led_through_its_life_by_its_buttons(
    organiser: FlaskClient, conference_id: str
) -> None:
    for event, state in (
        ("publish", "published"),
        ("publish", "published"),
        ("withdraw", "planned"),
        ("publish", "published"),
        ("close", "held"),
        ("archive", "archived"),
    ):
        assert organiser.post(page_of(conference_id, f"/stan/{event}")).status_code == 302
        assert stored(conference_id).state == state
    assert organiser.post(page_of(conference_id, "/stan/withdraw")).status_code == 409
    assert organiser.get(f"/konferencje/{SLUG}").status_code == 200


def test_unknown_event_is_refused(app: Flask, conference_id: str) -> None:
    with pytest.raises(NotAllowed):
        service.advance(conference_id=conference_id, event="explode", actor=SYSTEM)


def test_point_of_another_conference_is_not_found_here(
    organiser: FlaskClient, conference_id: str
) -> None:
    item_id = add_point(make_conference())
    url = page_of(conference_id, f"/punkty/{item_id}")
    assert organiser.get(url).status_code == 404
    assert organiser.post(url, data=POINT).status_code == 404
    assert organiser.post(f"{url}/usun").status_code == 302
    assert point(item_id).title == {"pl": "Otwarcie"}


@pytest.mark.parametrize("rest", ["", "/dane", "/punkty/nowy"])
def test_visitor_is_sent_to_sign_in_and_others_get_no_page(
    client: FlaskClient,
    conference_id: str,
    make_person: Callable[..., str],
    signed_in: Callable[[str], FlaskClient],
    rest: str,
) -> None:
    publish(conference_id)
    url = page_of(conference_id, rest)
    assert client.get(url).headers["Location"].startswith("/logowanie")
    assert signed_in(make_person()).get(url).status_code == 404
