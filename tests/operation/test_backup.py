"""A backup is brought back whole, on either database, or not at all."""

import gzip
import io
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from leader_award import migrations
from leader_award.app import all_tables, create_app
from leader_award.cli import main
from leader_award.operation import rows, sealed_stream
from leader_award.operation.backup import back_up
from leader_award.operation.restoring import NotRestored, restore
from leader_award.operation.sealed_stream import Sealer, Unsealer, WrongPassphrase
from leader_award.platform import audit, db, storage
from leader_award.platform.storage import StoredFile
from tests.conftest import settings_for
from tests.editions.builders import bare_edition, both
from tests.scoring.builders import make_scoring_edition, score_all

pytestmark = pytest.mark.alters_schema

SECRET = "trzy słowa na kartce"


@pytest.fixture
def full(app: Flask) -> None:
    """An edition being scored, in a database that migrations have made."""
    all_tables().drop_all(db.engine())
    migrations.upgrade(db.engine())
    scene = make_scoring_edition(entries=2, jurors=2)
    score_all(scene.edition_id)


@pytest.fixture
def elsewhere(
    app: Flask, request: pytest.FixtureRequest, databases: Callable[[str], Any], tmp_path: Path
) -> Iterator[Flask]:
    """Another installation with nothing in it, on the other kind of database if both are tested."""
    kinds = request.config.getoption("--databases").split(",")
    here = app.extensions["engine"].dialect.name
    server = databases(next((kind for kind in kinds if kind != here), here))
    url = server.fresh(own=True)
    other = create_app(settings_for(tmp_path / "elsewhere", url))
    with other.app_context():
        all_tables().drop_all(db.engine())
        yield other
        db.engine().dispose()
    server.done_with(url)


def archive(**options: Any) -> io.BytesIO:
    target = io.BytesIO()
    back_up(target, **options)
    target.seek(0)
    return target


def content() -> dict[str, list[bytes]]:
    with db.engine().connect() as connection:
        return {t.name: list(rows.lines(connection, t)) for t in rows.tables(connection)}


def files() -> dict[str, bytes]:
    return {
        stored.key: b"".join(storage.read(stored))
        for stored in db.session().scalars(select(StoredFile))
    }


def test_backup_of_one_database_is_brought_back_whole_by_another(
    app: Flask, full: None, elsewhere: Flask
) -> None:
    with app.app_context():
        taken, rows_before, files_before = archive(), content(), files()
    assert files_before
    summary = restore(taken)
    assert content() == rows_before
    assert files() == files_before
    assert summary.rows == sum(len(found) for found in rows_before.values())
    assert audit.verify(db.session()).fault is None


def test_archive_that_was_changed_or_cut_leaves_nothing_behind(
    app: Flask, full: None, elsewhere: Flask
) -> None:
    with app.app_context():
        taken = archive().getvalue()
    for name, harmed in faulty(taken).items():
        with pytest.raises(NotRestored):
            restore(io.BytesIO(harmed))
        db.session().rollback()
        assert [table for table, found in content().items() if found] == [], name
        folder = Path(elsewhere.extensions["storage_folder"])
        assert [path for path in folder.rglob("*") if path.is_file()] == [], name
    assert restore(io.BytesIO(taken)).rows  # the next try finds its place empty


def faulty(taken: bytes) -> dict[str, bytes]:
    """Archives that lack a part, have one twice, or hold other rows or bytes than the manifest."""
    with tarfile.open(fileobj=io.BytesIO(taken)) as source:
        members = [(m, source.extractfile(m).read()) for m in source]  # type: ignore[union-attr]
    stored = next(i for i, (m, _) in enumerate(members) if m.name.startswith("files/"))
    entries = next(i for i, (m, _) in enumerate(members) if m.name == "tables/entry.jsonl.gz")
    other = (members[stored][0], b"x" * members[stored][0].size)
    return {
        "no archive": b"nothing of the kind",
        "cut": taken[: len(taken) // 2],
        "no manifest": packed(members[:-1]),
        "no file": packed(members[:stored] + members[stored + 1 :]),
        "another file": packed([*members[:stored], other, *members[stored + 1 :]]),
        "no entries": packed(members[:entries] + members[entries + 1 :]),
        "a stranger": packed([*members[:-1], members[0], members[-1]]),
    }


def packed(members: list[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    target = io.BytesIO()
    with tarfile.open(mode="w", fileobj=target) as archive:
        for member, data in members:
            archive.addfile(member, io.BytesIO(data))
    return target.getvalue()


def test_nothing_is_restored_over_rows(app: Flask, full: None) -> None:
    taken, before = archive(), content()
    with pytest.raises(NotRestored, match="not empty"):
        restore(taken)
    assert content() == before


def test_nothing_is_restored_beside_tables_of_others(app: Flask, full: None) -> None:
    taken = archive()
    with db.engine().execution_options(writing=True).begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    with pytest.raises(NotRestored, match="did not make"):
        restore(taken)


def test_backup_sees_one_instant_while_the_site_is_used(
    app: Flask, full: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content()
    original = rows.lines

    def used_meanwhile(connection: Any, table: Any) -> Iterator[bytes]:
        if table.name == "person":
            bare_edition(name=both("W trakcie kopii"))
        yield from original(connection, table)

    monkeypatch.setattr(rows, "lines", used_meanwhile)
    taken = archive()
    monkeypatch.undo()
    assert len(content()["edition"]) == len(before["edition"]) + 1
    assert lines_in(taken, "edition") == before["edition"]
    assert lines_in(taken, "audit_event") == before["audit_event"]


def lines_in(taken: io.BytesIO, table: str) -> list[bytes]:
    taken.seek(0)
    with tarfile.open(fileobj=taken) as source:
        member = source.extractfile(f"tables/{table}.jsonl.gz")
        assert member is not None
        return gzip.decompress(member.read()).splitlines(keepends=True)


def test_sealed_backup_needs_its_passphrase_and_no_other(
    app: Flask, full: None, elsewhere: Flask
) -> None:
    with app.app_context():
        taken, before = archive(passphrase=SECRET).getvalue(), content()
    assert b"audit_event" not in taken
    with pytest.raises(NotRestored, match="passphrase"):
        restore(io.BytesIO(taken))
    with pytest.raises(WrongPassphrase):
        restore(io.BytesIO(taken), passphrase="inne")
    restore(io.BytesIO(taken), passphrase=SECRET)
    assert content() == before


@given(data=st.binary(max_size=200), size=st.integers(1, 64), harm=st.integers(0, 300))
def test_sealed_stream_gives_back_what_it_took_and_notices_every_change(
    data: bytes, size: int, harm: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed_stream, "CHUNK", 32)
        patch.setattr(sealed_stream, "_cipher", lambda *_: sealed_stream.AESGCM(b"k" * 32))
        sealed = io.BytesIO()
        sealer = Sealer(sealed, SECRET)
        sealer.write(data)
        sealer.close()
        opened = Unsealer(io.BytesIO(sealed.getvalue()), SECRET)
        assert b"".join(iter(lambda: opened.read(size), b"")) == data
        whole = sealed.getvalue()
        start = len(sealed_stream.MAGIC) + sealed_stream.SALT
        at = start + harm % (len(whole) - start)
        changed = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        for harmed in (changed, whole[:at]):
            with pytest.raises(WrongPassphrase):
                Unsealer(io.BytesIO(harmed), SECRET).read()


def test_command_tries_what_it_wrote_and_leaves_nothing_unfinished(
    app: Flask, full: None, tmp_path: Path
) -> None:
    run, target = CliRunner(), tmp_path / "kopia.tar"
    key = tmp_path / "haslo.txt"
    key.write_text(SECRET + "\n", encoding="utf-8")
    done = run.invoke(main, ["backup", str(target), "--passphrase-file", str(key)])
    assert done.exit_code == 0, done.output
    assert "restoring it worked" in done.output
    assert target.stat().st_mode & 0o777 == 0o600
    over = run.invoke(main, ["restore", str(target), "--passphrase-file", str(key)])
    assert (over.exit_code, "not empty" in over.output) == (1, True)
    with db.transaction() as writer:
        writer.execute(text("UPDATE audit_head SET digest = 'forged'"))
    refused = run.invoke(main, ["backup", str(tmp_path / "druga.tar")])
    assert refused.exit_code == 1
    assert [path.name for path in tmp_path.glob("*.tar*")] == ["kopia.tar"]
