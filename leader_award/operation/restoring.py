"""Bringing a backup back into an empty database and its store, and checking all of it."""

import gzip
import hashlib
import json
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from alembic.util import CommandError
from sqlalchemy import Connection, exists, inspect, select
from sqlalchemy.exc import IntegrityError

from leader_award import migrations
from leader_award.operation import rows
from leader_award.operation.backup import FORMAT, Summary
from leader_award.operation.sealed_stream import Unsealer, is_sealed
from leader_award.platform import audit, audit_verifier, db, storage

CHUNK = 1 << 20
UNREADABLE = (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, json.JSONDecodeError)


class NotRestored(ValueError):
    """Why the archive was not brought back; nothing of it is left."""


def restore(source: IO[bytes], *, passphrase: str | None = None) -> Summary:
    """Bring an archive of `back_up` back; the database must hold no rows.

    Each part is compared with its digest, the rows as they stand in the database afterwards;
    then the schema is brought to this release and the chain of events is verified up to the
    archive's head. Raises NotRestored, and WrongPassphrase for a sealed archive.
    """
    stream: Any = source
    if is_sealed(source):
        if not passphrase:
            raise NotRestored("the archive is sealed: a passphrase is needed")
        stream = Unsealer(source, passphrase)
    placed: list[str] = []
    try:
        summary = _bring_back(stream, placed)
    except BaseException as error:
        for key in placed:
            storage.discard(key)
        if isinstance(error, UNREADABLE):
            raise NotRestored("the archive is damaged or was cut") from error
        if isinstance(error, IntegrityError):
            raise NotRestored("rows of the archive refer to others that it lacks") from error
        raise
    return summary


def _bring_back(stream: Any, placed: list[str]) -> Summary:
    with _opened(stream) as archive:
        members = iter(archive)
        header = _json(archive, members, "header.json")
        if header["format"] != FORMAT:
            raise NotRestored(f"format {header['format']} is not known to this release")
        _make_schema(header["revision"])
        with db.engine().execution_options(writing=True).begin() as connection:
            summary = _take(archive, members, connection, placed)
    migrations.upgrade(db.engine())
    head = header["head"]
    verdict = audit.verify(db.session(), {head[0]: head[1]} if head else {})
    if verdict.fault:
        raise NotRestored("\n".join(audit_verifier.describe(verdict)))
    return summary


def _opened(stream: Any) -> tarfile.TarFile:
    try:
        return tarfile.open(mode="r|", fileobj=stream)
    except tarfile.ReadError as error:
        raise NotRestored("this is no archive of a backup") from error


def _make_schema(revision: str) -> None:
    """Make the empty tables of the archive's release."""
    engine = db.engine()
    names = inspect(engine).get_table_names()
    if names and rows.VERSION_TABLE not in names:
        raise NotRestored("the database has tables that this program did not make")
    with engine.connect() as connection:
        for table in rows.tables(connection) if names else []:
            if connection.scalar(select(exists(select(table)))):
                raise NotRestored(f"the database is not empty: {table.name} has rows")
    try:
        if rows.VERSION_TABLE in names:
            migrations.downgrade(engine, "base")
        migrations.upgrade(engine, revision)
    except CommandError as error:
        raise NotRestored("the backup was made by a newer release than this one") from error


def _take(
    archive: tarfile.TarFile,
    members: Iterator[tarfile.TarInfo],
    connection: Connection,
    placed: list[str],
) -> Summary:
    tables = {table.name: table for table in rows.tables(connection)}
    files: dict[str, dict[str, Any]] = {}
    for member in members:
        folder, _, name = member.name.rpartition("/")
        content = archive.extractfile(member)
        if content is None:
            raise NotRestored(f"{member.name} is no file")
        if member.name == "manifest.json":
            return _check(json.load(content), connection, files)
        if folder == "tables" and name.removesuffix(".jsonl.gz") in tables:
            with gzip.open(content) as lines:
                rows.load(connection, tables[name.removesuffix(".jsonl.gz")], lines)
        elif folder == "files":
            files[name] = _place(name, content, placed)
        else:
            raise NotRestored(f"{member.name} does not belong to a backup")
    raise NotRestored("the archive was cut: its manifest is missing")


def _place(key: str, content: IO[bytes], placed: list[str]) -> dict[str, Any]:
    """Put a file into the store under its old key; return its size and digest."""
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile() as spool:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
            spool.write(chunk)
        spool.flush()
        storage.put(key, Path(spool.name))
        placed.append(key)
        return {"size": spool.tell(), "sha256": digest.hexdigest()}


def _check(
    manifest: dict[str, Any], connection: Connection, files: dict[str, dict[str, Any]]
) -> Summary:
    """Compare what arrived with the manifest. Raises NotRestored."""
    found = {table.name: _digest(connection, table) for table in rows.tables(connection)}
    for name, expected in manifest["tables"].items():
        if found.get(name) != expected:
            raise NotRestored(f"the rows of {name} are not those that were backed up")
    if files != manifest["files"]:
        raise NotRestored("the files are not those that were backed up")
    return Summary(
        rows=sum(table["rows"] for table in found.values()),
        files=len(files),
        file_bytes=sum(file["size"] for file in files.values()),
        missing=manifest["missing"],
    )


def _digest(connection: Connection, table: Any) -> dict[str, Any]:
    count, digest = 0, hashlib.sha256()
    for line in rows.lines(connection, table):
        digest.update(line)
        count += 1
    return {"rows": count, "sha256": digest.hexdigest()}


def _json(archive: tarfile.TarFile, members: Iterator[tarfile.TarInfo], name: str) -> Any:
    member = next(members, None)
    content = archive.extractfile(member) if member and member.name == name else None
    if content is None:
        raise NotRestored("this is no archive of a backup")
    return json.load(content)
