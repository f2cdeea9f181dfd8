"""Rankings as pages, exports and decisions read them: a bounded number of statements each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import select

from leader_award.accounts.models import Person
from leader_award.editions.models import Category, Criterion, Edition
from leader_award.entries.models import Entry
from leader_award.jury.models import Assignment, Juror
from leader_award.partnerships.models import Organisation
from leader_award.platform.db import Translated, session
from leader_award.ranking import official
from leader_award.ranking.official import rounded
from leader_award.ranking.two_editions import EditionResult, TwoEditionRanking, rank_two_editions
from leader_award.scoring.models import ScoreCard
from leader_award.scoring.queries import sealed_scores


@dataclass(frozen=True)
class Line:
    """One entry in a ranking; percentages of 0..100 to two decimals, None without a card.

    `spread` is the highest card less the lowest; `expected` counts the live assignments;
    `tied` says that the place is shared; `missing` names the jurors whose cards are not sealed.
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
    criteria: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class EditionRanking:
    """The rankings of an edition: everybody, and each category by itself.

    `votes_needed` lists the groups of titles that only a vote of the jury can put in order.
    """

    criteria: tuple[Criterion, ...]
    overall: tuple[Line, ...]
    by_category: tuple[tuple[Translated, tuple[Line, ...]], ...]
    votes_needed: tuple[tuple[str, ...], ...]

    @property
    def complete(self) -> bool:
        """Whether every assigned card is sealed."""
        return all(not line.missing and line.cards for line in self.overall)

    def places(self) -> dict[str, Line]:
        """Return each entry's line in the overall ranking by the entry's id."""
        return {line.entry_id: line for line in self.overall}


@dataclass(frozen=True)
class _Subject:
    """What the lines need to know of an entry besides its scores."""

    entry_id: str
    reference: str
    title: str
    applicant: str
    category_id: str | None
    participant: str


def edition_ranking(edition_id: str) -> EditionRanking:
    """Return the ranking of an edition from its sealed cards."""
    criteria = _criteria(edition_id)
    subjects = _subjects(edition_id)
    scores = _scores(edition_id, subjects)
    unsealed, expected = _cards_expected(edition_id)
    categories = _categories(edition_id)

    def lines(part: Sequence[_Subject]) -> tuple[tuple[Line, ...], official.OfficialRanking | None]:
        ids = {subject.entry_id for subject in part}
        ranking = _rank(criteria, [score for score in scores if score.entry in ids])
        return _lines(part, ranking, criteria, categories, unsealed, expected), ranking

    overall, ranking = lines(subjects)
    titles = {subject.entry_id: subject.title for subject in subjects}
    return EditionRanking(
        criteria=tuple(criteria),
        overall=overall,
        by_category=tuple(
            (name, lines([s for s in subjects if s.category_id == category_id])[0])
            for category_id, name in categories.items()
        ),
        votes_needed=tuple(
            tuple(titles[entry] for entry in tie.entries)
            for tie in (ranking.votes_needed if ranking else ())
        ),
    )


def _criteria(edition_id: str) -> list[Criterion]:
    query = select(Criterion).where(Criterion.edition_id == edition_id)
    return list(session().scalars(query.order_by(Criterion.position)))


def _categories(edition_id: str) -> dict[str, Translated]:
    query = select(Category.id, Category.name).where(Category.edition_id == edition_id)
    return dict(session().execute(query.order_by(Category.position)).tuples().all())


def _subjects(edition_id: str) -> list[_Subject]:
    rows = session().execute(
        select(
            Entry.id,
            Entry.reference,
            Entry.title,
            Organisation.name,
            Entry.category_id,
            Organisation.unit_terc,
            Organisation.id,
        )
        .join(Organisation, Organisation.id == Entry.applicant_id)
        .where(Entry.edition_id == edition_id, Entry.state.in_(("admitted", "finalist")))
        .order_by(Entry.number, Entry.id)
    )
    return [
        _Subject(entry_id, reference or "", title, name, category_id, terc or organisation_id)
        for entry_id, reference, title, name, category_id, terc, organisation_id in rows
    ]


def _scores(edition_id: str, subjects: Iterable[_Subject]) -> list[official.CardScore]:
    ids = {subject.entry_id for subject in subjects}
    return [
        official.CardScore(entry_id, juror_id, criterion_id, points)
        for entry_id, juror_id, criterion_id, points in sealed_scores(edition_id)
        if entry_id in ids
    ]


def _cards_expected(edition_id: str) -> tuple[dict[str, list[str]], dict[str, int]]:
    """Return, by entry, the jurors whose cards are not sealed, and the number of cards due."""
    rows = session().execute(
        select(Assignment.entry_id, Person.name, ScoreCard.state)
        .join(Juror, Juror.id == Assignment.juror_id)
        .join(Person, Person.id == Juror.person_id)
        .outerjoin(ScoreCard, ScoreCard.assignment_id == Assignment.id)
        .where(Juror.edition_id == edition_id, Assignment.ended_at.is_(None))
        .order_by(Person.name)
    )
    unsealed: dict[str, list[str]] = defaultdict(list)
    expected: dict[str, int] = defaultdict(int)
    for entry_id, name, state in rows:
        expected[entry_id] += 1
        if state != "sealed":
            unsealed[entry_id].append(name)
    return unsealed, expected


def _rank(
    criteria: Sequence[Criterion], scores: Sequence[official.CardScore]
) -> official.OfficialRanking | None:
    if not criteria or not scores:
        return None
    rubric = [official.Criterion(c.id, c.weight, c.maximum) for c in criteria]
    return official.rank_official(rubric, scores)


def _lines(
    subjects: Sequence[_Subject],
    ranking: official.OfficialRanking | None,
    criteria: Sequence[Criterion],
    categories: Mapping[str, Translated],
    unsealed: Mapping[str, Sequence[str]],
    expected: Mapping[str, int],
) -> tuple[Line, ...]:
    ranked = {entry.entry: entry for entry in ranking.entries} if ranking else {}
    sharing: dict[int, int] = defaultdict(int)
    for entry in ranked.values():
        sharing[entry.place] += 1
    percents: dict[str, list[Fraction]] = defaultdict(list)
    for card in ranking.cards if ranking else ():
        percents[card.entry].append(card.score)

    def line(subject: _Subject) -> Line:
        own = ranked.get(subject.entry_id)
        cards = percents.get(subject.entry_id, [])
        return Line(
            entry_id=subject.entry_id,
            reference=subject.reference,
            title=subject.title,
            applicant=subject.applicant,
            category=categories.get(subject.category_id or "", {}),
            place=own.place if own else None,
            score=rounded(own.score) if own else None,
            spread=rounded(max(cards) - min(cards)) if cards else None,
            cards=len(cards),
            expected=expected.get(subject.entry_id, 0),
            tied=bool(own and sharing[own.place] > 1),
            missing=tuple(unsealed.get(subject.entry_id, ())),
            criteria=tuple(
                rounded(value) if own and (value := own.criteria[c.id]) is not None else None
                for c in criteria
            ),
        )

    found = [line(subject) for subject in subjects]
    return tuple(sorted(found, key=lambda x: (x.place is None, x.place or 0, x.reference)))


@dataclass(frozen=True)
class TwoEditions:
    """The ranking across two editions, with the names of its participants by code."""

    first: Edition
    second: Edition
    ranking: TwoEditionRanking
    names: Mapping[str, str]


def two_editions(first: Edition, second: Edition) -> TwoEditions:
    """Rank the organisations across two editions; the better entry of each edition counts."""
    names: dict[str, str] = {}
    results = [_results(edition.id, names) for edition in (first, second)]
    return TwoEditions(first, second, rank_two_editions(*results, decimals=2), names)


def _results(edition_id: str, names: dict[str, str]) -> list[EditionResult]:
    criteria = _criteria(edition_id)
    subjects = _subjects(edition_id)
    ranking = _rank(criteria, _scores(edition_id, subjects))
    if ranking is None:
        return []
    heaviest = max(criteria, key=lambda criterion: criterion.weight)
    participants = {subject.entry_id: subject.participant for subject in subjects}
    names.update({subject.participant: subject.applicant for subject in subjects})
    best: dict[str, EditionResult] = {}
    for entry in ranking.entries:  # best first, so the first of each participant counts
        participant = participants[entry.entry]
        best.setdefault(
            participant,
            EditionResult(participant, entry.score, entry.criteria[heaviest.id]),
        )
    return list(best.values())


def scored_editions() -> list[Edition]:
    """Return the editions that have sealed cards, the earliest first."""
    return list(
        session().scalars(
            select(Edition)
            .where(
                select(ScoreCard.id)
                .join(Assignment, Assignment.id == ScoreCard.assignment_id)
                .join(Juror, Juror.id == Assignment.juror_id)
                .where(Juror.edition_id == Edition.id, ScoreCard.state == "sealed")
                .exists()
            )
            .order_by(Edition.year, Edition.number)
        )
    )
