"""The jury as the organiser's pages show it: rows and figures, from one plan."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leader_award.jury import hooks, rules, wording
from leader_award.jury.models import Assignment, AssignmentProposal, Juror
from leader_award.jury.plan import Plan
from leader_award.jury.proposals import change_of
from leader_award.jury.queries import Bar, Listed


@dataclass(frozen=True)
class JurorRow:
    """One juror in the organiser's list; `conflicts` counts entries that they cannot assess."""

    juror: Juror
    state: str
    unanswered: int
    conflicts: int
    load: int

    @property
    def over(self) -> bool:
        """Whether the juror has more entries than they can take."""
        return self.load > self.juror.capacity


def juror_rows(plan: Plan) -> list[JurorRow]:
    """Return the jurors who have not left, by surname."""
    barred = Counter(juror_id for _entry, juror_id in plan.bars)
    known = plan.cleared | plan.bars.keys()
    rows = []
    for juror in plan.jurors:
        unanswered = sum((entry.id, juror.id) not in known for entry in plan.entries)
        rows.append(
            JurorRow(
                juror=juror,
                state=rules.juror_state(juror, unanswered),
                unanswered=unanswered,
                conflicts=barred[juror.id],
                load=plan.loads[juror.id],
            )
        )
    return rows


@dataclass(frozen=True)
class Cell:
    """One pair of entry and juror.

    `bars` are the reasons why not; `answered` whether the juror has spoken about conflicts;
    `progress` is STARTED or SEALED where there are points.
    """

    entry: Listed
    juror: Juror
    affinity: int
    price: int
    bars: tuple[Bar, ...]
    answered: bool
    assignment: Assignment | None
    progress: str | None
    load: int

    @property
    def full(self) -> bool:
        """Whether the juror has as many entries as they can take."""
        return self.load >= self.juror.capacity

    @property
    def worth(self) -> int:
        """Affinity less the price of a soft conflict."""
        return self.affinity - self.price

    @property
    def reasons(self) -> list[dict[str, Any]]:
        """Why not, in words."""
        return [
            {
                "kind": wording.CONFLICTS_SHORT[bar.kind],
                "source": wording.SOURCES[bar.source],
                "note": bar.note,
            }
            for bar in self.bars
        ]


def cell(plan: Plan, entry: Listed, juror: Juror) -> Cell:
    """Return all that is known of one pair."""
    pair = (entry.id, juror.id)
    assignment = plan.by_pair.get(pair)
    return Cell(
        entry=entry,
        juror=juror,
        affinity=plan.affinity(entry, juror),
        price=plan.price(entry, juror),
        bars=plan.bars.get(pair, ()),
        answered=pair in plan.cleared or pair in plan.bars,
        assignment=assignment,
        progress=plan.progress.get(assignment.id) if assignment else None,
        load=plan.loads[juror.id],
    )


def candidates(plan: Plan, entry: Listed) -> list[Cell]:
    """Return the jurors for an entry: assigned first, then the best that could be, then barred."""
    cells = [cell(plan, entry, juror) for juror in plan.serving]
    return sorted(
        cells,
        key=lambda one: (one.assignment is None, bool(one.bars), one.full, -one.worth, one.load),
    )


def entries_for(plan: Plan, juror: Juror) -> list[Cell]:
    """Return the entries for a juror: assigned first, then those in most need and best known."""
    cells = [cell(plan, entry, juror) for entry in plan.entries]
    return sorted(
        cells,
        key=lambda one: (
            one.assignment is None,
            bool(one.bars),
            -plan.lacking(one.entry),
            -one.worth,
            one.entry.reference,
        ),
    )


@dataclass(frozen=True)
class Coverage:
    """How well today's plan covers the entries."""

    entries: int
    needed: int
    assigned: int
    lacking: tuple[Listed, ...]
    unanswered: int

    @property
    def complete(self) -> bool:
        """Whether every entry has its jurors."""
        return bool(self.entries) and not self.lacking


def coverage(plan: Plan) -> Coverage:
    """Return how well the entries are covered, and how many assigned pairs await an answer."""
    known = plan.cleared | plan.bars.keys()
    ids = {entry.id for entry in plan.entries}
    assigned = [pair for pair in plan.by_pair if pair[0] in ids]
    return Coverage(
        entries=len(plan.entries),
        needed=len(plan.entries) * plan.round.needed,
        assigned=len(assigned),
        lacking=tuple(entry for entry in plan.entries if plan.lacking(entry)),
        unanswered=sum(pair not in known for pair in assigned),
    )


@dataclass(frozen=True)
class Load:
    """A juror's load today and under a proposal, with the bounds."""

    juror: Juror
    today: int
    then: int

    @property
    def change(self) -> int:
        """Entries more (or fewer)."""
        return self.then - self.today


@dataclass(frozen=True)
class Served:
    """An entry under a proposal: its jurors and their affinity."""

    entry: Listed
    affinity: float
    jurors: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """A proposal as its page shows it, worst-served entries first."""

    outcome: Mapping[str, Any]
    loads: tuple[Load, ...]
    served: tuple[Served, ...]
    added: tuple[tuple[Listed, str], ...]
    ended: tuple[tuple[Listed, str], ...]
    kept: int
    soft: tuple[tuple[Listed, str], ...]
    unanswered: int

    @property
    def largest_load(self) -> int:
        """For the scale of the bars."""
        return max((max(one.then, one.juror.capacity) for one in self.loads), default=1)


def shown(proposal: AssignmentProposal, plan: Plan) -> Shown:
    """Return what a proposal would do to today's plan; what has gone meanwhile is left out."""
    outcome = proposal.outcome
    entries = {entry.id: entry for entry in plan.entries}
    names = {juror.id: juror.person.name for juror in plan.jurors}
    pairs = [(e, j) for e, j in outcome["pairs"] if e in entries and j in names]
    change = change_of(proposal, plan)
    loads = Counter(juror_id for _entry, juror_id in pairs)
    known = plan.cleared | plan.bars.keys()

    def named(found: Sequence[tuple[str, str]] | frozenset[tuple[str, str]]) -> Any:
        rows = [(entries[e], names[j]) for e, j in found if e in entries and j in names]
        return tuple(sorted(rows, key=lambda row: (row[0].reference, row[1])))

    return Shown(
        outcome=outcome,
        loads=tuple(Load(j, plan.loads[j.id], loads[j.id]) for j in plan.serving),
        served=tuple(
            sorted(
                (
                    Served(
                        entry,
                        outcome["entry_affinity"].get(entry.id, 0),
                        tuple(sorted(names[j] for e, j in pairs if e == entry.id)),
                    )
                    for entry in plan.entries
                ),
                key=lambda one: (one.affinity, one.entry.reference),
            )
        ),
        added=named(change.added),
        ended=named(change.ended),
        kept=len(change.kept),
        soft=named([(e, j) for e, j, _price in outcome["soft"]]),
        unanswered=sum(pair not in known for pair in pairs),
    )


def state_of(one: Cell) -> str:
    """Return the code of a pair for the matrix."""
    if one.assignment is not None:
        if one.progress == hooks.SEALED:
            return "sealed"
        return "started" if one.progress else "assigned"
    if one.bars:
        return "conflict"
    return "free" if one.answered else "unanswered"


def sealed_of(plan: Plan, juror_id: str) -> int:
    """Return how many of the juror's assignments have a sealed card."""
    return sum(
        one.juror_id == juror_id and plan.progress.get(one.id) == hooks.SEALED
        for one in plan.assignments
    )
