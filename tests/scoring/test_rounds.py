from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from leader_award.editions import queries as edition_queries
from leader_award.editions import reminding
from leader_award.editions import service as editions
from leader_award.editions.models import Round
from leader_award.jury.models import EntryNeed
from leader_award.platform import clock, db
from leader_award.platform.errors import DomainError, NotAllowed
from leader_award.ranking.queries import edition_ranking
from leader_award.scoring import overview, queries, reminders
from tests.editions.builders import ORGANISER, add_round, both, reloaded
from tests.jury.builders import juror
from tests.scoring.builders import (
    Scene,
    card,
    fill_in,
    hold_round,
    make_scoring_edition,
    open_card,
    score_all,
    seal,
    sealed_scores,
)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scoring_edition(entries=2, jurors=2)


def rounds(scene: Scene) -> list[Round]:
    db.session().expire_all()
    return edition_queries.rounds(scene.edition_id)


def in_round(assigned: dict[Any, str], scene: Scene, number: int = 0) -> str:
    return assigned[scene.entry_ids[0], scene.juror_ids[number]]


def test_second_round_never_overwrites_the_first(scene: Scene) -> None:
    score_all(scene.edition_id)
    first = rounds(scene)[0]
    before = queries.sealed_scores_of_round(first)
    second = add_round(scene.edition_id)
    card_id = open_card(in_round(hold_round(scene, second), scene))
    fill_in(card_id, 2)
    seal(card_id)
    one, two = rounds(scene)
    assert queries.sealed_scores_of_round(one) == before
    assert sealed_scores(scene.edition_id) == before
    later = queries.sealed_scores_of_round(two)
    assert {(entry, who, points) for entry, who, _criterion, points in later} == {
        (scene.entry_ids[0], scene.juror_ids[0], 2)
    }
    assert {criterion for *_rest, criterion, _points in later} == {
        criterion.id for criterion in two.rubric.criteria
    }


def test_card_is_scored_by_its_own_rounds_rubric(scene: Scene) -> None:
    second = add_round(scene.edition_id)
    card_id = open_card(in_round(hold_round(scene, second), scene))
    foreign = rounds(scene)[0].rubric.criteria[0].id
    with pytest.raises(DomainError):
        fill_in(card_id, {foreign: 5})
    assert card(card_id).rubric.round_id == second


def test_scores_of_a_round_are_read_in_one_statement(scene: Scene) -> None:
    score_all(scene.edition_id)
    (first,) = rounds(scene)
    statements: list[str] = []
    note = lambda *a: statements.append(a[2])  # noqa: E731
    event.listen(db.engine(), "before_cursor_execute", note)
    queries.sealed_scores_of_round(first)
    queries.abstentions(first)
    event.remove(db.engine(), "before_cursor_execute", note)
    assert len(statements) == 2


def test_round_is_scored_in_between_its_own_instants_only(
    scene: Scene, at: Callable[[datetime], None]
) -> None:
    now = clock.now()
    edition = reloaded(scene.edition_id)
    begin, end = edition.check_until + timedelta(days=5), edition.check_until + timedelta(days=9)
    first = rounds(scene)[0]
    editions.save_round(
        edition_id=scene.edition_id,
        kind="desk",
        name=both("Ocena"),
        until=begin,
        item_id=first.id,
        actor=ORGANISER,
    )
    second = add_round(scene.edition_id, opens_at=begin, until=end)
    assignment_id = in_round(hold_round(scene, second), scene)
    earlier = open_card(scene.assignment())
    assert now < begin
    with pytest.raises(NotAllowed):
        open_card(assignment_id)
    at(begin)
    card_id = open_card(assignment_id)
    with pytest.raises(NotAllowed):
        fill_in(earlier)
    at(end - timedelta(milliseconds=1))
    fill_in(card_id, 6)
    at(end)
    with pytest.raises(NotAllowed):
        seal(card_id)
    assert set(queries.points_of(card(card_id)).values()) == {6}
    assert end < reloaded(scene.edition_id).scoring_until


def test_card_does_not_open_while_the_rounds_rubric_is_not_ready(scene: Scene) -> None:
    second = editions.save_round(
        edition_id=scene.edition_id, kind="site_visit", name=both("Wizyty"), actor=ORGANISER
    )
    with pytest.raises(NotAllowed):
        open_card(in_round(hold_round(scene, second), scene))


def test_round_with_scores_keeps_its_kind_and_place_but_its_end_may_move(scene: Scene) -> None:
    second = add_round(scene.edition_id)
    fill_in(open_card(in_round(hold_round(scene, second), scene)))
    same: dict[str, Any] = {"edition_id": scene.edition_id, "item_id": second, "actor": ORGANISER}
    with pytest.raises(NotAllowed) as refused:
        editions.save_round(kind="site_visit", name=both("Finał"), **same)
    assert refused.value.field == "kind"
    end = reloaded(scene.edition_id).scoring_until - timedelta(days=1)
    first = rounds(scene)[0].id
    editions.save_round(kind="desk", name=both("Ocena"), until=end, **(same | {"item_id": first}))
    editions.save_round(kind="presentation", name=both("Finał"), until=end, **same)
    assert rounds(scene)[1].ends_at == end
    with pytest.raises(NotAllowed):
        editions.delete_round(round_id=second, actor=ORGANISER)
    with pytest.raises(NotAllowed):
        editions.set_shares(
            edition_id=scene.edition_id,
            shares={rounds(scene)[0].id: 50, second: 50},
            actor=ORGANISER,
        )


def test_round_that_entries_have_been_chosen_for_is_not_deleted(scene: Scene) -> None:
    second = add_round(scene.edition_id)
    hold_round(scene, second)
    with pytest.raises(NotAllowed):
        editions.delete_round(round_id=second, actor=ORGANISER)


def test_mean_over_cards_is_settled_before_the_first_score(scene: Scene) -> None:
    fill_in(open_card(scene.assignment()))
    with pytest.raises(NotAllowed) as refused:
        editions.update_edition(
            edition_id=scene.edition_id,
            version=reloaded(scene.edition_id).version,
            card_mean="median",
            actor=ORGANISER,
        )
    assert refused.value.field == "card_mean"


def test_progress_and_reminders_tell_the_rounds_apart(scene: Scene) -> None:
    score_all(scene.edition_id)
    second = add_round(scene.edition_id)
    hold_round(scene, second, entries=1, jurors=1)
    assert (found := overview.progress(scene.edition_id)).sealed == found.total == 4
    later = overview.progress(scene.edition_id, second)
    assert (later.round.id, later.sealed, later.total) == (second, 0, 1)
    assert [one.entry.id for one in later.entries] == scene.entry_ids[:1]
    (waiting,) = overview.unfinished(scene.edition_id)
    assert [(one.id, left) for one, left in waiting.rounds] == [(second, 1)]
    (row,) = reminding.rows(reminders.CARDS, reloaded(scene.edition_id), clock.now())
    assert "Runda finałowa: 1 karta do zatwierdzenia, do " in row.body


@pytest.fixture
def browser(scene: Scene, signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return signed_in(juror(scene.juror_ids[0]).person_id)


def test_desk_groups_cards_by_round_with_each_ones_term(scene: Scene, browser: FlaskClient) -> None:
    assert "Runda finałowa" not in browser.get("/jury").text
    second = add_round(scene.edition_id)
    hold_round(scene, second)
    page = browser.get("/jury").text
    assert page.index("Ocena merytoryczna</h4>") < page.index("Runda finałowa</h4>")
    start = browser.get("/start").text
    assert start.count("Oceń zgłoszenia") == 2


def test_later_card_links_the_jurors_own_earlier_card_and_shows_nobody_elses(
    scene: Scene, browser: FlaskClient
) -> None:
    for number in (0, 1):
        card_id = open_card(scene.assignment(0, number))
        fill_in(card_id, 3, comment_to_jury=f"Uwaga jurora {number}")
        seal(card_id)
    own = open_card(scene.assignment(0, 0))
    second = add_round(scene.edition_id)
    later = open_card(in_round(hold_round(scene, second, jurors=2), scene))
    page = browser.get(f"/jury/karty/{later}").text
    assert f'href="/jury/karty/{own}"' in page
    assert "Odpowiedzi na pytania komisji" in page
    assert "Innowacyjność" not in page
    assert "Uwaga jurora" not in page
    assert browser.get(f"/jury/karty/{own}").status_code == 200
    assert browser.get(f"/jury/karty/{open_card(scene.assignment(0, 1))}").status_code == 404


def test_organiser_follows_each_round_on_its_own(
    scene: Scene, signed_in: Callable[[str], FlaskClient]
) -> None:
    assert scene.organiser.person_id
    organiser = signed_in(scene.organiser.person_id)
    second = add_round(scene.edition_id)
    hold_round(scene, second)
    base = f"/organizator/edycje/{scene.edition_id}"
    assert "0 z 4" in organiser.get(f"{base}/oceny").text
    page = organiser.get(f"{base}/oceny?runda={second}&widok=zgloszenia").text
    assert "0 z 1" in page
    assert "kart zatwierdzono (Runda finałowa)" in organiser.get(base).text


def test_entry_for_which_fewer_jurors_are_asked_is_complete_with_them(scene: Scene) -> None:
    [first, second] = scene.entry_ids[:2]
    round_id = edition_queries.rounds(scene.edition_id)[0].id
    with db.transaction() as writer:
        writer.add(EntryNeed(round_id=round_id, entry_id=first, needed=1))
    expected = {one.entry.id: one.expected for one in overview.progress(scene.edition_id).entries}
    assert (expected[first], expected[second]) == (1, 3)
    lines = edition_ranking(scene.edition_id).places()
    assert (lines[first].expected, lines[second].expected) == (2, 3)
    assert (lines[first].unassigned, lines[second].unassigned) == (0, 1)
