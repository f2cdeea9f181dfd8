"""What the organiser's page of decisions shows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from leader_award.editions.models import Edition, Prize
from leader_award.entries import queries as entry_queries
from leader_award.entries.queries import EntryRow
from leader_award.platform import clock
from leader_award.platform.db import session
from leader_award.ranking.tables import Line
from leader_award.results import approval, queries, rules
from leader_award.results.checking import deciding_tables, look
from leader_award.results.models import Announcement, Decision


@dataclass(frozen=True)
class Row:
    """One entry in the contest, its line in the ranking and what was decided so far.

    `category_line` is its line in the ranking that awards are measured by. `departs` tells that
    the decision contradicts that ranking, `owes_reason` that nobody has said why.
    """

    entry: EntryRow
    line: Line | None
    category_line: Line | None
    decision: Decision | None
    departs: bool
    owes_reason: bool

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
    """The decisions of an edition; rows by place, then by number.

    `state` is where the announcement stands (rules.STEPS); `digest` is that of what was looked
    at, so that nobody approves what they have not seen.
    """

    edition: Edition
    rows: Sequence[Row]
    prizes: Sequence[PrizeUse]
    announcement: Announcement | None
    state: str
    checklist: rules.Checklist
    digest: str

    @property
    def decided(self) -> int:
        """The number of entries that have a decision."""
        return len(self.rows) - len(self.checklist.undecided)

    def count(self, outcome: str) -> int:
        """Return the number of entries with this outcome."""
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def finalists(self) -> int:
        """The number of entries in the final, the awarded ones included."""
        return sum(row.outcome in rules.IN_FINAL for row in self.rows)

    @property
    def is_open(self) -> bool:
        """Whether decisions may change: after scoring, until the results are public."""
        return self.edition.state == "deciding" and not self.is_public

    @property
    def is_public(self) -> bool:
        """Whether the results are public."""
        return self.state == rules.PUBLIC

    @property
    def is_late(self) -> bool:
        """Whether the prepared instant has passed without an approval."""
        planned = self.announcement.planned_for if self.announcement else None
        return self.state == rules.PREPARED and planned is not None and planned <= clock.now()

    def row(self, entry_id: str) -> Row | None:
        """Return the row of an entry, or None."""
        return next((row for row in self.rows if row.entry.id == entry_id), None)


def board(edition: Edition) -> Board:
    """Return the decisions of an edition, in a constant number of statements."""
    reader = session()
    announcement = queries.announcement(edition.id)
    looked = look(
        reader,
        edition.id,
        planned_for=announcement.planned_for if announcement else None,
        shows_places=announcement is not None and announcement.shows_places,
    )
    query = select(Decision).where(Decision.edition_id == edition.id)
    decisions = {decision.entry_id: decision for decision in reader.scalars(query)}
    prizes = reader.scalars(
        select(Prize).where(Prize.edition_id == edition.id).order_by(Prize.position)
    ).all()
    given = Counter(decision.prize_id for decision in decisions.values())
    places = looked.ranking.places()
    in_category = {line.entry_id: line for t in deciding_tables(looked.ranking) for line in t.lines}
    found = looked.checklist.departures
    rows = [
        Row(
            entry=entry,
            line=places.get(entry.id),
            category_line=in_category.get(entry.id),
            decision=decisions.get(entry.id),
            departs=entry.id in found,
            owes_reason=entry.id in found.unexplained,
        )
        for entry in entry_queries.entries_of_edition(edition.id, rules.IN_CONTEST)
    ]
    return Board(
        edition=edition,
        rows=sorted(rows, key=_order),
        prizes=[PrizeUse(prize, given[prize.id]) for prize in prizes],
        announcement=announcement,
        state=approval.state_of(announcement),
        checklist=looked.checklist,
        digest=looked.digest,
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
