"""Today's assignments of an edition with all that decides about them, and the engine's problem."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition, Round
from leader_award.jury import assignment_model as engine
from leader_award.jury import hooks, queries, rules
from leader_award.jury.models import Assignment, Juror
from leader_award.jury.queries import Bar, Listed, Pair
from leader_award.platform import db
from leader_award.platform.errors import NotFound


@dataclass(frozen=True)
class Plan:
    """Entries, jurors and live assignments of one round of an edition.

    `jurors` are those of the round who have not left, signed or not; `bars` and `cleared` are
    pairs in conflict and pairs about which the juror has said that there is none; `needs` are
    the entries that need another number of jurors than the round's; `progress` is STARTED or
    SEALED by assignment id; `voivodeships` are the jurors' own (TERYT, 2 digits).
    """

    edition: Edition
    round: Round
    entries: tuple[Listed, ...]
    jurors: tuple[Juror, ...]
    assignments: tuple[Assignment, ...]
    bars: Mapping[Pair, tuple[Bar, ...]]
    cleared: frozenset[Pair]
    needs: Mapping[str, int]
    progress: Mapping[str, str]
    voivodeships: Mapping[str, frozenset[str]]

    @cached_property
    def serving(self) -> tuple[Juror, ...]:
        """The jurors who can be given entries."""
        return tuple(juror for juror in self.jurors if rules.may_serve(juror))

    @cached_property
    def by_pair(self) -> dict[Pair, Assignment]:
        """The live assignments by pair, those of jurors who left included."""
        return {(one.entry_id, one.juror_id): one for one in self.assignments}

    @cached_property
    def loads(self) -> Counter[str]:
        """Number of live assignments by juror."""
        return Counter(one.juror_id for one in self.assignments)

    @cached_property
    def by_entry(self) -> dict[str, list[Assignment]]:
        """The live assignments by entry."""
        grouped: dict[str, list[Assignment]] = defaultdict(list)
        for one in self.assignments:
            grouped[one.entry_id].append(one)
        return dict(grouped)

    @cached_property
    def pairs(self) -> frozenset[Pair]:
        """The live pairs of entries and jurors that a plan can change."""
        entries = {entry.id for entry in self.entries}
        serving = {juror.id for juror in self.serving}
        return frozenset(
            (entry, juror) for entry, juror in self.by_pair if entry in entries and juror in serving
        )

    def needed(self, entry: Listed) -> int:
        """Return how many jurors the entry needs."""
        return self.needs.get(entry.id, self.round.needed)

    def lacking(self, entry: Listed) -> int:
        """Return how many jurors the entry still needs."""
        return max(0, self.needed(entry) - len(self.by_entry.get(entry.id, ())))

    def departed(self, entry_id: str) -> int:
        """Return how many of the entry's live assignments are of jurors who have left."""
        serving = {juror.id for juror in self.serving}
        return sum(one.juror_id not in serving for one in self.by_entry.get(entry_id, ()))

    def scored(self, pair: Pair) -> bool:
        """Return whether the live pair has points."""
        return pair in self.by_pair and self.by_pair[pair].id in self.progress

    def affinity(self, entry: Listed, juror: Juror) -> int:
        """Return the affinity 0..100, before the price of a soft conflict."""
        return rules.affinity(juror.expertise, entry.category_id)

    def price(self, entry: Listed, juror: Juror) -> int:
        """Return what a soft conflict of the pair costs; 0 without one."""
        near = entry.voivodeship in self.voivodeships.get(juror.id, ())
        return rules.SAME_VOIVODESHIP if near else 0


def plan_of(edition_id: str, reader: Session | None = None, round_id: str | None = None) -> Plan:
    """Return the plan of a round (default: the first) in a constant number of statements."""
    reader = reader or db.session()
    round = choose_round(edition_id, round_id, reader)
    entries = queries.entries_of_round(round, reader)
    organisations = queries.organisations_of_jurors(edition_id, reader)
    return Plan(
        edition=round.edition,
        round=round,
        entries=tuple(entries),
        jurors=tuple(
            juror
            for juror in queries.jurors(edition_id, reader)
            if juror.left_at is None and queries.sits_in(juror, round)
        ),
        assignments=tuple(queries.active_assignments(edition_id, reader, round.id)),
        bars=queries.bars(edition_id, reader, entries),
        cleared=frozenset(queries.cleared_pairs(edition_id, reader)),
        needs=queries.needs_of(round.id, reader),
        progress=hooks.progress_of(reader, edition_id),
        voivodeships={
            juror_id: frozenset(
                organisation.unit.voivodeship_terc
                for organisation in own.values()
                if organisation.unit is not None
            )
            for juror_id, own in organisations.items()
        },
    )


def choose_round(edition_id: str, round_id: str | None, reader: Session) -> Round:
    """Return the round of the edition with this id, by default the first. Raises NotFound."""
    for round in edition_queries.rounds(edition_id, reader):
        if round_id in (None, round.id):
            return round
    raise NotFound(_l("This does not exist, or you may not see it."))


def fixed_pairs(plan: Plan, keep: str) -> frozenset[Pair]:
    """Return those of today's pairs that `keep` (of `rules`) names; none in conflict."""

    def kept(pair: Pair) -> bool:
        if keep in (rules.KEEP_NONE, rules.KEEP_ALL):
            return keep == rules.KEEP_ALL
        by_hand = keep == rules.KEEP_BY_HAND and plan.by_pair[pair].source == rules.HAND
        return by_hand or plan.scored(pair)

    return frozenset(pair for pair in plan.pairs - plan.bars.keys() if kept(pair))


def problem_of(plan: Plan, keep: str = rules.KEEP_BY_HAND) -> engine.Problem:
    """Return the engine's problem, with those of today's pairs fixed that `keep` names.

    What the organiser has insisted on by hand (more jurors for an entry, more entries for a
    juror) widens the need or the capacity instead of contradicting it.
    """
    entries = {entry.id for entry in plan.entries}
    serving = {juror.id for juror in plan.serving}
    fixed = fixed_pairs(plan, keep)
    per_entry, per_juror = Counter(e for e, _j in fixed), Counter(j for _e, j in fixed)
    gone = Counter(e for e, j in plan.by_pair if j not in serving)
    return engine.Problem(
        entries=tuple(
            engine.Entry(entry.id, max(plan.needed(entry) - gone[entry.id], per_entry[entry.id]))
            for entry in plan.entries
        ),
        jurors=tuple(
            engine.Juror(juror.id, max(juror.capacity, per_juror[juror.id]), juror.minimum)
            for juror in plan.serving
        ),
        affinity={
            entry.id: {
                juror.id: points
                for juror in plan.serving
                if (points := plan.affinity(entry, juror)) > 0
            }
            for entry in plan.entries
        },
        conflicts=frozenset(
            pair for pair in plan.bars if pair[0] in entries and pair[1] in serving
        ),
        soft_conflicts={
            (entry.id, juror.id): price
            for entry in plan.entries
            for juror in plan.serving
            if (price := plan.price(entry, juror)) > 0
        },
        fixed=fixed,
    )


def repair_problem(plan: Plan) -> engine.Problem:
    """Return the problem of the fewest changes: today's loads and teams are within its bounds.

    Pairs made by hand stay; the others may move when there is no other way.
    """
    wide = problem_of(plan, rules.KEEP_ALL)
    return replace(wide, fixed=fixed_pairs(plan, rules.KEEP_BY_HAND))
