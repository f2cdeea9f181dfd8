"""Blind rounds: jurors read the number and the title, and nothing says whose the entry is."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from leader_award.editions import queries as edition_queries
from leader_award.editions import rounds
from leader_award.editions.models import Edition, Round
from leader_award.entries import previews
from leader_award.entries.models import StrippingResult
from leader_award.entries.stripping import CannotStrip
from leader_award.jury import queries, service
from leader_award.platform import db, storage
from leader_award.platform.errors import NotAllowed, NotFound
from leader_award.platform.storage import StoredFile
from leader_award.scoring import blind_files
from tests.editions.builders import make_edition
from tests.entries.builders import entry, make_draft
from tests.entries.documents import pdf_of
from tests.entries.planted import docx, pdf, planted_in
from tests.jury.builders import acting, invite, juror, live_pairs, make_confirmed_person
from tests.scoring.builders import Scene, fill_in, make_scoring_edition, open_card, seal

NAMES = ("Stowarzyszenie Metropolia", "Fundacja Most", "Szkoli pracowników", "porozumienie-1")
Browsers = Callable[[str], FlaskClient]


def set_blind(edition_id: str, blind: bool = True) -> None:
    with db.transaction() as writer:
        for one in writer.scalars(select(Round).where(Round.edition_id == edition_id)):
            one.blind = blind


@pytest.fixture
def scene(app: Flask) -> Scene:
    found = make_scoring_edition(entries=2, jurors=2)
    set_blind(found.edition_id)
    return found


@pytest.fixture
def desk(scene: Scene, signed_in: Browsers) -> FlaskClient:
    return signed_in(juror(scene.juror_ids[0]).person_id)


def card_path(scene: Scene) -> str:
    return f"/jury/karty/{open_card(scene.assignment())}"


def stored_files(scene: Scene) -> list[StoredFile]:
    return [one.file for one in entry(scene.entry_ids[0]).attachments]


def put(stored: StoredFile, content: bytes, tmp_path: Path) -> None:
    """Let the stored file be this one, as if it had been submitted."""
    path = tmp_path / "file"
    path.write_bytes(content)
    storage.put(stored.key, path)


def juror_pages(scene: Scene, desk: FlaskClient) -> Iterator[str]:
    card = card_path(scene)
    seat = f"/jury/{scene.juror_ids[0]}"
    for path in ("/jury", card, "/start",
                 f"{seat}/wylaczenia/{scene.entry_ids[0]}", f"{seat}/deklaracja"):  # fmt: skip
        answer = desk.get(path)
        assert answer.status_code == 200, path
        yield answer.text


def test_nothing_on_the_jurors_pages_says_whose_the_entry_is(
    scene: Scene, desk: FlaskClient
) -> None:
    pages = list(juror_pages(scene, desk))
    assert not [name for name in NAMES for page in pages if name in page]
    assert "Rozwiązanie numer 1" in pages[0]
    assert str(entry(scene.entry_ids[0]).reference) in pages[1]
    assert "ukryty przed oceniającymi" in pages[1]
    assert "zalacznik-1.pdf" in pages[1]


def test_the_same_pages_name_it_where_the_round_is_not_blind(
    scene: Scene, desk: FlaskClient
) -> None:
    set_blind(scene.edition_id, blind=False)
    pages = list(juror_pages(scene, desk))
    assert all(name in pages[1] for name in NAMES)
    assert "Stowarzyszenie Metropolia" in pages[0]


def test_names_are_seen_again_once_the_results_are_announced(
    scene: Scene, desk: FlaskClient
) -> None:
    card = card_path(scene)
    with db.transaction() as writer:
        writer.get_one(Edition, scene.edition_id).state = "announced"
    assert all(name in desk.get(card).text for name in NAMES)


def test_organiser_sees_the_applicant_all_the_time(scene: Scene, signed_in: Browsers) -> None:
    board = signed_in(str(scene.organiser.person_id))
    page = board.get(f"/organizator/zgloszenia/{scene.entry_ids[0]}").text
    assert all(name in page for name in NAMES)


@pytest.mark.parametrize("content", [pdf(), docx()], ids=["pdf", "docx"])
def test_juror_gets_a_copy_without_the_planted_names(
    scene: Scene, desk: FlaskClient, tmp_path: Path, content: bytes
) -> None:
    stored = stored_files(scene)[0]
    put(stored, content, tmp_path)
    if content.startswith(b"PK"):
        media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        with db.transaction() as writer:
            writer.get_one(StoredFile, stored.id).media_type = media_type
    answer = desk.get(f"{card_path(scene)}/pliki/{stored.id}")
    assert answer.status_code == 200
    assert not planted_in(answer.data)
    disposition = answer.headers["Content-Disposition"]
    assert "zalacznik-1.pdf" in disposition
    assert "porozumienie" not in disposition
    set_blind(scene.edition_id, blind=False)
    assert planted_in(desk.get(f"{card_path(scene)}/pliki/{stored.id}").data)


def test_file_that_cannot_be_stripped_is_withheld_and_the_organiser_told(
    scene: Scene, desk: FlaskClient, signed_in: Browsers
) -> None:
    board = signed_in(str(scene.organiser.person_id))
    page = f"/organizator/edycje/{scene.edition_id}"
    assert "Pliki niewydawane oceniającym" not in board.get(page).text
    blind_files.try_waiting()
    stored = stored_files(scene)[0]  # a PDF without pages
    assert "Pliki niewydawane oceniającym" in board.get(page).text
    told = board.get(f"{page}/oceny/pliki").text
    assert stored.name in told
    assert str(entry(scene.entry_ids[0]).reference) in told
    answer = desk.get(f"{card_path(scene)}/pliki/{stored.id}")
    assert answer.status_code == 302
    assert stored.name.encode() not in answer.data
    assert "Organizator o tym wie" in desk.get(answer.location).text


def test_pages_of_a_file_are_drawn_from_the_copy_that_jurors_may_have(
    scene: Scene, app: Flask, desk: FlaskClient, tmp_path: Path
) -> None:
    stored = stored_files(scene)[0]
    put(stored, pdf_of("bilet"), tmp_path)
    previews.survey_waiting()
    page = desk.get(card_path(scene)).text
    assert f"{stored.id}/strony/1/800.webp" in page
    assert "zalacznik-1.pdf" in desk.get(f"{card_path(scene)}/pliki/{stored.id}/strony").text
    drawn = desk.get(f"{card_path(scene)}/pliki/{stored.id}/strony/1/800.webp")
    assert (drawn.status_code, drawn.mimetype) == (200, "image/webp")
    folder = app.extensions["storage_folder"] / storage.DERIVED
    kept = {path.name.partition("-")[0] for path in folder.rglob("*") if path.is_file()}
    assert kept == {"blind"}


def test_file_that_is_withheld_has_no_page_even_if_an_organiser_has_looked_at_it(
    scene: Scene,
    desk: FlaskClient,
    signed_in: Browsers,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stored = stored_files(scene)[0]
    put(stored, pdf_of("Gmina Tajna"), tmp_path)
    board = signed_in(str(scene.organiser.person_id))
    seen = f"/zgloszenia/{scene.entry_ids[0]}/pliki/{stored.id}/strony/1/800.webp"
    assert board.get(seen).status_code == 200
    monkeypatch.setattr(blind_files, "strip", cannot_strip)
    address = f"{card_path(scene)}/pliki/{stored.id}/strony"
    assert desk.get(f"{address}/1/800.webp").status_code == 404
    page = desk.get(address).text
    assert "<img" not in page
    assert "Gmina Tajna" not in page
    assert "Organizator o tym wie" in page
    assert f"{stored.id}/strony" not in desk.get(card_path(scene)).text


def cannot_strip(_content: bytes, _media_type: str) -> bytes:
    raise CannotStrip("hidden")


def test_file_is_tried_once_and_forgotten_with_it(scene: Scene) -> None:
    blind_files.try_waiting()
    tried = set(db.session().scalars(select(StrippingResult.file_id)))
    assert {one.id for one in stored_files(scene)} <= tried
    with db.transaction() as writer:
        writer.delete(writer.get_one(StrippingResult, min(tried)))
    blind_files.try_waiting()
    assert set(db.session().scalars(select(StrippingResult.file_id))) == tried


def seat_in(edition_id: str) -> str:
    juror_id = invite(edition_id, make_confirmed_person("Nowy Juror"))
    service.sign_declaration(juror_id=juror_id, agrees=True, actor=acting(juror_id))
    return juror_id


def test_juror_declares_ties_to_all_who_take_part_without_learning_in_which_entry(
    scene: Scene, signed_in: Browsers
) -> None:
    juror_id = seat_in(scene.edition_id)
    board = signed_in(juror(juror_id).person_id)
    path = f"/jury/{juror_id}/wylaczenia"
    page = board.get(path).text
    listed = re.findall(r'<label for="organisations-\d+">\s*(.*?)\s*</label>', page)
    assert listed == sorted(listed)
    assert {"Stowarzyszenie Metropolia", "Fundacja Most"} <= set(listed)
    assert "Rozwiązanie numer" not in page
    assert str(entry(scene.entry_ids[0]).reference) not in page
    assert board.post(path, data={"declared": "yes"}).location == "/jury"
    assert queries.unanswered(scene.edition_id)[juror_id] == 0
    assert len(queries.answers(juror_id)) == len(scene.entry_ids)


def test_tie_bars_the_entries_in_which_the_organisation_takes_part(scene: Scene) -> None:
    juror_id = seat_in(scene.edition_id)
    applicant = entry(scene.entry_ids[0]).applicant_id
    service.declare_ties(juror_id=juror_id, organisation_ids=[applicant], actor=acting(juror_id))
    barred = {e for e, j in queries.bars(scene.edition_id) if j == juror_id}
    assert scene.entry_ids[0] in barred
    assert queries.unanswered(scene.edition_id)[juror_id] == 0


def test_tie_declared_later_ends_the_assignment(scene: Scene) -> None:
    juror_id = scene.juror_ids[0]
    applicant = entry(scene.entry_ids[0]).applicant_id
    service.declare_ties(juror_id=juror_id, organisation_ids=[applicant], actor=acting(juror_id))
    assert (scene.entry_ids[0], juror_id) not in live_pairs(scene.edition_id)


def test_ties_to_others_than_those_who_take_part_are_not_taken(scene: Scene) -> None:
    juror_id = seat_in(scene.edition_id)
    with pytest.raises(NotFound):
        service.declare_ties(
            juror_id=juror_id, organisation_ids=["nie-ma-takiej"], actor=acting(juror_id)
        )


def test_entry_that_is_not_assigned_cannot_be_looked_up(scene: Scene, signed_in: Browsers) -> None:
    juror_id = seat_in(scene.edition_id)
    path = f"/jury/{juror_id}/wylaczenia/{scene.entry_ids[0]}"
    assert signed_in(juror(juror_id).person_id).get(path).status_code == 404


def test_applicant_is_asked_not_to_name_themselves(app: Flask, signed_in: Browsers) -> None:
    entry_id = make_draft()
    draft = entry(entry_id)
    clerk = signed_in(draft.created_by_id)
    section = draft.edition.sections[0].id
    pages = ("podstawowe", f"czesci/{section}", "zalaczniki")
    set_blind(draft.edition_id, blind=False)
    asked = "oceniający nie wiedzą, czyje jest zgłoszenie"
    found = [rule for rule in app.url_map.iter_rules() if rule.endpoint in
             ("entries.basics", "entries.section", "entries.attachments")]  # fmt: skip
    with app.test_request_context():
        paths = [
            app.url_for(rule.endpoint, entry_id=entry_id,
                        **({"section_id": section} if "section_id" in rule.arguments else {}))
            for rule in found
        ]  # fmt: skip
    assert len(paths) == len(pages)
    assert not any(asked in clerk.get(path).text for path in paths)
    set_blind(draft.edition_id)
    assert all(asked in clerk.get(path).text for path in paths)


def test_a_round_that_was_scored_in_stays_as_it_is(scene: Scene) -> None:
    card_id = open_card(scene.assignment())
    fill_in(card_id)
    seal(card_id)
    (one,) = db.session().scalars(select(Round).where(Round.edition_id == scene.edition_id))
    with pytest.raises(NotAllowed):
        rounds.save_round(
            edition_id=scene.edition_id, kind="desk", name=dict(one.name), blind=False,
            actor=scene.organiser, item_id=one.id,
        )  # fmt: skip


def test_organiser_sets_up_a_blind_round_in_the_form(app: Flask, signed_in: Browsers) -> None:
    edition_id = make_edition()
    board = signed_in(make_confirmed_person("Olga Organizator", "organiser"))
    path = f"/organizator/edycje/{edition_id}/ustawienia/rundy"
    found = re.search(rf'href="({path}/\w+)"', board.get(path).text)
    assert found is not None
    page = board.get(found[1]).text
    assert "Oceniający nie widzą wnioskodawcy" in page
    typed = dict(re.findall(r'name="(seen|stamp|version)"[^>]*value="([^"]*)"', page))
    answer = board.post(found[1], data={**typed, "name_pl": "Ocena", "kind": "desk", "blind": "y"})
    assert answer.status_code == 302, answer.text
    found_rounds = edition_queries.rounds(edition_id)
    assert [one.blind for one in found_rounds] == [False, True]
    assert found_rounds[0].edition.hides_applicants
