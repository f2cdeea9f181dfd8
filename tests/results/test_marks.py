from dataclasses import dataclass, field
from fractions import Fraction

import pytest

from leader_award.results.marks import Quartiles, marks


@dataclass
class Line:
    id: str
    weight: int = 20
    maximum: int = 10
    name: dict[str, str] = field(default_factory=lambda: {"pl": "Skuteczność"})


def quartiles(*values: int) -> tuple[Fraction, Fraction, Fraction]:
    found = Quartiles.of(map(Fraction, values))
    return found.low, found.middle, found.high


def test_quartiles_are_exact_and_interpolate_between_two_values() -> None:
    assert quartiles(1, 2, 3, 4, 5) == (2, 3, 4)
    assert quartiles(5, 1, 4, 2, 3, 9) == (Fraction(9, 4), Fraction(7, 2), Fraction(19, 4))
    assert quartiles(7) == (7, 7, 7)


def scores(**points: list[int]) -> list[tuple[str, str, str, int]]:
    return [(entry, f"j{n}", "c", p) for entry, own in points.items() for n, p in enumerate(own)]


FIVE = scores(a=[9, 8, 8], b=[6, 6], c=[5], d=[4], e=[3])


def test_own_mark_is_the_mean_of_its_cards_beside_the_quartiles_of_its_category() -> None:
    (mark,) = marks([Line("c")], FIVE, "a", "abcde")
    assert mark.own == Fraction(25, 3)
    assert mark.others is not None
    assert (mark.others.low, mark.others.middle, mark.others.high) == (4, 5, 6)
    assert mark.share(Fraction(5)) == 0.5


@pytest.mark.parametrize("compared", ["abcd", "abcdx", ""])
def test_nothing_is_told_of_a_category_with_fewer_than_five_entries_that_have_marks(
    compared: str,
) -> None:
    (mark,) = marks([Line("c")], FIVE, "a", compared)
    assert (mark.own, mark.others) == (Fraction(25, 3), None)


def test_entries_of_other_categories_do_not_count() -> None:
    (mark,) = marks([Line("c")], [*FIVE, *scores(z=[10], y=[10])], "a", "abcde")
    assert mark.others is not None
    assert mark.others.high == 6


def test_criterion_that_nobody_scored_for_the_entry_has_no_mark() -> None:
    assert [mark.own for mark in marks([Line("c"), Line("d")], FIVE, "x", "abcde")] == [None, None]
