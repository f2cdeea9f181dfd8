"""What each person finds: a town that phones, a number in any spelling, one slip; and no more."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from leader_award.accounts.models import Person
from leader_award.editions.models import Edition
from leader_award.entries import service as entries
from leader_award.entries.models import Entry
from leader_award.finding import pages, searching
from leader_award.finding.pages import PAGES
from leader_award.jury.models import Juror
from leader_award.platform import db
from tests.editions.builders import make_edition
from tests.entries.builders import clerk_of, entry, make_complete_entry, make_draft
from tests.jury.builders import make_organiser, seat_juror
from tests.partnerships.builders import few_units, make_clerk, make_partnership
from tests.scoring.builders import make_scoring_edition, open_card

SignedIn = Callable[[str], FlaskClient]


@pytest.fixture
def organiser(app: Flask) -> str:
    return make_organiser().person_id or ""


def find(app: Flask, person_id: str, text: str) -> dict[str, list[str]]:
    """The titles that a person finds, by group."""
    with app.test_request_context():
        person = db.session().get_one(Person, person_id)
        answer = searching.search(text, person)
    return {one.group.key: [hit.title for hit in one.shown] for one in answer.results}


@pytest.fixture
def town(app: Flask) -> tuple[str, str, str]:
    """Łódź with a draft: the clerk, the organisation and the entry."""
    few_units()
    clerk_id, organisation_id = make_clerk("106101", email="urzad@lodz.example")
    draft = make_draft(clerk=(clerk_id, organisation_id), title="Wspólne autobusy")
    return clerk_id, organisation_id, draft


def test_organiser_finds_a_town_that_phones_and_extends_its_deadline(
    town: tuple[str, str, str], organiser: str, signed_in: SignedIn
) -> None:
    client = signed_in(organiser)
    page = client.get("/szukaj?q=lodzi").text
    assert "Wspólne autobusy" in page
    assert f"/organizator/zgloszenia/{town[2]}" in page
    link = f"/organizator/edycje/{entry(town[2]).edition_id}/przedluzenia?organizacja={town[1]}"
    assert link in page
    assert "Łódź" in client.get(link).text


def test_applicant_finds_their_own_entry_by_what_they_typed_last(
    app: Flask, town: tuple[str, str, str]
) -> None:
    assert find(app, town[0], "autobus")["zgloszenia"] == ["Wspólne autobusy"]


def test_applicant_does_not_learn_here_that_they_are_in_the_final(
    town: tuple[str, str, str], organiser: str, signed_in: SignedIn
) -> None:
    with db.transaction() as writer:
        writer.get_one(Entry, town[2]).state = "finalist"
    assert "w finale" in signed_in(organiser).get("/szukaj?q=autobusy").text
    page = signed_in(town[0]).get("/szukaj?q=autobusy").text
    assert "Wspólne autobusy" in page
    assert "w finale" not in page


def test_applicant_finds_nothing_of_others(app: Flask, town: tuple[str, str, str]) -> None:
    stranger, _organisation = make_clerk("146501", email="urzad@warszawa.example")
    assert find(app, stranger, "autobusy") == {}
    assert find(app, stranger, "łódź") == {}
    assert find(app, stranger, "urzad@lodz.example") == {}


def test_organiser_sees_partners_that_were_submitted_and_not_those_of_a_working_copy(
    app: Flask, organiser: str
) -> None:
    entry_id = make_complete_entry(title="Szkolenia")
    assert "zgloszenia" not in find(app, organiser, "most")
    clerk = clerk_of(entry_id)
    assert find(app, clerk.person_id or "", "most")["zgloszenia"] == ["Szkolenia"]
    entries.submit_entry(entry_id=entry_id, actor=clerk)
    assert find(app, organiser, "most")["zgloszenia"] == ["Szkolenia"]


@pytest.mark.parametrize("spelling", ["SLZ-{}-001", "slz {}/1", "{} 001", "slz{}-1"])
def test_number_of_an_entry_goes_straight_there(
    app: Flask, organiser: str, signed_in: SignedIn, spelling: str
) -> None:
    entry_id = make_complete_entry()
    entries.submit_entry(entry_id=entry_id, actor=clerk_of(entry_id))
    year = entry(entry_id).reference.split("-")[1]
    answer = signed_in(organiser).get("/szukaj", query_string={"q": spelling.format(year)})
    assert answer.location == f"/organizator/zgloszenia/{entry_id}"


def test_number_of_a_foreign_entry_leads_nowhere(
    app: Flask, make_person: Any, signed_in: SignedIn
) -> None:
    entry_id = make_complete_entry()
    entries.submit_entry(entry_id=entry_id, actor=clerk_of(entry_id))
    answer = signed_in(make_person()).get(f"/szukaj?q={entry(entry_id).reference}")
    assert answer.status_code == 200
    assert entry_id not in answer.text


def test_teryt_code_goes_to_the_organisation_for_organisers_alone(
    town: tuple[str, str, str], organiser: str, signed_in: SignedIn
) -> None:
    for code in ("106101", "1061011"):
        answer = signed_in(organiser).get(f"/szukaj?q={code}")
        assert answer.location == f"/organizator/organizacje/{town[1]}"
    assert signed_in(town[0]).get("/szukaj?q=106101").status_code == 200


def test_sheet_of_an_organisation_says_whom_to_call(
    town: tuple[str, str, str], organiser: str, signed_in: SignedIn
) -> None:
    make_partnership("Obszar Metropolitalny", "106101", "146501")
    page = signed_in(organiser).get(f"/organizator/organizacje/{town[1]}").text
    for said in ("urzad@lodz.example", "Wspólne autobusy", "Obszar Metropolitalny"):
        assert said in page


def test_one_slip_is_forgiven_only_when_nothing_is_spelled_so(
    app: Flask, town: tuple[str, str, str], organiser: str, signed_in: SignedIn
) -> None:
    assert find(app, organiser, "autobsuy")["zgloszenia"] == ["Wspólne autobusy"]
    assert "Może chodzi o" in signed_in(organiser).get("/szukaj?q=autobsuy").text
    make_draft(entry(town[2]).edition_id, title="Autobsuy")
    assert find(app, organiser, "autobsuy")["zgloszenia"] == ["Autobsuy"]


def test_juror_finds_the_entries_they_assess_and_organisers_find_the_juror(app: Flask) -> None:
    scene = make_scoring_edition(entries=2, jurors=1)
    open_card(scene.assignment())
    juror = db.session().get_one(Juror, scene.juror_ids[0])
    found = find(app, juror.person_id, "rozwiązanie")
    assert list(found) == ["karty"]
    assert len(found["karty"]) == 2
    assert find(app, scene.organiser.person_id or "", "adamska")["jury"] == ["Ewa Adamska"]
    assert "jury" not in find(app, juror.person_id, "adamska")


def test_juror_without_assignments_finds_no_entry(app: Flask) -> None:
    scene = make_scoring_edition(entries=2, jurors=1)
    idle = db.session().get_one(Juror, seat_juror(scene.edition_id, "Iga Pusta"))
    assert find(app, idle.person_id, "rozwiązanie") == {}


def test_juror_of_a_blind_round_does_not_find_by_applicant(app: Flask) -> None:
    scene = make_scoring_edition(entries=1, jurors=1)
    juror = db.session().get_one(Juror, scene.juror_ids[0])
    applicant = entry(scene.entry_ids[0]).applicant.name
    assert "karty" in find(app, juror.person_id, applicant)
    _hide_applicants(scene.edition_id)
    assert "karty" not in find(app, juror.person_id, applicant)
    assert "karty" in find(app, juror.person_id, "rozwiązanie")


def _hide_applicants(edition_id: str) -> None:
    with db.transaction() as writer:
        for round in writer.get_one(Edition, edition_id).rounds:
            round.blind = True


def test_pages_are_found_by_name_for_those_who_may_open_them(
    app: Flask, town: tuple[str, str, str], organiser: str
) -> None:
    assert find(app, organiser, "harmonogram")["strony"] == ["Harmonogram"]
    assert "Przydział zgłoszeń" in find(app, organiser, "przydział")["strony"]
    assert find(app, town[0], "harmonogram") == {}
    assert find(app, town[0], "moje zgłoszenia")["strony"] == ["Moje zgłoszenia"]


def test_every_named_page_has_a_route_with_the_action_that_is_asked(app: Flask) -> None:
    for page in PAGES:
        view = app.view_functions[page.endpoint]
        assert page.action in (view.action, "account.use"), page.endpoint
        if page.action == "account.use":
            assert view.action in pages.OPEN_TO_ALL, page.endpoint


def test_search_costs_as_many_statements_however_much_there_is(
    app: Flask, organiser: str, signed_in: SignedIn
) -> None:
    edition_id = make_edition()
    make_draft(edition_id, title="Wspólne autobusy")
    client = signed_in(organiser)
    client.get("/szukaj?q=autobusy")
    few = _statements(client)
    for _number in range(5):
        make_draft(edition_id, title="Wspólne autobusy")
    assert _statements(client) == few
    assert few <= 40


def _statements(client: FlaskClient) -> int:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(db.engine(), "before_cursor_execute", note)
    client.get("/szukaj?q=autobusy")
    event.remove(db.engine(), "before_cursor_execute", note)
    return len(seen)


def test_visitors_are_sent_to_sign_in_and_see_no_box(client: FlaskClient) -> None:
    assert "/logowanie" in client.get("/szukaj?q=nysa").location
    assert "site-search" not in client.get("/").text


def test_every_page_of_a_person_has_the_box(make_person: Any, signed_in: SignedIn) -> None:
    page = signed_in(make_person()).get("/edycje").text
    assert 'action="/szukaj"' in page
    assert 'name="q"' in page


def test_markup_typed_is_shown_and_not_run(make_person: Any, signed_in: SignedIn) -> None:
    page = signed_in(make_person()).get("/szukaj", query_string={"q": "<script>x</script>"}).text
    assert "<script>x" not in page
