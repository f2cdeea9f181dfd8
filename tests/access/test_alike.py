"""What is foreign and what does not exist answer alike: status, headers, bytes."""

import re
import sqlite3
from collections.abc import Iterator
from inspect import signature
from pathlib import Path

from tests.access.machine import ADDRESSES, NOBODYS, Answer, World, held
from tests.access.notation import ALLOW, DENY, Row
from tests.access.scene import Address
from tests.access.table import MATRIX, Cell, groups, roles_of

SIGNATURE = re.compile(r"(session=[^.;]*)\.[^;]*")
"""What a cookie ends in: the second in which it was signed, and the signature."""
KEY = re.compile(r'(name="idempotency_key"[^>]*value=")[^"]*')
"""What each form is sent with so that sending it twice is sending it once: drawn anew."""
DISCLOSING = ("Content-Length", "Date")
"""Headers that differ with the length of what was asked for, or with the second."""


OWN = re.compile(r'(data-person=")[^"]*')
"""The asking person's own id, under which their browser keeps what they type."""


def masked(answer: Answer, path: str, parts: Address) -> Answer:
    """Leave out what was asked for, where the answer repeats it; a path repeats its parts."""
    headers = [(name, value) for name, value in answer.headers if name not in DISCLOSING]
    headers = [(name, SIGNATURE.sub(r"\1", value)) for name, value in headers]
    text = answer.body.decode(errors="replace") + repr(headers)
    text = OWN.sub(r"\1", KEY.sub(r"\1", text))
    for part in (path, *(str(part) for part in parts.values() if len(str(part)) > 4)):
        text = text.replace(part, "…")
    return Answer(answer.status, (), text.encode())


def ids(world: World, row: Row) -> set[str]:
    """The parts of a row's address that are ids."""
    return set(world.names(row)) - set(ADDRESSES.get(row.endpoint, {}))


def told_apart(world: World, cell: Cell, foreign: Address, nowhere: Address) -> str | None:
    """Ask for two things; say how the answers differ, if they do."""
    answers = []
    for parts in (foreign, nowhere):
        path = world.address(cell.row, cell.state, parts)
        answers.append(masked(world.ask(cell.row.method, path, cell.role, cell.state), path, parts))
    one, other = answers
    if one == other:
        return None
    lines = zip(one.body.split(b"\n"), other.body.split(b"\n"), strict=False)
    first = next((str((a, b)) for a, b in lines if a != b), "lengths")
    return f"{cell}: {one.status} and {other.status}, {first[-400:]}"


def refused(world: World) -> Iterator[Cell]:
    """For each row with ids in its address some refused roles, each in its last state."""
    chosen: dict[Row, dict[str, Cell]] = {}
    for group in groups(MATRIX, world.states):
        for cell in group:
            if cell.expected == DENY and ids(world, cell.row):
                chosen.setdefault(cell.row, {})[cell.role] = cell
    for turn, by_role in enumerate(chosen.values()):
        found = list(by_role.values())
        yield from {found[turn % len(found)], found[-1]}


def test_what_is_foreign_answers_as_what_does_not_exist(world: World) -> None:
    told, count = [], 0
    for cell in refused(world):
        parts = world.parts(cell.row, cell.state)
        made_up = {name: NOBODYS[type(parts[name])] for name in ids(world, cell.row)}
        told.append(told_apart(world, cell, parts, made_up))
        count += 1
    print(f"\n{count} pairs of answers about foreign things and none")
    assert not any(told), "\n".join(filter(None, told))


def nested(world: World) -> Iterator[tuple[Cell, str]]:
    """Allowed cells, with a part of the address that leads to something within the thing."""
    for row in MATRIX:
        load = held(world.app, row.endpoint, "load")
        if load is None or load.cell_contents is None:
            continue
        within = ids(world, row) - set(signature(load.cell_contents).parameters)
        cells = (Cell(row, role, s) for s in world.states[row.kind] for role in roles_of(row))
        right = [c for c in cells if c.expected == ALLOW and not row.finds_nothing(c.state)]
        if not right:
            continue  # its link leads nowhere in any state
        for name in sorted(within):
            if isinstance(world.parts(row, right[-1].state)[name], str):  # numbers are no ids
                yield right[-1], name


def elsewhere(world: World, cell: Cell, name: str) -> object:
    """What the same part of the address is for another thing of the kind."""
    own = world.scene.things[cell.row.kind][cell.state][name]
    found = [one.get(name, own) for one in world.scene.things[cell.row.kind].values()]
    found += [world.scene.others.get(cell.row.kind, {}).get(name, own)]
    other = next((one for one in found if one != own), None)
    assert other is not None, f"the scene has no other {name} for {cell}"
    return other


def test_parts_of_other_things_are_as_unknown_as_those_of_none(
    world: World, tmp_path: Path
) -> None:
    kept = sqlite3.connect(tmp_path / "before.db")
    with sqlite3.connect(world.path) as scene:
        scene.backup(kept)
    told, count = [], 0
    for cell, name in nested(world):
        parts = world.parts(cell.row, cell.state)
        foreign = parts | {name: elsewhere(world, cell, name)}
        nowhere = parts | {name: NOBODYS[type(parts[name])]}
        changes = world.changes
        told.append(told_apart(world, cell, foreign, nowhere))
        if cell.row.method == "POST" and world.changes != changes:
            told.append(f"{cell}: something was changed")
            world.restore(kept)
        count += 1
    print(f"\n{count} pairs of answers about parts of other things and of none")
    assert not any(told), "\n".join(filter(None, told))
