"""What support partnerships had and what the register's statistics count; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

PROJECT, GRANT, POPT_1, POPT_2 = "predefined_project", "eea_grant", "popt_1", "popt_2"
SUPPORTS = (PROJECT, GRANT, POPT_1, POPT_2)
MONEY = (GRANT, POPT_1, POPT_2)
"""Support in money: a grant, or an application for one in POPT MOF competition 2."""

LEGAL_FORMS = (
    "agreement",
    "association",
    "municipal_union",
    "county_union",
    "local_action_group",
    "company",
    "functional_area",
    "other",
    "unknown",
)
EVENTS = ("conference", "thematic_conference", "workshop", "strategy_workshop", "study_visit")

LONGEST_NAME = 300
MOST_MEMBERS = 300


@dataclass(frozen=True)
class Standing:
    """What the statistics need of one partnership: its supports, and TERYT codes of its units."""

    supports: frozenset[str]
    units: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Figure:
    """A number, and its share of a whole in whole percent if it has one."""

    count: int
    percent: int | None = None


@dataclass(frozen=True)
class Statistics:
    """The figures of slide 4 of 12 November 2013, counted from rows.

    `overlaps` gives, for each set of two or three kinds of money that partnerships of the
    project combine, how many do; so `grant + popt_1 + popt_2` is explained against `together`.
    """

    project: int
    by_money: dict[str, Figure]
    together: Figure
    overlaps: dict[tuple[str, ...], int]
    outside_popt_1: int
    outside_popt_2: int
    initiatives: int
    units: int

    @property
    def sum_of_groups(self) -> int:
        """Return how many the groups have when one in two groups counts twice."""
        return sum(figure.count for figure in self.by_money.values())


def percent(part: int, whole: int) -> int:
    """Return the share in whole percent, a half up; 0 of nothing is 0."""
    return int(Fraction(100 * part, whole) + Fraction(1, 2)) if whole else 0


def count(standings: Sequence[Standing]) -> Statistics:
    """Return the statistics of the register.

    An initiative is a partnership with a grant or an application for one, in the project or
    not. `outside_popt_2` are those whose first try POPT MOF competition 2 is: outside the
    project and without a grant.
    """
    inside = [standing.supports for standing in standings if PROJECT in standing.supports]
    outside = [standing.supports for standing in standings if PROJECT not in standing.supports]
    initiatives = [standing for standing in standings if standing.supports.intersection(MONEY)]
    combined = sum(1 for supports in inside if supports.intersection(MONEY))
    return Statistics(
        project=len(inside),
        by_money={kind: _figure(_with(kind, inside), len(inside)) for kind in MONEY},
        together=_figure(combined, len(inside)),
        overlaps=_overlaps(inside),
        outside_popt_1=_with(POPT_1, outside),
        outside_popt_2=sum(1 for supports in outside if supports.intersection(MONEY) == {POPT_2}),
        initiatives=len(initiatives),
        units=len(frozenset().union(*(standing.units for standing in initiatives))),
    )


def _with(kind: str, many: Iterable[frozenset[str]]) -> int:
    return sum(1 for supports in many if kind in supports)


def _figure(part: int, whole: int) -> Figure:
    return Figure(part, percent(part, whole))


def _overlaps(inside: Iterable[frozenset[str]]) -> dict[tuple[str, ...], int]:
    found: dict[tuple[str, ...], int] = {}
    for supports in inside:
        kinds = tuple(kind for kind in MONEY if kind in supports)
        if len(kinds) > 1:
            found[kinds] = found.get(kinds, 0) + 1
    return found


def group(supports: frozenset[str] | set[str]) -> str:
    """Return the one kind of dot of a partnership: its money, `several`, or `none`."""
    kinds = [kind for kind in MONEY if kind in supports]
    if len(kinds) > 1:
        return "several"
    return kinds[0] if kinds else "none"


def standing_group(supports: frozenset[str] | set[str]) -> str:
    """Return where a partnership stands: in the project, outside with a grant, or applying."""
    if PROJECT in supports:
        return PROJECT
    return POPT_2 if supports.intersection(MONEY) == {POPT_2} else "outside"
