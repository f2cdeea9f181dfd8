"""Organisers are asked to announce the results until the announcement is on its way."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from leader_award.platform import clock
from leader_award.platform.audit import Actor
from leader_award.results import service
from tests.results.builders import decide_all, edition_to_decide, second_organiser

TASK = "Ogłoś wyniki"


def test_nobody_is_asked_to_announce_what_waits_for_approval_or_its_instant(
    app: Flask,
    make_person: Callable[..., str],
    signed_in: Callable[[str], FlaskClient],
) -> None:
    person_id = make_person("Olga", None, "organiser")
    organiser, browser = Actor(person_id, "organiser"), signed_in(person_id)
    edition_id, entry_ids = edition_to_decide(organiser)
    decide_all(entry_ids, organiser)
    assert TASK in browser.get("/start").text
    at = clock.now() + timedelta(days=2)
    service.prepare_announcement(edition_id=edition_id, at=at, actor=organiser)
    assert TASK not in browser.get("/start").text
    service.approve_announcement(edition_id=edition_id, actor=second_organiser())
    assert TASK not in browser.get("/start").text
    service.withdraw_announcement(edition_id=edition_id, actor=organiser)
    assert TASK in browser.get("/start").text


def test_announcement_whose_instant_passed_without_approval_is_asked_for_again(
    app: Flask,
    make_person: Callable[..., str],
    signed_in: Callable[[str], FlaskClient],
    at: Callable[..., None],
) -> None:
    person_id = make_person("Olga", "olga@example.org", "organiser")
    organiser = Actor(person_id, "organiser")
    edition_id, entry_ids = edition_to_decide(organiser)
    decide_all(entry_ids, organiser)
    planned = clock.now() + timedelta(days=2)
    service.prepare_announcement(edition_id=edition_id, at=planned, actor=organiser)
    at(planned + timedelta(seconds=1))
    assert TASK in signed_in(person_id).get("/start").text
