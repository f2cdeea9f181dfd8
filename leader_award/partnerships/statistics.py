"""What the maps of the statistics page show: dots by kind, and their tables; pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leader_award.partnerships import rules
from leader_award.partnerships.partnership_queries import Placed
from leader_award.partnerships.wording import GROUPS, STANDINGS
from leader_award.platform.maps import Dot, Kind

MONEY_KINDS = (
    Kind(rules.GRANT, GROUPS[rules.GRANT], "circle", 1),
    Kind(rules.POPT_1, GROUPS[rules.POPT_1], "square", 2),
    Kind(rules.POPT_2, GROUPS[rules.POPT_2], "triangle", 3),
    Kind("several", GROUPS["several"], "diamond", 5),
    Kind("none", GROUPS["none"], "plus", 4),
)
STANDING_KINDS = (
    Kind(rules.PROJECT, STANDINGS[rules.PROJECT], "circle", 1),
    Kind("outside", STANDINGS["outside"], "square", 2),
    Kind(rules.POPT_2, STANDINGS[rules.POPT_2], "triangle", 3),
)


@dataclass(frozen=True)
class MapData:
    """The dots of a map, its legend, each kind's partnerships, and how many have no place."""

    dots: list[Dot]
    kinds: Sequence[Kind]
    groups: list[tuple[Kind, list[Placed]]]
    without_place: int


def money_map(placed: Sequence[Placed]) -> MapData:
    """Return the partnerships of the predefined project by what they received."""
    inside = [one for one in placed if rules.PROJECT in one.standing.supports]
    return _map(inside, MONEY_KINDS, lambda one: rules.group(one.standing.supports))


def standing_map(placed: Sequence[Placed]) -> MapData:
    """Return all partnerships with any support, by whether they are in the project."""
    supported = [one for one in placed if one.standing.supports]
    return _map(supported, STANDING_KINDS, lambda one: rules.standing_group(one.standing.supports))


def _map(
    placed: Sequence[Placed], kinds: Sequence[Kind], kind_of: Callable[[Placed], str]
) -> MapData:
    groups = [(kind, [one for one in placed if kind_of(one) == kind.key]) for kind in kinds]
    dots = [one.dot(kind.key) for kind, ones in groups for one in ones]
    drawn = [dot for dot in dots if dot is not None]
    return MapData(drawn, kinds, groups, len(dots) - len(drawn))


def by_voivodeship(
    placed: Sequence[Placed], voivodeships: Sequence[tuple[str, str]]
) -> list[tuple[str, str, Mapping[str, int]]]:
    """Return (code, name, number of partnerships with each support and in all) in their order."""
    rows: list[tuple[str, str, Mapping[str, Any]]] = []
    for code, name in voivodeships:
        here = [one.standing.supports for one in placed if one.voivodeship_terc == code]
        here = [supports for supports in here if supports]
        counts = {kind: sum(kind in supports for supports in here) for kind in rules.SUPPORTS}
        rows.append((code, name, counts | {"all": len(here)}))
    return rows
