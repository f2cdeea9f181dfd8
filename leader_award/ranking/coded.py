"""The jury's work of an edition under codes that name nobody: what protocol and analysis count on.

Entries go by their reference numbers, rounds by R1, R2, …, criteria by C1, C2, … in the order of
the round's rubric, and jurors by J01, J02, … in the order of their random ids, which says nothing
about their names.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from leader_award.editions.models import Criterion as RubricLine
from leader_award.editions.models import Round
from leader_award.jury import queries as jury_queries
from leader_award.jury.models import Juror
from leader_award.jury.queries import Listed
from leader_award.ranking import queries
from leader_award.ranking.models import TieVote
from leader_award.ranking.official import Aggregate, CardScore, Criterion
from leader_award.ranking.tables import HeldRound
from leader_award.ranking.ties import Vote
from leader_award.scoring import queries as scoring_queries


@dataclass(frozen=True)
class CodedRound:
    """One round by code: its rubric in force, who took part, and the scores of sealed cards.

    `code` is R1, R2, … in order; a score without points is an abstention.
    """

    code: str
    round: Round
    rubric: Mapping[str, RubricLine]
    criteria: tuple[Criterion, ...]
    scores: tuple[CardScore, ...]
    entries: tuple[str, ...]
    votes: tuple[TieVote, ...]


@dataclass(frozen=True)
class CodedWork:
    """The rounds by code, and who and what the codes stand for.

    `aggregate` makes an entry's score of its cards; `votes` are those on the ranking over all
    rounds, the latest first (those of an edition with one round are the round's).
    """

    rounds: tuple[CodedRound, ...]
    entries: Mapping[str, Listed]
    jurors: Mapping[str, Juror]
    aggregate: Aggregate
    votes: tuple[TieVote, ...]

    @property
    def scores(self) -> tuple[CardScore, ...]:
        """The scores of the first round."""
        return self.rounds[0].scores

    @property
    def rubric(self) -> Mapping[str, RubricLine]:
        """The rubric of the first round."""
        return self.rounds[0].rubric

    def coded_votes(self, votes: Iterable[TieVote]) -> tuple[Vote, ...]:
        """Return the votes in the entries' codes, without entries that no longer compete."""
        code = {entry.id: reference for reference, entry in self.entries.items()}
        return tuple(Vote(tuple(code[one] for one in vote.order if one in code)) for vote in votes)


def coded_work(
    edition_id: str,
    round_id: str | None = None,
    rounds: Sequence[Round] | None = None,
    *,
    abstentions: bool = True,
) -> CodedWork:
    """Return the sealed scores of the edition's assessed entries, of all rounds or of one.

    `rounds` are the edition's, if the caller has read them already. Without `abstentions` these
    are absent, which counts the same. Six statements for one round, and five without. Raises
    NotFound for a round of another edition.
    """
    rounds = rounds or queries.rounds_of(edition_id)
    wanted = queries.chosen_round(rounds, round_id)
    held = queries.held_rounds([wanted] if wanted else rounds, {})
    voted = queries.recorded_by_round(queries.votes(edition_id), rounds)
    entries = {entry.reference: entry for entry in jury_queries.assessed_entries(edition_id)}
    jurors = sorted(jury_queries.jurors(edition_id), key=lambda juror: juror.id)
    of_juror = {juror.id: f"J{number:02}" for number, juror in enumerate(jurors, 1)}
    reference = {entry.id: code for code, entry in entries.items()}
    return CodedWork(
        rounds=tuple(
            _coded_round(
                f"R{rounds.index(one.round) + 1}",
                one,
                reference,
                of_juror,
                _abstentions(one.round) if abstentions else (),
                voted[one.round.id],
            )
            for one in held
        ),
        entries=entries,
        jurors={of_juror[juror.id]: juror for juror in jurors},
        aggregate=held[0].facts.aggregate,
        votes=tuple(voted[None]),
    )


def _coded_round(
    code: str,
    held: HeldRound,
    reference: Mapping[str, str],
    of_juror: Mapping[str, str],
    abstained: Iterable[CardScore],
    votes: Iterable[TieVote],
) -> CodedRound:
    rubric = {f"C{number}": line for number, line in enumerate(held.facts.criteria, 1)}
    of_criterion = {line.id: own for own, line in rubric.items()}
    scores = [
        CardScore(reference[entry], of_juror[juror], of_criterion[criterion], points)
        for entry, juror, criterion, points in (*held.facts.scores, *abstained)
        if entry in reference and criterion in of_criterion
    ]
    return CodedRound(
        code=code,
        round=held.round,
        rubric=rubric,
        criteria=tuple(Criterion(own, one.weight, one.maximum) for own, one in rubric.items()),
        scores=tuple(
            sorted(scores, key=lambda one: (one.entry, one.juror, int(one.criterion[1:])))
        ),
        entries=tuple(own for id, own in reference.items() if held.assesses(id)),
        votes=tuple(votes),
    )


def _abstentions(round: Round) -> list[CardScore]:
    return [CardScore(*which, None) for which in scoring_queries.abstentions(round)]
