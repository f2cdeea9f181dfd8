"""What lies between two versions of a rubric, and which points go over from one to the other.

Pure: a criterion is anything with the attributes named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

MEANING = ("name", "description", "maximum", "levels")
"""What jurors score by: points stay valid while none of it changes. A weight is not among it."""
SAME, CHANGED, ADDED, REMOVED = "same", "changed", "added", "removed"


class Line(Protocol):
    """A criterion as these rules see it."""

    @property
    def id(self) -> Any:
        """Its id."""

    @property
    def replaces_id(self) -> Any:
        """The id of the criterion of the version before that it continues, or None."""

    @property
    def name(self) -> Any:
        """Its name by language."""

    @property
    def description(self) -> Any:
        """Its description by language."""

    @property
    def weight(self) -> Any:
        """Its weight in percent."""

    @property
    def maximum(self) -> Any:
        """The most points it can get."""

    @property
    def levels(self) -> Any:
        """Its described bands."""


@dataclass(frozen=True)
class Difference:
    """One criterion in two versions; `fields` names what differs, of MEANING and "weight"."""

    kind: str
    before: Any
    after: Any
    fields: tuple[str, ...] = ()

    @property
    def keeps_points(self) -> bool:
        """Whether points given by the version before stay valid."""
        return self.kind in (SAME, CHANGED) and not set(self.fields) & set(MEANING)


def differences(old: Iterable[Line], new: Sequence[Line]) -> list[Difference]:
    """Return every criterion of the new version in its order, then those that were left out."""
    before = {line.id: line for line in old}
    found = []
    for line in new:
        origin = before.pop(line.replaces_id, None)
        if origin is None:
            found.append(Difference(ADDED, None, line))
            continue
        fields = tuple(
            name for name in (*MEANING, "weight") if getattr(origin, name) != getattr(line, name)
        )
        found.append(Difference(CHANGED if fields else SAME, origin, line, fields))
    return found + [Difference(REMOVED, line, None) for line in before.values()]


def carried(old: Iterable[Line], new: Sequence[Line]) -> dict[str, str]:
    """Return the new id by the old id of each criterion whose points stay valid."""
    return {one.before.id: one.after.id for one in differences(old, new) if one.keeps_points}


def carry(points: Mapping[str, int], mapping: Mapping[str, str]) -> dict[str, int]:
    """Return the points that go over, by the new criteria."""
    return {mapping[key]: value for key, value in points.items() if key in mapping}
