from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from leader_award.results import rules
from leader_award.results.rules import Facts, Given

AT = datetime(2026, 12, 16, 11, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def test_results_are_public_from_the_instant_itself_and_not_a_moment_before() -> None:
    assert not rules.is_announced(AT, AT - timedelta(microseconds=1))
    assert rules.is_announced(AT, AT)
    assert not rules.is_announced(None, AT)


def test_only_finalists_can_win_where_there_is_a_final() -> None:
    assert rules.outcomes_for(has_final=True, decided=None) == ("not_awarded",)
    assert "laureate" in rules.outcomes_for(has_final=True, decided="finalist")
    assert "not_awarded" not in rules.outcomes_for(has_final=True, decided="laureate")
    assert "finalist" not in rules.outcomes_for(has_final=False, decided=None)


def facts(decisions: dict[str, Given], **rest: Any) -> Facts:
    values: dict[str, Any] = {
        "entries": list(decisions),
        "counts": {"trip": 2},
        "awards": {"trip": "laureate"},
    }
    return Facts(decisions=decisions, **(values | rest))


def test_undecided_entry_stands_in_the_way() -> None:
    found = rules.check(facts({"a": Given("not_awarded")}, entries=["a", "b"]))
    assert (found.undecided, found.ready) == (("b",), False)


def test_prize_given_more_often_than_there_is_of_it_stands_in_the_way() -> None:
    decisions = {"a": Given("laureate", "trip"), "b": Given("laureate", "trip")}
    assert rules.check(facts(decisions)).ready
    assert rules.check(facts(decisions, counts={"trip": 1})).exceeded == {"trip": 2}
    once = {"a": Given("laureate", "trip")}
    assert rules.check(facts(once, counts={})).exceeded == {"trip": 1}
    assert not rules.check(facts(once, counts={})).ready


def test_prizes_left_over_and_awards_without_one_are_pointed_out_but_stop_nothing() -> None:
    decisions = {"a": Given("laureate"), "b": Given("distinction"), "c": Given("not_awarded")}
    found = rules.check(facts(decisions))
    assert (found.without_prize, found.left_over, found.ready) == (("a",), {"trip": 2}, True)


def test_prizes_left_over_are_those_not_given() -> None:
    one = {"a": Given("laureate", "trip")}
    both = one | {"b": Given("laureate", "trip")}
    assert rules.check(facts(one)).left_over == {"trip": 1}
    assert rules.check(facts(both)).left_over == {}


def test_departure_without_a_reason_stands_in_the_way() -> None:
    tables = [{"a": 1, "b": 2}]
    passed_over = {"a": Given("not_awarded"), "b": Given("laureate", "trip")}
    found = rules.check(facts(passed_over, tables=tables))
    assert (found.departures.unexplained, found.ready) == (("b",), False)
    explained = passed_over | {"b": Given("laureate", "trip", explained=True)}
    assert rules.check(facts(explained, tables=tables)).ready


OUTCOMES = {"L": "laureate", "D": "distinction", "F": "finalist", "-": "not_awarded"}


def departing(outcomes: str, explained: str = "", places: Any = None) -> rules.Departures:
    """Departures where entry a has place 1, b place 2, …; `outcomes` by place, "." undecided."""
    table = places or {chr(97 + n): n + 1 for n in range(len(outcomes))}
    decisions = {
        entry: Given(OUTCOMES[letter], explained=entry in explained)
        for entry, letter in zip(table, outcomes, strict=True)
        if letter != "."
    }
    return rules.departures([table], decisions)


@pytest.mark.parametrize(
    ("outcomes", "asked"),
    [
        ("LDF-", ""),
        ("LLLL", ""),
        ("DL--", "b"),  # of two that changed places, the one that was lifted
        ("-LDF", "a"),  # one passed over by three
        ("LF-----L", "h"),  # one lifted over six
        ("-L", "b"),
        (".L-", ""),  # an undecided entry contradicts nothing yet
        ("-L-L", "bd"),
    ],
)
def test_fewest_decisions_against_the_ranking_are_asked_for_a_reason(
    outcomes: str, asked: str
) -> None:
    assert "".join(sorted(departing(outcomes).unexplained)) == asked


def test_reason_at_either_of_two_decisions_explains_their_contradiction() -> None:
    for explained in "ab":
        found = departing("DL", explained)
        assert (found.unexplained, explained in found) == ((), True)
    assert departing("DL-", "c").unexplained == ("b",), "a reason elsewhere explains nothing"
    assert "c" not in departing("DL-", "c")


def test_shared_place_contradicts_nothing_and_an_entry_without_score_is_behind_all() -> None:
    assert departing("-L", places={"a": 1, "b": 1}).unexplained == ()
    assert departing("-L", places={"a": 1, "b": None}).unexplained == ("b",)
    assert departing("-L", places={"a": None, "b": None}).unexplained == ()


def test_places_count_and_not_the_names_of_entries() -> None:
    assert departing("-L", places={"b": 1, "a": 2}).unexplained == ("a",)
    assert departing("L-", places={"b": 1, "a": 2}).unexplained == ()


def test_only_entries_of_one_category_are_compared() -> None:
    decisions = {"a": Given("not_awarded"), "b": Given("laureate")}
    assert rules.departures([{"a": 1, "b": 2}], decisions).unexplained == ("b",)
    assert rules.departures([{"a": 1}, {"b": 1}], decisions).unexplained == ()


def test_open_tie_stands_in_the_way_only_if_it_divides_winners_from_others() -> None:
    decisions = {"a": Given("laureate"), "b": Given("distinction"), "c": Given("distinction")}
    assert rules.check(facts(decisions, open_ties=[("a", "b")])).dividing_ties == (("a", "b"),)
    harmless = rules.check(facts(decisions, open_ties=[("b", "c")]))
    assert (harmless.ready, harmless.harmless_ties) == (True, (("b", "c"),))


def circumstances(**changes: Any) -> rules.Circumstances:
    values = {"ready": True, "planned_for": None, "prepared_by": "olga", "actor": "igor", "now": AT}
    return rules.Circumstances(**(values | changes))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"actor": "olga"}, rules.SECOND),
        ({"actor": None}, rules.SECOND),
        ({"planned_for": AT}, rules.AHEAD),
        ({"planned_for": AT + MILLISECOND}, None),
        ({"ready": False}, rules.READY),
    ],
)
def test_approval_takes_a_second_organiser_before_the_instant_with_all_checks_passed(
    changes: dict[str, Any], reason: str | None
) -> None:
    line = rules.step(rules.PREPARED, rules.APPROVE)
    assert line is not None
    assert rules.refusal(line, circumstances(**changes)) == reason


def test_what_was_never_prepared_cannot_be_approved() -> None:
    assert rules.step(rules.UNPREPARED, rules.APPROVE) is None


def test_table_leads_to_the_public_only_through_an_approval() -> None:
    into_public = [line for line in rules.STEPS if line.after == rules.PUBLIC]
    into_approved = [line for line in rules.STEPS if line.after == rules.APPROVED]
    assert [(line.before, line.roles) for line in into_public] == [(rules.APPROVED, ())]
    assert [line.guards for line in into_approved] == [(rules.SECOND, rules.AHEAD, rules.READY)]
    assert rules.possible(rules.PUBLIC, "organiser") == frozenset()
    assert all(rules.possible(line.before, "juror") == frozenset() for line in rules.STEPS)


def test_announcement_stands_where_its_instants_say() -> None:
    def state(prepared: bool = True, **instants: datetime | None) -> str:
        values = {"approved_at": None, "at": None, "now": AT} | instants
        return rules.state_of(prepared=prepared, **values)  # type: ignore[arg-type]

    assert state(prepared=False) == rules.UNPREPARED
    assert state() == rules.PREPARED
    assert state(approved_at=AT, at=AT + MILLISECOND) == rules.APPROVED
    assert state(approved_at=AT, at=AT) == rules.PUBLIC
