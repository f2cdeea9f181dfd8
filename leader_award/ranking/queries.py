"""Rankings as pages, exports and decisions read them: a bounded number of statements each."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import exists, select

from leader_award.accounts.models import Person
from leader_award.editions.models import Category, Edition
from leader_award.jury import queries as jury_queries
from leader_award.jury.models import Assignment, Juror
from leader_award.platform.db import Translated, session
from leader_award.ranking.models import TieVote
from leader_award.ranking.tables import EditionRanking, Facts, make_rankings
from leader_award.ranking.ties import Vote
from leader_award.scoring import queries as scoring_queries
from leader_award.scoring.models import ScoreCard
from leader_award.scoring.rules import SEALED


def edition_ranking(edition_id: str, recorded: Sequence[TieVote] | None = None) -> EditionRanking:
    """Return the ranking of an edition from its sealed cards.

    `recorded` are the edition's votes, the latest first, if the caller has read them already.
    """
    facts = Facts(
        criteria=scoring_queries.criteria(edition_id),
        scores=scoring_queries.sealed_scores(edition_id),
        missing=_jurors_without_sealed_card(edition_id),
        asked_for=session().get_one(Edition, edition_id).jurors_per_entry,
        votes=[
            Vote(tuple(vote.order))
            for vote in (votes(edition_id) if recorded is None else recorded)
        ],
    )
    entries = jury_queries.assessed_entries(edition_id)
    return make_rankings(facts, entries, _categories(edition_id))


def votes(edition_id: str) -> Sequence[TieVote]:
    """Return the jury's votes on ties with who recorded them, the latest first."""
    query = select(TieVote).where(TieVote.edition_id == edition_id)
    return session().scalars(query.order_by(TieVote.recorded_at.desc(), TieVote.id)).all()


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
