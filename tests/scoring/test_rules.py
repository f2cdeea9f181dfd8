from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leader_award.scoring import rules

END = datetime(2026, 12, 11, 15, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Line:
    id: str
    weight: int
    maximum: int = 10


RUBRIC = (Line("a", 20), Line("b", 25), Line("c", 15), Line("d", 20), Line("e", 20))


@pytest.mark.parametrize(
    ("state", "now", "accepted"),
    [
        ("scoring", END - MILLISECOND, True),
        ("scoring", END, False),
        ("scoring", END + MILLISECOND, False),
        ("checking", END - MILLISECOND, False),
        ("deciding", END - MILLISECOND, False),
    ],
)
def test_cards_change_only_while_scoring_and_before_its_end(
    state: str, now: datetime, accepted: bool
) -> None:
    edition = SimpleNamespace(state=state, scoring_until=END)
    assert rules.accepts_scores(edition, now) is accepted


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
        ("sealed", "recuse", "system", True),
        ("recused", "recuse", "system", False),
    ],
)
def test_state_table_of_score_cards(state: str, event: str, role: str, allowed: bool) -> None:
    assert rules.allows(state, event, role) is allowed


@pytest.mark.parametrize("points", [0, 5, 10])
def test_whole_points_within_the_scale_are_valid(points: int) -> None:
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


@given(st.lists(st.tuples(st.integers(1, 100), st.integers(1, 100)), min_size=1, max_size=8))
def test_full_points_are_a_hundred_percent_whatever_the_rubric(
    lines: list[tuple[int, int]],
) -> None:
    rubric = [Line(str(i), weight, maximum) for i, (weight, maximum) in enumerate(lines)]
    assert rules.percent(rubric, {line.id: line.maximum for line in rubric}) == 100


def test_missing_criteria_come_in_the_rubrics_order() -> None:
    assert rules.missing(RUBRIC, {"b": 0, "d": 3}) == ["a", "c", "e"]


def queue(*states: str) -> list[SimpleNamespace]:
    return [SimpleNamespace(state=state, number=i) for i, state in enumerate(states)]


@pytest.mark.parametrize(
    ("states", "after", "expected"),
    [
        (("sealed", "started", "assigned"), None, 2),
        (("assigned", "assigned", "assigned"), 0, 1),
        (("assigned", "sealed", "assigned"), 2, 0),
        (("started", "reopened", "sealed"), None, 1),
        (("started", "started", "sealed"), 0, 1),
        (("started", "sealed", "sealed"), 0, None),
        (("sealed", "sealed"), None, None),
        ((), None, None),
    ],
)
def test_next_card(states: tuple[str, ...], after: int | None, expected: int | None) -> None:
    found = rules.next_card(queue(*states), after)
    assert (found.number if found else None) == expected
