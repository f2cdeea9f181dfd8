"""Who has seen what: kept once an hour, found by thing and by person."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from leader_award.entries.models import Entry
from leader_award.jury.models import Juror
from leader_award.platform import clock, db
from leader_award.privacy import readings, watching
from leader_award.privacy.models import AccessRecord
from tests.entries.builders import clerk_of, make_submitted_entry
from tests.jury.builders import make_confirmed_person
from tests.privacy.builders import row
from tests.scoring.builders import make_scoring_edition, open_card

SignIn = Callable[[str], FlaskClient]
Clock = Callable[[datetime], None]


def kept() -> list[tuple[str, str, str]]:
    db.session().rollback()
    found = db.session().scalars(select(AccessRecord).order_by(AccessRecord.at)).unique()
    return [(one.role, one.thing_kind, one.thing_id) for one in found]


def test_every_watched_page_exists_and_has_the_parts_of_its_address(app: Flask) -> None:
    for endpoint, watched in watching.PAGES.items():
        (rule,) = app.url_map.iter_rules(endpoint)
        assert rule.arguments >= {watched.thing, watched.within} - {""}, endpoint
        assert watched.kind in readings_words()


def readings_words() -> set[str]:
    from leader_award.privacy.wording import READINGS

    return set(READINGS)


def test_organiser_who_reads_an_entry_is_kept_once_an_hour(
    app: Flask, signed_in: SignIn, at: Clock
) -> None:
    at(clock.now().replace(minute=10))
    entry_id = make_submitted_entry()
    organiser = signed_in(make_confirmed_person("Olga", "organiser"))
    for _ in range(3):
        assert organiser.get(f"/organizator/zgloszenia/{entry_id}").status_code == 200
    assert kept() == [("organiser", "entry", entry_id)]
    at(clock.now() + timedelta(hours=1))
    organiser.get(f"/organizator/zgloszenia/{entry_id}")
    assert len(kept()) == 2


def test_whoever_was_refused_has_seen_nothing(app: Flask, signed_in: SignIn) -> None:
    entry_id = make_submitted_entry()
    stranger = signed_in(make_confirmed_person("Jan Obcy"))
    assert stranger.get(f"/organizator/zgloszenia/{entry_id}").status_code in (403, 404)
    assert app.test_client().get(f"/organizator/zgloszenia/{entry_id}").status_code == 302
    assert kept() == []


def test_administrator_finds_who_saw_an_entry_and_what_somebody_saw(
    app: Flask, signed_in: SignIn
) -> None:
    scene = make_scoring_edition(entries=2, jurors=2)
    first, second = scene.entry_ids
    juror = row(Juror, scene.juror_ids[0]).person
    card_id = open_card(scene.assignment(entry=0, juror=0))
    other_card = open_card(scene.assignment(entry=1, juror=1))
    signed_in(juror.id).get(f"/jury/karty/{card_id}")
    signed_in(row(Juror, scene.juror_ids[1]).person_id).get(f"/jury/karty/{other_card}")
    signed_in(str(scene.organiser.person_id)).get(f"/organizator/zgloszenia/{second}")

    by_entry = readings.search(text=row(Entry, first).reference or "")
    assert [(one.person_id, one.role) for one in by_entry] == [(juror.id, "juror")]
    assert {one.role for one in readings.search(text=second)} == {"juror", "organiser"}
    assert [one.thing_id for one in readings.search(text=juror.email.upper())] == [card_id]
    assert readings.search(text=juror.email, until=clock.now() - timedelta(hours=1)) == []
    assert set(readings.names_of(by_entry)) == {card_id}

    administrator = signed_in(make_confirmed_person("Adam", "administrator"))
    path = "/organizator/dane-osobowe/odczyty"
    reference = str(row(Entry, first).reference)
    page = administrator.post(path, data={"text": reference}).text
    assert juror.name in page
    assert reference in page
    table = administrator.post(path, data={"text": reference, "csv": "1"})
    assert table.mimetype == "text/csv"
    assert table.text.count("\r\n") == 2  # a header and one reading
    assert juror.email in table.text
    assert ("administrator", "readings", "-") in kept()


def test_applicant_who_reads_their_own_file_is_not_watched(app: Flask, signed_in: SignIn) -> None:
    entry_id = make_submitted_entry()
    page = signed_in(str(clerk_of(entry_id).person_id)).get(f"/zgloszenia/{entry_id}")
    for path in re.findall(rf"/zgloszenia/{entry_id}/pliki/\w+", page.text):
        signed_in(str(clerk_of(entry_id).person_id)).get(path)
    assert kept() == []


def test_page_is_shown_when_its_reading_cannot_be_kept(
    app: Flask, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry_id = make_submitted_entry()
    organiser = signed_in(make_confirmed_person("Olga", "organiser"))

    def disk_is_full(*_values: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(readings, "keep", disk_is_full)
    assert organiser.get(f"/organizator/zgloszenia/{entry_id}").status_code == 200


def test_reading_costs_one_statement_the_first_time_and_every_time(
    app: Flask, signed_in: SignIn
) -> None:
    entry_id = make_submitted_entry()
    organiser = signed_in(make_confirmed_person("Olga", "organiser"))
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(db.engine(), "before_cursor_execute", note)
    try:
        for _ in range(2):
            organiser.get(f"/organizator/zgloszenia/{entry_id}")
    finally:
        event.remove(db.engine(), "before_cursor_execute", note)
    found = [said for said in statements if "access_record" in said]
    assert [said.split()[0] for said in found] == ["INSERT", "INSERT"]
    assert len(kept()) == 1
