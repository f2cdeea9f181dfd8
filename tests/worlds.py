"""What builders make is put into later tests' databases as rows.

Most tests start from the same few editions and entries, and making one through the services
takes hundreds of statements. A remembered builder that meets the same history (events recorded,
keys of all rows) and the same arguments again adds the rows and files that it made
before. Its ids are drawn from the history too, so that what is built upon them can be remembered
as well. Builders return ids only, or what holds ids.
"""

import copy
import functools
import random
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from flask import current_app
from sqlalchemy import String, Table, cast, literal, select, union_all
from time_machine import escape_hatch

from leader_award.app import all_tables
from leader_award.platform import db
from leader_award.platform.audit import AuditEvent

Given = ParamSpec("Given")
Made = TypeVar("Made")
Rows = dict[tuple[Any, ...], dict[str, Any]]
"""The rows of a table by primary key."""

KEPT = 300
_met: Counter[str] = Counter()
_worlds: "OrderedDict[str, World]" = OrderedDict()


@dataclass(frozen=True)
class World:
    """What a builder returned, the rows that it added or changed by table, and its files."""

    made: Any
    added: dict[str, Rows]
    changed: dict[str, Rows]
    files: dict[Path, bytes]


def remembered(build: Callable[Given, Made]) -> Callable[Given, Made]:
    """Let a builder do its work twice at most for the same history and arguments.

    The second time it is looked at what it does; many are never asked a second time. In a test
    that has set the clock it works as ever, because its instants count from the present.
    """

    @functools.wraps(build)
    def wrapper(*args: Given.args, **named: Given.kwargs) -> Made:
        said = repr((build.__module__, build.__qualname__, args, sorted(named.items())))
        if escape_hatch.is_travelling() or "datetime" in said:
            return build(*args, **named)
        key = said + _history()
        _met[key] += 1
        if key in _worlds:
            _worlds.move_to_end(key)
            _put(_worlds[key])
            return copy.deepcopy(_worlds[key].made)  # type: ignore[no-any-return]
        with _ids_drawn_from(key):
            return _watch(key, build, *args, **named) if _met[key] > 1 else build(*args, **named)

    return wrapper


@functools.cache
def _tables() -> list[Table]:
    return all_tables().sorted_tables


@functools.cache
def _keys() -> Any:
    return union_all(
        *(
            select(literal(table.name), cast(table.primary_key.columns[0], String))
            for table in _tables()
        )
    )


def _history() -> str:
    """Return the events recorded and the keys of all rows; instants and contents stay out."""
    with db.engine().connect() as connection:
        events = connection.execute(
            select(AuditEvent.action, AuditEvent.thing_id).order_by(AuditEvent.sequence)
        )
        keys = connection.execute(_keys())
        return repr([[tuple(row) for row in events], sorted(tuple(row) for row in keys)])


@contextmanager
def _ids_drawn_from(key: str) -> Iterator[None]:
    """Let `db.new_id` draw the same ids whenever a builder meets the same key."""
    before, db.secrets = db.secrets, random.Random(key)  # type: ignore[attr-defined, assignment]
    try:
        yield
    finally:
        db.secrets = before  # type: ignore[attr-defined]


def _watch(key: str, build: Callable[..., Made], *args: Any, **named: Any) -> Made:
    rows, files = _all_rows(), _all_files()
    made = build(*args, **named)
    added: dict[str, Rows] = {}
    changed: dict[str, Rows] = {}
    for name, after in _all_rows().items():
        before = rows[name]
        added[name] = {pk: row for pk, row in after.items() if pk not in before}
        changed[name] = {pk: row for pk, row in after.items() if before.get(pk, row) != row}
    new_files = {path: path.read_bytes() for path in _all_files() - files}
    folder = _folder()
    _worlds[key] = World(
        copy.deepcopy(made),
        {name: found for name, found in added.items() if found},
        {name: found for name, found in changed.items() if found},
        {path.relative_to(folder): content for path, content in new_files.items()},
    )
    if len(_worlds) > KEPT:
        _worlds.popitem(last=False)
    return made


def _folder() -> Path:
    folder: Path = current_app.extensions["storage_folder"]
    return folder


def _all_files() -> set[Path]:
    return {path for path in _folder().rglob("*") if path.is_file()}


def _all_rows() -> dict[str, Rows]:
    with db.engine().connect() as connection:
        return {
            table.name: {
                tuple(row[column.name] for column in table.primary_key): dict(row)
                for row in connection.execute(select(table)).mappings()
            }
            for table in _tables()
        }


def _put(world: World) -> None:
    with db.transaction() as writer:
        for table in _tables():
            if table.name in world.added:
                writer.execute(table.insert(), list(world.added[table.name].values()))
            for key, row in world.changed.get(table.name, {}).items():
                columns = zip(table.primary_key, key, strict=True)
                writer.execute(
                    table.update()
                    .where(*(column == value for column, value in columns))
                    .values(row)
                )
    for path, content in world.files.items():
        (_folder() / path).write_bytes(content)
