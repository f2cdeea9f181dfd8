"""The rules of the formal check: which outcome follows from which verdicts, and what it needs.

Pure: no request, no database, no clock. Faults carry codes; `check_wording` has the sentences.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from leader_award.entries import rules

MET, NOT_MET, NOT_APPLICABLE = "met", "not_met", "not_applicable"
VERDICTS = (MET, NOT_MET, NOT_APPLICABLE)
ADMITTED, RETURNED, REJECTED = "admitted", "returned", "rejected"
EVENTS: Mapping[str, str] = {ADMITTED: "admit", RETURNED: "return", REJECTED: "reject"}
"""Outcome of a check -> the event of `rules.EVENTS` that it causes."""

Finding = tuple[str, str]
"""A verdict and a remark."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a check: the form field it belongs to, and a code."""

    field: str
    code: str


def verdict_field(item_id: str) -> str:
    """Return the name of the form field with the verdict on an item."""
    return f"verdict_{item_id}"


def remark_field(item_id: str) -> str:
    """Return the name of the form field with the remark on an item."""
    return f"remark_{item_id}"


def outcomes_for(verdicts: Iterable[str]) -> tuple[str, ...]:
    """Return the outcomes that these verdicts allow: one item not met bars admission."""
    return (RETURNED, REJECTED) if NOT_MET in verdicts else (ADMITTED,)


def faults(
    items: Collection[str],
    findings: Mapping[str, Finding],
    outcome: str,
    letter: str,
    complete_until: datetime | None,
    now: datetime,
) -> list[Fault]:
    """Return everything wrong with a check of these items, in the order of the form.

    Each item needs a verdict, and one that is not met a remark; returning needs a letter and a
    term after `now`, rejecting a reason.
    """
    found = []
    for item in items:
        verdict, remark = findings.get(item, ("", ""))
        if verdict not in VERDICTS:
            found.append(Fault(verdict_field(item), "no_verdict"))
        elif verdict == NOT_MET and not remark.strip():
            found.append(Fault(remark_field(item), "no_remark"))
    if outcome not in EVENTS:
        found.append(Fault("outcome", "no_outcome"))
    elif outcome not in outcomes_for(verdict for verdict, _remark in findings.values()):
        found.append(Fault("outcome", "all_met" if outcome != ADMITTED else "something_not_met"))
    if outcome in (RETURNED, REJECTED) and not letter.strip():
        found.append(Fault("letter", "no_letter" if outcome == RETURNED else "no_reason"))
    if outcome == RETURNED and (complete_until is None or complete_until <= now):
        found.append(Fault("complete_until", "term_not_ahead"))
    return found


def is_overdue(state: str, complete_until: datetime | None, now: datetime) -> bool:
    """Return whether a returned entry was not completed within its term."""
    return state == "returned" and complete_until is not None and complete_until <= now


def hindrance(
    *,
    edition_state: str,
    applicant_deadline: datetime,
    state: str,
    complete_until: datetime | None,
    now: datetime,
) -> str | None:
    """Return why this entry cannot be checked now, by code, or None if it can.

    Checking begins once the applicant can no longer replace the entry and ends when scoring
    starts. A returned entry comes back when it is completed, or when its term has passed.
    """
    if edition_state not in ("open", "checking"):
        return "not_checking"
    if now < applicant_deadline:
        return "may_be_replaced"
    if state == "returned" and not is_overdue(state, complete_until, now):
        return "being_completed"
    return None if possible_outcomes(state, complete_until, now) else "not_waiting"


def possible_outcomes(state: str, complete_until: datetime | None, now: datetime) -> list[str]:
    """Return the outcomes that the state table lets an organiser choose."""
    seen = rules.Circumstances(now=now, call_accepts=False, complete_until=complete_until)
    return [
        outcome
        for outcome, event in EVENTS.items()
        if rules.refusal(state, event, "organiser", seen) is None
    ]
