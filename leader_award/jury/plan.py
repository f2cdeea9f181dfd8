"""Today's assignments of an edition with all that decides about them, and the engine's problem."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from leader_award.editions.models import Edition
from leader_award.jury import assignment_model as engine
from leader_award.jury import hooks, queries, rules
from leader_award.jury.models import Assignment, Juror
from leader_award.jury.queries import Bar, Listed, Pair
from leader_award.platform import db


@dataclass(frozen=True)
class Plan:
    """Entries, jurors and live assignments of an edition.

    `jurors` are those who have not left, signed or not; `bars` and `cleared` are pairs in
    conflict and pairs about which the juror has said that there is none; `progress` is STARTED or
    SEALED by assignment id; `voivodeships` are the jurors' own (TERYT, 2 digits).
    """

    edition: Edition
    entries: tuple[Listed, ...]
    jurors: tuple[Juror, ...]
    assignments: tuple[Assignment, ...]
    bars: Mapping[Pair, tuple[Bar, ...]]
    cleared: frozenset[Pair]
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

    def lacking(self, entry: Listed) -> int:
        """Return how many jurors the entry still needs."""
        return max(0, self.edition.jurors_per_entry - len(self.by_entry.get(entry.id, ())))

    def affinity(self, entry: Listed, juror: Juror) -> int:
        """Return the affinity 0..100, before the price of a soft conflict."""
        return rules.affinity(juror.expertise, entry.category_id)

    def price(self, entry: Listed, juror: Juror) -> int:
        """Return what a soft conflict of the pair costs; 0 without one."""
        near = entry.voivodeship in self.voivodeships.get(juror.id, ())
        return rules.SAME_VOIVODESHIP if near else 0


def plan_of(edition_id: str, reader: Session | None = None) -> Plan:
    """Return the plan of the edition in a constant number of statements."""
    reader = reader or db.session()
    entries = queries.assessed_entries(edition_id, reader)
    organisations = queries.organisations_of_jurors(edition_id, reader)
    return Plan(
        edition=reader.get_one(Edition, edition_id),
        entries=tuple(entries),
        jurors=tuple(j for j in queries.jurors(edition_id, reader) if j.left_at is None),
        assignments=tuple(queries.active_assignments(edition_id, reader)),
        bars=queries.bars(edition_id, reader, entries),
        cleared=frozenset(queries.cleared_pairs(edition_id, reader)),
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


def problem_of(plan: Plan, keep: str = rules.KEEP_BY_HAND) -> engine.Problem:
    """Return the engine's problem, with those of today's pairs fixed that `keep` names.

    What the organiser has insisted on by hand (more jurors for an entry, more entries for a
    juror) widens the need or the capacity instead of contradicting it.
    """
    entries = {entry.id for entry in plan.entries}
    serving = {juror.id for juror in plan.serving}
    fixed = {
        pair
        for pair, one in plan.by_pair.items()
        if pair[0] in entries
        and pair[1] in serving
        and (
            one.id in plan.progress
            or keep == rules.KEEP_ALL
            or (keep == rules.KEEP_BY_HAND and one.source == rules.HAND)
        )
        and pair not in plan.bars
    }
    per_entry, per_juror = Counter(e for e, _j in fixed), Counter(j for _e, j in fixed)
    gone = Counter(e for e, j in plan.by_pair if j not in serving)
    need = plan.edition.jurors_per_entry
    return engine.Problem(
        entries=tuple(
            engine.Entry(entry.id, max(need - gone[entry.id], per_entry[entry.id]))
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
        fixed=frozenset(fixed),
    )
