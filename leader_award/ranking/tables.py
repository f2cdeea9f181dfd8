"""Rankings as people read them: lines with their places, and what equal scores were ordered by."""

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from leader_award.editions.models import Criterion, Round
from leader_award.jury.queries import Listed
from leader_award.platform.db import Translated
from leader_award.ranking import official
from leader_award.ranking import rounds as over_rounds
from leader_award.ranking.official import (
    Aggregate,
    Card,
    CardScore,
    OfficialRanking,
    RankedEntry,
    TieStep,
    Vote,
    rounded,
)
from leader_award.ranking.rounds import RoundsEntry, RoundsRanking
from leader_award.ranking.ties import Tie


@dataclass(frozen=True)
class Line:
    """One entry in a ranking; percentages of 0..100 to two decimals, None without a sealed card.

    `spread` is the highest card less the lowest; `cards` counts the sealed ones and `expected`
    those that the regulations ask for, or more if more jurors were assigned; `tied` says that
    the place is shared; `missing` names the jurors whose cards are not sealed, and `unassigned`
    counts the cards that nobody was asked for. `criteria` are means in the rubric's order.
    In a ranking over rounds cards are those of all its rounds, there is neither spread nor
    criteria, and `rounds` has the score in each round (None: it was not scored in that one).
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
    criteria: tuple[Decimal | None, ...] = ()
    rounds: tuple[Decimal | None, ...] = ()


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
    """The rankings of one round, or over all rounds: of all entries, and of each category.

    `round` is None for the ranking over `rounds`, which has no `criteria`; `rounds` holds each
    round of the edition, in order. `aggregate` makes an entry's score of its cards.
    """

    criteria: tuple[Criterion, ...]
    overall: Table
    by_category: tuple[Table, ...]
    round: Round | None = None
    rounds: tuple[Round, ...] = ()
    aggregate: Aggregate = Aggregate.MEAN

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
    """What a round's rankings are made of: the rubric in order, and scores of sealed cards.

    `missing` names by entry the assigned jurors without a sealed card; `asked_for` is the number
    of cards per entry that the regulations ask for, and `needs` holds the entries for which the
    organiser asks for another number. `votes` are the jury's, the latest first.
    """

    criteria: Sequence[Criterion]
    scores: Sequence[CardScore]
    missing: Mapping[str, Sequence[str]]
    asked_for: int
    votes: Sequence[Vote] = ()
    aggregate: Aggregate = Aggregate.MEAN
    needs: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def rubric(self) -> tuple[official.Criterion, ...]:
        """The criteria as the official ranking counts with them."""
        return tuple(official.Criterion(c.id, c.weight, c.maximum) for c in self.criteria)

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """The cards that the scores make."""
        return official.make_cards(self.rubric, self.scores) if self.scores else ()

    @cached_property
    def per_entry(self) -> Counter[str]:
        """The number of cards of each entry."""
        return Counter(card.entry for card in self.cards)

    def rank(self, entry_ids: Container[str]) -> OfficialRanking:
        """Rank those of `entry_ids` that have cards by the rule of the regulations."""
        cards = [card for card in self.cards if card.entry in entry_ids]
        return official.rank_cards(self.rubric, cards, aggregate=self.aggregate, votes=self.votes)


@dataclass(frozen=True)
class HeldRound:
    """A round, its facts, and the ids of the entries chosen for it; None where all take part."""

    round: Round
    facts: Facts
    chosen: Container[str] | None = None

    def assesses(self, entry_id: str) -> bool:
        """Whether the entry takes part in the round."""
        return self.chosen is None or entry_id in self.chosen


def make_rankings(
    facts: Facts, entries: Sequence[Listed], categories: Iterable[tuple[str, Translated]]
) -> EditionRanking:
    """Rank the entries by one round, all together and by category.

    `categories` are ids and names in order.
    """
    return EditionRanking(
        criteria=tuple(facts.criteria),
        overall=_table(facts, {}, entries),
        by_category=tuple(
            _table(facts, name, own) for name, own in _by_category(entries, categories)
        ),
        aggregate=facts.aggregate,
    )


def make_final(
    rounds: Sequence[HeldRound],
    entries: Sequence[Listed],
    categories: Iterable[tuple[str, Translated]],
    votes: Sequence[Vote],
) -> EditionRanking:
    """Rank the entries over all rounds by the rounds' shares, all together and by category."""
    return EditionRanking(
        criteria=(),
        overall=_final_table(rounds, {}, entries, votes),
        by_category=tuple(
            _final_table(rounds, name, own, votes)
            for name, own in _by_category(entries, categories)
        ),
        aggregate=rounds[0].facts.aggregate,
    )


def rank_over(
    rounds: Sequence[HeldRound], entry_ids: Collection[str], votes: Sequence[Vote] = ()
) -> RoundsRanking:
    """Rank those of `entry_ids` that have cards over the rounds, by the rounds' shares."""
    return over_rounds.rank_rounds(
        [
            over_rounds.Round(
                name=held.round.id,
                share=held.round.share,
                criteria=held.facts.rubric,
                ranking=held.facts.rank({one for one in entry_ids if held.assesses(one)}),
            )
            for held in rounds
        ],
        votes=votes,
    )


def _by_category(
    entries: Iterable[Listed], categories: Iterable[tuple[str, Translated]]
) -> Iterator[tuple[Translated, Sequence[Listed]]]:
    of_category: dict[str | None, list[Listed]] = defaultdict(list)
    for entry in entries:
        of_category[entry.category_id].append(entry)
    for category_id, name in categories:
        if category_id in of_category:
            yield name, of_category[category_id]


def _table(facts: Facts, name: Translated, entries: Sequence[Listed]) -> Table:
    ranking = facts.rank({entry.id for entry in entries})
    ranked = {entry.entry: entry for entry in ranking.entries}
    sharing = Counter(entry.place for entry in ranking.entries)
    cards: dict[str, list[Fraction]] = defaultdict(list)
    for card in ranking.cards:
        cards[card.entry].append(card.score)
    lines = sorted(
        (_line(facts, entry, ranked.get(entry.id), cards[entry.id], sharing) for entry in entries),
        key=_order,
    )
    criteria = {criterion.id: criterion.name for criterion in facts.criteria}
    return Table(name, tuple(lines), _equal(ranking.ties, lines, criteria))


def _final_table(
    rounds: Sequence[HeldRound],
    name: Translated,
    entries: Sequence[Listed],
    votes: Sequence[Vote],
) -> Table:
    ranking = rank_over(rounds, {entry.id for entry in entries}, votes)
    ranked = {entry.entry: entry for entry in ranking.entries}
    sharing = Counter(entry.place for entry in ranking.entries)
    lines = sorted(
        (_final_line(rounds, entry, ranked.get(entry.id), sharing) for entry in entries),
        key=_order,
    )
    criteria = {one.id: one.name for held in rounds for one in held.facts.criteria}
    return Table(name, tuple(lines), _equal(ranking.ties, lines, criteria))


def _order(line: Line) -> tuple[bool, int, str]:
    return line.place is None, line.place or 0, line.reference


def _equal(
    ties: Iterable[Tie], lines: Sequence[Line], criteria: Mapping[str, Translated]
) -> tuple[EqualScores, ...]:
    position = {line.entry_id: number for number, line in enumerate(lines)}
    found: list[EqualScores] = []
    for tie in ties:
        own = [lines[number] for number in sorted(position[entry] for entry in tie.entries)]
        found.append(
            EqualScores(
                place=tie.place,
                entry_ids=tuple(line.entry_id for line in own),
                titles=tuple(line.title for line in own),
                step=tie.step,
                criterion=criteria[tie.criterion] if tie.criterion else None,
            )
        )
    return tuple(found)


def _line(
    facts: Facts,
    entry: Listed,
    own: RankedEntry | None,
    cards: Sequence[Fraction],
    sharing: Mapping[int, int],
) -> Line:
    expected, unassigned = _due(facts, entry.id, len(cards))
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
        expected=expected,
        tied=own is not None and sharing[own.place] > 1,
        missing=tuple(facts.missing.get(entry.id, ())),
        unassigned=unassigned,
        criteria=tuple(None if mean is None else rounded(mean) for mean in means),
    )


def _final_line(
    rounds: Sequence[HeldRound],
    entry: Listed,
    own: RoundsEntry | None,
    sharing: Mapping[int, int],
) -> Line:
    held = [one for one in rounds if one.assesses(entry.id)]
    due = [_due(one.facts, entry.id, one.facts.per_entry[entry.id]) for one in held]
    scores = [own.rounds.get(one.round.id) if own else None for one in rounds]
    return Line(
        entry_id=entry.id,
        reference=entry.reference,
        title=entry.title,
        applicant=entry.applicant,
        category=entry.category,
        place=own.place if own else None,
        score=rounded(own.score) if own else None,
        spread=None,
        cards=sum(one.facts.per_entry[entry.id] for one in held),
        expected=sum(expected for expected, _unassigned in due),
        tied=own is not None and sharing[own.place] > 1,
        missing=tuple(name for one in held for name in one.facts.missing.get(entry.id, ())),
        unassigned=sum(unassigned for _expected, unassigned in due),
        rounds=tuple(None if score is None else rounded(score) for score in scores),
    )


def _due(facts: Facts, entry_id: str, cards: int) -> tuple[int, int]:
    """Return how many cards an entry is to have, and how many of them nobody was asked for."""
    assigned = cards + len(facts.missing.get(entry_id, ()))
    asked_for = facts.needs.get(entry_id, facts.asked_for)
    return max(assigned, asked_for), max(0, asked_for - assigned)
