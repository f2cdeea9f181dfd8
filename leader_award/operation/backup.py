"""Backing up: every row and every file in one archive that any of our databases can take back.

The archive is a tar: `header.json`, `tables/NAME.jsonl.gz` (a row a line), `files/KEY`, and last
`manifest.json` with the number of rows and the SHA-256 of each part. Rows are read in one
transaction that sees one instant; a file lies in the store before the row that names it is
committed, and is never changed, so that what the rows name is there.
"""

import gzip
import hashlib
import io
import json
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from alembic.migration import MigrationContext
from sqlalchemy import Connection, Table, select

from leader_award.operation import rows
from leader_award.operation.sealed_stream import Sealer
from leader_award.platform import clock, db, storage
from leader_award.platform.audit import AuditHead
from leader_award.platform.storage import StoredFile

FORMAT = 1


@dataclass(frozen=True)
class Summary:
    """What an archive holds: numbers of rows and files, and the bytes of the files.

    `missing` are the keys of files that were deleted while the archive was written.
    """

    rows: int
    files: int
    file_bytes: int
    missing: list[str]


def back_up(target: IO[bytes], *, passphrase: str | None = None) -> Summary:
    """Write an archive of the present to `target`, sealed if a passphrase is given.

    Raises RuntimeError if the database has no tables of ours.
    """
    sealer = Sealer(target, passphrase) if passphrase else None
    stream: Any = sealer or target
    with _instant() as connection, tarfile.open(mode="w|", fileobj=stream) as archive:
        summary = _write(archive, connection)
    if sealer:
        sealer.close()
    target.flush()
    return summary


@contextmanager
def _instant() -> Iterator[Connection]:
    """Return a connection that sees the database as it is now, whatever happens meanwhile."""
    engine = db.engine()
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        yield connection


def _write(archive: tarfile.TarFile, connection: Connection) -> Summary:
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is None:
        raise RuntimeError("the database has no tables of ours: run `leader-award migrate`")
    head = connection.execute(select(AuditHead.sequence, AuditHead.digest)).one_or_none()
    header = {"format": FORMAT, "revision": revision, "made_at": clock.now().isoformat()}
    _add(archive, "header.json", header | {"head": list(head) if head else None})
    found = {
        table.name: _add_table(archive, connection, table) for table in rows.tables(connection)
    }
    files, missing = _add_files(archive, connection)
    _add(archive, "manifest.json", {"tables": found, "files": files, "missing": missing})
    return Summary(
        rows=sum(table["rows"] for table in found.values()),
        files=len(files),
        file_bytes=sum(file["size"] for file in files.values()),
        missing=missing,
    )


def _add_table(archive: tarfile.TarFile, connection: Connection, table: Table) -> dict[str, Any]:
    """Add the table's rows; return their number and the digest of their lines."""
    count, digest = 0, hashlib.sha256()
    with tempfile.TemporaryFile() as spool:
        with gzip.GzipFile(fileobj=spool, mode="wb", compresslevel=6) as packed:
            for line in rows.lines(connection, table):
                packed.write(line)
                digest.update(line)
                count += 1
        _add_spooled(archive, f"tables/{table.name}.jsonl.gz", spool)
    return {"rows": count, "sha256": digest.hexdigest()}


def _add_files(
    archive: tarfile.TarFile, connection: Connection
) -> tuple[dict[str, dict[str, Any]], list[str]]:
    files: dict[str, dict[str, Any]] = {}
    missing = []
    for key in connection.scalars(select(StoredFile.key).order_by(StoredFile.key)).all():
        with tempfile.TemporaryFile() as spool:
            digest = hashlib.sha256()
            try:
                for chunk in storage.read_key(key):
                    digest.update(chunk)
                    spool.write(chunk)
            except FileNotFoundError:
                missing.append(key)
                continue
            files[key] = {"size": spool.tell(), "sha256": digest.hexdigest()}
            _add_spooled(archive, f"files/{key}", spool)
    return files, missing


def _add_spooled(archive: tarfile.TarFile, name: str, spool: IO[bytes]) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = spool.seek(0, io.SEEK_END)
    spool.seek(0)
    archive.addfile(entry, spool)


def _add(archive: tarfile.TarFile, name: str, content: dict[str, Any]) -> None:
    entry, packed = tarfile.TarInfo(name), json.dumps(content).encode()
    entry.size = len(packed)
    archive.addfile(entry, io.BytesIO(packed))
