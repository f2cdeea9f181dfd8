"""Use cases of rankings: recording what the jury voted."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from leader_award.editions.models import Edition
from leader_award.platform import audit, clock, db, idempotency
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError, NotAllowed
from leader_award.ranking import queries
from leader_award.ranking.models import TieVote
from leader_award.ranking.tables import EditionRanking, EqualScores
from leader_award.ranking.ties import TieStep

VOTING_STATE = "deciding"
LONGEST_NOTE = 2000


def ties_for_the_jury(ranking: EditionRanking) -> Iterator[EqualScores]:
    """Yield each tie that only a vote settles, those that a vote has settled included."""
    for table in (ranking.overall, *ranking.by_category):
        for equal in table.equal:
            if equal.step in (TieStep.VOTE, TieStep.VOTE_NEEDED):
                yield equal


def voting_fault(edition: Edition, ranking: EditionRanking, now: datetime) -> Any | None:
    """Say why no vote on this ranking can be recorded at `now`; None if it can.

    On the ranking of an edition it can while the edition is being decided; on that of one of
    several rounds also once the round is over: at its end, or when no card is missing.
    """
    if edition.state == VOTING_STATE:
        return None
    if edition.state != "scoring" or ranking.round is None or len(ranking.rounds) == 1:
        return _l(
            "A vote can be recorded after scoring has closed and before the results are announced."
        )
    if now < ranking.round.ends_at and ranking.missing_cards:
        return _l("A vote can be recorded once the round has ended or all its cards are sealed.")
    return None


def record_vote(
    *,
    edition_id: str,
    order: Sequence[str],
    note: str,
    actor: Actor,
    key: str,
    round_id: str | None = None,
) -> str:
    """Record the order, best first, that the jury voted for between tied entries; return its id.

    The ids must be those of one whole tie that the declared rule leaves open in the ranking of
    the round, by default in that over all rounds. A later vote on the same tie takes the place of
    the earlier one, which stays on record. Raises NotAllowed (see `voting_fault`), DomainError
    for other ids or a note that is too long, NotFound.
    """
    with db.transaction() as writer:
        edition = db.lock(writer, Edition, edition_id)

        def create() -> str:
            ranking = queries.edition_ranking(edition_id, round_id=round_id)
            fault = voting_fault(edition, ranking, clock.now())
            if fault is not None:
                raise NotAllowed(fault)
            if len(note) > LONGEST_NOTE:
                raise DomainError(_l("The note may have at most 2,000 characters."), field="note")
            _require_tie(ranking, order)
            vote = TieVote(
                edition_id=edition_id,
                round_id=round_id if len(ranking.rounds) > 1 else None,
                order=list(order),
                note=note,
                recorded_at=clock.now(),
                recorded_by_id=actor.person_id,
            )
            writer.add(vote)
            writer.flush()
            details = {"edition": edition_id, "order": list(order)}
            if vote.round_id:
                details["round"] = vote.round_id
            audit.record(writer, actor, "tie.voted", vote, details)
            return vote.id

        return idempotency.once(writer, key, create)


def _require_tie(ranking: EditionRanking, order: Sequence[str]) -> None:
    ties = ties_for_the_jury(ranking)
    if not any(sorted(order) == sorted(tie.entry_ids) for tie in ties):
        raise DomainError(
            _l(
                "These entries are no longer tied, or not all of them are named. Open the ranking"
                " again."
            )
        )
