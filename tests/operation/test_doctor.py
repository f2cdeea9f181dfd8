"""The doctor names each fault by itself, and finds nothing wrong where nothing is."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from alembic import command
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text

from leader_award import migrations
from leader_award.cli import main
from leader_award.operation import doctor, sweeping
from leader_award.platform import audit, clock, db, outbox, storage
from leader_award.platform.outbox import Recipient
from leader_award.platform.storage import StoredFile

pytestmark = pytest.mark.alters_schema


@pytest.fixture
def well(app: Flask) -> Flask:
    """An installation with a file, an event and a mail that was sent."""
    command.stamp(migrations.configuration(db.engine()), "head")
    keep(b"porozumienie")
    with db.transaction() as writer:
        audit.record(writer, audit.SYSTEM, "person.confirmed", None, {})
    return app


def keep(content: bytes) -> StoredFile:
    with storage.received(BytesIO(content), 1000) as upload, db.transaction() as writer:
        return storage.keep(writer, upload, name="plik.pdf", media_type="application/pdf")


def lay(app: Flask, key: str, content: bytes, *, age: timedelta) -> None:
    """Put bytes into the store's folder that no row describes, as old as said."""
    path = app.extensions["storage_folder"] / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    then = time.time() - age.total_seconds()
    os.utime(path, (then, then))


def said(**options: bool) -> list[str]:
    return [finding.what for finding in doctor.examine(**options)]


def test_nothing_is_wrong_where_nothing_is(well: Flask) -> None:
    assert said() == []
    assert said(contents=True) == []
    answer = CliRunner().invoke(main, ["doctor"])
    assert (answer.exit_code, answer.output) == (0, "Nothing is wrong.\n")


def lose_bytes(app: Flask) -> None:
    (app.extensions["storage_folder"] / stored().key).unlink()


def cut_bytes(app: Flask) -> None:
    (app.extensions["storage_folder"] / stored().key).write_bytes(b"por")


def leave_bytes(app: Flask) -> None:
    lay(app, "nobodys", b"12345", age=timedelta(days=2))


def leave_picture(app: Flask) -> None:
    lay(app, f"{storage.DERIVED}/{'0' * 64}/1-800.webp", b"12345", age=timedelta(days=2))


def let_mail_wait(app: Flask) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp_url="smtp://127.0.0.1:1")
    queue_mail(created_at=clock.now() - doctor.PATIENCE - timedelta(minutes=1))


def let_mail_fail(_app: Flask) -> None:
    queue_mail(state=outbox.FAILED)


def take_schema_back(_app: Flask) -> None:
    with db.engine().begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))


def serve_in_the_open(app: Flask) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], base_url="http://lider.example.org")


def stored() -> StoredFile:
    return db.session().query(StoredFile).one()


def queue_mail(**changes: Any) -> None:
    with db.transaction() as writer:
        template = "accounts/mail/password_changed.txt"
        mail = outbox.queue(writer, Recipient("anna@example.org"), template, at=clock.now())
        for name, value in changes.items():
            setattr(mail, name, value)


FAULTS: dict[Callable[[Flask], None], str] = {
    lose_bytes: "is missing",
    cut_bytes: "3 bytes long instead of 12",
    leave_bytes: "1 files of 5 bytes belong to nothing",
    leave_picture: "1 files of 5 bytes belong to nothing",
    let_mail_wait: "A mail has waited since",
    let_mail_fail: "1 mails could not be sent",
    take_schema_back: "The schema is at 0001",
    serve_in_the_open: "is not https",
}


@pytest.mark.parametrize("break_it", FAULTS, ids=lambda fault: fault.__name__)
def test_each_fault_is_named(
    well: Flask, break_it: Callable[[Flask], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(well.config, "SETTINGS", well.config["SETTINGS"])
    break_it(well)
    answer = CliRunner().invoke(main, ["doctor"])
    assert FAULTS[break_it] in answer.output
    assert answer.exit_code == 1


def test_other_bytes_of_the_same_size_are_seen_by_reading_them(well: Flask) -> None:
    path = well.extensions["storage_folder"] / stored().key
    path.write_bytes(b"Porozumienie")
    assert said() == []
    assert [what for what in said(contents=True) if "not what was stored" in what]


def test_full_disk_is_named(well: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "ROOM", 1 << 62)
    assert any("MiB left" in what for what in said())


def test_clock_that_was_set_back_is_named(well: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    earlier = clock.now() - timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: earlier)
    assert any("still to come" in what for what in said())


def test_forged_record_is_named(well: Flask) -> None:
    with db.engine().begin() as connection:
        for statement in audit.unguard_statements(connection.dialect.name):
            connection.exec_driver_sql(statement)
        connection.execute(text("UPDATE audit_event SET action = 'person.removed'"))
    assert any("does not hold together" in what for what in said())


def test_sweeping_takes_what_belongs_to_nothing_and_nothing_else(well: Flask) -> None:
    lay(well, "nobodys", b"12345", age=timedelta(days=2))
    lay(well, "just-being-uploaded", b"123", age=timedelta(minutes=5))
    storage.put_derived(stored(), "1-800.webp", b"picture")
    lay(well, f"{storage.DERIVED}/{stored().sha256}/2-800.webp", b"1", age=timedelta(days=2))
    before = {each.key for each in storage.listed()}
    shown = CliRunner().invoke(main, ["sweep", "--only-show"]).output
    assert "1 files of 5 bytes." in shown
    assert {each.key for each in storage.listed()} == before
    assert [each.key for each in sweeping.sweep()] == ["nobodys"]
    assert {each.key for each in storage.listed()} == before - {"nobodys"}
