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
    "training_sample": ("unsigned", "left"),
    "board": ("keyed_organiser",),
    "card": (*SPOILT, "peer"),
    "member": ("invitee",),
    "seen": ("organiser_and_juror", "organiser_and_clerk"),
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


def groups(rows: list[Row], states: dict[str, list[str]]) -> Iterator[list[Cell]]:
    """Give every cell of the rows, those about one thing in one state together."""
    for kind, found in states.items():
        about = [row for row in rows if row.kind == kind]
        for state in found:
            yield [Cell(row, role, state) for row in about for role in roles_of(row)]
