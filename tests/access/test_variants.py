"""The same refusal, asked for in other ways, is never less of a refusal."""

from collections.abc import Iterator
from typing import Any

from tests.access.machine import REACHED, Recorder, World
from tests.access.notation import ALLOW
from tests.access.table import MATRIX, Cell, groups

OTHER_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def refused(world: World) -> Iterator[Cell]:
    """For each row two of the cells that are refused: a visitor's and somebody's."""
    seen = set()
    for group in groups(MATRIX, world.states):
        for cell in group:
            key = (cell.row, cell.role == "visitor")
            if cell.expected != ALLOW and key not in seen:
                seen.add(key)
                yield cell


def test_no_way_of_asking_gets_more_than_the_plain_request(world: World) -> None:
    more, count = [], 0
    with Recorder(world.app)():
        for cell in refused(world):
            path, method = world.address(cell.row, cell.state), cell.row.method
            override = OTHER_METHODS[count % len(OTHER_METHODS)]
            asked: tuple[tuple[str, str, dict[str, Any]], ...] = (
                ("HEAD", path, {}),
                (method, path, {"raw": {"PATH_INFO": "/" + path}}),
                (method, path, {"raw": {"PATH_INFO": path.replace("/", "//")}}),
                (method, path, {"headers": {"X-HTTP-Method-Override": override}}),
                (method, path, {"headers": {"Accept": "application/json"}}),
                (method, f"{path}?format=csv", {}),
            )
            before = world.changes
            for number, (how, where, rest) in enumerate(asked):
                answer = world.ask(how, where, cell.role, cell.state, **rest)
                if answer.status == REACHED or answer.status >= 500:
                    more.append(f"{cell}, way {number}: {answer.status}")
            if world.changes != before:
                more.append(f"{cell}: something was changed")
            count += 1
    print(f"\n{count} refusals, each asked for in 6 other ways")
    assert not more, "\n".join(more)
