"""What the organiser's page of decisions shows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from leader_award.editions.models import Edition, Prize
from leader_award.entries import queries as entry_queries
from leader_award.entries.queries import EntryRow
from leader_award.platform.db import session
from leader_award.ranking.queries import edition_ranking
from leader_award.ranking.tables import Line
from leader_award.results import queries, rules
from leader_award.results.models import Announcement, Decision


@dataclass(frozen=True)
class Row:
    """One entry in the contest, its line in the ranking and what was decided so far."""

    entry: EntryRow
    line: Line | None
    decision: Decision | None

    @property
    def outcome(self) -> str | None:
        """The outcome decided so far, or None."""
        return self.decision.outcome if self.decision else None


@dataclass(frozen=True)
class PrizeUse:
    """A prize, and how many entries were given it so far."""

    prize: Prize
    given: int

    @property
    def left(self) -> int:
        """How many of it are left."""
        return self.prize.count - self.given


@dataclass(frozen=True)
class Board:
    """The decisions of an edition; rows by place, then by number."""

    edition: Edition
    rows: Sequence[Row]
    prizes: Sequence[PrizeUse]
    announcement: Announcement | None
    readiness: rules.Readiness

    @property
    def decided(self) -> int:
        """The number of entries that have a decision."""
        return len(self.rows) - self.readiness.undecided

    def count(self, outcome: str) -> int:
        """Return the number of entries with this outcome."""
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def finalists(self) -> int:
        """The number of entries in the final, the awarded ones included."""
        return sum(row.outcome in rules.IN_FINAL for row in self.rows)

    def is_open(self) -> bool:
        """Return whether decisions may change: after scoring, and no announcement is set."""
        return self.edition.state == "deciding" and self.announcement is None

    def is_announced(self, now: datetime) -> bool:
        """Return whether the results are public at `now`."""
        return rules.is_announced(self.announcement.at if self.announcement else None, now)

    def row(self, entry_id: str) -> Row | None:
        """Return the row of an entry, or None."""
        return next((row for row in self.rows if row.entry.id == entry_id), None)


def board(edition: Edition) -> Board:
    """Return the decisions of an edition, in a constant number of statements."""
    entries = entry_queries.entries_of_edition(edition.id, rules.IN_CONTEST)
    decisions = {
        decision.entry_id: decision
        for decision in session().scalars(select(Decision).where(Decision.edition_id == edition.id))
    }
    prizes = (
        session()
        .scalars(select(Prize).where(Prize.edition_id == edition.id).order_by(Prize.position))
        .all()
    )
    places = edition_ranking(edition.id).places()
    given = Counter(decision.prize_id for decision in decisions.values())
    rows = [Row(entry, places.get(entry.id), decisions.get(entry.id)) for entry in entries]
    return Board(
        edition=edition,
        rows=sorted(rows, key=_order),
        prizes=[PrizeUse(prize, given[prize.id]) for prize in prizes],
        announcement=queries.announcement(edition.id),
        readiness=rules.readiness(
            [entry.id for entry in entries],
            {key: rules.Given(d.outcome, d.prize_id) for key, d in decisions.items()},
            {prize.id: prize.count for prize in prizes},
            {prize.award for prize in prizes},
        ),
    )


def _order(row: Row) -> tuple[bool, int, str]:
    place = row.line.place if row.line else None
    return place is None, place or 0, row.entry.reference or ""


def board_of_entry(entry_id: str) -> tuple[Board, Row] | None:
    """Return the board of an entry's edition and the entry's row, or None."""
    entry = entry_queries.find(entry_id)
    if entry is None:
        return None
    edition = session().get_one(Edition, entry.edition_id)
    found = board(edition)
    row = found.row(entry_id)
    return (found, row) if row else None
