"""The ranking across two editions as its page shows it, with the calibrated view beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select

from leader_award.editions.models import Edition
from leader_award.entries.models import Entry
from leader_award.jury.models import Juror
from leader_award.jury.rules import ASSESSED
from leader_award.partnerships.models import Organisation
from leader_award.platform.db import session
from leader_award.ranking import queries
from leader_award.ranking.calibration import calibrate
from leader_award.ranking.linked_editions import (
    EditionsEntry,
    MergedEditions,
    Unlinked,
    merge_editions,
    rank_standardised,
)
from leader_award.ranking.official import Card, Criterion
from leader_award.ranking.tables import rank_over
from leader_award.ranking.two_editions import EditionResult, TwoEditionRanking, rank_two_editions


@dataclass(frozen=True)
class TwoEditions:
    """The ranking across two editions, with the names of its participants by code.

    `standardised` ranks participants of both by calibrated scores, each standardised within its
    edition; None where an edition cannot be. `merged` is one list of all, or why there is none.
    """

    first: Edition
    second: Edition
    ranking: TwoEditionRanking
    names: Mapping[str, str]
    standardised: tuple[EditionsEntry, ...] | None
    merged: MergedEditions | Unlinked | None


@dataclass(frozen=True)
class _Results:
    """Of one edition: each applicant's best result, and the cards it rests on.

    Criteria go by their Polish name and jurors by their person, which both outlast the edition.
    """

    best: tuple[EditionResult, ...]
    cards: tuple[Card, ...]
    rubric: tuple[Criterion, ...]


def two_editions(first: Edition, second: Edition) -> TwoEditions:
    """Rank the applicants across two editions; the better entry of each edition counts."""
    names: dict[str, str] = {}
    earlier, later = (_results(edition.id, names) for edition in (first, second))
    both_scored = bool(earlier.cards and later.cards)
    return TwoEditions(
        first,
        second,
        rank_two_editions(earlier.best, later.best, decimals=2),
        names,
        standardised=rank_standardised(calibrate(earlier.cards), calibrate(later.cards))
        if both_scored
        else None,
        merged=merge_editions(earlier.cards, later.cards, (earlier.rubric, later.rubric))
        if both_scored
        else None,
    )


def _results(edition_id: str, names: dict[str, str]) -> _Results:
    """Return the best result of each applicant, and add the applicants to `names`.

    Results are those over all rounds; cards, and the criterion that settles ties, are those of
    the first round, in which everybody was assessed. A local government goes by its TERYT code,
    which outlives its name; others by their id.
    """
    held = queries.held_rounds(queries.rounds_of(edition_id), {})
    first = held[0].facts
    applicants = {
        entry_id: (terc or organisation_id, name)
        for entry_id, terc, organisation_id, name in session().execute(
            select(Entry.id, Organisation.unit_terc, Organisation.id, Organisation.name)
            .join(Organisation, Organisation.id == Entry.applicant_id)
            .where(Entry.edition_id == edition_id, Entry.state.in_(ASSESSED))
        )
    }
    lines = {line.entry: line for line in first.rank(applicants).entries}
    heaviest = max(first.criteria, key=lambda criterion: criterion.weight, default=None)
    best: dict[str, EditionResult] = {}
    code_of: dict[str, str] = {}
    for entry in rank_over(held, applicants).entries:  # by place: the first one is the best
        code, name = applicants[entry.entry]
        names[code] = name
        if code not in best:
            top = lines[entry.entry].criteria[heaviest.id] if heaviest else None
            best[code] = EditionResult(code, entry.score, top)
            code_of[entry.entry] = code
    query = select(Juror.id, Juror.person_id).where(Juror.edition_id == edition_id)
    person_of = dict(session().execute(query).all())
    return _Results(
        best=tuple(best.values()),
        cards=tuple(
            replace(card, entry=code_of[card.entry], juror=person_of[card.juror])
            for card in first.cards
            if card.entry in code_of
        ),
        rubric=tuple(Criterion(one.name["pl"], one.weight, one.maximum) for one in first.criteria),
    )
