"""A juror's own scores side by side: only their own, sorted, changed in place by the same rules."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from leader_award.editions import queries as edition_queries
from leader_award.platform import db
from leader_award.platform.errors import Conflict, NotFound
from leader_award.scoring import own_scores, service
from tests.entries.builders import entry
from tests.jury.builders import acting, juror
from tests.scoring.builders import (
    Scene,
    card,
    fill_in,
    make_scoring_edition,
    open_card,
    rubric,
    seal,
)
from tests.scoring.test_blind import set_blind

Browsers = Callable[[str], FlaskClient]


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scoring_edition(entries=3, jurors=2)


@pytest.fixture
def browser(scene: Scene, signed_in: Browsers) -> FlaskClient:
    return signed_in(juror(scene.juror_ids[0]).person_id)


def path(scene: Scene, number: int = 0) -> str:
    return f"/jury/{scene.juror_ids[number]}/moje-oceny"


def scored(scene: Scene, *points: int | None) -> list[str]:
    """The first juror's cards of the entries; None leaves a card unopened."""
    cards = []
    for number, given in enumerate(points):
        if given is not None:
            cards.append(open_card(scene.assignment(number)))
            fill_in(cards[-1], given)
    return cards


def titles(page: str) -> list[str]:
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return re.findall(r"Rozwiązanie numer \d", body)


def typed(card_id: str, **points: Any) -> dict[str, Any]:
    return {f"version-{card_id}": str(card(card_id).version)} | {
        f"points-{card_id}-{key}": value for key, value in points.items()
    }


def test_entries_stand_from_the_most_points_to_the_fewest(
    scene: Scene, browser: FlaskClient
) -> None:
    scored(scene, 4, 9)
    page = browser.get(path(scene)).text
    assert titles(page) == ["Rozwiązanie numer 2", "Rozwiązanie numer 1", "Rozwiązanie numer 3"]
    assert "90,00" in page
    by_number = titles(browser.get(f"{path(scene)}?wg=numer").text)
    assert by_number == ["Rozwiązanie numer 1", "Rozwiązanie numer 2", "Rozwiązanie numer 3"]


def test_entries_are_sorted_by_a_criterion(scene: Scene, browser: FlaskClient) -> None:
    first, second = scored(scene, 5, 5)
    fill_in(first, {rubric(scene)[2]: 1})
    fill_in(second, {rubric(scene)[0]: 0})
    assert titles(browser.get(f"{path(scene)}?wg={rubric(scene)[0]}").text)[0].endswith("1")
    assert titles(browser.get(f"{path(scene)}?wg={rubric(scene)[2]}").text)[0].endswith("2")


def test_points_of_others_are_nowhere(scene: Scene, browser: FlaskClient) -> None:
    scored(scene, 4, 4)
    pages = ("", "/porownanie")
    before = [without_keys(browser.get(path(scene) + end).text) for end in pages]
    other = open_card(scene.assignment(0, 1))
    fill_in(other, 10)
    seal(other)
    assert [without_keys(browser.get(path(scene) + end).text) for end in pages] == before
    assert browser.get(path(scene, 1)).status_code in (403, 404)
    assert browser.get(f"{path(scene, 1)}/porownanie").status_code in (403, 404)


def without_keys(page: str) -> str:
    return re.sub(r'name="idempotency_key"[^>]*>', "", page)


def test_one_point_is_changed_in_place_and_the_rest_stays(
    scene: Scene, browser: FlaskClient
) -> None:
    changed, other = scored(scene, 4, 6)
    fill_in(changed, {}, comment_to_jury="Zostaje")
    first = rubric(scene)[0]
    sent = typed(changed, **{first: "9"}) | typed(other, **dict.fromkeys(rubric(scene), "6"))
    went = browser.post(path(scene), data=sent, follow_redirects=True)
    assert "Zapisano 1 kartę" in went.text
    assert sorted(score.points for score in card(changed).scores) == [4, 4, 4, 4, 9]
    assert card(changed).comment_to_jury == "Zostaje"
    assert {score.points for score in card(other).scores} == {6}


def test_sealed_card_is_shown_and_not_changed(scene: Scene, browser: FlaskClient) -> None:
    (card_id,) = scored(scene, 8)
    seal(card_id)
    assert f"points-{card_id}" not in browser.get(path(scene)).text
    browser.post(path(scene), data=typed(card_id, **{rubric(scene)[0]: "1"}))
    assert {score.points for score in card(card_id).scores} == {8}


def test_change_over_a_newer_one_is_refused_with_what_is_stored(
    scene: Scene, browser: FlaskClient
) -> None:
    first, second = scored(scene, 4, 6)
    criterion = rubric(scene)[0]
    stale = typed(first, **{criterion: "9"}) | typed(second, **{criterion: "1"})
    fill_in(first, {criterion: 2})
    refused = browser.post(path(scene), data=stale)
    assert refused.status_code == 409
    assert str(entry(scene.entry_ids[0]).reference) in refused.text
    assert ": 2." in refused.text
    assert re.search(rf'name="points-{first}-{criterion}".*?value="9" selected', refused.text, re.S)
    assert {score.points for score in card(second).scores} == {6}


@pytest.mark.parametrize("wrong", ["11", "-1", "siedem"])
def test_forged_points_change_nothing(scene: Scene, browser: FlaskClient, wrong: str) -> None:
    (card_id,) = scored(scene, 4)
    refused = browser.post(path(scene), data=typed(card_id, **{rubric(scene)[0]: wrong}))
    assert refused.status_code == 422
    assert {score.points for score in card(card_id).scores} == {4}


def test_nobody_changes_anothers_card(scene: Scene, browser: FlaskClient) -> None:
    theirs = open_card(scene.assignment(0, 1))
    fill_in(theirs, 4)
    browser.post(path(scene), data=typed(theirs, **{rubric(scene)[0]: "9"}))
    with pytest.raises(NotFound):
        service.save_points(
            juror_id=scene.juror_ids[0],
            changes={theirs: (card(theirs).version, {rubric(scene)[0]: 9})},
            actor=acting(scene.juror_ids[0]),
        )
    assert {score.points for score in card(theirs).scores} == {4}


def test_conflict_in_one_card_keeps_every_card(scene: Scene) -> None:
    first, second = scored(scene, 4, 6)
    versions = {one: card(one).version for one in (first, second)}
    stale = max(first, second)
    changes = {one: (versions[one] - (one == stale), {rubric(scene)[0]: 1}) for one in versions}
    with pytest.raises(Conflict):
        service.save_points(
            juror_id=scene.juror_ids[0], changes=changes, actor=acting(scene.juror_ids[0])
        )
    assert {score.points for one in versions for score in card(one).scores} == {4, 6}


def test_own_points_are_counted_by_level_of_the_scale(scene: Scene) -> None:
    first, *_rest = scored(scene, 0, 5, 5)
    fill_in(first, {rubric(scene)[0]: "abstain"})
    round = edition_queries.rounds(scene.edition_id)[0]
    found = own_scores.rows(juror(scene.juror_ids[0]), round, open_now=True)
    given, other = [own_scores.distribution(one, found) for one in round.rubric.criteria[:2]]
    assert (given.points, given.abstained) == (2, 1)
    assert [one.count for one in given.levels if one.low <= 5 <= one.high] == [2]
    assert sum(one.count for one in given.levels) == 2
    assert [one.count for one in other.levels if one.low == 0] == [1]


def test_distribution_is_drawn_with_its_table(scene: Scene, browser: FlaskClient) -> None:
    scored(scene, 5, 7)
    page = browser.get(path(scene)).text
    assert page.count('class="chart"') == len(rubric(scene))
    assert "Nowe w skali kraju" in page


def test_two_entries_are_compared_with_the_words_of_their_levels(
    scene: Scene, browser: FlaskClient
) -> None:
    first, second, _third = scored(scene, 10, 1, 5)
    a, b = scene.entry_ids[:2]
    page = browser.get(f"{path(scene)}/porownanie?a={b}&b={a}").text
    head = page.partition("<thead>")[2].partition("</thead>")[0]
    assert re.findall(r"Rozwiązanie numer \d", head) == [
        "Rozwiązanie numer 2",
        "Rozwiązanie numer 1",
    ]
    sent = typed(first, **{rubric(scene)[0]: "3"}) | typed(second) | {"a": a, "b": b}
    went = browser.post(path(scene), data=sent)
    assert "/porownanie" in went.location
    assert f"a={a}" in went.location
    assert 3 in {score.points for score in card(first).scores}


def test_comparison_waits_for_two_scored_entries(scene: Scene, browser: FlaskClient) -> None:
    scored(scene, 5)
    page = browser.get(f"{path(scene)}/porownanie")
    assert page.status_code == 200
    assert "Najpierw oceń co najmniej dwa zgłoszenia" in page.text


def test_blind_round_stays_blind(scene: Scene, browser: FlaskClient) -> None:
    scored(scene, 5, 6)
    set_blind(scene.edition_id)
    applicant = entry(scene.entry_ids[0]).applicant.name
    for end in ("", "/porownanie"):
        assert applicant not in browser.get(path(scene) + end).text


def test_page_reads_a_constant_number_of_statements(app: Flask, signed_in: Browsers) -> None:
    counts = []
    for entries in (2, 4):
        scene = make_scoring_edition(entries=entries, jurors=1)
        scored(scene, *range(entries))
        desk = signed_in(juror(scene.juror_ids[0]).person_id)
        desk.get(path(scene))
        statements: list[str] = []

        def note(_c: Any, _k: Any, text: str, *_rest: Any, kept: list[str] = statements) -> None:
            kept.append(text)

        event.listen(db.engine(), "before_cursor_execute", note)
        desk.get(path(scene))
        event.remove(db.engine(), "before_cursor_execute", note)
        counts.append(len(statements))
    assert counts[0] == counts[1]
