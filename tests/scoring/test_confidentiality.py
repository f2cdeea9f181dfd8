"""What a juror must not see, by page, file, list, count or the difference between two answers."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from leader_award.accounts.models import Person
from leader_award.editions.models import Edition
from leader_award.entries.content import parsed
from leader_award.jury import service as jury
from leader_award.platform import db
from leader_award.platform.db import new_id
from leader_award.scoring import queries
from tests.editions.builders import lead_to
from tests.entries.builders import entry
from tests.jury.builders import acting, clear, join, juror, seat_juror
from tests.scoring.builders import Scene, fill_in, make_scoring_edition, open_card, seal


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scoring_edition(entries=2, jurors=2)


@pytest.fixture
def as_juror(signed_in: Callable[[str], FlaskClient], scene: Scene) -> Callable[[int], FlaskClient]:
    def sign_in(number: int) -> FlaskClient:
        return signed_in(juror(scene.juror_ids[number]).person_id)

    return sign_in


def pages(card_id: str) -> list[str]:
    return [
        f"/jury/karty/{card_id}",
        f"/jury/karty/{card_id}/pliki/{new_id()}/strony",
        f"/jury/karty/{card_id}/pliki/{new_id()}",
    ]


def answer(client: FlaskClient, path: str) -> tuple[int, str]:
    """Status and page, with the ids that were asked for taken out of it."""
    got = client.get(path)
    return got.status_code, without_ids(got.text)


def without_ids(page: str) -> str:
    return re.sub(r"[2-9a-hjkmnp-z]{16}", "ID", page)


def file_of(entry_id: str) -> str:
    return parsed(entry(entry_id).submissions[-1])["attachments"][0]["file_id"]


def test_juror_does_not_see_anothers_card_of_the_same_entry(
    scene: Scene, as_juror: Callable[[int], FlaskClient]
) -> None:
    card_id = open_card(scene.assignment(0, juror=1))
    fill_in(card_id, 9, comment_to_jury="Zdanie drugiego jurora")
    seal(card_id)
    client = as_juror(0)
    unknown = new_id()
    for path, missing in zip(pages(card_id), pages(unknown), strict=True):
        assert answer(client, path) == answer(client, missing)
        assert client.get(path).status_code == 404
    assert "Zdanie drugiego jurora" not in client.get("/jury").text


def test_juror_sees_their_own_card_and_its_files(
    scene: Scene, as_juror: Callable[[int], FlaskClient]
) -> None:
    card_id = open_card(scene.assignment())
    client = as_juror(0)
    assert client.get(f"/jury/karty/{card_id}").status_code == 200
    got = client.get(f"/jury/karty/{card_id}/pliki/{file_of(scene.entry_ids[0])}")
    assert got.status_code == 200
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in got.headers["Content-Security-Policy"]


def test_file_of_another_entry_is_not_given_through_ones_own_card(
    scene: Scene, as_juror: Callable[[int], FlaskClient]
) -> None:
    card_id = open_card(scene.assignment(0))
    foreign = file_of(scene.entry_ids[1])
    assert as_juror(0).get(f"/jury/karty/{card_id}/pliki/{foreign}").status_code == 404


def test_entry_that_is_not_assigned_looks_like_one_that_does_not_exist(
    scene: Scene, as_juror: Callable[[int], FlaskClient]
) -> None:
    assignment_id = scene.assignment(0)
    jury.end_assignment(assignment_id=assignment_id, reason="", actor=scene.organiser)
    client = as_juror(0)
    tried = client.post(f"/jury/przydzialy/{assignment_id}/karta")
    unknown = client.post(f"/jury/przydzialy/{new_id()}/karta")
    assert (tried.status_code, unknown.status_code) == (404, 404)
    assert without_ids(tried.text) == without_ids(unknown.text)
    desk = client.get("/jury").text
    assert entry(scene.entry_ids[0]).reference not in desk
    assert entry(scene.entry_ids[1]).reference in desk


@pytest.mark.parametrize("by", ["juror", "organiser", "leaving", "plan"])
def test_ended_assignment_closes_the_entry_from_the_next_request_on(
    scene: Scene, as_juror: Callable[[int], FlaskClient], by: str
) -> None:
    card_id = open_card(scene.assignment())
    fill_in(card_id)
    client = as_juror(0)
    entry_id, juror_id = scene.entry_ids[0], scene.juror_ids[0]
    assert client.get(f"/jury/karty/{card_id}").status_code == 200
    if by == "juror":
        jury.declare_conflicts(
            juror_id=juror_id, conflicts={entry_id: ("family", "")}, actor=acting(juror_id)
        )
    elif by == "organiser":
        jury.bar_juror(
            juror_id=juror_id,
            entry_id=entry_id,
            kind="family",
            note="brat",
            actor=scene.organiser,
        )
    elif by == "leaving":
        jury.leave_jury(juror_id=juror_id, reason="Choroba", actor=scene.organiser)
    else:
        jury.end_assignment(
            assignment_id=scene.assignment(), reason="Zmiana", actor=scene.organiser
        )
    for path in pages(card_id):
        assert client.get(path).status_code == 404
    saving = client.post(f"/jury/karty/{card_id}/autozapis", data={"version": "2"})
    assert saving.status_code == 404
    file_path = f"/jury/karty/{card_id}/pliki/{file_of(entry_id)}"
    assert client.get(file_path).status_code == 404


def test_sealed_card_of_a_juror_who_left_is_closed_to_them_too(
    scene: Scene, as_juror: Callable[[int], FlaskClient]
) -> None:
    card_id = open_card(scene.assignment())
    fill_in(card_id)
    seal(card_id)
    client = as_juror(0)
    jury.leave_jury(juror_id=scene.juror_ids[0], reason="Choroba", actor=scene.organiser)
    assert client.get(f"/jury/karty/{card_id}").status_code == 404
    assert client.get("/jury").status_code == 403


def test_entry_opens_only_after_an_explicit_none(
    scene: Scene, signed_in: Callable[[str], FlaskClient]
) -> None:
    silent = seat_juror(scene.edition_id, "Cicha Osoba", clears=[])
    assignment_id = jury.assign(juror_id=silent, entry_id=scene.entry_ids[0], actor=scene.organiser)
    client = signed_in(juror(silent).person_id)
    path = f"/jury/przydzialy/{assignment_id}/karta"
    assert client.post(path).status_code == 404
    clear(silent)
    assert client.post(path).status_code == 302


def test_nothing_is_seen_before_the_declaration_is_signed(
    scene: Scene, signed_in: Callable[[str], FlaskClient]
) -> None:
    unsigned = seat_juror(scene.edition_id, "Nowa Osoba", signs=False)
    client = signed_in(juror(unsigned).person_id)
    references = [entry(entry_id).reference or "" for entry_id in scene.entry_ids]
    for path in ("/jury", f"/jury/{unsigned}/deklaracja", "/start"):
        page = client.get(path)
        assert page.status_code == 200
        assert not any(reference in page.text for reference in references)
    assert client.get(f"/jury/{unsigned}/wylaczenia").status_code == 404


def test_jurors_pages_do_not_open_for_other_jurors(
    scene: Scene, as_juror: Callable[[int], FlaskClient]
) -> None:
    other, client = scene.juror_ids[1], as_juror(0)
    for path in (
        f"/jury/{other}/deklaracja",
        f"/jury/{other}/wylaczenia",
        f"/jury/{other}/wylaczenia/{scene.entry_ids[0]}",
    ):
        assert client.get(path).status_code == 404
    assert client.post(f"/jury/{other}/nastepna").status_code == 404


def test_organisers_pages_do_not_open_for_jurors(
    scene: Scene, as_juror: Callable[[int], FlaskClient]
) -> None:
    card_id = open_card(scene.assignment())
    fill_in(card_id)
    seal(card_id)
    client, edition = as_juror(0), f"/organizator/edycje/{scene.edition_id}"
    for path in (
        f"{edition}/jury",
        f"{edition}/przydzial",
        f"{edition}/oceny",
        f"{edition}/oceny/przypomnienie",
        f"/organizator/jurorzy/{scene.juror_ids[0]}",
        f"/organizator/oceny/{card_id}",
    ):
        assert client.get(path).status_code == 404


def test_organiser_reads_sealed_cards_only(
    scene: Scene, signed_in: Callable[[str], FlaskClient]
) -> None:
    card_id = open_card(scene.assignment())
    fill_in(card_id)
    assert scene.organiser.person_id
    client = signed_in(scene.organiser.person_id)
    assert client.get(f"/organizator/oceny/{card_id}").status_code == 404
    seal(card_id)
    assert client.get(f"/organizator/oceny/{card_id}").status_code == 200


def test_visitor_is_sent_to_sign_in(scene: Scene, client: FlaskClient) -> None:
    card_id = open_card(scene.assignment())
    for path in ("/jury", f"/jury/karty/{card_id}"):
        got = client.get(path)
        assert got.status_code == 302
        assert "/logowanie" in got.location or "sign" in got.location


def test_cards_are_closed_once_the_edition_is_archived(
    scene: Scene, as_juror: Callable[[int], FlaskClient]
) -> None:
    card_id = open_card(scene.assignment())
    client = as_juror(0)
    lead_to(scene.edition_id, "deciding")
    assert client.get(f"/jury/karty/{card_id}").status_code == 200
    with db.transaction() as writer:
        db.lock(writer, Edition, scene.edition_id).state = "archived"
    assert client.get(f"/jury/karty/{card_id}").status_code == 404


def test_desk_reads_no_other_jurors_points_from_the_database(app: Flask, scene: Scene) -> None:
    others = open_card(scene.assignment(0, juror=1))
    fill_in(others, 9)
    own = juror(scene.juror_ids[0])
    rows: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_: object):
        rows.append(f"{statement} {parameters}")

    event.listen(db.engine(), "before_cursor_execute", note)
    try:
        cards = queries.desk_cards(own)
    finally:
        event.remove(db.engine(), "before_cursor_execute", note)
    assert {card.done for card in cards} == {0}
    assert not any(others in row for row in rows)


def test_person_who_is_both_juror_and_applicants_member_reads_nothing_as_a_juror(
    scene: Scene, as_juror: Callable[[int], FlaskClient]
) -> None:
    card_id = open_card(scene.assignment())
    client = as_juror(0)
    person = db.session().get_one(Person, juror(scene.juror_ids[0]).person_id)
    join(person.id, entry(scene.entry_ids[0]).applicant_id)
    assert client.get(f"/jury/karty/{card_id}").status_code == 404
    assert entry(scene.entry_ids[0]).reference not in client.get("/jury").text
