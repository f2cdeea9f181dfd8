"""The history of the database's schema; `upgrade` brings a database to the present."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

REVISIONS = Path(__file__).parent
LOCK = 0x4C454144
"""Number of the advisory lock that upgrades of one PostgreSQL database wait for ("LEAD")."""


def configuration(engine: Engine) -> Config:
    """Return Alembic's configuration for this database."""
    config = Config()
    config.set_main_option("script_location", str(REVISIONS))
    config.attributes["engine"] = engine
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to `revision`; does nothing where it is there already.

    Several machines may start at once: on PostgreSQL one of them upgrades and the others wait.
    """
    with _alone(engine):
        command.upgrade(configuration(engine), revision)


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.connect() as connection:  # the lock ends with this connection's session
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})


def downgrade(engine: Engine, revision: str) -> None:
    """Take the schema back to `revision` ('base' for an empty database)."""
    command.downgrade(configuration(engine), revision)
