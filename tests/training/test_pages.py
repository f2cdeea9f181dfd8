"""The pages of the training, for organisers and jurors, in both languages."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from leader_award.platform import clock
from leader_award.platform.audit import Actor
from leader_award.training import panels, service
from tests.editions.builders import reloaded
from tests.ranking.test_ranking_pages import statements
from tests.scoring.builders import make_scoring_edition
from tests.training.builders import Trained, give, make_prepared, make_training

SignIn = Callable[[str], FlaskClient]


def as_person(signed_in: SignIn, actor: Actor) -> FlaskClient:
    return signed_in(actor.person_id or "")


def test_organiser_prepares_and_opens_a_training_on_pages(app: Flask, signed_in: SignIn) -> None:
    scene = make_scoring_edition(entries=1, jurors=2)
    round_id = reloaded(scene.edition_id).rounds[0].id
    browser = as_person(signed_in, scene.organiser)
    page = f"/organizator/rundy/{round_id}/trening"
    assert "Przygotuj ćwiczenie" in browser.get(page).text
    assert browser.post(page, data={"required": "y"}).status_code == 302
    assert browser.post(f"{page}/probka", data={"title": "Bez tekstu"}).status_code == 422
    for number in (1, 2):
        typed = {"title": f"Próba {number}", "text": "Opis."}
        assert browser.post(f"{page}/probka", data=typed).status_code == 302
    assert "Udostępnij jurorom" in browser.get(page).text
    browser.post(f"{page}/stan", data={"event": "open"})
    shown = browser.get(page).text
    assert "udostępnione jurorom" in shown
    assert "zgodność panelu" in shown
    browser.post(f"{page}/stan", data={"event": "close"})
    assert "zakończone" in browser.get(page).text


def test_sample_is_changed_and_removed_before_the_opening(app: Flask, signed_in: SignIn) -> None:
    prepared = make_prepared(1)
    browser = as_person(signed_in, prepared.organiser)
    page = f"/organizator/trening/probki/{prepared.sample_ids[0]}"
    browser.post(page, data={"title": "Nowy tytuł", "text": "Inny tekst."})
    assert "Inny tekst." in browser.get(page).text
    browser.post(f"{page}/usuniecie")
    overview = browser.get(f"/organizator/rundy/{prepared.round_id}/trening").text
    assert "Nowy tytuł" not in overview


def page_of(trained: Trained, sample: int = 0) -> str:
    return f"/jury/trening/{trained.sample_ids[sample]}"


def test_juror_finishes_a_sample_and_only_then_sees_the_panel(
    app: Flask, signed_in: SignIn
) -> None:
    trained = make_training()
    for juror, points in ((1, 6), (2, 7), (3, 9)):
        give(trained, juror, points)
    browser = as_person(signed_in, trained.juror(0))
    before = browser.get(page_of(trained)).text
    assert "Mediana pozostałych" not in before
    typed = {f"points-{key}": "5" for key in criteria(trained)} | {"version": "0"}
    refused = browser.post(page_of(trained), data={"version": "0", "then": "finish"})
    assert refused.status_code == 422
    assert browser.post(page_of(trained), data=typed | {"then": "stay"}).status_code == 302
    assert "Mediana pozostałych" not in browser.get(page_of(trained)).text
    done = typed | {"version": "1", "then": "finish"}
    assert browser.post(page_of(trained), data=done).status_code == 302
    after = browser.get(page_of(trained)).text
    assert "na ogół 2,0 pkt surowiej niż panel" in after
    assert "<svg" in after
    for name in ("Piotr Borek", "Zofia Ćwik", "Jan Dąb"):
        assert name not in after
    assert browser.post(page_of(trained), data=done).status_code == 422


def criteria(trained: Trained) -> list[str]:
    return [one.id for one in reloaded(trained.scene.edition_id).criteria]


def test_below_three_others_the_juror_reads_that_there_are_too_few(
    app: Flask, signed_in: SignIn
) -> None:
    trained = make_training()
    for juror in (0, 1, 2):
        give(trained, juror, 5 + juror)
    text = as_person(signed_in, trained.juror(0)).get(page_of(trained)).text
    assert "za mało ocen" in text
    assert "od ich najniższej" not in text


def test_start_page_and_desk_tell_of_it_until_it_is_finished(app: Flask, signed_in: SignIn) -> None:
    trained = make_training()
    browser = as_person(signed_in, trained.juror(0))
    assert "Poćwicz na zgłoszeniach próbnych" in browser.get("/start").text
    assert "Do zgłoszeń próbnych" in browser.get("/jury").text
    give(trained, 0, 5)
    give(trained, 0, 6, sample=1)
    assert "Poćwicz na zgłoszeniach próbnych" not in browser.get("/start").text
    assert "jak oceniasz na tle panelu" in browser.get("/jury").text


def test_organiser_sees_who_is_how_far_from_the_others(app: Flask, signed_in: SignIn) -> None:
    trained = make_training()
    for juror, points in ((0, 4), (1, 6), (2, 6), (3, 6)):
        give(trained, juror, points)
    page = f"/organizator/rundy/{trained.round_id}/trening"
    text = as_person(signed_in, trained.organiser).get(page).text
    assert "na ogół 2,0 pkt surowiej niż panel" in text
    assert text.count("na ogół tak jak panel") == 3
    with app.test_request_context():
        panel = panels.board_panel(reloaded(trained.scene.edition_id), clock.now())
        assert panel is not None
        assert panel.figure == "0 z 4"


def test_english_pages_are_english(app: Flask, signed_in: SignIn) -> None:
    trained = make_training()
    give(trained, 0, 5)
    organiser, juror = (
        as_person(signed_in, actor) for actor in (trained.organiser, trained.juror(0))
    )
    for browser, page in (
        (organiser, f"/organizator/rundy/{trained.round_id}/trening"),
        (juror, f"/jury/{trained.scene.juror_ids[0]}/trening"),
        (juror, page_of(trained)),
    ):
        browser.set_cookie("language", "en")
        text = browser.get(page).text
        assert "raining" in text
        assert "próbn" not in text


def test_pages_cost_the_same_number_of_statements_however_many_samples_and_cards(
    app: Flask, signed_in: SignIn
) -> None:
    costs = []
    for samples, finished in ((2, 1), (3, 4)):
        prepared = make_prepared(samples)
        service.open_training(round_id=prepared.round_id, actor=prepared.organiser)
        for juror in range(finished):
            for sample in range(samples):
                give(prepared, juror, 5, sample=sample)
        costs.append(
            [
                cost(app, as_person(signed_in, actor), page)
                for actor, page in (
                    (prepared.organiser, f"/organizator/rundy/{prepared.round_id}/trening"),
                    (prepared.juror(0), page_of(prepared)),
                    (prepared.juror(0), f"/jury/{prepared.scene.juror_ids[0]}/trening"),
                )
            ]
        )
    assert costs[0] == costs[1]


def cost(app: Flask, browser: FlaskClient, page: str) -> int:
    browser.get(page)
    with statements(app) as ran:
        assert browser.get(page).status_code == 200
    return len(ran)


def test_closed_training_takes_no_more_scores_but_shows_what_came_out(
    app: Flask, signed_in: SignIn
) -> None:
    trained = make_training()
    give(trained, 0, 5)
    service.close_training(round_id=trained.round_id, actor=trained.organiser)
    assert "Ty na tle panelu" in as_person(signed_in, trained.juror(0)).get(page_of(trained)).text
    other = as_person(signed_in, trained.juror(1)).get(page_of(trained)).text
    assert "niczego nie można zmienić" in other
