from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from types import SimpleNamespace

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


def queue(*states: str) -> list[SimpleNamespace]:
    return [SimpleNamespace(state=state, number=i) for i, state in enumerate(states)]


@pytest.mark.parametrize(
    ("states", "after", "expected"),
    [
        (("sealed", "started", "assigned"), None, 2),
        (("assigned", "assigned", "assigned"), 0, 1),
        (("assigned", "assigned", "assigned"), 1, 2),
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
