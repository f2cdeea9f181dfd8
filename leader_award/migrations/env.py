"""Run revisions on the engine that `leader_award.migrations` hands over."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import JSON

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


engine = context.config.attributes["engine"]
with engine.execution_options(writing=True).connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=all_tables(),
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=render,
    )
    with context.begin_transaction():
        context.run_migrations()
