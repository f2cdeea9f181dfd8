from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from leader_award.editions import queries as edition_queries
from leader_award.scoring import overview, queries, rules, service
from tests.jury.builders import juror
from tests.scoring.builders import Scene, card, fill_in, make_scoring_edition, open_card, seal


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scoring_edition(entries=1, jurors=1)


@pytest.fixture
def card_id(scene: Scene) -> str:
    return open_card(scene.assignment())


@pytest.fixture
def browser(scene: Scene, signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return signed_in(juror(scene.juror_ids[0]).person_id)


def answers(card_id: str, *given: int | str | None) -> dict[str, int | str | None]:
    return dict(zip((c.id for c in card(card_id).rubric.criteria), given, strict=False))


def test_abstention_takes_the_place_of_points_and_points_its(card_id: str) -> None:
    fill_in(card_id, answers(card_id, 7, 8))
    fill_in(card_id, answers(card_id, "abstain"))
    first, second = answers(card_id, 0, 0)
    assert queries.answers_of(card(card_id)) == {first: rules.ABSTAIN, second: 8}
    assert queries.points_of(card(card_id)) == {second: 8}
    fill_in(card_id, answers(card_id, 5, None))
    assert queries.answers_of(card(card_id)) == {first: 5}
    assert card(card_id).abstained_ids == []


def test_sealed_abstention_is_read_by_whoever_ranks(scene: Scene, card_id: str) -> None:
    given = answers(card_id, "abstain", 8, 8, 8, 8)
    fill_in(card_id, given, comment_to_jury="Brak danych")
    (round_,) = edition_queries.rounds(scene.edition_id)
    assert queries.abstentions(round_) == []
    seal(card_id)
    assert queries.abstentions(round_) == [
        (scene.entry_ids[0], scene.juror_ids[0], next(iter(given)))
    ]
    assert len(queries.sealed_scores_of_round(round_)) == 4
    assert overview.progress(scene.edition_id).entries[0].cards[0].abstained


def test_card_of_abstentions_alone_is_not_sealed(card_id: str) -> None:
    fill_in(card_id, answers(card_id, *["abstain"] * 5), comment_to_jury="x")
    with pytest.raises(service.Incomplete):
        seal(card_id)
    assert card(card_id).state == "started"


def test_abstention_is_not_sealed_before_the_jury_is_told_why(card_id: str) -> None:
    fill_in(card_id, answers(card_id, "abstain", 1, 1, 1, 1))
    with pytest.raises(service.Incomplete):
        seal(card_id)
    fill_in(card_id, {}, comment_to_jury="Nie da się sprawdzić")
    seal(card_id)
    assert card(card_id).state == "sealed"


def test_abstention_is_chosen_and_read_without_scripts(
    scene: Scene, card_id: str, browser: FlaskClient
) -> None:
    first, *rest = answers(card_id, 0, 0, 0, 0, 0)
    typed = {f"points-{key}": "8" for key in rest} | {
        f"points-{first}": "abstain",
        "version": str(card(card_id).version),
        "comment_to_jury": "",
        "confirmed": "y",
    }
    page = browser.get(f"/jury/karty/{card_id}").text
    assert "Wstrzymuję się" in page
    refused = browser.post(f"/jury/karty/{card_id}/zatwierdzenie", data=typed).text
    assert "80,00" in refused
    assert "wstrzymanie się" in refused
    assert 'href="#comment_to_jury"' in refused
    fill_in(card_id, {}, comment_to_jury="Brak danych")
    seal(card_id)
    assert "wstrzymanie się" in browser.get(f"/jury/karty/{card_id}").text


def test_autosave_carries_an_abstention(scene: Scene, card_id: str, browser: FlaskClient) -> None:
    first = next(iter(answers(card_id, 0)))
    saved = browser.post(
        f"/jury/karty/{card_id}/autozapis",
        data={f"points-{first}": "abstain", "version": str(card(card_id).version)},
    )
    assert saved.status_code == 200
    assert card(card_id).abstained_ids == [first]


def test_conflict_shows_an_abstention_in_words(
    scene: Scene, card_id: str, browser: FlaskClient
) -> None:
    first = next(iter(answers(card_id, 0)))
    stale = {f"points-{first}": "3", "version": str(card(card_id).version)}
    fill_in(card_id, answers(card_id, "abstain"))
    refused = browser.post(f"/jury/karty/{card_id}", data=stale)
    assert refused.status_code == 409
    assert "W drugim oknie zapisano: wstrzymanie się" in refused.text
