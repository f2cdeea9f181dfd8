"""What is wrong with an installation, and what to do about it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from leader_award import migrations
from leader_award.operation import sweeping
from leader_award.platform import audit, clock, db, outbox, self_check, storage, tasks
from leader_award.platform.audit import AuditEvent
from leader_award.platform.settings import PREFIX, Settings

PATIENCE = timedelta(minutes=10)
"""A mail that waits longer was seen by no worker, or the mail server does not take it."""
ROOM = 2 << 30
"""Bytes of a disk below which an evening of uploads could fill it."""
CLOCK_TOLERANCE = timedelta(seconds=5)


@dataclass(frozen=True)
class Finding:
    """Something that is wrong, and what to do about it, in one sentence each."""

    what: str
    remedy: str


def examine(*, contents: bool = False) -> Iterator[Finding]:
    """Look at everything that can be looked at without changing it; yield what is wrong.

    `contents` reads each stored file whole and compares its digest. Where the database does not
    answer or has another schema, what stands in it is not asked for.
    """
    settings: Settings = current_app.config["SETTINGS"]
    for fault in self_check.faults(settings):
        yield Finding(fault, "`leader-award check` names this too; `serve` does not start before.")
    yield from _disks(settings)
    yield from _queue()
    reached = [*_database(db.engine())]
    yield from reached
    if reached:
        return
    if not settings.is_local:
        for fault in self_check.database_faults(db.engine()):
            yield Finding(fault, "Until then the record of events proves less than it could.")
    yield from _record()
    yield from _mail(settings)
    yield from _files(contents=contents)


def _disks(settings: Settings) -> Iterator[Finding]:
    folders: set[Path] = {settings.data_dir}
    if current_app.extensions["storage_folder"]:
        folders.add(current_app.extensions["storage_folder"])
    for folder in sorted(folders):
        free = shutil.disk_usage(folder).free
        if free < ROOM:
            yield Finding(
                f"{folder} has {free >> 20} MiB left.",
                "Make room or move it: a full disk refuses uploads, then forms (none is lost).",
            )
    if not storage.is_writable():
        yield Finding(
            "The store of files takes nothing.",
            f"Look at {PREFIX}STORAGE_URL, the rights of its folder, or its keys.",
        )


def _queue() -> Iterator[Finding]:
    try:
        tasks.length()
    except Exception as error:  # whatever the driver raises, the queue does not answer
        yield Finding(
            f"The queue does not answer ({type(error).__name__}).",
            f"Look at {PREFIX}QUEUE_URL; until then work waits for its minute.",
        )


def _database(engine: Engine) -> Iterator[Finding]:
    try:
        with engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
            if engine.dialect.name == "sqlite":
                damage = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
                if damage != "ok":
                    yield Finding(
                        f"The database file is damaged: {damage}.",
                        "Stop serving, keep a copy of the file, and restore the last backup.",
                    )
    except SQLAlchemyError as error:
        yield Finding(
            f"The database does not answer ({type(error).__name__}).",
            f"Start it, or mend {PREFIX}DATABASE_URL.",
        )
        return
    head = ScriptDirectory.from_config(migrations.configuration(engine)).get_current_head()
    if found != head:
        yield Finding(
            f"The schema is at {found or 'nothing'}, the program at {head}.",
            "Run `leader-award migrate`; if the schema is the newer one, install its release.",
        )


def _record() -> Iterator[Finding]:
    reader = db.session()
    fault = audit.verify(reader).fault
    if fault:
        yield Finding(
            f"The record of events does not hold together: {fault}.",
            "Stop serving, keep everything, and compare with digests given out (SECURITY.md).",
        )
    newest = reader.scalar(select(func.max(AuditEvent.at)))
    if newest and newest - clock.now() > CLOCK_TOLERANCE:
        yield Finding(
            f"The newest event is from {newest:%Y-%m-%d %H:%M:%S} UTC, which is still to come.",
            "The clock was set back: let it follow a time server; deadlines go by it.",
        )


def _mail(settings: Settings) -> Iterator[Finding]:
    failed = outbox.counts()[outbox.FAILED]
    if failed:
        yield Finding(
            f"{failed} mails could not be sent.",
            "The organisers' outbox shows them and their reasons, and sends them again.",
        )
    since = outbox.unsent_since()
    if settings.smtp_url and since and clock.now() - since > PATIENCE:
        yield Finding(
            f"A mail has waited since {since:%Y-%m-%d %H:%M} UTC.",
            f"Is the worker running? Does {PREFIX}SMTP_URL take mail? The outbox shows the reason.",
        )


def _files(*, contents: bool) -> Iterator[Finding]:
    look: Callable[[], Iterator[sweeping.Damage]] = (
        sweeping.damaged_contents if contents else sweeping.damaged_sizes
    )
    for damage in look():
        yield Finding(
            f"File {damage.file_id} ({damage.key}) is {damage.how}.",
            "Bring the bytes back from a backup: `leader-award restore` beside, then copy the key.",
        )
    left = sweeping.unclaimed()
    if left:
        size = sum(each.size for each in left)
        yield Finding(
            f"{len(left)} files of {size} bytes belong to nothing.",
            "They were left by uploads that were cut off: `leader-award sweep` takes them away.",
        )
