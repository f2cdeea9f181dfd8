"""The pages of the discussion, for organisers and jurors, in both languages."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from leader_award.discussion import panels, service
from leader_award.jury import service as jury
from leader_award.platform import clock, db
from tests.discussion.builders import (
    change,
    item,
    make_discussion,
    make_scored,
    open_for_changes,
)
from tests.editions.builders import lead_to, reloaded
from tests.ranking.test_protocol_document import words_of
from tests.ranking.test_ranking_pages import statements
from tests.scoring.builders import card, make_scoring_edition, rubric

SignIn = Callable[[str], FlaskClient]


def as_person(signed_in: SignIn, actor: object) -> FlaskClient:
    return signed_in(actor.person_id)  # type: ignore[attr-defined, no-any-return]


def test_organiser_makes_the_agenda_and_reads_why_each_entry_is_on_it(
    app: Flask, signed_in: SignIn
) -> None:
    held = make_scored()
    browser = as_person(signed_in, held.first)
    page = f"/organizator/rundy/{held.round_id}/narada"
    assert "Ułóż porządek narady" in browser.get(page).text
    assert browser.post(page, data={"most": "x"}).status_code == 422
    assert browser.post(page, data={"most": "2"}).status_code == 302
    shown = browser.get(page).text
    assert "od 3 do 9 pkt na 10" in shown
    assert "40,0" in shown
    assert "najbardziej o 60,0" in shown


def test_whole_discussion_on_pages(app: Flask, signed_in: SignIn) -> None:
    held = make_discussion()
    first, second = as_person(signed_in, held.first), as_person(signed_in, held.second)
    juror = as_person(signed_in, held.juror(1))
    agenda, one = f"/organizator/rundy/{held.round_id}/narada", f"/organizator/narada/{held.item()}"
    own = f"/jury/narada/{held.item()}"
    ids = {"item": [held.item()]}
    assert "Zmień i zatwierdź ponownie" not in juror.get(own).text
    first.post(f"{agenda}/otwarcie", data=ids | {"decision": "ask"})
    assert "Zgódź się i otwórz" not in first.get(agenda).text
    assert "Zgódź się i otwórz" in second.get(agenda).text
    assert "Zdecyduj o otwarciu zgłoszeń" in second.get("/start").text
    second.post(f"{agenda}/otwarcie", data=ids | {"decision": "approve"})
    assert "są otwarte do zmian" in juror.get("/start").text
    typed = {f"points-{key}": "8" for key in rubric(held.scene)}
    typed |= {"version": str(card(held.card_id(0, 1)).version)}
    refused = juror.post(own, data=typed)
    assert (refused.status_code, "Napisz, dlaczego zmieniasz punkty." in refused.text) == (
        422,
        True,
    )
    assert juror.post(own, data=typed | {"reason": "Umowy."}).status_code == 302
    assert "zmieniona przez Ciebie" in juror.get("/jury/narada").text
    assert juror.post(own, data=typed | {"reason": "Znowu."}).status_code == 409
    assert "Umowy." in first.get(one).text
    report = first.get(f"{agenda}/zmiany").text
    assert "60,00 → 76,67" in " ".join(report.split())
    closing = {"version": str(item(held.item()).version), "conclusion": "Ustalono."}
    assert first.post(one, data=closing).status_code == 302
    assert "Ustalono." in juror.get(own).text


def test_jurors_read_each_other_s_cards_without_names_only_where_the_rules_allow_it(
    app: Flask, signed_in: SignIn
) -> None:
    for shows in (True, False):
        held = make_discussion(shows_cards=shows)
        text = as_person(signed_in, held.juror(0)).get(f"/jury/narada/{held.item()}").text
        assert ("Juror B" in text) is shows
        assert "Piotr Borek" not in text
        assert "Zofia Ćwik" not in text


def test_organiser_reads_who_gave_what(app: Flask, signed_in: SignIn) -> None:
    held = make_discussion()
    text = as_person(signed_in, held.first).get(f"/organizator/narada/{held.item()}").text
    assert "Piotr Borek" in text


def test_recused_juror_gets_nothing_of_the_entry(app: Flask, signed_in: SignIn) -> None:
    held = make_discussion()
    juror = as_person(signed_in, held.juror(0))
    assert juror.get(f"/jury/narada/{held.item()}").status_code == 200
    jury.declare_conflicts(
        juror_id=held.scene.juror_ids[0],
        conflicts={held.scene.entry_ids[0]: ("family", "")},
        actor=held.juror(0),
    )
    assert juror.get(f"/jury/narada/{held.item()}").status_code == 404
    assert held.item() not in juror.get("/jury/narada").text


def test_agenda_is_kept_on_pages(app: Flask, signed_in: SignIn) -> None:
    held = make_discussion()
    browser = as_person(signed_in, held.first)
    agenda = f"/organizator/rundy/{held.round_id}/narada"
    agreed = held.scene.entry_ids[1]
    assert browser.post(f"{agenda}/dopisanie", data={"entry_id": agreed}).status_code == 422
    added = {"entry_id": agreed, "why": "Niska zgodność z opisem."}
    assert browser.post(f"{agenda}/dopisanie", data=added).status_code == 302
    assert "Niska zgodność z opisem." in browser.get(agenda).text
    one = f"/organizator/narada/{held.item(1)}"
    browser.post(f"{one}/teraz")
    assert "omawiane teraz" in browser.get(agenda).text
    browser.post(f"{one}/kolejnosc", data={"way": "up"})
    assert browser.post(f"{one}/zdjecie").status_code == 422
    assert browser.post(f"{one}/zdjecie", data={"why": "Jasne."}).status_code == 302
    assert "Zdjęte z porządku narady" in browser.get(agenda).text


@pytest.mark.parametrize("who", ["organiser", "juror"])
def test_english_pages_have_no_polish_of_ours(app: Flask, signed_in: SignIn, who: str) -> None:
    held = make_discussion(shows_cards=True)
    open_for_changes(held)
    change(held, 5)
    browser = as_person(signed_in, held.first if who == "organiser" else held.juror(0))
    browser.set_cookie("language", "en")
    pages = {
        "organiser": [
            f"/organizator/rundy/{held.round_id}/narada",
            f"/organizator/rundy/{held.round_id}/narada/zmiany",
            f"/organizator/narada/{held.item()}",
        ],
        "juror": ["/jury/narada", f"/jury/narada/{held.item()}"],
    }
    for page in pages[who]:
        text = browser.get(page).text
        assert "iscussion" in text
        assert "narady" not in text.replace("/narada", "")


def test_panel_of_the_board_counts_discussed_entries(app: Flask) -> None:
    held = make_scored()
    with app.test_request_context():
        panel = panels.board_panel(reloaded(held.scene.edition_id), clock.now())
        assert panel is not None
        assert panel.figure == "–"
    service.open_agenda(
        round_id=held.round_id, most=5, shows_cards=False, actor=held.first, key=db.new_id()
    )
    with app.test_request_context():
        panel = panels.board_panel(reloaded(held.scene.edition_id), clock.now())
        assert panel is not None
        assert panel.figure == "0 z 2"


def test_protocol_tells_of_the_discussion_and_names_no_juror_of_a_change(
    app: Flask, signed_in: SignIn
) -> None:
    held = make_discussion()
    open_for_changes(held)
    change(held, 10, juror=1, reason="Powód, którego nie ma w protokole.")
    service.conclude(
        item_id=held.item(),
        version=item(held.item()).version,
        conclusion="Komisja uznała umowy za trwałe.",
        actor=held.first,
    )
    lead_to(held.scene.edition_id, "deciding")
    words = words_of(as_person(signed_in, held.first), held.scene.edition_id)
    assert "Narada komisji" in words
    assert "Komisja uznała umowy za trwałe." in words
    assert "inne miejsce w rankingu rundy mają 3 zgłoszenia" in words
    assert "którego nie ma w protokole" not in words


def test_protocol_of_a_round_without_a_discussion_says_nothing_of_one(
    app: Flask, signed_in: SignIn
) -> None:
    held = make_scored()
    lead_to(held.scene.edition_id, "deciding")
    assert "Narada" not in words_of(as_person(signed_in, held.first), held.scene.edition_id)


def test_agenda_costs_the_same_number_of_statements_however_many_entries(
    app: Flask, signed_in: SignIn
) -> None:
    held = make_discussion(most=1)
    browser, juror = as_person(signed_in, held.first), as_person(signed_in, held.juror(0))
    pages = [
        (browser, f"/organizator/rundy/{held.round_id}/narada"),
        (browser, f"/organizator/rundy/{held.round_id}/narada/zmiany"),
        (juror, "/jury/narada"),
    ]
    open_for_changes(held)
    change(held, 2, juror=1)
    few = [cost(app, *page) for page in pages]
    for entry_id in held.scene.entry_ids[1:]:
        service.add_item(round_id=held.round_id, entry_id=entry_id, why="Też.", actor=held.first)
    open_for_changes(held, 1, 2)
    for entry, number in ((0, 0), (0, 2), (1, 0), (1, 1), (2, 0), (2, 1)):
        change(held, 2, entry=entry, juror=number)
    assert [cost(app, *page) for page in pages] == few


def cost(app: Flask, browser: FlaskClient, page: str) -> int:
    browser.get(page)
    with statements(app) as ran:
        assert browser.get(page).status_code == 200
    return len(ran)


def test_edition_without_sealed_cards_says_when_an_agenda_can_be_made(
    app: Flask, signed_in: SignIn
) -> None:
    scene = make_scoring_edition(entries=1, jurors=2)
    round_id = reloaded(scene.edition_id).rounds[0].id
    text = as_person(signed_in, scene.organiser).get(f"/organizator/rundy/{round_id}/narada").text
    assert "cztery karty na pięć" in text
