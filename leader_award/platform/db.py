"""Engine, sessions, transactions and the base class of every table.

Reading and writing use separate sessions. `session()` is the reader of the current
application context; `transaction()` is the only way to write.
"""

import random
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from flask import Flask, current_app, g
from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, DateTime, Dialect, Engine, MetaData, String, create_engine, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column
from sqlalchemy.types import TypeDecorator

from leader_award.platform.errors import NotFound

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"

Json = JSON().with_variant(JSONB(), "postgresql")

Translated = dict[str, str]
"""Content by language code; Polish is always there, English where somebody wrote it."""


def new_id() -> str:
    """Return a random identifier of 16 characters (79 bits), safe in addresses and by voice."""
    source = _ids.get() or secrets
    return "".join(source.choice(_ALPHABET) for _ in range(16))


_ids: ContextVar[random.Random | None] = ContextVar("ids", default=None)


@contextmanager
def ids_drawn_from(source: random.Random) -> Iterator[None]:
    """Let `new_id` draw from a source that can be repeated.

    Only for filling an empty database with what is invented: nothing secret is an id.
    """
    token = _ids.set(source)
    try:
        yield
    finally:
        _ids.reset(token)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, kept in UTC to the microsecond on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Refuse naive instants: they have no meaning here."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime is not an instant")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give SQLite's naive text its zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Id = Annotated[str, mapped_column(String(16), primary_key=True, default=new_id)]
Key = Annotated[str, mapped_column(String(16), index=True)]


class Base(DeclarativeBase):
    """Base of every table; constraint names follow one convention so migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: UtcDateTime,
        dict[str, Any]: Json,
        dict[str, str]: Json,
        dict[str, int]: Json,
        list[Any]: Json,
        list[str]: Json,
        list[dict[str, Any]]: Json,
        list[dict[str, object]]: Json,
    }


T = TypeVar("T", bound=Base)


def make_engine(url: str) -> Engine:
    """Return an engine whose every connection keeps the promises of `docs/decisions/0004`.

    SQLite: WAL, synchronous=FULL, foreign keys, 5 s of patience; writers begin IMMEDIATE.
    Errors name their statement without its parameters, which may be people's names.
    """
    if not url.startswith("sqlite"):
        return create_engine(
            url, hide_parameters=True, pool_size=10, max_overflow=20, pool_pre_ping=True
        )
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma, expected in (
        ("busy_timeout=5000", None),
        ("journal_mode=WAL", None),
        ("synchronous=FULL", ("synchronous", 2)),
        ("foreign_keys=ON", ("foreign_keys", 1)),
    ):
        connection.execute(f"PRAGMA {pragma}")
        if expected:
            name, value = expected
            if connection.execute(f"PRAGMA {name}").fetchone()[0] != value:
                raise RuntimeError(f"SQLite refused {pragma}")


def _begin_sqlite(connection: Any) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def init_app(app: Flask, url: str) -> None:
    """Give the application its engine; the reader closes with the application context."""
    app.extensions["engine"] = make_engine(url)
    app.teardown_appcontext(_close)


def engine() -> Engine:
    """Return the engine of the current application."""
    found: Engine = current_app.extensions["engine"]
    return found


def session() -> Session:
    """Return the reading session of the current application context."""
    if "reader" not in g:
        g.reader = Session(engine(), autoflush=False)
    reader: Session = g.reader
    return reader


@contextmanager
def transaction() -> Iterator[Session]:
    """Open the one writing transaction of a use case, or join the one that is already open.

    Commits at the end and runs what `after_commit` collected; any exception rolls
    everything back. The reader forgets what it knew, so later reads see the change.
    """
    if "writer" in g:
        yield g.writer
        return
    with Session(engine().execution_options(writing=True)) as writer:
        g.writer = writer
        try:
            with writer.begin():
                yield writer
        finally:
            del g.writer
        callbacks = writer.info.get("after_commit", [])
    if "reader" in g:
        g.reader.rollback()
    for callback in callbacks:
        callback()


def after_commit(writer: Session, callback: Callable[[], object]) -> None:
    """Run `callback` once the transaction of `writer` is safely on disk."""
    writer.info.setdefault("after_commit", []).append(callback)


def lock(writer: Session, model: type[T], key: Any) -> T:
    """Return the row under a write lock, freshly read. Raises NotFound.

    Only the row itself is locked, not those that come with it by eager joins: PostgreSQL refuses
    to lock the outer side of a join.
    """
    row = writer.get(model, key, with_for_update={"of": model}, populate_existing=True)
    if row is None:
        raise NotFound(_l("This does not exist, or you may not see it."))
    return row


def _close(_error: BaseException | None) -> None:
    reader = g.pop("reader", None)
    if reader is not None:
        reader.close()
