"""Rows as lines of JSON, the same for SQLite and PostgreSQL.

Tables are read from the database itself, not from the models, so that a backup of any release
can be taken and brought back by the next.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import JSON, Column, Connection, Date, DateTime, MetaData, Table, event, select
from sqlalchemy.dialects.postgresql import JSONB

BATCH = 500
VERSION_TABLE = "alembic_version"


def tables(connection: Connection) -> list[Table]:
    """Return the tables of the database, each after those that its rows refer to."""
    metadata = MetaData()
    event.listen(metadata, "column_reflect", _keep_null_apart)
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != VERSION_TABLE]


def _keep_null_apart(_inspector: Any, _table: Any, column: dict[str, Any]) -> None:
    """Let None be NULL where a column of JSON may be NULL, rather than the JSON value null."""
    if isinstance(column["type"], JSON):
        plain = JSON(none_as_null=column["nullable"])
        column["type"] = plain.with_variant(JSONB(none_as_null=column["nullable"]), "postgresql")


def lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """Yield the table's rows in the order of their keys, each a line of canonical JSON."""
    rows = connection.execution_options(yield_per=BATCH).execute(
        select(table).order_by(*table.primary_key)
    )
    for row in rows.mappings():
        content = {name: _plain(value) for name, value in row.items()}
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        yield text.encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def load(connection: Connection, table: Table, source: Iterable[bytes]) -> None:
    """Insert the rows of `lines`; raises ValueError at a line that is no row of the table."""
    to_itself = [key.parent for key in table.foreign_keys if key.column.table is table]
    unread = iter(source)
    while batch := list(islice(unread, BATCH)):
        rows = [_row(connection, table, line) for line in batch]
        later = [_referring(table, row, to_itself) for row in rows]
        connection.execute(table.insert(), rows)
        for key, values in later:
            if values:
                connection.execute(table.update().where(*key).values(values))


def _row(connection: Connection, table: Table, line: bytes) -> dict[str, Any]:
    content = json.loads(line)
    if not isinstance(content, dict) or set(content) != set(table.columns.keys()):
        raise ValueError(f"a line of {table.name} is no row of it")
    naive = connection.dialect.name == "sqlite"
    return {name: _typed(table.columns[name], value, naive) for name, value in content.items()}


def _typed(column: Column[Any], value: Any, naive: bool) -> Any:
    if value is None or not isinstance(value, str):
        return value
    if isinstance(column.type, DateTime):
        instant = datetime.fromisoformat(value)
        return instant.replace(tzinfo=None) if naive else instant
    return date.fromisoformat(value) if isinstance(column.type, Date) else value


def _referring(
    table: Table, row: dict[str, Any], columns: list[Column[Any]]
) -> tuple[list[Any], dict[str, Any]]:
    """Take from the row what refers to its own table; return its key and what to set later."""
    key = [column == row[column.name] for column in table.primary_key]
    later = {column.name: row[column.name] for column in columns if row[column.name] is not None}
    row.update(dict.fromkeys(later))
    return key, later
