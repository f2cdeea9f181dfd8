"""Where the jurors of a round stand: how far apart on each entry, and what has changed since."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from leader_award.discussion import disagreement as measure
from leader_award.discussion.disagreement import Disagreement
from leader_award.discussion.models import ScoreChange
from leader_award.editions.models import Criterion, Round
from leader_award.jury import queries as jury_queries
from leader_award.jury.queries import Listed
from leader_award.ranking import queries as ranking_queries
from leader_award.ranking.official import CardScore
from leader_award.ranking.tables import EditionRanking, Facts, make_rankings
from leader_award.scoring import rules as scoring_rules


@dataclass(frozen=True)
class Standing:
    """One round's entries by id, its sealed cards, and how far apart they are by entry.

    `sealed` and `due` count cards; entries with fewer than two sealed cards have no figure.
    """

    round: Round
    entries: Mapping[str, Listed]
    facts: Facts
    apart: Mapping[str, Disagreement]
    sealed: int
    due: int

    @property
    def order(self) -> list[str]:
        """The ids of the entries on which the jury disagrees, the most disputed first."""
        found = measure.by_disagreement(self.apart)
        return [entry_id for entry_id in found if self.apart[entry_id].largest]

    @property
    def criteria(self) -> Mapping[str, Criterion]:
        """The rubric's criteria by id."""
        return {one.id: one for one in self.facts.criteria}

    def all_sealed(self, entry_id: str) -> bool:
        """Return whether the entry has cards and each of them is sealed."""
        return self.facts.per_entry[entry_id] > 0 and not self.facts.missing.get(entry_id)


def standing(round: Round) -> Standing:
    """Return where the jurors of the round stand now; four statements at most."""
    entries = {entry.id: entry for entry in jury_queries.entries_of_round(round)}
    (held,) = ranking_queries.held_rounds([round], {})
    facts = replace(
        held.facts, scores=[score for score in held.facts.scores if score.entry in entries]
    )
    missing = sum(len(names) for entry, names in facts.missing.items() if entry in entries)
    return Standing(round, entries, facts, _apart(facts), len(facts.cards),
                    len(facts.cards) + missing)  # fmt: skip


def _apart(facts: Facts) -> dict[str, Disagreement]:
    totals = defaultdict(list)
    for card in facts.cards:
        totals[card.entry].append(card.score)
    points: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for score in facts.scores:
        if isinstance(score.points, int):
            points[score.entry][score.criterion].append(score.points)
    criteria = [measure.Criterion(one.id, one.weight, one.maximum) for one in facts.criteria]
    found = {
        entry: measure.disagreement(own, points[entry], criteria) for entry, own in totals.items()
    }
    return {entry: one for entry, one in found.items() if one is not None}


@dataclass(frozen=True)
class Moved:
    """An entry whose cards were changed: place and score (percent) before and after.

    Places are those in the round, by the declared rule without votes, in the entry's category
    (`category_*`; None without one) and among all.
    """

    entry: Listed
    cards: int
    score_before: float
    score_after: float
    place_before: int
    place_after: int
    category_before: int | None
    category_after: int | None

    @property
    def place_changed(self) -> bool:
        """Whether the entry's place is another one."""
        return (self.place_before, self.category_before) != (self.place_after, self.category_after)


@dataclass(frozen=True)
class Movement:
    """What the changes did to the ranking of the round.

    `moved` are the entries with changed cards by number, `pushed` counts other entries whose
    place changed by it. None of it is known (`known` is false) once the rubric was replaced.
    """

    moved: tuple[Moved, ...]
    pushed: int
    known: bool = True

    @property
    def places_changed(self) -> int:
        """How many of all entries have another place."""
        return self.pushed + sum(one.place_changed for one in self.moved)


def movement(now: Standing, changes: Sequence[ScoreChange]) -> Movement:
    """Compare the ranking as it is with what it would be without the changes; no statement."""
    if any(change.rubric_id != now.round.rubric.id for change in changes):
        return Movement((), 0, known=False)
    counting = {(score.entry, score.juror) for score in now.facts.scores}
    first: dict[tuple[str, str], ScoreChange] = {}
    for change in sorted(changes, key=lambda one: one.at):
        given = change.card.assignment
        if (given.entry_id, given.juror_id) in counting:
            first.setdefault((given.entry_id, given.juror_id), change)
    before = _places(now, replace(now.facts, scores=_undone(now.facts.scores, first)))
    after = _places(now, now.facts)
    touched = {entry_id for entry_id, _juror in first}
    pushed = sum(
        before[entry_id][1:] != after[entry_id][1:] for entry_id in after if entry_id not in touched
    )
    return Movement(
        tuple(
            _moved(now.entries[entry_id], sum(entry_id == one for one, _juror in first),
                   before[entry_id], after[entry_id])
            for entry_id in sorted(touched, key=lambda one: now.entries[one].reference)
        ),
        pushed,
    )  # fmt: skip


def _undone(
    scores: Iterable[CardScore], first: Mapping[tuple[str, str], ScoreChange]
) -> list[CardScore]:
    """Return the scores with each changed card as it was before its first change."""
    kept = [score for score in scores if (score.entry, score.juror) not in first]
    return kept + [
        CardScore(entry, juror, criterion, points)
        for (entry, juror), change in first.items()
        for criterion, points in change.before.items()
        if points != scoring_rules.ABSTAIN
    ]


Standings = tuple[float, int, int | None]


def _places(now: Standing, facts: Facts) -> dict[str, Standings]:
    """Return score, place among all and place in the category of each ranked entry."""
    categories = {
        entry.category_id: entry.category
        for entry in now.entries.values()
        if entry.category_id is not None
    }
    ranking: EditionRanking = make_rankings(
        facts, list(now.entries.values()), list(categories.items())
    )
    within = {line.entry_id: line.place for table in ranking.by_category for line in table.lines}
    return {
        line.entry_id: (float(line.score), line.place, within.get(line.entry_id))
        for line in ranking.overall.lines
        if line.score is not None and line.place is not None
    }


def _moved(entry: Listed, cards: int, before: Standings, after: Standings) -> Moved:
    return Moved(entry, cards, before[0], after[0], before[1], after[1], before[2], after[2])
