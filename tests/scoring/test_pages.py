import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from leader_award.editions.models import Edition
from leader_award.jury import service as jury
from leader_award.platform import clock, db
from leader_award.scoring import queries
from tests.editions.builders import add_round
from tests.entries.builders import entry
from tests.jury.builders import juror, make_assessed_edition, seat_juror
from tests.scoring.builders import (
    Scene,
    card,
    fill_in,
    hold_round,
    make_scoring_edition,
    open_card,
    rubric,
    seal,
)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scoring_edition(entries=3, jurors=1)


@pytest.fixture
def browser(scene: Scene, signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return signed_in(juror(scene.juror_ids[0]).person_id)


@pytest.fixture
def organiser(scene: Scene, signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    assert scene.organiser.person_id
    return signed_in(scene.organiser.person_id)


def form(card_id: str, points: int | None = 7, **typed: Any) -> dict[str, Any]:
    """What a browser sends for the card: the same points everywhere, or none."""
    found = card(card_id)
    scales = {
        f"points-{criterion.id}": str(points)
        for criterion in found.rubric.criteria
        if points is not None
    }
    return {
        "version": str(found.version),
        "comment_to_jury": "",
        "comment_to_applicant": "",
        **scales,
    } | typed


def sealing_form(card_id: str, points: int | None = 7, **typed: Any) -> dict[str, Any]:
    """What a browser sends for a card that its juror seals."""
    return form(card_id, points, confirmed="y", **typed)


def points(card_id: str) -> set[int]:
    return set(queries.points_of(card(card_id)).values())


def test_desk_says_how_much_is_done_and_until_when(scene: Scene, browser: FlaskClient) -> None:
    card_id = open_card(scene.assignment())
    fill_in(card_id)
    seal(card_id)
    page = browser.get("/jury").text
    assert "Ocenione: 1 z 3, do " in page
    assert "czasu polskiego" in page


def test_desk_leads_to_the_declaration_first_and_then_to_conflicts(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    edition_id, _entries = make_assessed_edition(2)
    unsigned = seat_juror(edition_id, "Nowa Osoba", signs=False)
    silent = seat_juror(edition_id, "Cicha Osoba", clears=[])
    first = signed_in(juror(unsigned).person_id).get("/jury").text
    assert f'class="btn btn-primary" href="/jury/{unsigned}/deklaracja"' in " ".join(first.split())
    second = signed_in(juror(silent).person_id).get("/jury").text
    assert f'class="btn btn-primary" href="/jury/{silent}/wylaczenia"' in " ".join(second.split())


def test_cards_are_filtered_by_state(scene: Scene, browser: FlaskClient) -> None:
    fill_in(open_card(scene.assignment(0)))
    table = browser.get("/jury?stan=started").text.partition("<table")[2]
    assert str(entry(scene.entry_ids[0]).reference) in table
    assert str(entry(scene.entry_ids[1]).reference) not in table


def test_next_card_is_one_that_has_not_been_started(scene: Scene, browser: FlaskClient) -> None:
    fill_in(open_card(scene.assignment(0)))
    went = browser.post(f"/jury/{scene.juror_ids[0]}/nastepna")
    found = card(went.location.partition("?")[0].rpartition("/")[2])
    assert found.assignment_id == scene.assignment(1)


def test_card_is_filled_in_by_a_plain_form_and_leads_to_the_next(
    scene: Scene, browser: FlaskClient
) -> None:
    card_id = open_card(scene.assignment(0))
    typed = form(card_id, 8, then="next", comment_to_jury="Dobre")
    went = browser.post(f"/jury/karty/{card_id}", data=typed)
    assert went.status_code == 302
    assert card(
        went.location.partition("?")[0].rpartition("/")[2]
    ).assignment_id == scene.assignment(1)
    assert points(card_id) == {8}
    assert card(card_id).comment_to_jury == "Dobre"


def test_card_shows_entry_levels_and_the_result_so_far(scene: Scene, browser: FlaskClient) -> None:
    card_id = open_card(scene.assignment(0))
    fill_in(card_id, 5)
    page = browser.get(f"/jury/karty/{card_id}").text
    assert "Rozwiązanie numer 1" in page
    assert "Jeden bilet w dziesięciu gminach." in page
    assert "Nowe w skali kraju" in page
    assert "50,00" in page


def test_complete_card_is_sealed_on_its_own_page_and_leads_to_the_next(
    scene: Scene, browser: FlaskClient
) -> None:
    card_id = open_card(scene.assignment(0))
    went = browser.post(f"/jury/karty/{card_id}/zatwierdzenie", data=sealing_form(card_id, 8))
    assert (card(card_id).state, points(card_id)) == ("sealed", {8})
    address, _question, query = went.location.partition("?")
    assert card(address.rpartition("/")[2]).assignment_id == scene.assignment(1)
    assert "Kolejne zgłoszenie z Twojej listy" in browser.get(f"{address}?{query}").text


def test_card_is_not_sealed_without_the_jurors_word_but_it_is_saved(
    scene: Scene, browser: FlaskClient
) -> None:
    card_id = open_card(scene.assignment(0))
    refused = browser.post(f"/jury/karty/{card_id}/zatwierdzenie", data=form(card_id, 6))
    assert refused.status_code == 422
    assert 'href="#confirmed"' in refused.text
    assert (card(card_id).state, points(card_id)) == ("started", {6})
    again = sealing_form(card_id, 6, version=hidden_version(refused.text))
    assert browser.post(f"/jury/karty/{card_id}/zatwierdzenie", data=again).status_code == 302
    assert card(card_id).state == "sealed"


def hidden_version(page: str) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert found
    return found[1]


def test_incomplete_card_says_on_its_own_page_what_is_missing(
    scene: Scene, browser: FlaskClient
) -> None:
    card_id = open_card(scene.assignment(0))
    first, *rest = rubric(scene)
    typed = sealing_form(card_id, None, **{f"points-{first}": "3"})
    refused = browser.post(f"/jury/karty/{card_id}/zatwierdzenie", data=typed)
    assert refused.status_code == 422
    summary = refused.text.partition("data-error-summary")[2].partition("</ul>")[0]
    assert all(f'href="#points-{criterion_id}"' in summary for criterion_id in rest)
    assert f"#points-{first}" not in summary
    assert (card(card_id).state, points(card_id)) == ("started", {3})


def test_abstention_without_a_reason_is_asked_for_beside_the_comment(
    scene: Scene, browser: FlaskClient
) -> None:
    card_id = open_card(scene.assignment(0))
    typed = sealing_form(card_id, 5, **{f"points-{rubric(scene)[0]}": "abstain"})
    refused = browser.post(f"/jury/karty/{card_id}/zatwierdzenie", data=typed)
    assert refused.status_code == 422
    assert 'href="#comment_to_jury"' in refused.text


def test_desk_offers_the_entry_that_fewest_have_sealed_without_a_number(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    scene = make_scoring_edition(entries=2, jurors=2)
    sealed_elsewhere = open_card(scene.assignment(0, 1))
    fill_in(sealed_elsewhere)
    seal(sealed_elsewhere)
    desk = signed_in(juror(scene.juror_ids[0]).person_id)
    page = desk.get("/jury").text
    offered = page.partition('class="next-card"')[2].partition("</form>")[0]
    assert str(entry(scene.entry_ids[1]).reference) in offered
    assert "ma dotąd najmniej zatwierdzonych kart" in offered
    went = desk.post(f"/jury/{scene.juror_ids[0]}/nastepna").location.partition("?")[0]
    assert card(went.rpartition("/")[2]).assignment_id == scene.assignment(1)


def test_sealed_card_is_read_only(scene: Scene, browser: FlaskClient) -> None:
    card_id = open_card(scene.assignment(0))
    fill_in(card_id, 8)
    seal(card_id)
    page = browser.get(f"/jury/karty/{card_id}").text
    assert "points-" not in page
    assert "8 z 10" in page
    refused = browser.post(f"/jury/karty/{card_id}", data=form(card_id, 1))
    assert refused.status_code == 422
    assert points(card_id) == {8}


def test_autosave_keeps_what_is_there_and_gives_the_new_version(
    scene: Scene, browser: FlaskClient
) -> None:
    card_id = open_card(scene.assignment(0))
    first = rubric(scene)[0]
    saved = browser.post(
        f"/jury/karty/{card_id}/autozapis", data=form(card_id, None, **{f"points-{first}": "6"})
    )
    assert saved.status_code == 200
    assert saved.json is not None
    assert saved.json["version"] == card(card_id).version
    assert len(saved.json["saved_at"]) == 5
    assert points(card_id) == {6}


def test_autosave_in_a_second_tab_is_told_about_the_first(
    scene: Scene, browser: FlaskClient
) -> None:
    card_id = open_card(scene.assignment(0))
    stale = form(card_id, 2)
    fill_in(card_id, 9)
    refused = browser.post(f"/jury/karty/{card_id}/autozapis", data=stale)
    assert refused.status_code == 409
    assert refused.json is not None
    assert refused.json["url"] == f"/jury/karty/{card_id}"
    assert points(card_id) == {9}


def test_second_tab_shows_both_values_and_may_insist(scene: Scene, browser: FlaskClient) -> None:
    card_id = open_card(scene.assignment(0))
    stale = form(card_id, 2, comment_to_jury="Nowe zdanie")
    fill_in(card_id, 9)
    refused = browser.post(f"/jury/karty/{card_id}", data=stale)
    assert refused.status_code == 409
    assert "W drugim oknie zapisano: 9" in refused.text
    assert "Nowe zdanie" in refused.text
    assert points(card_id) == {9}
    insisting = browser.post(f"/jury/karty/{card_id}", data=form(card_id, 2))
    assert insisting.status_code == 302
    assert points(card_id) == {2}


def test_end_of_the_assessment_while_the_card_lies_open(scene: Scene, browser: FlaskClient) -> None:
    card_id = open_card(scene.assignment(0))
    typed = form(card_id, 7, comment_to_jury="Pisane do ostatniej chwili")
    browser.get(f"/jury/karty/{card_id}")
    with db.transaction() as writer:
        db.lock(writer, Edition, scene.edition_id).scoring_until = clock.now()
    saving = browser.post(f"/jury/karty/{card_id}/autozapis", data=typed)
    assert saving.status_code == 422
    assert saving.json is not None
    assert "Ocena merytoryczna zakończyła się" in saving.json["message"]
    refused = browser.post(f"/jury/karty/{card_id}", data=typed)
    assert refused.status_code == 422
    assert "Ocena merytoryczna zakończyła się" in refused.text
    assert "Pisane do ostatniej chwili" in refused.text
    assert points(card_id) == set()


@pytest.mark.parametrize("typed", ["11", "-1", "siedem", "7.5"])
def test_forged_points_are_refused_beside_their_criterion(
    scene: Scene, browser: FlaskClient, typed: str
) -> None:
    card_id = open_card(scene.assignment(0))
    name = f"points-{rubric(scene)[0]}"
    refused = browser.post(f"/jury/karty/{card_id}", data=form(card_id, None, **{name: typed}))
    assert refused.status_code == 422
    assert f'href="#{name}"' in refused.text
    assert points(card_id) == set()


def test_last_card_leads_back_to_the_desk(scene: Scene, browser: FlaskClient) -> None:
    for number in range(3):
        fill_in(open_card(scene.assignment(number)))
    for number in (0, 1):
        seal(open_card(scene.assignment(number)))
    last = open_card(scene.assignment(2))
    went = browser.post(
        f"/jury/karty/{last}/zatwierdzenie", data=sealing_form(last), follow_redirects=True
    )
    assert "Wszystkie Twoje karty są zatwierdzone" in went.text


def test_organiser_asks_with_a_reason_for_a_card_to_be_reopened(
    scene: Scene, organiser: FlaskClient
) -> None:
    card_id = open_card(scene.assignment(0))
    fill_in(card_id)
    seal(card_id)
    path = f"/organizator/oceny/{card_id}"
    refused = organiser.post(path, data={"reason": ""})
    assert refused.status_code == 422
    assert card(card_id).state == "sealed"
    assert organiser.post(path, data={"reason": "Brak uwag"}).status_code == 302
    assert "Musi się na to zgodzić inny organizator" in organiser.get(path).text
    assert card(card_id).state == "sealed"


def test_progress_shows_gaps_first(scene: Scene, organiser: FlaskClient) -> None:
    card_id = open_card(scene.assignment(1))
    fill_in(card_id)
    seal(card_id)
    page = organiser.get(f"/organizator/edycje/{scene.edition_id}/oceny?widok=zgloszenia").text
    order = [page.index(entry(scene.entry_ids[n]).reference or "") for n in (0, 2, 1)]
    assert order == sorted(order)
    assert "1 z 3" in page


def test_start_page_and_board_say_how_the_assessment_goes(
    scene: Scene, browser: FlaskClient, organiser: FlaskClient
) -> None:
    assert "zatwierdzono 0 z 3" in browser.get("/start").text
    board = organiser.get(f"/organizator/edycje/{scene.edition_id}").text
    assert "0 z 3" in board
    assert f"/organizator/edycje/{scene.edition_id}/oceny" in board


@pytest.mark.parametrize("language", ["pl", "en"])
def test_pages_read_a_constant_number_of_statements(
    app: Flask, signed_in: Callable[[str], FlaskClient], language: str
) -> None:
    def counted(entries: int) -> list[int]:
        scene = make_scoring_edition(entries=entries, jurors=2)
        card_id = open_card(scene.assignment())
        fill_in(card_id)
        second = add_round(scene.edition_id)
        held = hold_round(scene, second, entries, jurors=2)
        later = open_card(held[scene.entry_ids[0], scene.juror_ids[0]])
        fill_in(later)
        jury.propose_assignment(edition_id=scene.edition_id, seed=1, actor=scene.organiser)
        edition = f"/organizator/edycje/{scene.edition_id}"
        by_person = {
            juror(scene.juror_ids[0]).person_id: [
                "/jury", "/start", f"/jury/karty/{card_id}", f"/jury/karty/{later}",
                f"/jury/{scene.juror_ids[0]}/wylaczenia",
            ],
            scene.organiser.person_id or "": [
                f"{edition}/oceny", f"{edition}/oceny?widok=zgloszenia", f"{edition}/jury",
                f"{edition}/oceny?runda={second}", f"{edition}/przypomnienia/karty", edition,
                f"{edition}/ustawienia/rundy", f"{edition}/ustawienia/karta-oceny?runda={second}",
                f"{edition}/przydzial", f"{edition}/przydzial?widok=macierz",
                f"{edition}/przydzial/zgloszenia/{scene.entry_ids[0]}",
            ],
        }  # fmt: skip
        found = []
        for person_id, paths in by_person.items():
            client = signed_in(person_id)
            client.set_cookie("language", language)
            for path in paths:
                statements: list[str] = []
                note = lambda *a, kept=statements: kept.append(a[2])  # noqa: E731
                event.listen(db.engine(), "before_cursor_execute", note)
                assert client.get(path).status_code == 200
                event.remove(db.engine(), "before_cursor_execute", note)
                found.append(len(statements))
        return found

    assert counted(2) == counted(5)
