"""A later round adds to the earlier ones and overwrites none of them."""

import pytest

from leader_award.ranking.official import CardScore, Criterion, rank_official
from leader_award.ranking.rounds import Round, rank_rounds
from leader_award.ranking.ties import TieStep, Vote

RUBRIC = (Criterion("effect", 60, 10), Criterion("reach", 40, 10))


def held(name, share, **points):
    """A round of one juror: entry=points under both criteria, or a pair of points."""
    pairs = {entry: one if isinstance(one, tuple) else (one, one) for entry, one in points.items()}
    scores = [
        CardScore(entry, "Nowak", criterion.id, value)
        for entry, pair in pairs.items()
        for criterion, value in zip(RUBRIC, pair, strict=True)
    ]
    return Round(name, share, RUBRIC, rank_official(RUBRIC, scores))


def places(ranking):
    return {line.entry: line.place for line in ranking.entries}


def test_finalists_are_ordered_by_the_shares_of_the_rounds():
    ranking = rank_rounds([held("desk", 60, A=9, B=8), held("final", 40, A=6, B=9)])
    assert [(line.entry, line.score) for line in ranking.entries] == [("B", 84), ("A", 78)]
    assert ranking.entries[0].rounds == {"desk": 80, "final": 90}


def test_who_stopped_earlier_comes_after_whatever_its_score():
    desk = held("desk", 60, A=5, B=6, C=9, D=7, E=2)
    ranking = rank_rounds([desk, held("visit", 0, A=5, B=5, D=9), held("final", 40, A=8, B=3)])
    assert [(line.entry, line.place, line.reached) for line in ranking.entries] == [
        ("A", 1, "final"),
        ("B", 2, "final"),
        ("D", 3, "visit"),
        ("C", 4, "desk"),
        ("E", 5, "desk"),
    ]


def test_round_that_only_chooses_counts_nothing_for_those_who_went_on():
    ranking = rank_rounds([held("desk", 0, A=9, B=1), held("final", 1, A=5, B=6)])
    assert [(line.entry, line.score) for line in ranking.entries] == [("B", 60), ("A", 50)]


def test_entry_scored_in_a_round_it_did_not_reach_stays_where_it_stopped():
    ranking = rank_rounds(
        [held("desk", 1, A=5, B=6), held("visit", 1, A=5), held("final", 1, A=5, B=9)]
    )
    assert places(ranking) == {"A": 1, "B": 2}
    assert ranking.entries[1].reached == "desk"


def test_tie_goes_to_the_better_last_round_then_to_its_steps():
    ranking = rank_rounds([held("desk", 50, A=9, B=7), held("final", 50, A=5, B=7)])
    assert places(ranking) == {"B": 1, "A": 2}
    assert [tie.step for tie in ranking.ties] == [TieStep.ROUND]
    ranking = rank_rounds([held("desk", 50, A=8, B=8), held("final", 50, A=(4, 9), B=(6, 6))])
    assert places(ranking) == {"B": 1, "A": 2}
    assert [(tie.step, tie.criterion) for tie in ranking.ties] == [(TieStep.CRITERION, "effect")]


def test_tie_among_those_who_stopped_is_numbered_after_the_finalists():
    vote = Vote(("C", "B"))
    desk = held("desk", 1, A=5, B=7, C=7, D=1)
    ranking = rank_rounds([desk, held("final", 1, A=5)], votes=[vote])
    assert places(ranking) == {"A": 1, "C": 2, "B": 3, "D": 4}
    assert [(tie.place, tie.step) for tie in ranking.ties] == [(2, TieStep.VOTE)]
    assert ranking.unused_votes == ()


def test_shared_place_counts_all_before():
    ranking = rank_rounds([held("desk", 1, A=5, B=7, C=7, D=1), held("final", 1, A=5)])
    assert places(ranking) == {"A": 1, "B": 2, "C": 2, "D": 4}


def test_vote_that_no_tie_called_for_is_told():
    vote = Vote(("A", "B"))
    ranking = rank_rounds([held("desk", 1, A=5, B=7)], votes=[vote])
    assert ranking.unused_votes == (vote,)


@pytest.mark.parametrize("rounds", [[], [held("desk", -1, A=5)]])
def test_rounds_without_sense_are_refused(rounds):
    with pytest.raises(ValueError, match="shares"):
        rank_rounds(rounds)
