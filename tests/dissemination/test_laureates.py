"""Announced laureates become presentations on a conference's programme."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from leader_award.dissemination import queries, service
from leader_award.platform import clock
from leader_award.platform.audit import SYSTEM, Actor
from leader_award.platform.errors import NotAllowed
from tests.dissemination.builders import SLUG, publish
from tests.results.builders import announce, decide_all, edition_to_decide


@pytest.fixture
def actor(make_person: Callable[..., str]) -> Actor:
    return Actor(make_person("Olga", None, "organiser"), "organiser")


@pytest.fixture
def decided(app: Flask, actor: Actor) -> str:
    """An edition with a laureate, a distinction and an entry without either, not announced."""
    edition_id, entry_ids = edition_to_decide(actor)
    decide_all(entry_ids, actor)
    return edition_id


@pytest.fixture
def announced(decided: str) -> str:
    announce(decided)
    return decided


def publish_laureates(conference_id: str, edition_id: str, *, distinctions: bool = False) -> int:
    return service.publish_laureates(
        conference_id=conference_id,
        edition_id=edition_id,
        with_distinctions=distinctions,
        actor=SYSTEM,
    )


def test_each_laureate_gets_a_slot_that_waits_with_the_partnership_as_speaker(
    conference_id: str, announced: str
) -> None:
    assert publish_laureates(conference_id, announced) == 1
    placed, (slot,) = queries.programme(conference_id)
    assert placed == []
    assert (slot.kind, slot.title) == ("presentation", {"pl": "Rozwiązanie 1"})
    assert slot.speaker_names == [("Stowarzyszenie Metropolia", "")]
    conference = queries.find(conference_id)
    assert conference is not None
    assert conference.edition_id == announced, "it had no edition yet"


def test_second_time_adds_nobody_and_distinctions_may_follow_later(
    conference_id: str, announced: str
) -> None:
    counts = [
        publish_laureates(conference_id, announced, distinctions=distinctions)
        for distinctions in (False, False, True, True)
    ]
    assert counts == [1, 0, 1, 0]
    _, waiting = queries.programme(conference_id)
    assert {slot.title["pl"] for slot in waiting} == {"Rozwiązanie 1", "Rozwiązanie 2"}


def test_nobody_is_published_or_offered_before_the_instant_of_the_announcement(
    organiser: FlaskClient,
    conference_id: str,
    decided: str,
    actor: Actor,
    at: Callable[..., None],
) -> None:
    page = f"/organizator/konferencje/{conference_id}"
    words = "Laureatów można dodać po ogłoszeniu wyników"
    with pytest.raises(NotAllowed):
        publish_laureates(conference_id, decided)
    instant = clock.now() + timedelta(minutes=5)
    announce(decided, instant)
    with pytest.raises(NotAllowed):
        publish_laureates(conference_id, decided)
    assert words in organiser.get(page).get_data(as_text=True)
    assert organiser.post(f"{page}/laureaci", data={"edition_id": decided}).status_code == 302
    assert queries.programme(conference_id) == ([], [])
    at(instant)
    assert words not in organiser.get(page).get_data(as_text=True)
    assert publish_laureates(conference_id, decided) == 1


def test_unknown_edition_has_no_laureates(app: Flask, conference_id: str) -> None:
    with pytest.raises(NotAllowed):
        publish_laureates(conference_id, "none")


def test_organiser_adds_laureates_with_one_button_and_reads_how_many(
    organiser: FlaskClient, client: FlaskClient, conference_id: str, announced: str
) -> None:
    url = f"/organizator/konferencje/{conference_id}"
    data = {"edition_id": announced, "with_distinctions": "y"}
    answer = organiser.post(f"{url}/laureaci", data=data, follow_redirects=True)
    page = answer.get_data(as_text=True)
    assert "Dodano 2 prezentacje" in page
    assert page.index("Rozwiązanie 1") < page.index("Umieść w programie")
    again = organiser.post(f"{url}/laureaci", data=data, follow_redirects=True)
    assert "Wszyscy wybrani są już w programie." in again.get_data(as_text=True)
    publish(conference_id)
    public = client.get(f"/konferencje/{SLUG}").get_data(as_text=True)
    assert public.index("godzina do ustalenia") < public.index("Rozwiązanie 1")
