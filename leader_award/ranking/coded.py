"""The jury's work of an edition under codes that name nobody: what protocol and analysis count on.

Entries go by their reference numbers, criteria by C1, C2, … in the rubric's order, and jurors by
J01, J02, … in the order of their random ids, which says nothing about their names.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from leader_award.editions.models import Criterion as RubricLine
from leader_award.jury import queries as jury_queries
from leader_award.jury.models import Juror
from leader_award.jury.queries import Listed
from leader_award.ranking.models import TieVote
from leader_award.ranking.official import CardScore, Criterion
from leader_award.ranking.ties import Vote
from leader_award.scoring import queries as scoring_queries


@dataclass(frozen=True)
class CodedWork:
    """The rubric and the scores of sealed cards by code, and who and what the codes stand for."""

    criteria: tuple[Criterion, ...]
    scores: tuple[CardScore, ...]
    rubric: Mapping[str, RubricLine]
    entries: Mapping[str, Listed]
    jurors: Mapping[str, Juror]

    def coded_votes(self, votes: Iterable[TieVote]) -> tuple[Vote, ...]:
        """Return the votes in the entries' codes, without entries that no longer compete."""
        code = {entry.id: reference for reference, entry in self.entries.items()}
        return tuple(Vote(tuple(code[one] for one in vote.order if one in code)) for vote in votes)


def coded_work(edition_id: str) -> CodedWork:
    """Return the sealed scores of the edition's assessed entries; four statements."""
    rubric = {f"C{n}": line for n, line in enumerate(scoring_queries.criteria(edition_id), 1)}
    jurors = sorted(jury_queries.jurors(edition_id), key=lambda juror: juror.id)
    of_juror = {juror.id: f"J{number:02}" for number, juror in enumerate(jurors, 1)}
    of_criterion = {line.id: code for code, line in rubric.items()}
    entries = {entry.reference: entry for entry in jury_queries.assessed_entries(edition_id)}
    reference = {entry.id: code for code, entry in entries.items()}
    scores = (
        CardScore(reference[entry_id], of_juror[juror_id], of_criterion[criterion_id], points)
        for entry_id, juror_id, criterion_id, points in scoring_queries.sealed_scores(edition_id)
        if entry_id in reference
    )
    return CodedWork(
        criteria=tuple(Criterion(code, one.weight, one.maximum) for code, one in rubric.items()),
        scores=tuple(
            sorted(scores, key=lambda one: (one.entry, one.juror, int(one.criterion[1:])))
        ),
        rubric=rubric,
        entries=entries,
        jurors={of_juror[juror.id]: juror for juror in jurors},
    )
