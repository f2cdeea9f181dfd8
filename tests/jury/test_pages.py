from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from leader_award.jury import assignment_io, queries, rules, service
from leader_award.jury.models import AssignmentProposal, Juror
from leader_award.platform import db
from leader_award.platform.audit import Actor
from tests.editions.builders import make_edition
from tests.entries.builders import entry
from tests.jury.builders import (
    confirm,
    expertise,
    join,
    juror,
    live_pairs,
    make_assessed_edition,
    make_organiser,
    seat_juror,
)
from tests.scoring.builders import make_scoring_edition, open_card


@pytest.fixture
def organiser(app: Flask) -> Actor:
    return make_organiser()


@pytest.fixture
def board(organiser: Actor, signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    """The organiser's browser."""
    assert organiser.person_id
    return signed_in(organiser.person_id)


@pytest.fixture
def as_juror(signed_in: Callable[[str], FlaskClient]) -> Callable[[str], FlaskClient]:
    return lambda juror_id: signed_in(juror(juror_id).person_id)


def test_organiser_invites_a_juror(board: FlaskClient) -> None:
    edition_id = make_edition()
    path = f"/organizator/edycje/{edition_id}/jury/zaproszenie"
    categories = list(expertise(edition_id, 0, 0))
    typed = {
        "name": "Ewa Nowa",
        "email": "ewa@example.org",
        "language": "pl",
        "capacity": "9",
        "minimum": "0",
        f"expertise-{categories[0]}": "3",
        f"expertise-{categories[1]}": "0",
        "idempotency_key": "k",
    }
    assert board.post(path, data=typed).status_code == 302
    (invited,) = db.session().scalars(select(Juror)).all()
    assert (invited.capacity, invited.expertise) == (9, {categories[0]: 3})
    listed = board.get(f"/organizator/edycje/{edition_id}/jury").text
    assert "Ewa Nowa" in listed
    assert "zaproszenie wysłane" in listed


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"email": "nie-adres"}, "adres e-mail"),
        ({"capacity": "0"}, "Wpisz liczbę od 1 do 500"),
        ({"capacity": "10", "minimum": "11"}, "Minimum nie może być większe od limitu"),
    ],
)
def test_wrong_invitation_says_why_and_keeps_what_was_typed(
    board: FlaskClient, wrong: dict[str, str], message: str
) -> None:
    edition_id = make_edition()
    typed = {"name": "Ewa Nowa", "email": "ewa@example.org", "language": "pl"}
    typed |= {"capacity": "9", "minimum": "0"} | wrong
    refused = board.post(f"/organizator/edycje/{edition_id}/jury/zaproszenie", data=typed)
    assert refused.status_code == 422
    assert message in refused.text
    assert "Ewa Nowa" in refused.text
    assert db.session().scalars(select(Juror)).all() == []


def test_juror_signs_and_goes_on_to_conflicts(as_juror: Callable[[str], FlaskClient]) -> None:
    edition_id, _entries = make_assessed_edition(1)
    juror_id = seat_juror(edition_id, signs=False)
    browser = as_juror(juror_id)
    page = browser.get(f"/jury/{juror_id}/deklaracja").text
    assert "Będę oceniać zgłoszenia bezstronnie" in page
    went = browser.post(f"/jury/{juror_id}/deklaracja", data={"agrees": "yes"})
    assert went.location == f"/jury/{juror_id}/wylaczenia"
    assert juror(juror_id).declared_at is not None


def test_juror_who_does_not_sign_is_told_what_was_kept(
    as_juror: Callable[[str], FlaskClient], board: FlaskClient
) -> None:
    juror_id = seat_juror(make_edition(), signs=False)
    browser = as_juror(juror_id)
    page = browser.post(
        f"/jury/{juror_id}/deklaracja", data={"agrees": "no"}, follow_redirects=True
    ).text
    assert "nie podpisujesz deklaracji" in page
    listed = board.get(f"/organizator/edycje/{juror(juror_id).edition_id}/jury").text
    assert "odmowa podpisania" in listed


def test_declaration_in_english_is_kept_in_english(as_juror: Callable[[str], FlaskClient]) -> None:
    juror_id = seat_juror(make_edition(), signs=False)
    browser = as_juror(juror_id)
    browser.set_cookie("language", "en")
    browser.post(f"/jury/{juror_id}/deklaracja", data={"agrees": "yes"})
    assert "I shall assess the entries impartially" in juror(juror_id).declaration_text


def test_one_tick_says_where_there_is_a_conflict_and_that_there_is_none_elsewhere(
    as_juror: Callable[[str], FlaskClient],
) -> None:
    edition_id, (first, second) = make_assessed_edition(2)
    juror_id = seat_juror(edition_id, clears=[])
    browser, path = as_juror(juror_id), f"/jury/{juror_id}/wylaczenia"
    typed = {"asked": [first, second], f"answer-{second}": "y", f"kind-{second}": "family"}
    assert browser.post(path, data=typed).location == "/jury"
    said = {key: one.kind for key, one in queries.answers(juror_id).items()}
    assert said == {first: "none", second: "family"}


def test_kind_left_behind_by_a_tick_taken_back_is_no_conflict(
    as_juror: Callable[[str], FlaskClient],
) -> None:
    edition_id, (entry_id,) = make_assessed_edition(1)
    juror_id = seat_juror(edition_id, clears=[])
    typed = {"asked": entry_id, f"kind-{entry_id}": "family"}
    as_juror(juror_id).post(f"/jury/{juror_id}/wylaczenia", data=typed)
    assert queries.answers(juror_id)[entry_id].kind == "none"


def test_entry_that_was_not_on_the_page_stays_unanswered(
    as_juror: Callable[[str], FlaskClient],
) -> None:
    edition_id, (first, admitted_meanwhile) = make_assessed_edition(2)
    juror_id = seat_juror(edition_id, clears=[])
    browser, path = as_juror(juror_id), f"/jury/{juror_id}/wylaczenia"
    page = browser.post(path, data={"asked": first}, follow_redirects=True).text
    assert "Na Twoją odpowiedź czeka jeszcze 1 zgłoszenie" in page
    assert f'value="{admitted_meanwhile}"' in page
    assert set(queries.answers(juror_id)) == {first}


def test_conflict_without_a_kind_is_refused_and_keeps_the_other_answers(
    as_juror: Callable[[str], FlaskClient],
) -> None:
    edition_id, (first, second) = make_assessed_edition(2)
    juror_id = seat_juror(edition_id, clears=[])
    refused = as_juror(juror_id).post(
        f"/jury/{juror_id}/wylaczenia",
        data={
            "asked": [first, second],
            f"answer-{second}": "y",
            f"note-{second}": "Byliśmy wspólnikami",
        },
    )
    assert refused.status_code == 422
    assert f'href="#kind-{second}"' in refused.text
    assert "Byliśmy wspólnikami" in refused.text
    assert queries.answers(juror_id) == {}


def test_entry_decided_by_the_register_is_shown_and_not_asked_about(
    as_juror: Callable[[str], FlaskClient],
) -> None:
    edition_id, (entry_id,) = make_assessed_edition(1)
    juror_id = seat_juror(edition_id, clears=[])
    join(juror(juror_id).person_id, entry(entry_id).applicant_id)
    page = as_juror(juror_id).get(f"/jury/{juror_id}/wylaczenia").text
    assert "Rozstrzygnięte" in page
    assert f"answer-{entry_id}" not in page


def test_unknown_unit_is_refused_beside_the_field(as_juror: Callable[[str], FlaskClient]) -> None:
    juror_id = seat_juror(make_edition())
    refused = as_juror(juror_id).post(
        f"/jury/{juror_id}/organizacje", data={"unit": "Nigdzieborów"}
    )
    assert refused.status_code == 422
    assert "Nigdzieborów" in refused.text
    assert juror(juror_id).organisation_ids == []


def test_conflict_reported_from_the_card_ends_it(as_juror: Callable[[str], FlaskClient]) -> None:
    scene = make_scoring_edition(entries=1, jurors=1)
    card_id, juror_id = open_card(scene.assignment()), scene.juror_ids[0]
    browser = as_juror(juror_id)
    path = f"/jury/{juror_id}/wylaczenia/{scene.entry_ids[0]}"
    assert path in browser.get(f"/jury/karty/{card_id}").text
    went = browser.post(path, data={"kind": "employer", "note": ""})
    assert went.location == "/jury"
    assert browser.get(f"/jury/karty/{card_id}").status_code == 404


def test_conflict_is_shown_with_its_reason_and_refused(board: FlaskClient) -> None:
    edition_id, (entry_id,) = make_assessed_edition(1)
    juror_id = seat_juror(edition_id)
    entered = board.post(
        f"/organizator/jurorzy/{juror_id}/konflikt",
        data={"entry_id": entry_id, "kind": "adviser", "note": "Umowa z 2025 roku"},
    )
    assert entered.status_code == 302
    page = board.get(f"/organizator/edycje/{edition_id}/przydzial/zgloszenia/{entry_id}").text
    assert "odpłatne doradztwo" in page
    assert "Umowa z 2025 roku" in page
    path = f"/organizator/edycje/{edition_id}/przydzial/zmiana?dodaj={entry_id}.{juror_id}"
    assert path not in page
    assert "ma konflikt interesów" in board.post(path).text
    assert live_pairs(edition_id) == set()
    board.post(f"/organizator/jurorzy/{juror_id}/konflikt/{entry_id}/usun")
    confirm(board, path)
    assert live_pairs(edition_id) == {(entry_id, juror_id)}


def test_organiser_looks_at_a_proposal_and_applies_it(board: FlaskClient) -> None:
    edition_id, _entries = make_assessed_edition(3)
    for number in range(4):
        seat_juror(edition_id, f"Juror {number}")
    went = board.post(f"/organizator/edycje/{edition_id}/przydzial/propozycja", data={"seed": "1"})
    page = board.get(went.location).text
    assert "najsłabiej obsadzone zgłoszenie" in page
    assert "Jurorzy tworzą jedną grupę" in page
    assert live_pairs(edition_id) == set()
    applied = board.post(f"{went.location}/zastosuj", follow_redirects=True)
    assert "Przydziały dodane: 9, zakończone: 0" in applied.text
    assert len(live_pairs(edition_id)) == 9


def test_stale_proposal_says_so_and_offers_no_button(board: FlaskClient) -> None:
    edition_id, _entries = make_assessed_edition(1)
    jurors = [seat_juror(edition_id, f"Juror {number}") for number in range(3)]
    went = board.post(f"/organizator/edycje/{edition_id}/przydzial/propozycja")
    service.update_juror(
        juror_id=jurors[0], capacity=2, minimum=0, expertise={}, actor=Actor(None, "organiser")
    )
    page = board.get(went.location).text
    assert "nie można jej już zastosować" in page
    assert "/zastosuj" not in page
    refused = board.post(f"{went.location}/zastosuj", follow_redirects=True)
    assert "Niczego nie zmieniono" in refused.text
    assert live_pairs(edition_id) == set()


def test_impossible_assignment_is_explained_and_repaired(board: FlaskClient) -> None:
    edition_id, _entries = make_assessed_edition(4)
    for number in range(3):
        seat_juror(edition_id, f"Juror {number}", capacity=3)
    went = board.post(f"/organizator/edycje/{edition_id}/przydzial/propozycja")
    page = " ".join(board.get(went.location).text.split())
    assert "4 zgłoszenia potrzebują łącznie 12 ocen." in page
    assert "tylko 3 jurorzy, których limity pozwalają łącznie na 9." in page
    assert "Podnieść limity zgłoszeń" in page
    assert "Zaprosić nowych jurorów" in page
    stored = db.session().scalars(select(AssignmentProposal)).one()
    kinds = [repair["kind"] for repair in stored.outcome["repairs"]]
    number = kinds.index("raise_capacity")
    again = board.post(f"{went.location}/naprawa", data={"number": str(number)})
    assert "Proponowany przydział" in board.get(again.location).text


def test_problem_can_be_downloaded_for_the_command(board: FlaskClient) -> None:
    edition_id, _entries = make_assessed_edition(2)
    for number in range(3):
        seat_juror(edition_id, f"Juror {number}")
    went = board.post(f"/organizator/edycje/{edition_id}/przydzial/propozycja")
    text = board.get(f"{went.location}/problem.json").data
    document = assignment_io.parse_document(text)
    stored = db.session().scalars(select(AssignmentProposal)).one()
    assert assignment_io.input_sha256(document) == stored.input_sha256
    assert len(assignment_io.read_problem(document).entries) == 2


def test_long_work_shows_progress_and_can_be_stopped(
    board: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "SOLVED_AT_ONCE", 0)
    edition_id, _entries = make_assessed_edition(1)
    for number in range(3):
        seat_juror(edition_id, f"Juror {number}")
    went = board.post(f"/organizator/edycje/{edition_id}/przydzial/propozycja")
    page = board.get(went.location).text
    assert f'data-poll="{went.location}/postep"' in " ".join(page.split())
    assert "data-poll-done" not in board.get(f"{went.location}/postep").text
    board.post(f"{went.location}/odrzuc")
    assert "data-poll-done" in board.get(f"{went.location}/postep").text
    assert board.get(went.location).status_code == 200


def test_leaving_juror_is_asked_about_first(board: FlaskClient) -> None:
    edition_id, (entry_id,) = make_assessed_edition(1)
    juror_id = seat_juror(edition_id)
    service.assign(juror_id=juror_id, entry_id=entry_id, actor=Actor(None, "organiser"))
    path = f"/organizator/jurorzy/{juror_id}/odejscie"
    assert "1 przydział skończy się od razu" in board.get(path).text
    assert board.post(path, data={"reason": ""}).status_code == 422
    assert juror(juror_id).left_at is None
    assert board.post(path, data={"reason": "Choroba"}).status_code == 302
    assert live_pairs(edition_id) == set()


def test_board_shows_the_jury_and_what_entries_lack(board: FlaskClient) -> None:
    edition_id, _entries = make_assessed_edition(2)
    seat_juror(edition_id)
    page = board.get(f"/organizator/edycje/{edition_id}").text
    assert "jurorów gotowych do oceny" in page
    assert "2 zgłoszenia bez pełnej obsady" in page
