"""Rankings as pages, exports and decisions read them: a bounded number of statements each."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import exists, select

from leader_award.accounts.models import Person
from leader_award.editions.models import Category, Criterion, Edition
from leader_award.entries.models import Entry
from leader_award.jury import queries as jury_queries
from leader_award.jury.models import Assignment, Juror
from leader_award.jury.queries import Listed
from leader_award.jury.rules import ASSESSED
from leader_award.partnerships.models import Organisation
from leader_award.platform.db import Translated, session
from leader_award.ranking import official
from leader_award.ranking.official import TieStep, rounded
from leader_award.ranking.two_editions import EditionResult, TwoEditionRanking, rank_two_editions
from leader_award.scoring import queries as scoring_queries
from leader_award.scoring.models import ScoreCard
from leader_award.scoring.rules import SEALED

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
    """Titles of entries with equal scores, the best first, and the step that looked at them.

    With `TieStep.VOTE_NEEDED` nothing declared separates them. `criterion` is the name of the one
    that did, if one did.
    """

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


def edition_ranking(edition_id: str) -> EditionRanking:
    """Return the ranking of an edition from its sealed cards."""
    maker = _TableMaker(
        criteria=scoring_queries.criteria(edition_id),
        scores=scoring_queries.sealed_scores(edition_id),
        missing=_jurors_without_sealed_card(edition_id),
        asked_for=session().get_one(Edition, edition_id).jurors_per_entry,
    )
    entries = jury_queries.assessed_entries(edition_id)
    of_category = defaultdict(list)
    for entry in entries:
        of_category[entry.category_id].append(entry)
    return EditionRanking(
        criteria=tuple(maker.criteria),
        overall=maker.table({}, entries),
        by_category=tuple(
            maker.table(name, of_category[category_id])
            for category_id, name in _categories(edition_id)
            if category_id in of_category
        ),
    )


def _categories(edition_id: str) -> Sequence[tuple[str, Translated]]:
    query = select(Category.id, Category.name).where(Category.edition_id == edition_id)
    return session().execute(query.order_by(Category.position)).all()


def _jurors_without_sealed_card(edition_id: str) -> dict[str, list[str]]:
    """Return by entry the names of the assigned jurors whose cards are not sealed."""
    rows = session().execute(
        select(Assignment.entry_id, Person.name)
        .join(Juror, Juror.id == Assignment.juror_id)
        .join(Person, Person.id == Juror.person_id)
        .where(
            Juror.edition_id == edition_id,
            Assignment.ended_at.is_(None),
            ~exists().where(ScoreCard.assignment_id == Assignment.id, ScoreCard.state == SEALED),
        )
    )
    found: dict[str, list[str]] = defaultdict(list)
    for entry_id, name in sorted(rows, key=lambda row: jury_queries.surname_key(row[1])):
        found[entry_id].append(name)
    return found


@dataclass(frozen=True)
class _TableMaker:
    """What the tables of one edition share."""

    criteria: Sequence[Criterion]
    scores: Sequence[Score]
    missing: Mapping[str, Sequence[str]]
    asked_for: int

    def table(self, name: Translated, entries: Sequence[Listed]) -> Table:
        """Rank these entries among themselves."""
        ranking = _rank(self.criteria, self.scores, {entry.id for entry in entries})
        ranked = {entry.entry: entry for entry in ranking.entries}
        sharing = Counter(entry.place for entry in ranking.entries)
        percents: dict[str, list[Fraction]] = defaultdict(list)
        for card in ranking.cards:
            percents[card.entry].append(card.score)
        lines = [
            self._line(entry, ranked.get(entry.id), percents[entry.id], sharing)
            for entry in entries
        ]
        titles = {entry.id: entry.title for entry in entries}
        names = {criterion.id: criterion.name for criterion in self.criteria}
        return Table(
            name=name,
            lines=tuple(sorted(lines, key=lambda x: (x.place is None, x.place, x.reference))),
            equal=tuple(
                EqualScores(
                    titles=tuple(titles[entry_id] for entry_id in tie.entries),
                    step=tie.step,
                    criterion=names[tie.criterion] if tie.criterion else None,
                )
                for tie in ranking.ties
            ),
        )

    def _line(
        self,
        entry: Listed,
        own: official.RankedEntry | None,
        cards: Sequence[Fraction],
        sharing: Mapping[int, int],
    ) -> Line:
        missing = self.missing.get(entry.id, ())
        assigned = len(cards) + len(missing)
        means = [own.criteria[criterion.id] if own else None for criterion in self.criteria]
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
            expected=max(assigned, self.asked_for),
            tied=own is not None and sharing[own.place] > 1,
            missing=tuple(missing),
            unassigned=max(0, self.asked_for - assigned),
            criteria=tuple(None if mean is None else rounded(mean) for mean in means),
        )


def _rank(
    criteria: Sequence[Criterion], scores: Iterable[Score], entry_ids: Iterable[str]
) -> official.OfficialRanking:
    counted = [official.CardScore(*score) for score in scores if score[0] in entry_ids]
    if not counted:
        return official.OfficialRanking((), (), (), ())
    rubric = [official.Criterion(c.id, c.weight, c.maximum) for c in criteria]
    return official.rank_official(rubric, counted)


@dataclass(frozen=True)
class TwoEditions:
    """The ranking across two editions, with the names of its participants by code."""

    first: Edition
    second: Edition
    ranking: TwoEditionRanking
    names: Mapping[str, str]


def two_editions(first: Edition, second: Edition) -> TwoEditions:
    """Rank the applicants across two editions; the better entry of each edition counts."""
    names: dict[str, str] = {}
    results = [_best_results(edition.id, names) for edition in (first, second)]
    return TwoEditions(first, second, rank_two_editions(*results, decimals=2), names)


def _best_results(edition_id: str, names: dict[str, str]) -> list[EditionResult]:
    """Return the best result of each applicant, and add the applicants to `names`.

    A local government goes by its TERYT code, which outlives its name; others by their id.
    """
    criteria = scoring_queries.criteria(edition_id)
    applicants = {
        entry_id: (terc or organisation_id, name)
        for entry_id, terc, organisation_id, name in session().execute(
            select(Entry.id, Organisation.unit_terc, Organisation.id, Organisation.name)
            .join(Organisation, Organisation.id == Entry.applicant_id)
            .where(Entry.edition_id == edition_id, Entry.state.in_(ASSESSED))
        )
    }
    ranking = _rank(criteria, scoring_queries.sealed_scores(edition_id), applicants)
    best: dict[str, EditionResult] = {}
    for entry in ranking.entries:  # by place, so an applicant's first one is the best
        code, names[code] = applicants[entry.entry]
        heaviest = max(criteria, key=lambda criterion: criterion.weight)
        result = EditionResult(code, entry.score, entry.criteria[heaviest.id])
        best.setdefault(code, result)
    return list(best.values())


def scored_editions() -> list[Edition]:
    """Return the editions that have sealed cards, the earliest first."""
    sealed = (
        select(ScoreCard.id)
        .join(Assignment, Assignment.id == ScoreCard.assignment_id)
        .join(Juror, Juror.id == Assignment.juror_id)
        .where(Juror.edition_id == Edition.id, ScoreCard.state == SEALED)
    )
    query = select(Edition).where(sealed.exists()).order_by(Edition.year, Edition.number)
    return list(session().scalars(query))
