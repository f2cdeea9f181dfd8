from datetime import UTC, datetime, timedelta

from leader_award.results import rules
from leader_award.results.rules import Given

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


def test_undecided_entry_stands_in_the_way() -> None:
    found = rules.readiness(["a", "b"], {"a": Given("not_awarded")}, {}, [])
    assert (found.undecided, found.ready) == (1, False)


def test_prize_given_more_often_than_there_is_of_it_stands_in_the_way() -> None:
    decisions = {"a": Given("laureate", "trip"), "b": Given("laureate", "trip")}
    assert rules.readiness("ab", decisions, {"trip": 2}, ["laureate"]).ready
    assert rules.readiness("ab", decisions, {"trip": 1}, ["laureate"]).exceeded == {"trip": 2}
    assert rules.readiness("ab", decisions, {}, ["laureate"]).exceeded == {"trip": 2}


def test_award_without_a_prize_is_pointed_out_but_does_not_stop_anything() -> None:
    decisions = {"a": Given("laureate"), "b": Given("distinction"), "c": Given("not_awarded")}
    found = rules.readiness("abc", decisions, {"trip": 1}, ["laureate"])
    assert (found.without_prize, found.ready) == (1, True)
