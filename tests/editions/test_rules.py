import itertools
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leader_award.editions import rules, wording
from leader_award.editions.rules import Timetable

MILLISECOND, DAY = timedelta(milliseconds=1), timedelta(days=1)
TIMES = Timetable(
    opens_at=datetime(2026, 1, 10, 8, tzinfo=UTC),
    deadline=datetime(2026, 3, 1, 11, tzinfo=UTC),
    check_until=datetime(2026, 3, 20, 11, tzinfo=UTC),
    scoring_until=datetime(2026, 5, 1, 11, tzinfo=UTC),
    announcement_at=datetime(2026, 6, 1, 11, tzinfo=UTC),
)


@dataclass(frozen=True)
class Call:
    state: str = "open"
    opens_at: datetime = TIMES.opens_at
    deadline: datetime = TIMES.deadline
    check_until: datetime = TIMES.check_until
    scoring_until: datetime = TIMES.scoring_until
    announcement_at: datetime = TIMES.announcement_at


@dataclass(frozen=True)
class Later:
    until: datetime


def test_entry_one_millisecond_before_the_deadline_counts_and_at_its_instant_does_not() -> None:
    assert rules.accepts_entries(Call(), TIMES.deadline - MILLISECOND)
    assert not rules.accepts_entries(Call(), TIMES.deadline)


def test_call_accepts_nothing_before_it_opens() -> None:
    assert not rules.accepts_entries(Call(), TIMES.opens_at - MILLISECOND)
    assert rules.accepts_entries(Call(), TIMES.opens_at)


def test_extension_moves_the_deadline_of_one_applicant_even_while_checks_go_on() -> None:
    extension = Later(TIMES.deadline + timedelta(days=3))
    checking = Call(state="checking")
    assert rules.accepts_entries(checking, extension.until - MILLISECOND, extension)
    assert not rules.accepts_entries(checking, extension.until, extension)
    assert not rules.accepts_entries(checking, TIMES.deadline)


def test_extension_before_the_moved_deadline_takes_nothing_away() -> None:
    earlier = Later(TIMES.deadline - timedelta(days=3))
    assert rules.effective_deadline(Call(), earlier) == TIMES.deadline


@pytest.mark.parametrize("state", ["planned", "scoring", "deciding", "announced", "archived"])
def test_no_other_state_accepts_entries(state: str) -> None:
    extension = Later(TIMES.deadline + timedelta(days=300))
    assert not rules.accepts_entries(Call(state=state), TIMES.opens_at, extension)


def test_table_leads_through_every_state_once_and_ends() -> None:
    states = ["planned"]
    while (event := rules.next_event(states[-1])) is not None:
        states.append(rules.EVENTS[event].after)
    assert states == [
        "planned",
        "open",
        "checking",
        "scoring",
        "deciding",
        "announced",
        "archived",
    ]


def test_only_organisers_lead_on_and_only_from_the_right_state() -> None:
    assert rules.allows("planned", "open_call", "organiser")
    assert not rules.allows("planned", "open_call", "juror")
    assert not rules.allows("open", "open_call", "organiser")
    assert rules.allows("deciding", "announce", "system")


def test_formal_check_waits_for_the_deadline() -> None:
    assert rules.guard("start_checking", Call(), TIMES.deadline - MILLISECOND) == "call_still_open"
    assert rules.guard("start_checking", Call(), TIMES.deadline) is None


def test_call_whose_deadline_has_passed_cannot_be_published() -> None:
    planned = Call(state="planned")
    assert rules.guard("open_call", planned, TIMES.deadline) == "deadline_passed"
    assert rules.guard("open_call", planned, TIMES.opens_at) is None


def test_timetable_of_an_edition_holds_its_five_instants() -> None:
    assert Timetable.of(Call()) == TIMES


def test_every_stage_must_come_after_the_one_before() -> None:
    assert rules.disorder(TIMES) == []
    assert rules.disorder(replace(TIMES, deadline=TIMES.opens_at)) == ["deadline"]
    assert rules.disorder(replace(TIMES, check_until=TIMES.opens_at)) == ["check_until"]


def test_planned_edition_may_move_everything_anywhere() -> None:
    past = replace(TIMES, opens_at=datetime(2001, 1, 1, tzinfo=UTC))
    assert rules.forbidden_moves(Call(state="planned"), past, TIMES.deadline) == []


def test_published_deadline_may_not_land_in_the_past_nor_an_opening_that_has_been() -> None:
    now = TIMES.opens_at + timedelta(days=10)
    back = replace(TIMES, deadline=now, opens_at=TIMES.opens_at - timedelta(days=1))
    assert rules.forbidden_moves(Call(), back, now) == [("opens_at", "over"), ("deadline", "past")]
    ahead = replace(TIMES, deadline=now + MILLISECOND)
    assert rules.forbidden_moves(Call(), ahead, now) == []


def test_published_call_that_has_not_opened_may_still_open_later() -> None:
    now = TIMES.opens_at - timedelta(days=2)
    later = replace(TIMES, opens_at=TIMES.opens_at + timedelta(days=1))
    assert rules.forbidden_moves(Call(), later, now) == []


@pytest.mark.parametrize(
    ("state", "over"),
    [
        ("open", ()),
        ("checking", ("opens_at", "deadline")),
        ("scoring", ("opens_at", "deadline", "check_until")),
        ("deciding", ("opens_at", "deadline", "check_until", "scoring_until")),
        ("announced", rules.STAGES),
        ("archived", rules.STAGES),
    ],
)
def test_instants_of_the_stages_that_are_over_stay(state: str, over: tuple[str, ...]) -> None:
    moved = Timetable(*(getattr(TIMES, stage) + DAY for stage in rules.STAGES))
    found = rules.forbidden_moves(Call(state=state), moved, TIMES.opens_at - DAY)
    assert found == [(stage, "over") for stage in over]


def test_opening_is_over_from_its_own_instant() -> None:
    later = replace(TIMES, opens_at=TIMES.opens_at + DAY)
    assert rules.forbidden_moves(Call(), later, TIMES.opens_at - MILLISECOND) == []
    assert rules.forbidden_moves(Call(), later, TIMES.opens_at) == [("opens_at", "over")]


def test_only_a_moved_deadline_of_a_published_call_needs_a_reason() -> None:
    moved = replace(TIMES, deadline=TIMES.deadline + MILLISECOND)
    assert rules.needs_reason(Call(), moved)
    assert not rules.needs_reason(Call(), replace(TIMES, check_until=TIMES.scoring_until))
    assert not rules.needs_reason(Call(state="planned"), moved)


def test_public_sees_the_call_split_by_its_instants() -> None:
    moments = [TIMES.opens_at - MILLISECOND, TIMES.opens_at, TIMES.deadline]
    assert [rules.phase(Call(), now) for now in moments] == ["upcoming", "open", "closed"]
    assert rules.phase(Call(state="scoring"), TIMES.opens_at) == "scoring"


def test_later_states_freeze_more_and_each_freeze_has_its_sentence() -> None:
    order = ["planned", "open", "checking", "scoring", "deciding", "announced", "archived"]
    frozen = [rules.frozen_by_state(state) for state in order]
    assert all(a <= b for a, b in itertools.pairwise(frozen))
    assert frozen[1] == set()
    assert "form" in frozen[2]
    assert not {"rounds", "rubric"} & frozen[3]
    assert {"rounds", "rubric"} <= frozen[4]
    assert frozen[-1] <= set(wording.FREEZE_REASONS)


def bands(*pairs: tuple[int, int]) -> list[dict[str, int]]:
    return [{"from": low, "to": high} for low, high in pairs]


@pytest.mark.parametrize(
    ("levels", "verdict"),
    [
        (bands(), None),
        (bands((0, 2), (3, 10)), None),
        (bands((0, 4), (5, 5), (6, 10)), None),
        (bands((3, 10), (0, 2)), None),
        (bands((0, 2), (4, 10)), "gap"),
        (bands((0, 9)), "gap"),
        (bands((1, 10)), "gap"),
        (bands((0, 5), (5, 10)), "overlap"),
        (bands((5, 0)), "reversed"),
        (bands((0, 11)), "outside"),
        (bands((-1, 10)), "outside"),
    ],
)
def test_levels_must_cover_the_scale(levels: list[dict[str, int]], verdict: str | None) -> None:
    assert rules.badly_described(levels, 10) == verdict


def test_items_move_by_one_and_stop_at_the_ends() -> None:
    assert rules.moved(["a", "b", "c"], "b", -1) == ["b", "a", "c"]
    assert rules.moved(["a", "b", "c"], "b", 1) == ["a", "c", "b"]
    assert rules.moved(["a", "b", "c"], "a", -1) == ["a", "b", "c"]
    assert rules.moved(["a", "b", "c"], "c", 1) == ["a", "b", "c"]


def test_call_needs_texts_categories_questions_checks_and_weights_that_make_100() -> None:
    complete = {"theme": "x", "call_text": "y", "categories": 1, "questions": 1, "checks": 1}
    assert rules.missing_for_call(**complete, rubrics=[[60, 40], [100]]) == []
    assert rules.missing_for_call(**complete, rubrics=[[60, 40], [60, 41]]) == ["rubric"]
    for text in ("theme", "call_text"):
        assert rules.missing_for_call(**(complete | {text: ""}), rubrics=[[100]]) == ["basics"]
    nothing = {"theme": "", "call_text": "", "categories": 0, "questions": 0, "checks": 0}
    lacking = rules.missing_for_call(**nothing, rubrics=[[]])
    assert lacking == ["basics", "categories", "form", "rubric", "checks"]


@dataclass(frozen=True)
class Round:
    opens_at: datetime | None = None
    until: datetime | None = None


def day(number: int) -> datetime:
    """The first of the 42 days of the assessment is day 0."""
    return TIMES.check_until + number * DAY


@pytest.mark.parametrize(
    ("rounds", "fault"),
    [
        ([], None),
        ([Round()], None),
        ([Round(day(0), TIMES.scoring_until)], None),
        ([Round(day(0) - MILLISECOND)], (0, "opens_at", "early")),
        ([Round(until=TIMES.scoring_until + MILLISECOND)], (0, "until", "late")),
        ([Round(day(5), day(5))], (0, "until", "reversed")),
        ([Round(day(5), day(5) + MILLISECOND)], None),
        ([Round(TIMES.scoring_until)], (0, "until", "reversed")),
        ([Round(until=day(0))], None),
        ([Round(until=day(0) - MILLISECOND)], (0, "until", "early")),
        ([Round(until=day(9)), Round(day(9))], None),
        ([Round(until=day(9)), Round(day(9) - MILLISECOND)], (1, "opens_at", "overlap")),
        ([Round(until=day(9)), Round(day(0) - MILLISECOND)], (1, "opens_at", "early")),
        ([Round(until=day(9)), Round(until=day(9))], None),
        ([Round(until=day(9)), Round(until=day(9) - MILLISECOND)], (1, "until", "overlap")),
        ([Round(until=day(9)), Round(until=day(20)), Round(day(15))], (2, "opens_at", "overlap")),
    ],
)
def test_rounds_follow_one_another_within_the_assessment(
    rounds: list[Round], fault: tuple[int, str, str] | None
) -> None:
    assert rules.misdated(rounds, TIMES) == fault


@given(st.lists(st.integers(0, 42), min_size=3, unique=True).map(sorted))
def test_rounds_laid_end_to_end_within_the_assessment_are_well_dated(days: list[int]) -> None:
    rounds = [Round(day(first), day(last)) for first, last in itertools.pairwise(days)]
    assert rules.misdated(rounds, TIMES) is None
    # The other way round, the one that now comes second opens before the first has ended.
    assert rules.misdated(rounds[::-1], TIMES) == (1, "opens_at", "overlap")


@pytest.mark.parametrize(
    ("shares", "fault"),
    [
        ([100], None),
        ([60, 40], None),
        ([0, 100], None),
        ([50, 49], "sum"),
        ([50, 51], "sum"),
        ([], "sum"),
        ([101], "range"),
        ([-1, 101], "range"),
        ([-1, 1, 100], "range"),
        ([101, 0, -1], "range"),
    ],
)
def test_shares_of_the_rounds_make_a_whole(shares: list[int], fault: str | None) -> None:
    assert rules.share_fault(shares) == fault


def test_question_of_some_categories_is_asked_in_those_alone() -> None:
    assert rules.asked_in(["a", "b"], "b")
    assert not rules.asked_in(["a", "b"], "c")
    assert not rules.asked_in(["a", "b"], None)


def test_question_of_no_category_is_asked_in_all_and_before_one_is_chosen() -> None:
    assert rules.asked_in([], "a")
    assert rules.asked_in([], None)
