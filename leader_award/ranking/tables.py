"""Rankings as people read them: lines with their places, and what equal scores were ordered by."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from leader_award.editions.models import Criterion
from leader_award.jury.queries import Listed
from leader_award.platform.db import Translated
from leader_award.ranking import official
from leader_award.ranking.official import OfficialRanking, RankedEntry, TieStep, Vote, rounded

Score = tuple[str, str, str, int]
"""Ids of entry, juror and criterion, and points."""


@dataclass(frozen=True)
class Line:
    """One entry in a ranking; percentages of 0..100 to two decimals, None without a sealed card.

    `spread` is the highest card less the lowest; `cards` counts the sealed ones and `expected`
    those that the regulations ask for, or more if more jurors were assigned; `tied` says that
    the place is shared; `missing` names the jurors whose cards are not sealed, and `unassigned`
    counts the cards that nobody was asked for. `criteria` are means in the rubric's order.
    """

    entry_id: str
    reference: str
    title: str
    applicant: str
    category: Translated
    place: int | None
    score: Decimal | None
    spread: Decimal | None
    cards: int
    expected: int
    tied: bool
    missing: tuple[str, ...]
    unassigned: int
    criteria: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class EqualScores:
    """Entries with equal scores, by place from `place` on, and the step that looked at them.

    With `TieStep.VOTE_NEEDED` nothing declared separates them. `criterion` is the name of the one
    that did, if one did.
    """

    place: int
    entry_ids: tuple[str, ...]
    titles: tuple[str, ...]
    step: TieStep
    criterion: Translated | None


@dataclass(frozen=True)
class Table:
    """The ranking of all entries (without a name) or of one category: lines by place."""

    name: Translated
    lines: tuple[Line, ...]
    equal: tuple[EqualScores, ...]


@dataclass(frozen=True)
class EditionRanking:
    """The rankings of an edition: of all entries, and of each category that has any."""

    criteria: tuple[Criterion, ...]
    overall: Table
    by_category: tuple[Table, ...]

    @property
    def ranked(self) -> int:
        """Number of entries with a place."""
        return sum(line.place is not None for line in self.overall.lines)

    @property
    def missing_cards(self) -> int:
        """Number of cards that are expected and not sealed."""
        return sum(len(line.missing) + line.unassigned for line in self.overall.lines)

    def places(self) -> dict[str, Line]:
        """Return each entry's line in the ranking of all by the entry's id."""
        return {line.entry_id: line for line in self.overall.lines}


@dataclass(frozen=True)
class Facts:
    """What an edition's rankings are made of: the rubric in order, and scores of sealed cards.

    `missing` names by entry the assigned jurors without a sealed card; `asked_for` is the number
    of cards per entry that the regulations ask for. `votes` are the jury's, the latest first.
    """

    criteria: Sequence[Criterion]
    scores: Sequence[Score]
    missing: Mapping[str, Sequence[str]]
    asked_for: int
    votes: Sequence[Vote] = ()


def make_rankings(
    facts: Facts, entries: Sequence[Listed], categories: Iterable[tuple[str, Translated]]
) -> EditionRanking:
    """Rank the entries, all together and by category; `categories` are ids and names in order."""
    of_category: dict[str | None, list[Listed]] = defaultdict(list)
    for entry in entries:
        of_category[entry.category_id].append(entry)
    return EditionRanking(
        criteria=tuple(facts.criteria),
        overall=_table(facts, {}, entries),
        by_category=tuple(
            _table(facts, name, of_category[category_id])
            for category_id, name in categories
            if category_id in of_category
        ),
    )


def rank(
    criteria: Iterable[Criterion],
    scores: Iterable[Score],
    entry_ids: Container[str],
    votes: Sequence[Vote] = (),
) -> OfficialRanking:
    """Rank those of `entry_ids` that have scores by the rule of the regulations."""
    counted = [official.CardScore(*score) for score in scores if score[0] in entry_ids]
    if not counted:
        return OfficialRanking((), (), (), ())
    rubric = [official.Criterion(c.id, c.weight, c.maximum) for c in criteria]
    return official.rank_official(rubric, counted, votes=votes)


def _table(facts: Facts, name: Translated, entries: Sequence[Listed]) -> Table:
    ranking = rank(facts.criteria, facts.scores, {entry.id for entry in entries}, facts.votes)
    ranked = {entry.entry: entry for entry in ranking.entries}
    sharing = Counter(entry.place for entry in ranking.entries)
    cards: dict[str, list[Fraction]] = defaultdict(list)
    for card in ranking.cards:
        cards[card.entry].append(card.score)
    lines = sorted(
        (_line(facts, entry, ranked.get(entry.id), cards[entry.id], sharing) for entry in entries),
        key=lambda line: (line.place is None, line.place, line.reference),
    )
    criteria = {criterion.id: criterion.name for criterion in facts.criteria}
    return Table(
        name=name,
        lines=tuple(lines),
        equal=tuple(
            EqualScores(
                place=tie.place,
                entry_ids=tuple(own.entry_id for own in lines if own.entry_id in tie.entries),
                titles=tuple(own.title for own in lines if own.entry_id in tie.entries),
                step=tie.step,
                criterion=criteria[tie.criterion] if tie.criterion else None,
            )
            for tie in ranking.ties
        ),
    )


def _line(
    facts: Facts,
    entry: Listed,
    own: RankedEntry | None,
    cards: Sequence[Fraction],
    sharing: Mapping[int, int],
) -> Line:
    missing = facts.missing.get(entry.id, ())
    assigned = len(cards) + len(missing)
    means = [own.criteria[criterion.id] if own else None for criterion in facts.criteria]
    return Line(
        entry_id=entry.id,
        reference=entry.reference,
        title=entry.title,
        applicant=entry.applicant,
        category=entry.category,
        place=own.place if own else None,
        score=rounded(own.score) if own else None,
        spread=rounded(max(cards) - min(cards)) if cards else None,
        cards=len(cards),
        expected=max(assigned, facts.asked_for),
        tied=own is not None and sharing[own.place] > 1,
        missing=tuple(missing),
        unassigned=max(0, facts.asked_for - assigned),
        criteria=tuple(None if mean is None else rounded(mean) for mean in means),
    )
