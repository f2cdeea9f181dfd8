"""The demonstration is loaded once for all these tests: it takes a while."""

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import func, select

from leader_award.demo import people
from leader_award.demo.history import FINALISTS_2015
from leader_award.demo.load import is_empty, load_demonstration
from leader_award.dissemination import queries as conferences
from leader_award.dissemination.models import Conference
from leader_award.editions.models import Edition
from leader_award.entries.models import Entry
from leader_award.partnerships.models import Unit
from leader_award.platform import audit, clock, db
from leader_award.platform.outbox import SENT, OutgoingMail
from leader_award.ranking import across
from leader_award.ranking import queries as rankings
from leader_award.results.models import Decision

pytestmark = pytest.mark.xdist_group("demonstration")


def test_demonstration_holds_what_its_sources_say(app: Flask) -> None:
    assert is_empty()
    load_demonstration()
    assert not is_empty()
    check_register()
    check_second_edition()
    check_conference_in_lodz()
    check_rankings()
    check_people(app)
    assert audit.verify(db.session()).fault is None


def check_register() -> None:
    counts: Counter[str] = Counter()
    for kind, number in db.session().execute(select(Unit.kind, func.count()).group_by(Unit.kind)):
        counts[kind] = number
    cities = counts["city_with_county_rights"]
    assert (counts["gmina"] + cities, counts["county"], cities, counts["voivodeship"]) == (
        2477,
        314,
        66,
        16,
    )


def check_second_edition() -> None:
    edition = db.session().scalars(select(Edition).where(Edition.year == 2015)).one()
    entries = db.session().scalars(select(Entry).where(Entry.edition_id == edition.id)).all()
    states = Counter(entry.state for entry in entries)
    assert (len(entries), states["finalist"], states["admitted"]) == (27, 12, 15)
    decisions = db.session().scalars(select(Decision).where(Decision.edition_id == edition.id))
    outcomes = Counter(decision.outcome for decision in decisions)
    assert (outcomes["laureate"], outcomes["distinction"]) == (6, 6)
    finalists = {entry.partnership_name for entry in entries if entry.state == "finalist"}
    assert finalists == {past.partnership for past in FINALISTS_2015}
    assert edition.state == "announced"


def check_conference_in_lodz() -> None:
    lodz = select(Conference).where(Conference.place == "Łódź")
    conference = db.session().scalars(lodz).one()
    placed, waiting = conferences.programme(conference.id)
    hours = [f"{clock.to_warsaw(item.starts_at):%H:%M}" for item in placed if item.starts_at]
    assert hours == [
        "11:00", "11:10", "11:30", "11:45", "12:15", "12:35", "12:50", "13:30", "14:00", "14:30",
    ]  # fmt: skip
    assert waiting == []


def check_rankings() -> None:
    editions = {edition.year: edition for edition in rankings.scored_editions()}
    final = rankings.edition_ranking(editions[2015].id)
    assert [one.share for one in final.rounds] == [50, 50]
    decisions = db.session().scalars(
        select(Decision).where(Decision.edition_id == editions[2015].id)
    )
    outcome_of = {decision.entry_id: decision.outcome for decision in decisions}
    by_place = [outcome_of[line.entry_id] for line in final.overall.lines]
    assert by_place[:12] == ["laureate"] * 6 + ["distinction"] * 6
    assert [line.rounds[1] is not None for line in final.overall.lines] == [True] * 12 + [
        False
    ] * 15
    found = across.two_editions(editions[2014], editions[2015])
    assert len(found.ranking.both) == 5
    assert all("demonstracyjny" in found.names[line.participant] for line in found.ranking.both)


def check_people(app: Flask) -> None:
    unsent = select(func.count()).select_from(OutgoingMail).where(OutgoingMail.state != SENT)
    assert db.session().scalar(unsent) == 0
    for account in people.WITH_PASSWORD:
        answer = app.test_client().post(
            "/logowanie", data={"email": account.email, "password": people.PASSWORD}
        )
        assert answer.headers.get("Location", "").endswith("/start"), account.email
