"""Files: kept under random names in a folder or an S3-compatible store, described by a row."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app
from obstore.store import LocalStore, ObjectStore, from_url
from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from leader_award.platform import clock
from leader_award.platform.db import Base, Id, new_id

CHUNK = 1 << 20


class StoredFile(Base):
    """What we know of a stored file; the bytes lie under `key`."""

    __tablename__ = "stored_file"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    stored_at: Mapped[datetime]


@dataclass(frozen=True)
class Received:
    """An upload on local disk, not yet in the store: path, size in bytes and SHA-256 (hex)."""

    path: Path
    size: int
    sha256: str


def init_app(app: Flask, url: str) -> None:
    """Open the store; `file:///folder` is made if it does not exist."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        folder = Path(unquote(parts.path))
        folder.mkdir(parents=True, exist_ok=True)
        app.extensions["storage"] = LocalStore(folder)
        app.extensions["storage_folder"] = folder
    else:
        app.extensions["storage"] = from_url(url)
        app.extensions["storage_folder"] = None


def _store() -> ObjectStore:
    store: ObjectStore = current_app.extensions["storage"]
    return store


@contextmanager
def received(stream: BinaryIO, limit: int) -> Iterator[Received]:
    """Spool an upload to a temporary file while hashing it; at most `limit` + 1 bytes are read.

    A `size` above `limit` tells the caller that the upload is too large.
    """
    digest = hashlib.sha256()
    size = 0
    with tempfile.NamedTemporaryFile() as file:
        while size <= limit and (chunk := stream.read(min(CHUNK, limit + 1 - size))):
            digest.update(chunk)
            file.write(chunk)
            size += len(chunk)
        file.flush()
        yield Received(Path(file.name), size, digest.hexdigest())


def keep(writer: Session, upload: Received, *, name: str, media_type: str) -> StoredFile:
    """Put the upload into the store, on disk for certain, and add its row to `writer`.

    If the transaction fails afterwards the bytes are left without a row; nobody can reach them.
    """
    key = new_id() + new_id()
    with upload.path.open("rb") as file:
        _store().put(key, file)
    _sync(key)
    stored = StoredFile(
        key=key,
        name=name,
        media_type=media_type,
        size=upload.size,
        sha256=upload.sha256,
        stored_at=clock.now(),
    )
    writer.add(stored)
    return stored


def _sync(key: str) -> None:
    """Make a local file and its folder's entry survive a power cut."""
    folder: Path | None = current_app.extensions["storage_folder"]
    if folder is None:
        return
    for path in (folder / key, folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def read(stored: StoredFile) -> Iterator[bytes]:
    """Yield the bytes of a stored file in chunks. Raises FileNotFoundError if they are gone."""
    for chunk in _store().get(stored.key).stream(min_chunk_size=CHUNK):
        yield bytes(chunk)


def is_writable() -> bool:
    """Return whether the store takes and gives a byte (for health checks)."""
    try:
        _store().put("health", b"1")
        return bytes(_store().get("health").bytes()) == b"1"
    except Exception:  # any failure of any backend means the same here
        return False
