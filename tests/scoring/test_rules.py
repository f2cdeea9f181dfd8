from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leader_award.ranking import official
from leader_award.scoring import rules

END = datetime(2026, 12, 11, 15, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Line:
    id: str
    weight: int
    maximum: int = 10


RUBRIC = (Line("a", 20), Line("b", 25), Line("c", 15), Line("d", 20), Line("e", 20))


BEGIN = END - timedelta(days=10)


def round_of(state: str, opens_at: datetime | None = BEGIN) -> SimpleNamespace:
    return SimpleNamespace(edition=SimpleNamespace(state=state), opens_at=opens_at, ends_at=END)


@pytest.mark.parametrize(
    ("state", "now", "accepted"),
    [
        ("scoring", BEGIN - MILLISECOND, False),
        ("scoring", BEGIN, True),
        ("scoring", END - MILLISECOND, True),
        ("scoring", END, False),
        ("scoring", END + MILLISECOND, False),
        ("checking", END - MILLISECOND, False),
        ("deciding", END - MILLISECOND, False),
    ],
)
def test_cards_change_only_while_scoring_and_within_their_round(
    state: str, now: datetime, accepted: bool
) -> None:
    assert rules.accepts_scores(round_of(state), now) is accepted


def test_round_without_a_beginning_is_open_from_the_start_of_the_stage() -> None:
    assert rules.accepts_scores(round_of("scoring", None), BEGIN - timedelta(days=99))


@pytest.mark.parametrize(
    ("state", "event", "role", "allowed"),
    [
        ("assigned", "save", "juror", True),
        ("reopened", "save", "juror", True),
        ("sealed", "save", "juror", False),
        ("recused", "save", "juror", False),
        ("started", "seal", "juror", True),
        ("started", "seal", "organiser", False),
        ("sealed", "reopen", "organiser", True),
        ("sealed", "reopen", "juror", False),
        ("started", "reopen", "organiser", False),
        ("sealed", "replace", "organiser", True),
        ("started", "replace", "organiser", False),
        ("sealed", "recuse", "system", True),
        ("recused", "recuse", "system", False),
    ],
)
def test_state_table_of_score_cards(state: str, event: str, role: str, allowed: bool) -> None:
    assert rules.allows(state, event, role) is allowed


@pytest.mark.parametrize("points", [0, 5, 10, "abstain"])
def test_whole_points_within_the_scale_and_abstentions_are_valid(points: object) -> None:
    assert rules.is_valid(points, 10)


@pytest.mark.parametrize("points", [-1, 11, 5.0, "5", True, None])
def test_anything_else_is_not(points: object) -> None:
    assert not rules.is_valid(points, 10)


def test_weighted_percent_is_exact() -> None:
    points = {"a": 7, "b": 8, "c": 3, "d": 10, "e": 0}
    assert rules.percent(RUBRIC, points) == Fraction(14 + 20 + Fraction(45, 10) + 20)


def test_percent_grows_with_each_criterion() -> None:
    assert rules.percent(RUBRIC, {}) == 0
    assert rules.percent(RUBRIC, {"a": 10}) == 20
    assert rules.percent((), {}) is None


def test_abstention_leaves_the_criterion_out_with_its_weight_and_is_no_zero() -> None:
    points = {"a": 7, "b": 8, "c": 3, "d": 10}
    with_zero = rules.percent(RUBRIC, points | {"e": 0})
    abstaining = rules.percent(RUBRIC, points | {"e": rules.ABSTAIN})
    assert with_zero == Fraction(117, 2)
    assert abstaining == Fraction(117, 2) * Fraction(100, 80)
    assert rules.percent(RUBRIC, dict.fromkeys("abcde", rules.ABSTAIN)) is None


@given(
    st.dictionaries(
        st.sampled_from("abcde"),
        st.one_of(st.integers(0, 10), st.just(rules.ABSTAIN)),
        min_size=5,
    ).filter(lambda answers: not rules.lacks_points(answers))
)
def test_percent_of_a_whole_card_is_that_of_the_official_ranking(
    answers: dict[str, rules.Answer],
) -> None:
    criteria = [official.Criterion(line.id, line.weight, line.maximum) for line in RUBRIC]
    scores = [
        official.CardScore("e", "j", key, None if value == rules.ABSTAIN else int(value))
        for key, value in answers.items()
    ]
    (card,) = official.make_cards(criteria, scores)
    assert rules.percent(RUBRIC, answers) == card.score


@given(st.lists(st.tuples(st.integers(1, 100), st.integers(1, 100)), min_size=1, max_size=8))
def test_full_points_are_a_hundred_percent_whatever_the_rubric(
    lines: list[tuple[int, int]],
) -> None:
    rubric = [Line(str(i), weight, maximum) for i, (weight, maximum) in enumerate(lines)]
    assert rules.percent(rubric, {line.id: line.maximum for line in rubric}) == 100


def test_missing_criteria_come_in_the_rubrics_order() -> None:
    assert rules.missing(RUBRIC, {"b": 0, "d": 3}) == ["a", "c", "e"]


def test_abstention_is_an_answer_but_alone_it_says_nothing() -> None:
    assert rules.missing(RUBRIC, {"a": rules.ABSTAIN, "b": 0}) == ["c", "d", "e"]
    assert rules.lacks_points(dict.fromkeys("abcde", rules.ABSTAIN))
    assert not rules.lacks_points({"a": rules.ABSTAIN, "b": 0})


def waiting(state: str = "assigned", others: int = 0, end: int = 9, saved: int = 0) -> Any:
    """A card in the queue; "complete" is one that only lacks its seal."""
    return SimpleNamespace(
        state="started" if state == "complete" else state,
        complete=state == "complete",
        others=others,
        ends_at=end,
        saved_at=saved,
    )


@pytest.mark.parametrize(
    ("states", "after", "expected"),
    [
        (("sealed", "complete", "assigned"), None, 2),
        (("sealed", "started", "assigned"), None, 1),
        (("sealed", "started", "assigned"), 0, 2),
        (("assigned", "assigned", "assigned"), 0, 1),
        (("assigned", "assigned", "assigned"), 1, 2),
        (("assigned", "sealed", "assigned"), 2, 0),
        (("started", "reopened", "sealed"), None, 1),
        (("started", "started", "sealed"), 0, 1),
        (("complete", "started", "sealed"), None, 1),
        (("started", "sealed", "sealed"), 0, None),
        (("sealed", "sealed"), None, None),
        ((), None, None),
    ],
)
def test_next_card_by_state(
    states: tuple[str, ...], after: int | None, expected: int | None
) -> None:
    cards = [waiting(state) for state in states]
    found = rules.next_card(cards, after)
    assert (found and next(i for i, card in enumerate(cards) if card is found[0])) == expected


def test_next_card_is_of_the_entry_with_the_fewest_seals_then_of_the_nearest_term() -> None:
    few, many, soon = waiting(others=1), waiting(others=2), waiting(others=1, end=3)
    assert rules.next_card([many, few]) == (few, rules.FEWEST)
    assert rules.next_card([many, few, soon]) == (soon, rules.FEWEST)
    assert rules.next_card([few, soon]) == (soon, rules.SOONEST)
    assert rules.next_card([few, waiting(others=1)]) == (few, rules.IN_ORDER)


def test_juror_who_comes_back_goes_on_where_they_left_off() -> None:
    earlier, later = waiting("started", saved=1), waiting("started", saved=2)
    assert rules.next_card([waiting(), earlier, later]) == (later, rules.UNFINISHED)


def test_reopened_card_comes_before_everything_and_a_complete_one_last() -> None:
    reopened, complete = waiting("reopened"), waiting("complete")
    cards = [waiting("started"), waiting(), complete, reopened]
    assert rules.next_card(cards) == (reopened, rules.REOPENED)
    assert rules.next_card([complete]) == (complete, rules.TO_SEAL)
    assert rules.next_card([reopened], after=0) is None
