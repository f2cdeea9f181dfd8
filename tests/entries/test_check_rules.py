from datetime import UTC, datetime, timedelta

import pytest

from leader_award.entries import check_rules
from leader_award.entries.check_rules import Fault

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
MET, UNMET, NONE = ("met", ""), ("not_met", "brak podpisu"), ("not_applicable", "")


def faults(findings: dict[str, tuple[str, str]], outcome: str, **rest: object) -> list[Fault]:
    given = {"letter": "Proszę uzupełnić.", "complete_until": NOW + timedelta(days=7)} | rest
    return check_rules.faults(["a", "b"], findings, outcome, now=NOW, **given)  # type: ignore[arg-type]


def test_entry_that_meets_every_item_can_only_be_admitted() -> None:
    assert faults({"a": MET, "b": NONE}, "admitted") == []
    for outcome in ("returned", "rejected"):
        assert faults({"a": MET, "b": NONE}, outcome) == [Fault("outcome", "all_met")]


def test_one_item_not_met_bars_admission() -> None:
    findings = {"a": MET, "b": UNMET}
    assert faults(findings, "admitted") == [Fault("outcome", "something_not_met")]
    assert faults(findings, "returned") == faults(findings, "rejected") == []


def test_each_item_needs_a_verdict_that_exists() -> None:
    assert Fault("verdict_b", "no_verdict") in faults({"a": MET}, "admitted")
    assert Fault("verdict_b", "no_verdict") in faults({"a": MET, "b": ("perhaps", "")}, "admitted")


def test_item_not_met_needs_a_remark() -> None:
    findings = {"a": MET, "b": ("not_met", "  ")}
    assert faults(findings, "returned") == [Fault("remark_b", "no_remark")]


def test_returning_needs_a_letter_and_rejecting_a_reason() -> None:
    findings = {"a": MET, "b": UNMET}
    assert faults(findings, "returned", letter=" \n") == [Fault("letter", "no_letter")]
    assert faults(findings, "rejected", letter="") == [Fault("letter", "no_reason")]


@pytest.mark.parametrize("until", [None, NOW, NOW - timedelta(milliseconds=1)])
def test_term_for_completing_must_lie_ahead(until: datetime | None) -> None:
    findings = {"a": MET, "b": UNMET}
    wrong = [Fault("complete_until", "term_not_ahead")]
    assert faults(findings, "returned", complete_until=until) == wrong
    assert faults(findings, "rejected", complete_until=until) == []


def hindrance(**changes: object) -> str | None:
    given: dict[str, object] = {
        "edition_state": "checking",
        "applicant_deadline": NOW,
        "state": "submitted",
        "complete_until": None,
        "now": NOW,
    }
    return check_rules.hindrance(**(given | changes))  # type: ignore[arg-type]


def test_checking_begins_at_the_applicants_own_deadline() -> None:
    assert hindrance() is None
    assert hindrance(edition_state="open") is None
    later = NOW + timedelta(milliseconds=1)
    assert hindrance(applicant_deadline=later) == "may_be_replaced"


def test_checking_ends_when_scoring_starts() -> None:
    assert hindrance(edition_state="scoring") == "not_checking"
    assert hindrance(edition_state="planned") == "not_checking"


def test_returned_entry_waits_for_its_term_and_can_then_only_be_rejected() -> None:
    later = NOW + timedelta(milliseconds=1)
    assert hindrance(state="returned", complete_until=later) == "being_completed"
    assert hindrance(state="returned", complete_until=NOW) is None
    assert check_rules.possible_outcomes("returned", NOW, NOW) == ["rejected"]


@pytest.mark.parametrize("state", ["draft", "admitted", "rejected", "withdrawn", "finalist"])
def test_entry_in_another_state_does_not_wait_for_a_check(state: str) -> None:
    assert hindrance(state=state) == "not_waiting"
