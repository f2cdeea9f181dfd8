from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from leader_award.editions import queries as edition_queries
from leader_award.jury import queries, service
from leader_award.jury.rounds import choose_entries
from leader_award.platform import db
from leader_award.platform.audit import AuditEvent
from leader_award.platform.errors import DomainError, NotAllowed, NotFound
from tests.editions.builders import add_round, lead_to
from tests.scoring.builders import Scene, fill_in, hold_round, make_scoring_edition, open_card


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scoring_edition(entries=3, jurors=1)


@pytest.fixture
def second(scene: Scene) -> str:
    return add_round(scene.edition_id)


@pytest.fixture
def choose(scene: Scene) -> Callable[..., None]:
    def those(round_id: str, *numbers: int) -> None:
        chosen = [scene.entry_ids[number] for number in numbers]
        choose_entries(round_id=round_id, entry_ids=chosen, actor=scene.organiser)

    return those


def going_on(round_id: str) -> list[str]:
    db.session().expire_all()
    round = edition_queries.find_round(round_id)
    assert round is not None
    return [entry.id for entry in queries.entries_of_round(round)]


def test_exactly_the_chosen_entries_go_on(
    scene: Scene, second: str, choose: Callable[..., None]
) -> None:
    choose(second, 0, 2)
    assert going_on(second) == [scene.entry_ids[0], scene.entry_ids[2]]
    choose(second, 1, 2)
    assert going_on(second) == [scene.entry_ids[1], scene.entry_ids[2]]


def test_choosing_the_same_again_records_nothing(
    scene: Scene, second: str, choose: Callable[..., None]
) -> None:
    for _ in range(2):
        choose(second, 0)
    events = db.session().scalars(
        select(AuditEvent).where(AuditEvent.action == "round.entries_chosen")
    )
    assert [event.details["entries"] for event in events] == [1]


def test_first_round_is_not_chosen_for(scene: Scene, choose: Callable[..., None]) -> None:
    with pytest.raises(NotAllowed):
        choose(edition_queries.rounds(scene.edition_id)[0].id, 0)


def test_unknown_round_is_not_found(scene: Scene, choose: Callable[..., None]) -> None:
    with pytest.raises(NotFound):
        choose("nothing", 0)


def test_entry_must_have_come_through_the_round_before(
    scene: Scene, second: str, choose: Callable[..., None]
) -> None:
    third = add_round(scene.edition_id, "site_visit")
    choose(second, 0)
    with pytest.raises(DomainError) as refused:
        choose(third, 0, 1)
    assert refused.value.field == "entry_ids"
    assert going_on(third) == []


def test_entry_of_another_edition_is_refused(scene: Scene, second: str) -> None:
    other = make_scoring_edition(entries=1, jurors=1)
    with pytest.raises(DomainError):
        choose_entries(round_id=second, entry_ids=other.entry_ids, actor=scene.organiser)


def test_entry_that_went_further_stays(
    scene: Scene, second: str, choose: Callable[..., None]
) -> None:
    third = add_round(scene.edition_id, "site_visit")
    choose(second, 0, 1)
    choose(third, 0)
    with pytest.raises(NotAllowed):
        choose(second, 1)
    assert len(going_on(second)) == 2


def test_entry_with_points_in_the_round_stays_and_one_without_leaves_its_jurors(
    scene: Scene, second: str, choose: Callable[..., None]
) -> None:
    assigned = hold_round(scene, second, entries=2)
    fill_in(open_card(assigned[scene.entry_ids[0], scene.juror_ids[0]]))
    with pytest.raises(NotAllowed):
        choose(second)
    choose(second, 0)
    live = queries.active_assignments(scene.edition_id, round_id=second)
    assert [one.entry_id for one in live] == [scene.entry_ids[0]]
    first = edition_queries.rounds(scene.edition_id)[0]
    assert len(queries.active_assignments(scene.edition_id, round_id=first.id)) == 3


def test_nobody_goes_on_after_the_assessment(
    scene: Scene, second: str, choose: Callable[..., None]
) -> None:
    lead_to(scene.edition_id, "deciding")
    with pytest.raises(NotAllowed):
        choose(second, 0)


def test_a_juror_scores_the_same_entry_in_both_rounds(
    scene: Scene, second: str, choose: Callable[..., None]
) -> None:
    choose(second, 0)
    given = {"juror_id": scene.juror_ids[0], "entry_id": scene.entry_ids[0]}
    again = service.assign(**given, round_id=second, actor=scene.organiser)
    assert again != scene.assignment()
    assert service.assign(**given, actor=scene.organiser) == scene.assignment()
