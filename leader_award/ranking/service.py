"""Use cases of rankings: recording what the jury voted."""

from collections.abc import Iterator, Sequence

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


def record_vote(*, edition_id: str, order: Sequence[str], note: str, actor: Actor, key: str) -> str:
    """Record the order, best first, that the jury voted for between tied entries; return its id.

    The ids must be those of one whole tie that the declared rule leaves open. A later vote on the
    same tie takes the place of the earlier one, which stays on record. Raises NotAllowed unless
    the edition is being decided, DomainError for other ids or a note that is too long.
    """
    with db.transaction() as writer:
        edition = db.lock(writer, Edition, edition_id)

        def create() -> str:
            if edition.state != VOTING_STATE:
                raise NotAllowed(
                    _l(
                        "A vote can be recorded after scoring has closed and before the results"
                        " are announced."
                    )
                )
            if len(note) > LONGEST_NOTE:
                raise DomainError(_l("The note may have at most 2,000 characters."), field="note")
            _require_tie(edition_id, order)
            vote = TieVote(
                edition_id=edition_id,
                order=list(order),
                note=note,
                recorded_at=clock.now(),
                recorded_by_id=actor.person_id,
            )
            writer.add(vote)
            writer.flush()
            audit.record(
                writer, actor, "tie.voted", vote, {"edition": edition_id, "order": list(order)}
            )
            return vote.id

        return idempotency.once(writer, key, create)


def _require_tie(edition_id: str, order: Sequence[str]) -> None:
    ties = ties_for_the_jury(queries.edition_ranking(edition_id))
    if not any(sorted(order) == sorted(tie.entry_ids) for tie in ties):
        raise DomainError(
            _l(
                "These entries are no longer tied, or not all of them are named. Open the ranking"
                " again."
            )
        )
