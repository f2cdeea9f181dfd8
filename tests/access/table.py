"""The whole table, and the cells that it decides."""

from collections.abc import Iterator
from typing import NamedTuple

from tests.access.contest import SPOILT
from tests.access.expected_around import AROUND
from tests.access.expected_contest import CONTEST
from tests.access.notation import Row
from tests.access.scene import ROLES

MATRIX = [*CONTEST, *AROUND]

MORE_ROLES = {
    "seat": ("unsigned", "left"),
    "desk": ("unsigned", "left"),
    "card": (*SPOILT, "peer"),
    "member": ("invitee",),
    "assessment": ("member",),
}
"""Roles that only one kind of thing knows, asked about it besides the others."""


class Cell(NamedTuple):
    """A question that the table answers."""

    row: Row
    role: str
    state: str

    def __str__(self) -> str:
        return f"{self.row} by {self.role}, {self.row.kind} {self.state}"

    @property
    def expected(self) -> str:
        return self.row.expected(self.role, self.state)


def roles_of(row: Row) -> tuple[str, ...]:
    """Return the roles that a row is asked about."""
    return (*ROLES, *MORE_ROLES.get(row.kind, ()))


def cells(rows: list[Row], states: dict[str, list[str]]) -> Iterator[Cell]:
    """Give every cell of the rows; `states` are those of each kind of thing."""
    for row in rows:
        for state in states[row.kind]:
            for role in roles_of(row):
                yield Cell(row, role, state)
