from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from leader_award.editions import service as editions
from leader_award.entries import check_queries
from leader_award.entries.models import FormalCheck
from leader_award.platform import clock, db
from tests.editions.builders import ORGANISER, lead_to, make_edition, reloaded
from tests.entries.builders import (
    clerk_of,
    entry,
    make_clerk,
    make_draft,
    make_organisation,
    make_submitted_entry,
    return_for_completion,
    save,
    submit,
)


@pytest.fixture
def organiser(
    make_person: Callable[..., str], signed_in: Callable[[str], FlaskClient]
) -> FlaskClient:
    return signed_in(make_person("Olga Nowak", "olga@example.org", "organiser"))


@pytest.fixture
def edition_id(app: Flask) -> str:
    return make_edition()


def address(entry_id: str) -> str:
    return f"/organizator/zgloszenia/{entry_id}/ocena-formalna"


def filled(entry_id: str, *, unmet: int = 0, **changes: str) -> dict[str, str]:
    """What the form sends: `unmet` items not met, the rest met."""
    data = {"submission_id": entry(entry_id).submissions[-1].id}
    items = check_queries.check_items(db.session(), entry(entry_id).edition_id)
    for number, item in enumerate(items):
        data[f"verdict_{item.id}"] = "not_met" if number < unmet else "met"
        data[f"remark_{item.id}"] = "Brak podpisu lidera." if number < unmet else ""
    day = clock.to_warsaw(clock.now() + timedelta(days=7)).date().isoformat()
    data |= {"complete_until-day": day, "complete_until-hour": "23:59", "letter": ""}
    return data | changes


def checks() -> int:
    db.session().rollback()
    return db.session().scalar(select(func.count()).select_from(FormalCheck)) or 0


def test_queue_shows_what_waits_and_for_how_long(edition_id: str, organiser: FlaskClient) -> None:
    first = make_submitted_entry(edition_id, title="Pierwsze rozwiązanie")
    make_submitted_entry(edition_id, title="Drugie rozwiązanie")
    lead_to(edition_id, "checking")
    organiser.post(address(first), data=filled(first, outcome="admitted"))
    page = organiser.get(f"/organizator/edycje/{edition_id}/ocena-formalna").text
    assert page.index("Drugie rozwiązanie") < page.index("Pierwsze rozwiązanie")


def test_checklist_stands_beside_the_entry_with_its_paragraphs(
    edition_id: str, organiser: FlaskClient
) -> None:
    entry_id = make_submitted_entry(edition_id)
    lead_to(edition_id, "checking")
    page = organiser.get(address(entry_id)).text
    for item in check_queries.check_items(db.session(), edition_id):
        assert item.text["pl"].rstrip(".") in page
        assert item.paragraph in page
    assert "Bilet metropolitalny" in page


def test_letter_that_nobody_has_read_is_shown_before_it_goes_out(
    edition_id: str, organiser: FlaskClient
) -> None:
    entry_id = make_submitted_entry(edition_id)
    lead_to(edition_id, "checking")
    shown = organiser.post(address(entry_id), data=filled(entry_id, unmet=1, outcome="returned"))
    assert (shown.status_code, checks()) == (200, 0)
    assert "Brak podpisu lidera." in shown.text
    data = filled(entry_id, unmet=1, outcome="returned", letter="Prosimy o podpis.")
    assert organiser.post(address(entry_id), data=data).status_code == 302
    assert checks() == 1
    assert entry(entry_id).state == "returned"
    term = clock.to_warsaw(entry(entry_id).complete_until)
    assert (term.hour, term.minute) == (23, 59)


def test_refused_check_keeps_everything_typed_and_names_each_field(
    edition_id: str, organiser: FlaskClient
) -> None:
    entry_id = make_submitted_entry(edition_id)
    lead_to(edition_id, "checking")
    data = filled(entry_id, unmet=1, outcome="admitted", letter="Zaczęte pismo")
    first = next(name for name in data if name.startswith("remark_"))
    answer = organiser.post(address(entry_id), data=data | {first: ""})
    assert (answer.status_code, checks()) == (422, 0)
    assert "Zaczęte pismo" in answer.text
    assert f'id="{first}-error"' in answer.text
    assert 'href="#outcome-0"' in answer.text


def test_term_is_not_asked_for_when_the_entry_is_admitted(
    edition_id: str, organiser: FlaskClient
) -> None:
    entry_id = make_submitted_entry(edition_id)
    lead_to(edition_id, "checking")
    data = filled(entry_id, outcome="admitted") | {"complete_until-day": "nonsense"}
    assert organiser.post(address(entry_id), data=data).status_code == 302


@pytest.mark.parametrize("day", ["", "2020-01-01", "2026-02-31"])
def test_impossible_or_past_term_is_refused_beside_it(
    edition_id: str, organiser: FlaskClient, day: str
) -> None:
    entry_id = make_submitted_entry(edition_id)
    lead_to(edition_id, "checking")
    data = filled(entry_id, unmet=1, outcome="returned", letter="Prosimy o podpis.")
    answer = organiser.post(address(entry_id), data=data | {"complete_until-day": day})
    assert (answer.status_code, checks()) == (422, 0)
    assert 'id="complete_until-day-error"' in answer.text


def test_entry_submitted_again_meanwhile_is_shown_anew(
    edition_id: str, organiser: FlaskClient
) -> None:
    entry_id = make_submitted_entry(edition_id)
    lead_to(edition_id, "checking")
    old = filled(entry_id, unmet=1, outcome="returned", letter="Prosimy o podpis.")
    organiser.post(address(entry_id), data=old)
    save(entry_id, {"title": "Poprawiony tytuł"})
    submit(entry_id)
    answer = organiser.post(address(entry_id), data=old | {"idempotency_key": "other"})
    assert (answer.status_code, checks()) == (409, 1)
    assert "Poprawiony tytuł" in answer.text
    again = filled(entry_id, outcome="admitted")
    assert organiser.post(address(entry_id), data=again).status_code == 302


def test_entry_not_completed_in_time_is_offered_for_rejection_with_what_was_found(
    edition_id: str,
    organiser: FlaskClient,
    make_person: Callable[..., str],
    signed_in: Callable[[str], FlaskClient],
    at: Callable[[datetime], None],
) -> None:
    entry_id = make_submitted_entry(edition_id)
    lead_to(edition_id, "checking")
    data = filled(entry_id, unmet=1, outcome="returned", letter="Prosimy o podpis.")
    organiser.post(address(entry_id), data=data)
    assert "Zapisz ocenę" not in organiser.get(address(entry_id)).text
    term = entry(entry_id).complete_until
    assert term is not None
    at(term)
    later = signed_in(make_person("Igor Nowak", "igor@example.org", "organiser"))
    page = later.get(address(entry_id)).text
    assert "Brak podpisu lidera." in page
    assert 'value="admitted"' not in page
    reason = filled(entry_id, unmet=1, outcome="rejected", letter="Nie uzupełniono w terminie.")
    assert later.post(address(entry_id), data=reason).status_code == 302
    assert entry(entry_id).state == "rejected"


def test_applicants_and_visitors_do_not_reach_the_check(
    edition_id: str,
    organiser: FlaskClient,
    client: FlaskClient,
    signed_in: Callable[[str], FlaskClient],
) -> None:
    entry_id = make_submitted_entry(edition_id)
    clerk = signed_in(clerk_of(entry_id).person_id or "")
    queue = f"/organizator/edycje/{edition_id}/ocena-formalna"
    assert [clerk.get(page).status_code for page in (queue, address(entry_id))] == [404, 404]
    assert [client.get(page).status_code for page in (queue, address(entry_id))] == [302, 302]
    assert organiser.get(address("nothing")).status_code == 404


def test_draft_is_no_business_of_the_organisers(edition_id: str, organiser: FlaskClient) -> None:
    assert organiser.get(address(make_draft(edition_id))).status_code == 404


def test_queue_costs_the_same_number_of_statements_whatever_its_length(
    app: Flask, edition_id: str, organiser: FlaskClient
) -> None:
    counted: list[str] = []

    def cost() -> int:
        counted.clear()
        organiser.get(f"/organizator/edycje/{edition_id}/ocena-formalna")
        return len(counted)

    event.listen(
        app.extensions["engine"],
        "before_cursor_execute",
        lambda _c, _cursor, statement, *_rest: counted.append(statement),
    )
    make_submitted_entry(edition_id)
    few = cost()
    for _ in range(4):
        make_submitted_entry(edition_id)
    assert cost() == few > 0


def test_all_requirements_met_is_one_act_that_opens_the_next_entry(
    edition_id: str, organiser: FlaskClient
) -> None:
    first, second = (make_submitted_entry(edition_id, title=title) for title in ("Raz", "Dwa"))
    lead_to(edition_id, "checking")
    start = organiser.get(f"/organizator/edycje/{edition_id}/ocena-formalna/nastepne")
    assert start.location == address(first)
    said = {"submission_id": entry(first).submissions[-1].id, "all_met": "1"}
    assert organiser.post(address(first), data=said).location == address(second)
    assert entry(first).state == "admitted"
    (check,) = entry(first).checks
    assert {finding.verdict for finding in check.findings} == {"met"}
    said = {"submission_id": entry(second).submissions[-1].id, "all_met": "1"}
    assert organiser.post(address(second), data=said).location.endswith("/ocena-formalna")


def test_item_marked_as_not_met_is_not_overruled_by_all_requirements_met(
    edition_id: str, organiser: FlaskClient
) -> None:
    entry_id = make_submitted_entry(edition_id)
    lead_to(edition_id, "checking")
    answer = organiser.post(address(entry_id), data=filled(entry_id, unmet=1, all_met="1"))
    assert (answer.status_code, checks()) == (422, 0)
    assert entry(entry_id).state == "submitted"


def test_passing_over_an_entry_leads_to_the_one_behind_it_and_round(
    edition_id: str, organiser: FlaskClient
) -> None:
    first, second = (make_submitted_entry(edition_id, title=title) for title in ("Raz", "Dwa"))
    lead_to(edition_id, "checking")
    page = f"/organizator/edycje/{edition_id}/ocena-formalna/nastepne?po="
    assert organiser.get(page + first).location == address(second)
    assert organiser.get(page + second).location == address(first)


def test_board_counts_what_the_queue_lists(edition_id: str) -> None:
    waiting, back, over, extended = (
        make_submitted_entry(edition_id, clerk=make_clerk(make_organisation(name)), title=name)
        for name in ("Jeden", "Dwa", "Trzy", "Cztery")
    )
    lead_to(edition_id, "checking")
    return_for_completion(over, clock.now() - timedelta(minutes=1))
    return_for_completion(back, clock.now() + timedelta(days=1))
    save(back, {"title": "Poprawione"})
    submit(back)
    editions.grant_extension(
        edition_id=edition_id,
        organisation_id=entry(extended).applicant_id,
        until=clock.now() + timedelta(days=1),
        reason="Awaria",
        actor=ORGANISER,
    )
    edition = reloaded(edition_id)
    queue = check_queries.queue(edition, clock.now())
    counts = check_queries.counts(edition, clock.now())
    free = [row.entry_id for row in queue.to_check if row.may_change_until is None]
    assert sorted(free) == sorted([waiting, back])
    assert (counts.waiting, counts.overdue, counts.checked, counts.total) == (
        len(free),
        len(queue.overdue),
        len(queue.checked),
        queue.total,
    )
