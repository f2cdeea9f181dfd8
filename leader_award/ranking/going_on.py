"""Who goes on to the next round: the ranking of the round before, with a line drawn across it."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select

from leader_award.editions.models import Prize, Round
from leader_award.jury import queries as jury_queries
from leader_award.platform.db import session
from leader_award.ranking import queries
from leader_award.ranking.tables import EditionRanking, EqualScores, Line
from leader_award.ranking.ties import TieStep


@dataclass(frozen=True)
class Candidate:
    """An entry of the round before.

    `proposed` says that it is above the line, `chosen` that it goes on by what is recorded now,
    and `crossed` that it shares its place with entries on the other side of the line.
    """

    line: Line
    proposed: bool
    chosen: bool
    crossed: bool

    @property
    def change(self) -> str | None:
        """What confirming the proposal would change: "joins", "drops" or nothing."""
        if self.proposed == self.chosen:
            return None
        return "joins" if self.proposed else "drops"


@dataclass(frozen=True)
class Proposal:
    """The candidates for a round, best first, with `count` places above the line."""

    round: Round
    before: Round
    ranking: EditionRanking
    count: int
    candidates: tuple[Candidate, ...]

    @property
    def recorded(self) -> bool:
        """Whether somebody has been chosen already."""
        return any(one.chosen for one in self.candidates)

    @property
    def crossed(self) -> tuple[Candidate, ...]:
        """The entries that share a place across the line."""
        return tuple(one for one in self.candidates if one.crossed)

    @property
    def tie(self) -> EqualScores | None:
        """The tie across the line, if only a vote settles it."""
        across = {one.line.entry_id for one in self.crossed}
        return next(
            (
                tie
                for tie in self.ranking.overall.equal
                if across and tie.step is TieStep.VOTE_NEEDED and set(tie.entry_ids) == across
            ),
            None,
        )

    @property
    def incomplete(self) -> tuple[Candidate, ...]:
        """The entries whose place may still change, because cards are missing."""
        return tuple(one for one in self.candidates if one.line.missing or one.line.unassigned)


def propose(round: Round, count: int | None = None) -> Proposal | None:
    """Propose who goes on to the round; None for a first round, in which everybody takes part.

    Without `count` as many go on as are chosen already, else as there are prizes, else half of
    those that have a place. Entries that share a place across the line are not proposed.
    """
    rounds = queries.rounds_of(round.edition_id)
    position = [one.id for one in rounds].index(round.id)
    if position == 0:
        return None
    before = rounds[position - 1]
    ranking = queries.edition_ranking(round.edition_id, round_id=before.id)
    chosen = {entry.id for entry in jury_queries.entries_of_round(round)}
    if count is None:
        count = len(chosen) or _prizes(round.edition_id) or (ranking.ranked + 1) // 2
    count = max(0, min(count, ranking.ranked))
    return Proposal(rounds[position], before, ranking, count, _candidates(ranking, count, chosen))


def _candidates(
    ranking: EditionRanking, count: int, chosen: Collection[str]
) -> tuple[Candidate, ...]:
    lines = ranking.overall.lines
    last, next_one = (
        (lines[count - 1].place, lines[count].place) if 0 < count < len(lines) else (None, None)
    )
    shared = last if last == next_one else None
    return tuple(
        Candidate(
            line=line,
            proposed=number < count and (shared is None or line.place != shared),
            chosen=line.entry_id in chosen,
            crossed=shared is not None and line.place == shared,
        )
        for number, line in enumerate(lines)
    )


def _prizes(edition_id: str) -> int:
    query = select(func.sum(Prize.count)).where(Prize.edition_id == edition_id)
    return session().scalar(query) or 0
