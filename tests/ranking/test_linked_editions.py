"""Two editions without severity: side by side, or in one list through the jurors they share."""

from fractions import Fraction

import numpy as np
import pytest

from leader_award.ranking.calibration import calibrate
from leader_award.ranking.linked_editions import (
    MergedEditions,
    Unlinked,
    merge_editions,
    rank_standardised,
)
from leader_award.ranking.official import Card, Criterion

RUBRIC = (Criterion("x", 1, 100),)
SAME = (RUBRIC, RUBRIC)


def edition(random, quality, severity, k=3, noise=0.8):
    """Cards of k jurors each; quality and severity by name."""
    jurors = sorted(severity)
    return [
        Card(entry, jurors[index], Fraction(score), {"x": Fraction(score)}, complete=True)
        for entry in quality
        for index in random.choice(len(jurors), k, replace=False)
        for score in [50 + quality[entry] - severity[jurors[index]] + noise * random.normal()]
    ]


def two_editions(seed, *, shared=6, shift=0.0):
    """Forty participants in each, none in both; twelve jurors in each, `shared` in both."""
    random = np.random.default_rng(seed)
    first = {f"a{number:02}": random.normal() for number in range(40)}
    second = {f"b{number:02}": random.normal() + shift for number in range(40)}
    severity = {f"J{number:02}": random.normal() for number in range(24 - shared)}
    names = sorted(severity)
    earlier = {name: severity[name] for name in names[:12]}
    later = {name: severity[name] for name in names[12 - shared :]}
    cards = edition(random, first, earlier), edition(random, second, later)
    truth = np.mean(list(second.values())) - np.mean(list(first.values()))
    return *cards, truth


def shift_of(merged):
    scores = {"a": [], "b": []}
    for one in merged.entries:
        scores[one.participant[0]].append(one.score)
    return np.mean(scores["b"]) - np.mean(scores["a"])


def test_merged_list_holds_participants_of_one_and_of_both_editions():
    random = np.random.default_rng(1)
    jurors = dict.fromkeys("ABCDEF", 0)
    first = edition(random, {"old": 9, "both": 0}, jurors, k=6)
    second = edition(random, {"new": 4, "both": 1}, jurors, k=6)
    merged = merge_editions(first, second, SAME)
    assert [(one.participant, one.place) for one in merged.entries] == [
        ("old", 1),
        ("new", 2),
        ("both", 3),
    ]
    old, new, both = merged.entries
    assert (old.second, new.first) == (None, None)
    assert both.score == pytest.approx((both.first + both.second) / 2)
    assert merged.shared_jurors == tuple("ABCDEF")


def test_shared_jurors_undo_the_severity_of_a_harsher_second_jury():
    random = np.random.default_rng(2)
    shared = dict.fromkeys("ABCDEF", 0)
    harsh = shared | dict.fromkeys("UVWXYZ", 5)
    mild = shared | dict.fromkeys("ghijkl", -5)
    first = edition(random, {f"a{n}": n / 10 for n in range(40)}, mild)
    second = edition(random, {f"b{n}": n / 10 for n in range(40)}, harsh)
    earlier, later = (np.mean([float(one.score) for one in part]) for part in (first, second))
    merged = merge_editions(first, second, SAME)
    assert later - earlier < -3
    assert shift_of(merged) == pytest.approx(0, abs=3 * merged.link_error + 0.2)
    assert merged.link_error < 0.5


def test_link_error_is_the_size_of_the_errors_made():
    """Sixty contests: errors of the shift over their standard errors scatter by about 1."""
    ratios = []
    for seed in range(60):
        first, second, truth = two_editions(seed)
        merged = merge_editions(first, second, SAME)
        # What severity leaves, and the noise of the two means of 120 cards each.
        error = (merged.link_error**2 + 2 * 0.64 / 120) ** 0.5
        ratios.append((shift_of(merged) - truth) / error)
    assert 0.75 < np.std(ratios) < 1.25
    assert abs(np.mean(ratios)) < 0.4


def test_editions_without_a_link_are_not_merged():
    first, second, _ = two_editions(3, shared=5)
    assert merge_editions(first, second, SAME) is Unlinked.FEW_SHARED_JURORS
    first, second, _ = two_editions(3)
    other = (Criterion("x", 2, 100),)
    assert merge_editions(first, second, (RUBRIC, other)) is Unlinked.DIFFERENT_RUBRICS
    lonely = edition(np.random.default_rng(4), {"island": 1}, dict.fromkeys("pqr", 0))
    assert merge_editions(first + lonely, second, SAME) is Unlinked.SEPARATE_PANELS


def test_jurors_who_share_no_entry_link_nothing():
    random = np.random.default_rng(5)
    cards = [
        edition(random, {f"{name}{number}": number}, {name: 0}, k=1)
        for name in "ABCDEF"
        for number in (1, 2)
    ]
    flat = [card for one in cards for card in one]
    assert merge_editions(flat, flat, SAME) is Unlinked.SEPARATE_PANELS


def test_juries_without_severity_have_a_link_without_error():
    scores = {"A": 1, "B": 2, "C": 3, "D": 3, "E": 2, "F": 1}
    cards = [
        Card(entry, juror, Fraction(points), {"x": Fraction(points)}, complete=True)
        for entry, order in (("a", "ABCDEF"), ("b", "DEFABC"), ("c", "CABFDE"))
        for juror, points in zip(order, scores.values(), strict=True)
    ]
    merged = merge_editions(cards, cards, SAME)
    assert isinstance(merged, MergedEditions)
    assert merged.link_error == 0


def test_standardised_scores_weigh_both_editions_alike():
    """The second edition's scale is ten times as wide; neither decides alone."""
    random = np.random.default_rng(6)
    jurors = dict.fromkeys("ABCD", 0)
    first = edition(random, {"a": 10, "b": 0, "c": 5}, jurors, k=4, noise=0.01)
    second = edition(random, {"a": -50, "b": 0, "c": 40, "new": 10}, jurors, k=4, noise=0.01)
    ranked = rank_standardised(calibrate(first), calibrate(second))
    assert [one.participant for one in ranked] == ["c", "a", "b"]
    assert [one.place for one in ranked] == [1, 2, 3]
    assert ranked[0].score == pytest.approx((ranked[0].first + ranked[0].second) / 2)


def test_nothing_is_standardised_where_an_edition_allows_no_comparison():
    random = np.random.default_rng(7)
    good = calibrate(edition(random, {"a": 1, "b": 2}, dict.fromkeys("ABC", 0)))
    single = calibrate(edition(random, {"a": 1}, dict.fromkeys("ABC", 0)))
    equal = calibrate(edition(random, {"a": 1, "b": 1}, dict.fromkeys("ABC", 0), noise=0))
    apart = calibrate(
        edition(random, {"a": 1}, dict.fromkeys("ABC", 0))
        + edition(random, {"b": 1}, dict.fromkeys("DEF", 0))
    )
    for other in (single, equal, apart):
        assert rank_standardised(good, other) is None
        assert rank_standardised(other, good) is None
