"""The history of the database's schema; `upgrade` brings a database to the present."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

REVISIONS = Path(__file__).parent


def configuration(engine: Engine) -> Config:
    """Return Alembic's configuration for this database."""
    config = Config()
    config.set_main_option("script_location", str(REVISIONS))
    config.attributes["engine"] = engine
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to `revision`; does nothing where it is there already."""
    command.upgrade(configuration(engine), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the schema back to `revision` ('base' for an empty database)."""
    command.downgrade(configuration(engine), revision)
