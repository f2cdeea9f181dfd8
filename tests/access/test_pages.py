"""The real views behind the guards: what is allowed answers, and never with a broken page."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from leader_award.jury.moves import SEPARATOR
from tests.access.machine import World
from tests.access.notation import ALLOW
from tests.access.scene import Address
from tests.access.table import MATRIX, Cell, roles_of

SHOWN = (200, 302, 303, 409, 410)
"""409 is a page that tells why there is no such file yet."""
DONE = (200, 201, 302, 303, 409, 410, 422, 429)
"""An empty form, or one sent at the wrong time, is refused by the view: it was reached."""
BODIES: Mapping[str, Callable[[Address], dict[str, Any]]] = {
    "diplomas.issue": lambda at: {"kind": "laureate", "subject": at["entry_id"]},
}
"""What is sent where an empty form asks for nothing that there is."""
QUERIES: Mapping[str, Callable[[Address], str]] = {
    "jury.move": lambda at: f"?dodaj={at['entry_id']}{SEPARATOR}{at['juror_id']}",
    "jury.edit_proposal": lambda at: f"?zabierz={at['entry_id']}{SEPARATOR}{at['juror_id']}",
}


def allowed(world: World, *methods: str) -> Iterator[Cell]:
    """For each row and state the first role that gets through.

    Organisers do the same in every state: for them every other state is enough.
    """
    for row in MATRIX:
        if row.method not in methods or row.kind == "provider":  # speaks with a server elsewhere
            continue
        step = 2 if row.words[0] == "organisers" else 1
        for state in world.states[row.kind][::step]:
            found = (Cell(row, role, state) for role in roles_of(row))
            yield from islice((cell for cell in found if cell.expected == ALLOW), 1)


def wrong_status(world: World, cell: Cell, right: tuple[int, ...]) -> str | None:
    right = (404,) if cell.row.finds_nothing(cell.state) else right
    path = world.address(cell.row, cell.state)
    thing, endpoint = world.scene.things[cell.row.kind][cell.state], cell.row.endpoint
    path += QUERIES[endpoint](thing) if endpoint in QUERIES else ""
    data = BODIES[endpoint](thing) if endpoint in BODIES else None
    try:
        answer = world.ask(cell.row.method, path, cell.role, cell.state, data=data)
    except Exception as error:
        return f"{cell}: {error!r} at {path}"
    return None if answer.status in right else f"{cell}: {answer.status} of {path}"


def test_every_page_that_somebody_may_see_answers(world: World) -> None:
    cells = list(allowed(world, "GET"))
    wrong = [fault for cell in cells if (fault := wrong_status(world, cell, SHOWN))]
    print(f"\n{len(cells)} pages")
    assert not wrong, "\n".join(wrong)


def test_every_form_that_somebody_may_send_reaches_its_view(world: World, tmp_path: Path) -> None:
    kept = sqlite3.connect(tmp_path / "before.db")
    with sqlite3.connect(world.path) as scene:
        scene.backup(kept)
    cells, wrong = list(allowed(world, "POST")), []
    for cell in cells:
        changes = world.changes
        wrong.append(wrong_status(world, cell, DONE))
        if world.changes != changes:
            world.restore(kept)
    print(f"\n{len(cells)} forms")
    assert not any(wrong), "\n".join(filter(None, wrong))
