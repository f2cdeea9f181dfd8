"""The result sheet of an entry: what its own people learn of it, and nothing that names jurors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from leader_award.editions import queries as edition_queries
from leader_award.entries.models import Entry
from leader_award.platform.db import Translated, session
from leader_award.ranking.queries import edition_ranking
from leader_award.results import rules
from leader_award.results.checking import deciding_tables
from leader_award.results.marks import Mark, marks
from leader_award.results.models import Announcement
from leader_award.results.queries import OwnResult
from leader_award.scoring import queries as scoring_queries


@dataclass(frozen=True)
class RoundMarks:
    """The marks of one round; its name is empty where there is only one."""

    name: Translated
    marks: Sequence[Mark]


@dataclass(frozen=True)
class Sheet:
    """The result of an entry with its marks; `compared` counts the entries of its category.

    `place` is that in the category out of `compared`, None where the regulations keep it;
    `comments` are the jury's words to the applicant.
    """

    result: OwnResult
    rounds: Sequence[RoundMarks]
    compared: int
    place: int | None
    comments: Sequence[str]

    @property
    def entry(self) -> Entry:
        """The entry."""
        return self.result.entry

    @property
    def announced_at(self) -> datetime | None:
        """The instant from which its people may see it."""
        return self.result.announced_at

    @property
    def is_suppressed(self) -> bool:
        """Whether there are too few entries to compare with."""
        return all(mark.others is None for one in self.rounds for mark in one.marks)


def own_sheet(result: OwnResult) -> Sheet:
    """Return the sheet of an entry, for those who may see its result.

    The statements are bounded by the number of rounds, not of entries.
    """
    entry = result.entry
    compared = (
        session()
        .scalars(
            select(Entry.id).where(
                Entry.edition_id == entry.edition_id,
                Entry.category_id == entry.category_id,
                Entry.state.in_(rules.IN_CONTEST),
            )
        )
        .all()
    )
    rounds = edition_queries.rounds(entry.edition_id)
    found = [
        RoundMarks(
            name=one.name if len(rounds) > 1 else {},
            marks=marks(
                one.rubric.criteria,
                scoring_queries.sealed_scores_of_round(one),
                entry.id,
                compared,
            ),
        )
        for one in rounds
    ]
    return Sheet(
        result=result,
        rounds=[one for one in found if any(mark.own is not None for mark in one.marks)],
        compared=len(compared),
        place=_place(entry),
        comments=_comments(entry),
    )


def _comments(entry: Entry) -> Sequence[str]:
    given = entry.edition.feedback_to_applicants
    return scoring_queries.comments_for_applicant(entry.id) if given else []


def _place(entry: Entry) -> int | None:
    announcement = session().get(Announcement, entry.edition_id)
    if announcement is None or not announcement.shows_places:
        return None
    for table in deciding_tables(edition_ranking(entry.edition_id)):
        for line in table.lines:
            if line.entry_id == entry.id:
                return line.place
    return None
