"""Making erased bytes leave the database file too: databases keep deleted rows for a while."""

from sqlalchemy import select

from leader_award.platform import clock, db
from leader_award.privacy.models import Erasure

TASK = "compact_after_erasure"


def compact_if_due() -> bool:
    """Compact the database once after erasures; return whether it was done.

    Runs each minute until it succeeds: on SQLite somebody who reads just then prevents it.
    """
    query = select(Erasure.id).where(Erasure.compacted_at.is_(None))
    due = list(db.session().scalars(query))
    db.session().rollback()
    if not due or not compact():
        return False
    with db.transaction() as writer:
        for erasure_id in due:
            db.lock(writer, Erasure, erasure_id).compacted_at = clock.now()
    return True


def compact() -> bool:
    """Write the database anew without the bytes of deleted rows; return whether it is complete."""
    connection = db.engine().raw_connection()
    try:
        driver = connection.driver_connection
        if driver is None:
            return False
        if db.engine().dialect.name != "sqlite":
            connection.rollback()
            driver.autocommit = True
            driver.execute("VACUUM")
            driver.autocommit = False
            return True
        driver.execute("VACUUM")
        busy, _pages, _moved = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy
    finally:
        connection.close()
