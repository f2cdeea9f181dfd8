"""Run revisions on the engine that `leader_award.migrations` hands over."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from sqlalchemy import JSON, Connection

from leader_award.app import all_tables
from leader_award.platform.db import UtcDateTime


def render(kind: str, thing: Any, writing: Any) -> str | Literal[False]:
    """Write our own column types as the plain types that they are in the database."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, JSON):
        writing.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


@contextmanager
def tables_rebuilt(connection: Connection) -> Iterator[None]:
    """Let SQLite put a changed table into the place of one that others refer to.

    It can alter little and drops the old table; foreign keys are checked before the commit.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    raw: Any = connection.connection.dbapi_connection
    raw.execute("PRAGMA foreign_keys=OFF")  # has no effect once a transaction has begun
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def check_references(connection: Connection) -> None:
    """Raise RuntimeError if a row of a rebuilt table refers to nothing."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"references to nothing after the migration: {broken[:5]}")


engine = context.config.attributes["engine"]
with (
    engine.execution_options(writing=True).connect() as connection,
    tables_rebuilt(connection),
):
    context.configure(
        connection=connection,
        target_metadata=all_tables(),
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=render,
    )
    with context.begin_transaction():
        context.run_migrations()
        check_references(connection)
