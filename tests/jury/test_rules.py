from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from leader_award.jury import rules

DAY = datetime(2026, 1, 10, tzinfo=UTC)


def juror(**known: Any) -> Any:
    return SimpleNamespace(**({"declared_at": None, "refused_at": None, "left_at": None} | known))


@pytest.mark.parametrize(
    ("known", "unanswered", "state"),
    [
        ({}, 3, "invited"),
        ({"refused_at": DAY}, 3, "refused"),
        ({"refused_at": DAY, "declared_at": DAY}, 3, "declared"),
        ({"declared_at": DAY}, 1, "declared"),
        ({"declared_at": DAY}, 0, "ready"),
        ({"declared_at": DAY, "left_at": DAY}, 0, "left"),
    ],
)
def test_state_of_a_juror(known: dict[str, Any], unanswered: int, state: str) -> None:
    assert rules.juror_state(juror(**known), unanswered) == state


@pytest.mark.parametrize(
    ("known", "serves"),
    [
        ({}, False),
        ({"declared_at": DAY}, True),
        ({"declared_at": DAY, "left_at": DAY}, False),
        ({"left_at": DAY}, False),
    ],
)
def test_juror_serves_from_the_declaration_until_leaving(
    known: dict[str, Any], serves: bool
) -> None:
    assert rules.may_serve(juror(**known)) is serves


@pytest.mark.parametrize(
    ("expertise", "fault"),
    [
        ({}, None),
        ({"a": 0, "b": 3}, None),
        ({"a": 1, "b": 2}, None),
        ({"a": 4}, "range"),
        ({"a": 3, "b": -1}, "range"),
        ({"c": 1}, "unknown"),
        ({"a": 4, "c": 1}, "unknown"),
    ],
)
def test_expertise_is_one_of_four_levels_in_a_category_of_the_edition(
    expertise: dict[str, int], fault: str | None
) -> None:
    assert rules.expertise_fault(expertise, ["a", "b"]) == fault


def test_affinity_follows_expertise_in_the_entrys_category() -> None:
    known = {"a": 1, "b": 2, "c": 3}
    assert [rules.affinity(known, one) for one in ("a", "b", "c", "d", None)] == [
        40, 70, 100, 0, 0,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("edition", "entry", "known", "barred", "code"),
    [
        ("scoring", "admitted", {"declared_at": DAY}, False, None),
        ("checking", "finalist", {"declared_at": DAY}, False, None),
        ("open", "admitted", {"declared_at": DAY}, False, "stage"),
        ("deciding", "admitted", {"declared_at": DAY}, False, "stage"),
        ("scoring", "rejected", {"declared_at": DAY}, False, "entry"),
        ("scoring", "admitted", {}, False, "undeclared"),
        ("scoring", "admitted", {"declared_at": DAY, "left_at": DAY}, False, "left"),
        ("scoring", "admitted", {"declared_at": DAY}, True, "conflict"),
    ],
)
def test_what_keeps_an_entry_from_a_juror(
    edition: str, entry: str, known: dict[str, Any], barred: bool, code: str | None
) -> None:
    found = rules.hindrance(
        edition_state=edition, entry_state=entry, juror=juror(**known), barred=barred
    )
    assert found == code


@pytest.mark.parametrize(
    ("capacity", "minimum", "fault"),
    [
        (1, 0, None),
        (15, 15, None),
        (500, 0, None),
        (0, 0, ("capacity", "range")),
        (501, 0, ("capacity", "range")),
        (5, -1, ("minimum", "negative")),
        (5, 6, ("minimum", "above_capacity")),
    ],
)
def test_bounds_of_a_load(capacity: int, minimum: int, fault: tuple[str, str] | None) -> None:
    assert rules.load_fault(capacity, minimum) == fault


@pytest.mark.parametrize(
    ("kind", "note", "fault"),
    [
        ("none", "", None),
        ("family", "", None),
        ("other", "Wspólny projekt", None),
        ("other", "  ", "note_missing"),
        ("friend", "", "kind"),
        ("", "", "kind"),
        ("family", "x" * 1000, None),
        ("family", "x" * 1001, "note_long"),
    ],
)
def test_answers_about_a_conflict(kind: str, note: str, fault: str | None) -> None:
    assert rules.conflict_fault(kind, note) == fault


def test_difference_between_two_plans() -> None:
    change = rules.difference([("a", "x"), ("b", "x")], [("b", "x"), ("b", "y")])
    assert (change.kept, change.added, change.ended) == (
        {("b", "x")}, {("b", "y")}, {("a", "x")},
    )  # fmt: skip
