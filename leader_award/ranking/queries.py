"""Rankings as pages, exports and decisions read them: a bounded number of statements each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import lazy_gettext as _l
from sqlalchemy import Integer, case, func, literal, select, union_all
from sqlalchemy.orm import joinedload

from leader_award.accounts.models import Person
from leader_award.editions.models import Category, Edition, Round, Rubric
from leader_award.entries.models import Entry
from leader_award.jury import queries as jury_queries
from leader_award.jury.models import Assignment, EntryNeed, Juror, RoundEntry
from leader_award.jury.rules import ASSESSED
from leader_award.platform.db import Translated, session
from leader_award.platform.errors import NotFound
from leader_award.ranking.models import TieVote
from leader_award.ranking.official import Aggregate, CardScore
from leader_award.ranking.tables import (
    EditionRanking,
    Facts,
    HeldRound,
    make_final,
    make_rankings,
)
from leader_award.ranking.ties import Vote
from leader_award.scoring.models import Score, ScoreCard
from leader_award.scoring.rules import SEALED


def edition_ranking(
    edition_id: str, recorded: Sequence[TieVote] | None = None, round_id: str | None = None
) -> EditionRanking:
    """Return the ranking of an edition from its sealed cards, over all of its rounds.

    With `round_id` it is that round's. `recorded` are the edition's votes, the latest first, if
    the caller has read them already. Five statements, and another one if there are later rounds.
    Raises NotFound for a round of another edition.
    """
    rounds = rounds_of(edition_id)
    wanted = chosen_round(rounds, round_id)
    recorded = votes(edition_id) if recorded is None else recorded
    voted = {
        which: [Vote(tuple(vote.order)) for vote in own]
        for which, own in recorded_by_round(recorded, rounds).items()
    }
    held = held_rounds([wanted] if wanted else rounds, voted, expecting=True)
    entries = jury_queries.assessed_entries(edition_id)
    categories = _categories(edition_id)
    if wanted:
        (one,) = held
        own = [entry for entry in entries if one.assesses(entry.id)]
        ranking = make_rankings(one.facts, own, categories)
    else:
        ranking = make_final(held, entries, categories, voted.get(None, ()))
    return replace(ranking, round=wanted, rounds=tuple(rounds))


def chosen_round(rounds: Sequence[Round], round_id: str | None) -> Round | None:
    """Return the round with this id, or the only one; None stands for the ranking over all.

    Raises NotFound for an id that is none of theirs.
    """
    if round_id is None:
        return rounds[0] if len(rounds) == 1 else None
    found = next((one for one in rounds if one.id == round_id), None)
    if found is None:
        raise NotFound(_l("This does not exist, or you may not see it."))
    return found


def recorded_by_round(
    recorded: Sequence[TieVote], rounds: Sequence[Round]
) -> dict[str | None, list[TieVote]]:
    """Return the votes by the round whose ranking they settle; None is the one over all rounds.

    The votes of an edition with one round name none.
    """
    only = rounds[0].id if len(rounds) == 1 else None
    found: dict[str | None, list[TieVote]] = defaultdict(list)
    for vote in recorded:
        found[vote.round_id or only].append(vote)
    return found


def rounds_of(edition_id: str) -> list[Round]:
    """Return the edition's rounds in order, with the edition and their rubrics; one statement."""
    query = (
        select(Round)
        .where(Round.edition_id == edition_id)
        .options(
            joinedload(Round.edition, innerjoin=True),
            joinedload(Round.rubrics).joinedload(Rubric.criteria),
        )
        .order_by(Round.position)
    )
    return list(session().scalars(query).unique())


def held_rounds(
    rounds: Sequence[Round],
    voted: Mapping[str | None, Sequence[Vote]],
    *,
    expecting: bool = False,
) -> list[HeldRound]:
    """Return the rounds (of one edition) with what their rankings are made of.

    `expecting` asks for what tells how many cards each entry is to have. Two statements at most.
    """
    scores, missing = _cards(rounds)
    chosen, needs = _entries_by_round(rounds, expecting)
    return [
        HeldRound(
            round,
            Facts(
                criteria=round.rubric.criteria,
                scores=scores[round.id],
                missing=missing[round.id],
                asked_for=round.needed,
                votes=voted.get(round.id, ()),
                aggregate=Aggregate(round.edition.card_mean),
                needs=needs[round.id],
            ),
            chosen.get(round.id),
        )
        for round in rounds
    ]


def votes(edition_id: str) -> Sequence[TieVote]:
    """Return the jury's votes on ties with who recorded them, the latest first."""
    query = select(TieVote).where(TieVote.edition_id == edition_id)
    return session().scalars(query.order_by(TieVote.recorded_at.desc(), TieVote.id)).all()


def _categories(edition_id: str) -> Sequence[tuple[str, Translated]]:
    query = select(Category.id, Category.name).where(Category.edition_id == edition_id)
    return session().execute(query.order_by(Category.position)).all()


def _cards(
    rounds: Sequence[Round],
) -> tuple[dict[str, list[CardScore]], dict[str, dict[str, list[str]]]]:
    """Return by round the scores of the sealed cards, and by entry who has not sealed theirs.

    What counts is what `scoring.queries.sealed_scores_of_round` says; here it is read at once for
    all rounds, together with the names of the jurors whose cards are missing.
    """
    rubrics = [round.rubric for round in rounds]
    name_of_juror = (
        select(Person.name).join(Juror).where(Juror.id == Assignment.juror_id).correlate(Assignment)
    )
    rows = session().execute(
        select(
            Assignment.round_id,
            Assignment.entry_id,
            Assignment.juror_id,
            Score.criterion_id,
            Score.points,
            case((ScoreCard.id.is_(None), name_of_juror.scalar_subquery())),
        )
        .outerjoin(
            ScoreCard,
            (ScoreCard.assignment_id == Assignment.id)
            & (ScoreCard.state == SEALED)
            & ScoreCard.rubric_id.in_([rubric.id for rubric in rubrics]),
        )
        .outerjoin(
            Score,
            (Score.card_id == ScoreCard.id)
            & Score.criterion_id.in_([one.id for rubric in rubrics for one in rubric.criteria]),
        )
        .where(
            Assignment.round_id.in_([round.id for round in rounds]), Assignment.ended_at.is_(None)
        )
    )
    scores: dict[str, list[CardScore]] = {round.id: [] for round in rounds}
    missing: dict[str, dict[str, list[str]]] = {round.id: defaultdict(list) for round in rounds}
    for round_id, entry_id, juror_id, criterion_id, points, name in rows:
        if criterion_id is not None:
            scores[round_id].append(CardScore(entry_id, juror_id, criterion_id, points))
        elif name is not None:
            missing[round_id][entry_id].append(name)
    for of_entry in missing.values():
        for lacking in of_entry.values():
            lacking.sort(key=jury_queries.surname_key)
    return scores, missing


def _entries_by_round(
    rounds: Sequence[Round], expecting: bool
) -> tuple[dict[str, set[str]], dict[str, dict[str, int]]]:
    """Return by later round the ids of the entries chosen for it, and by round the special needs.

    Needs are numbers of jurors, by entry, that the organiser asks for instead of the usual one.
    """
    ids = [round.id for round in rounds]
    chosen: dict[str, set[str]] = {round.id: set() for round in rounds if round.position > 0}
    needs: dict[str, dict[str, int]] = {round_id: {} for round_id in ids}
    if not chosen and not expecting:
        return chosen, needs
    rows = union_all(
        select(RoundEntry.round_id, RoundEntry.entry_id, literal(None, Integer).label("needed"))
        .where(RoundEntry.round_id.in_(ids)),
        select(EntryNeed.round_id, EntryNeed.entry_id, EntryNeed.needed)
        .where(EntryNeed.round_id.in_(ids)),
    )  # fmt: skip
    for round_id, entry_id, needed in session().execute(rows):
        if needed is None:
            chosen[round_id].add(entry_id)
        else:
            needs[round_id][entry_id] = needed
    return chosen, needs


@dataclass(frozen=True)
class Progress:
    """How many entries are assessed, how many of them have a card, and cards sealed and asked for.

    Of an edition's first round.
    """

    entries: int
    ranked: int
    sealed: int
    assigned: int


def progress(edition_id: str) -> Progress:
    """Count how far the ranking by the first round has come; one statement."""
    entries = (
        select(func.count(Entry.id))
        .where(Entry.edition_id == edition_id, Entry.state.in_(ASSESSED))
        .scalar_subquery()
    )
    query = (
        select(
            entries,
            func.count(func.distinct(case((ScoreCard.id.is_not(None), Assignment.entry_id)))),
            func.count(ScoreCard.id),
            func.count(Assignment.id),
        )
        .join(Round, Round.id == Assignment.round_id)
        .join(Entry, Entry.id == Assignment.entry_id)
        .outerjoin(
            ScoreCard,
            (ScoreCard.assignment_id == Assignment.id) & (ScoreCard.state == SEALED),
        )
        .where(
            Round.edition_id == edition_id,
            Round.position == 0,
            Entry.state.in_(ASSESSED),
            Assignment.ended_at.is_(None),
        )
    )
    return Progress(*session().execute(query).one())


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


def choose_pair(
    scored: Sequence[Edition], chosen: Sequence[str | None]
) -> tuple[Edition, Edition] | None:
    """Return the two editions with the `chosen` ids, by default the last two, the earlier first.

    `scored` is in order of time. None unless there are two different ones.
    """
    found = [edition for edition in scored if edition.id in chosen] if any(chosen) else scored[-2:]
    return (found[0], found[1]) if len(found) == 2 else None
