import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from leader_award.entries.models import Entry
from leader_award.platform import clock, db
from leader_award.platform.audit import Actor
from leader_award.results import service
from leader_award.results.models import Decision
from tests.editions.builders import reloaded
from tests.entries.builders import clerk_of, entry
from tests.results.builders import (
    announce,
    decide_all,
    edition_to_decide,
    prizes,
    second_organiser,
)

MILLISECOND = timedelta(milliseconds=1)


def hidden_fields(page: Any) -> dict[str, str]:
    """The hidden fields of a page's buttons, as a browser sends them back."""
    found = r'<input type="hidden" name="([^"]*)" value="([^"]*)">'
    return dict(re.findall(found, page.text))


@pytest.fixture
def organiser_client(organiser: Actor, signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return signed_in(organiser.person_id or "")


def announced(organiser: Actor, **changes: object) -> tuple[str, list[str], str]:
    """An edition with announced results; returns also its slug."""
    edition_id, entries = edition_to_decide(organiser, **changes)  # type: ignore[arg-type]
    decide_all(entries, organiser)
    announce(edition_id)
    service.queue_announcement_mails()
    return edition_id, entries, reloaded(edition_id).slug


def public_addresses(slug: str) -> list[str]:
    return [
        "/",
        "/edycje",
        f"/edycje/{slug}",
        f"/edycje/{slug}/laureaci",
        f"/edycje/{slug}/laureaci.json",
        f"/edycje/{slug}/prasa",
        f"/edycje/{slug}/prasa.json",
        "/konferencje",
        "/healthz",
    ]


def seen(client: FlaskClient, addresses: list[str]) -> list[Any]:
    answers = [client.get(address) for address in addresses]
    return [(a.status_code, a.data, headers(a)) for a in answers]


def headers(answer: Any) -> list[tuple[str, str]]:
    """The headers but for the cookie, which carries the forgery token, and the request's id."""
    own = ("Set-Cookie", "X-Request-ID")
    return sorted((name, value) for name, value in answer.headers if name not in own)


def test_pending_decisions_change_no_byte_that_anybody_outside_sees(
    organiser: Actor,
    client: FlaskClient,
    signed_in: Callable[[str], FlaskClient],
    make_person: Callable[..., str],
    frozen: Callable[[datetime], None],
) -> None:
    edition_id, entries = edition_to_decide(organiser, has_final=True)
    frozen(clock.now())
    slug = reloaded(edition_id).slug
    private = [
        "/start",
        "/zgloszenia",
        *(f"/zgloszenia/{key}{page}" for key in entries for page in ("", "/wynik")),
    ]
    clerk = signed_in(clerk_of(entries[0]).person_id or "")
    stranger = signed_in(make_person())

    def outside() -> list[object]:
        return [
            seen(client, public_addresses(slug)),
            seen(clerk, public_addresses(slug) + private),
            seen(stranger, public_addresses(slug) + private),
        ]

    outside()  # gives each browser its session
    before = outside()
    service.mark_finalists(edition_id=edition_id, entry_ids=entries[:2], actor=organiser)
    decide_all(entries, organiser)
    assert outside() == before
    at = clock.now() + timedelta(hours=1)
    announce(edition_id, at)
    service.queue_announcement_mails()
    assert outside() == before


def test_laureates_appear_at_the_instant_to_the_millisecond(
    organiser: Actor, client: FlaskClient, frozen: Callable[[datetime], None]
) -> None:
    edition_id, entries = edition_to_decide(organiser)
    decide_all(entries, organiser)
    at = clock.now() + timedelta(hours=1)
    announce(edition_id, at)
    slug = reloaded(edition_id).slug
    frozen(at - MILLISECOND)
    missing = "x" * len(slug)
    client.get("/")  # gives the browser its session
    before = client.get(f"/edycje/{slug}/laureaci")
    nowhere = client.get(f"/edycje/{missing}/laureaci")
    assert (before.status_code, nowhere.status_code) == (404, 404)
    assert before.data.replace(slug.encode(), missing.encode()) == nowhere.data
    assert headers(before) == headers(nowhere)
    assert client.get(f"/edycje/{slug}/laureaci.json").status_code == 404
    frozen(at + MILLISECOND)
    after = client.get(f"/edycje/{slug}/laureaci")
    assert after.status_code == 200
    assert "Rozwiązanie 1" in after.text
    assert "Nagroda: laureate" in after.text
    assert "Uzasadnienie tajne: laureate" in after.text
    assert "Rozwiązanie 3" not in after.text
    data = client.get(f"/edycje/{slug}/laureaci.json").json
    assert [award["title"] for award in data["laureates"]] == ["Rozwiązanie 1"]
    assert [award["title"] for award in data["distinctions"]] == ["Rozwiązanie 2"]


def test_own_result_is_there_from_the_instant_for_its_own_people_only(
    organiser: Actor,
    client: FlaskClient,
    signed_in: Callable[[str], FlaskClient],
    make_person: Callable[..., str],
    frozen: Callable[[datetime], None],
) -> None:
    edition_id, entries = edition_to_decide(organiser)
    decide_all(entries, organiser)
    at = clock.now() + timedelta(hours=1)
    announce(edition_id, at)
    clerk = signed_in(clerk_of(entries[2]).person_id or "")
    others = signed_in(clerk_of(entries[0]).person_id or ""), signed_in(make_person())
    address = f"/zgloszenia/{entries[2]}/wynik"
    frozen(at - MILLISECOND)
    assert clerk.get(address).status_code == 404
    frozen(at)
    page = clerk.get(address)
    assert page.status_code == 200
    assert "nie otrzymało nagrody" in page.text
    assert "tajne" not in page.text
    assert [other.get(address).status_code for other in others] == [404, 404]
    assert client.get(address).status_code == 302


def test_announced_laureates_stand_on_home_and_edition_page(
    organiser: Actor, client: FlaskClient
) -> None:
    _edition_id, _entries, slug = announced(organiser)
    for address in ("/", f"/edycje/{slug}"):
        text = client.get(address).text
        assert "Rozwiązanie 1" in text
        assert f"/edycje/{slug}/laureaci" in text


def test_applicant_finds_the_result_on_the_start_page_while_it_is_news(
    organiser: Actor, signed_in: Callable[[str], FlaskClient], at: Callable[[datetime], None]
) -> None:
    _edition_id, entries, _slug = announced(organiser)
    person_id = clerk_of(entries[1]).person_id or ""
    assert f"/zgloszenia/{entries[1]}/wynik" in signed_in(person_id).get("/start").text
    at(clock.now() + timedelta(days=120))
    assert "/wynik" not in signed_in(person_id).get("/start").text


def test_public_page_reads_the_submission_and_not_the_working_copy(
    organiser: Actor, client: FlaskClient
) -> None:
    _edition_id, entries, slug = announced(organiser)
    with db.transaction() as writer:
        writer.get_one(Entry, entries[0]).title = "Podmieniony tytuł"
    text = client.get(f"/edycje/{slug}/laureaci").text
    assert "Rozwiązanie 1" in text
    assert "Podmieniony" not in text


def test_only_organisers_reach_the_pages_of_decisions(
    organiser: Actor,
    organiser_client: FlaskClient,
    client: FlaskClient,
    signed_in: Callable[[str], FlaskClient],
    make_person: Callable[..., str],
) -> None:
    edition_id, entries = edition_to_decide(organiser, has_final=True)
    base = f"/organizator/edycje/{edition_id}/wyniki"
    pages = [base, *(f"{base}/{p}" for p in ("finalisci", "podglad", "ogloszenie"))]
    pages.append(f"/organizator/zgloszenia/{entries[0]}/decyzja")
    stranger = signed_in(clerk_of(entries[0]).person_id or "")
    assert [organiser_client.get(page).status_code for page in pages] == [200] * 5
    assert [client.get(page).status_code for page in pages] == [302] * 5
    assert [stranger.get(page).status_code for page in pages] == [404] * 5
    posts = [
        f"{base}/pozostale",
        *(f"{base}/ogloszenie{p}" for p in ("", "/zatwierdz", "/odwolaj")),
    ]
    assert [stranger.post(page).status_code for page in posts] == [404] * 4


def test_organiser_walks_from_finalists_to_the_public_page(
    organiser: Actor,
    organiser_client: FlaskClient,
    client: FlaskClient,
    signed_in: Callable[[str], FlaskClient],
) -> None:
    edition_id, entries = edition_to_decide(organiser, has_final=True)
    second = signed_in(second_organiser().person_id or "")
    base = f"/organizator/edycje/{edition_id}/wyniki"
    organiser_client.post(f"{base}/finalisci", data={"entry_ids": entries[:2]})
    prize = prizes(edition_id)["laureate"]
    decided = organiser_client.post(
        f"/organizator/zgloszenia/{entries[0]}/decyzja",
        data={"award": f"laureate:{prize}", "reason": "Za odwagę.", "version": "1"},
    )
    assert decided.status_code == 302
    organiser_client.post(f"{base}/pozostale")
    assert "Za odwagę." in organiser_client.get(f"{base}/podglad").text
    page = f"{base}/ogloszenie"
    assert organiser_client.post(page, data={"when": "now"}).status_code == 302
    assert page in second.get("/start").text
    assert "Zatwierdź ogłoszenie" not in organiser_client.get(page).text
    assert organiser_client.post(f"{page}/zatwierdz").status_code == 422
    assert second.post(f"{page}/zatwierdz", data=hidden_fields(second.get(page))).status_code == 302
    text = client.get(f"/edycje/{reloaded(edition_id).slug}/laureaci").text
    assert "Za odwagę." in text
    assert "Rozwiązanie 2" in text  # a finalist without an award
    assert "Rozwiązanie 3" not in text


def test_decision_changed_by_somebody_else_is_shown_and_nothing_is_lost(
    organiser: Actor, organiser_client: FlaskClient
) -> None:
    _edition_id, entries = edition_to_decide(organiser)
    service.decide(
        entry_id=entries[0], outcome="laureate", reason="Pierwsza decyzja", actor=organiser
    )
    answer = organiser_client.post(
        f"/organizator/zgloszenia/{entries[0]}/decyzja",
        data={"award": "not_awarded", "reason": "Moja wersja", "version": "0"},
    )
    assert answer.status_code == 409
    assert "Moja wersja" in answer.text
    assert "Pierwsza decyzja" in answer.text


def test_prize_that_has_run_out_is_refused_where_it_was_chosen(
    organiser: Actor, organiser_client: FlaskClient
) -> None:
    edition_id, entries = edition_to_decide(organiser)
    prize = prizes(edition_id)["laureate"]
    for entry_id in entries[:2]:
        service.decide(entry_id=entry_id, outcome="laureate", prize_id=prize, actor=organiser)
    answer = organiser_client.post(
        f"/organizator/zgloszenia/{entries[2]}/decyzja",
        data={"award": f"laureate:{prize}", "reason": "Też dobra", "version": "0"},
    )
    assert answer.status_code == 422
    assert "Też dobra" in answer.text
    assert len(db.session().query(Decision).all()) == 2


@pytest.mark.parametrize(
    ("day", "hour"), [("", "12:00"), ("2026-10-25", "02:30"), ("2020-01-01", "12:00")]
)
def test_impossible_moment_of_announcement_is_refused_beside_its_field(
    organiser: Actor, organiser_client: FlaskClient, day: str, hour: str
) -> None:
    edition_id, entries = edition_to_decide(organiser)
    decide_all(entries, organiser)
    answer = organiser_client.post(
        f"/organizator/edycje/{edition_id}/wyniki/ogloszenie",
        data={"when": "later", "at-day": day, "at-hour": hour},
    )
    assert answer.status_code == 422
    assert "field__error" in answer.text
    assert entry(entries[0]).edition.state == "deciding"


def test_announcement_can_be_set_and_called_off(
    organiser: Actor, organiser_client: FlaskClient
) -> None:
    edition_id, entries = edition_to_decide(organiser)
    decide_all(entries, organiser)
    day = clock.to_warsaw(clock.now() + timedelta(days=3)).date().isoformat()
    address = f"/organizator/edycje/{edition_id}/wyniki/ogloszenie"
    data = {"when": "later", "at-day": day, "at-hour": "12:00"}
    assert organiser_client.post(address, data=data).status_code == 302
    assert "Odwołaj ogłoszenie" in organiser_client.get(address).text
    organiser_client.post(f"{address}/odwolaj")
    assert "Odwołaj ogłoszenie" not in organiser_client.get(address).text


def test_pages_cost_the_same_number_of_statements_whatever_the_number_of_entries(
    app: Flask, organiser: Actor, organiser_client: FlaskClient, client: FlaskClient
) -> None:
    counted: list[str] = []
    event.listen(
        app.extensions["engine"],
        "before_cursor_execute",
        lambda _c, _cursor, statement, *_rest: counted.append(statement),
    )

    def cost(count: int) -> tuple[int, int]:
        edition_id, entries = edition_to_decide(organiser, entries=count)
        for entry_id in entries:
            service.decide(entry_id=entry_id, outcome="laureate", actor=organiser)
        announce(edition_id)
        slug = reloaded(edition_id).slug
        costs = []
        for browser, address in (
            (organiser_client, f"/organizator/edycje/{edition_id}/wyniki"),
            (client, f"/edycje/{slug}/laureaci"),
        ):
            counted.clear()
            assert browser.get(address).status_code == 200
            costs.append(len(counted))
        return costs[0], costs[1]

    assert cost(1) == cost(4)
