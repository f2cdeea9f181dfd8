"""The jury as the organiser's pages show it: rows and figures, from one plan."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from leader_award.jury import assignment_io, hooks, moves, rules, wording
from leader_award.jury.models import Assignment, AssignmentProposal, Juror
from leader_award.jury.plan import Plan
from leader_award.jury.proposals import change_of, pairs_after
from leader_award.jury.queries import Bar, Listed, Pair
from leader_award.jury.solving import figures, pairs_of


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
    chosen: bool

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


def cell(plan: Plan, entry: Listed, juror: Juror, pairs: Collection[Pair] | None = None) -> Cell:
    """Return all that is known of one pair; `pairs` are those of a proposal (default: today's)."""
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
        load=plan.loads[juror.id]
        if pairs is None
        else sum(assessing == juror.id for _entry, assessing in pairs),
        chosen=pair in (plan.by_pair if pairs is None else pairs),
    )


def candidates(plan: Plan, entry: Listed, pairs: Collection[Pair] | None = None) -> list[Cell]:
    """Return the jurors for an entry: its own first, then the best that could be, then barred."""
    cells = [cell(plan, entry, juror, pairs) for juror in plan.serving]
    return sorted(
        cells,
        key=lambda one: (not one.chosen, bool(one.bars), one.full, -one.worth, one.load),
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
        needed=sum(plan.needed(entry) for entry in plan.entries),
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
    """An entry under a proposal: its affinity, and its jurors with how each came to be there.

    A juror's mark is "" as solved, or "added" by hand; `removed` are those taken away by hand.
    """

    entry: Listed
    affinity: float
    jurors: tuple[tuple[str, str], ...]
    removed: tuple[str, ...]


Named = tuple[tuple[Listed, str], ...]
"""Entries with the names of jurors."""


@dataclass(frozen=True)
class Shown:
    """A proposal as its page shows it, worst-served entries first.

    `outcome` holds the figures of the pairs as they are now (`solving.figures`); `certificate`
    what was proved, for pairs as solved. `compared` weighs the proposal as solved against the one
    changed by hand or, for a repair, today's assignment against the proposal.
    """

    outcome: Mapping[str, Any]
    certificate: Mapping[str, Any] | None
    loads: tuple[Load, ...]
    served: tuple[Served, ...]
    added: Named
    ended: Named
    kept: int
    soft: Named
    lost: Named
    by_hand: Named
    by_hand_removed: Named
    compared: moves.Weighed | None
    unanswered: int

    @property
    def largest_load(self) -> int:
        """For the scale of the bars."""
        return max((max(one.then, one.juror.capacity) for one in self.loads), default=1)

    @property
    def edited(self) -> bool:
        """Whether the organiser has changed pairs by hand."""
        return bool(self.by_hand or self.by_hand_removed)


def shown(proposal: AssignmentProposal, plan: Plan) -> Shown:
    """Return what a proposal would do to today's plan; what has gone meanwhile is left out."""
    outcome = proposal.outcome
    entries = {entry.id: entry for entry in plan.entries}
    names = {juror.id: juror.person.name for juror in plan.jurors}
    after = pairs_after(proposal)
    pairs = [(e, j) for e, j in after if e in entries and j in names]
    change = change_of(proposal, plan)
    loads = Counter(juror_id for _entry, juror_id in pairs)
    known = plan.cleared | plan.bars.keys()
    added, removed = (pairs_of(proposal.edits.get(part, [])) for part in ("added", "removed"))
    compared = _compared(proposal, plan, after)
    if added or removed:
        assert compared is not None
        outcome = outcome | figures(compared.after)

    def named(found: Collection[Pair]) -> Named:
        rows = [(entries[e], names[j]) for e, j in found if e in entries and j in names]
        return tuple(sorted(rows, key=lambda row: (row[0].reference, row[1])))

    def served(entry: Listed) -> Served:
        return Served(
            entry=entry,
            affinity=outcome["entry_affinity"].get(entry.id, 0),
            jurors=tuple(
                sorted((names[j], "added" if (e, j) in added else "")
                       for e, j in pairs if e == entry.id)
            ),
            removed=tuple(sorted(names[j] for e, j in removed if e == entry.id and j in names)),
        )  # fmt: skip

    return Shown(
        outcome=outcome,
        certificate=outcome.get("certificate"),
        loads=tuple(Load(j, plan.loads[j.id], loads[j.id]) for j in plan.serving),
        served=tuple(
            sorted(map(served, plan.entries), key=lambda one: (one.affinity, one.entry.reference))
        ),
        added=named(change.added),
        ended=named(change.ended),
        kept=len(change.kept),
        soft=named([(e, j) for e, j, _price in outcome["soft"]]),
        lost=named(pairs_of(outcome.get("dropped", []))),
        by_hand=named(added),
        by_hand_removed=named(removed),
        compared=compared,
        unanswered=sum(pair not in known for pair in pairs),
    )


def _compared(
    proposal: AssignmentProposal, plan: Plan, after: frozenset[Pair]
) -> moves.Weighed | None:
    if proposal.edits.get("added") or proposal.edits.get("removed"):
        before = pairs_of(proposal.outcome["pairs"])
    elif proposal.method == rules.REPAIR:
        before = plan.pairs
    else:
        return None
    return moves.weigh(assignment_io.read_problem(proposal.problem), before, after)


def lost(plan: Plan, recused: Collection[Assignment]) -> list[tuple[Listed, Assignment]]:
    """Return the recusals that have left an entry without all its jurors, the latest first."""
    lacking = {entry.id: entry for entry in plan.entries if plan.lacking(entry)}
    return [(lacking[one.entry_id], one) for one in recused if one.entry_id in lacking]


def forbidden(plan: Plan) -> list[tuple[Listed, Juror, str]]:
    """Return the pairs that the organiser has forbidden, with the reasons."""
    entries = {entry.id: entry for entry in plan.entries}
    jurors = {juror.id: juror for juror in plan.jurors}
    found = [
        (entries[entry_id], jurors[juror_id], bar.note)
        for (entry_id, juror_id), bars in plan.bars.items()
        for bar in bars
        if bar.kind == rules.FORBIDDEN and entry_id in entries and juror_id in jurors
    ]
    return sorted(found, key=lambda row: (row[0].reference, row[1].person.name))


def entry_choices(plan: Plan) -> list[tuple[str, str]]:
    """Return the entries to choose from in a form."""
    rows = [(entry.id, f"{entry.reference} – {entry.title}") for entry in plan.entries]
    return [("", _("Choose an entry")), *rows]


def juror_choices(plan: Plan) -> list[tuple[str, str]]:
    """Return the jurors to choose from in a form."""
    return [("", _("Choose a juror")), *((one.id, one.person.name) for one in plan.jurors)]


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
