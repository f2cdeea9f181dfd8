"""Files: kept under random names in a folder or an S3-compatible store, described by a row."""

import hashlib
import os
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app
from flask_babel import lazy_gettext as _l
from obstore.exceptions import BaseError as StoreError
from obstore.store import LocalStore, ObjectStore, from_url
from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from leader_award.platform import clock
from leader_award.platform.db import Base, Id, after_commit, new_id
from leader_award.platform.errors import DomainError

CHUNK = 1 << 20
NAME_LENGTH = 120
DERIVED = "derived"
"""Folder of what is made from stored files."""
PROBE = "health"
"""Key of the byte that tries whether the store takes and gives any."""
_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{d}{n}" for d in ("COM", "LPT") for n in range(1, 10))}


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


class StoreRefused(DomainError):
    """The store does not take the bytes: it is full or cannot be reached."""


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
def received(stream: IO[bytes], limit: int) -> Iterator[Received]:
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


@contextmanager
def placed(upload: Received) -> Iterator[str]:
    """Put the upload into the store, on disk for certain, and give the random key it lies under.

    Do this before the transaction that describes it, so that no lock waits for the bytes. If
    the block fails, they are taken away again. Raises StoreRefused (no room, no connection).
    """
    key = new_id() + new_id()
    try:
        put(key, upload.path)
        yield key
    except BaseException:
        with suppress(OSError, StoreError):
            discard(key)
        raise


def put(key: str, path: Path) -> None:
    """Store a local file's bytes under `key`, on disk for certain. Raises StoreRefused."""
    try:
        with path.open("rb") as file:
            _store().put(key, file)
        _sync(key)
    except (OSError, StoreError) as error:
        raise StoreRefused(
            _l("The file could not be stored just now. Nothing was changed; try again later.")
        ) from error


def describe(
    writer: Session, key: str, upload: Received, *, name: str, media_type: str
) -> StoredFile:
    """Add the row of the upload that was placed under `key`."""
    stored = StoredFile(
        key=key,
        name=safe_name(name),
        media_type=media_type,
        size=upload.size,
        sha256=upload.sha256,
        stored_at=clock.now(),
    )
    writer.add(stored)
    return stored


def keep(writer: Session, upload: Received, *, name: str, media_type: str) -> StoredFile:
    """Place and describe the upload in one step, for small files inside a transaction.

    If the transaction fails afterwards the bytes are left without a row; nobody can reach them.
    """
    with placed(upload) as key:
        return describe(writer, key, upload, name=name, media_type=media_type)


def discard(key: str) -> None:
    """Take the bytes under `key` out of the store, if they are there."""
    with suppress(FileNotFoundError):
        _store().delete(key)


def forget(writer: Session, stored: StoredFile) -> None:
    """Delete the row, and its bytes once the transaction of `writer` is on disk.

    What was made from the bytes goes with them; another file with the same bytes gets it anew.
    """
    key, sha256 = stored.key, stored.sha256
    writer.delete(stored)
    after_commit(writer, lambda: discard(key))
    after_commit(writer, lambda: discard_derived(sha256))


def put_derived(stored: StoredFile, name: str, content: bytes) -> None:
    """Keep what was made from the file, such as a picture of a page, to be made anew if lost.

    Raises StoreRefused.
    """
    try:
        _store().put(f"{DERIVED}/{stored.sha256}/{name}", content)
    except (OSError, StoreError) as error:
        raise StoreRefused(
            _l("The file could not be stored just now. Nothing was changed; try again later.")
        ) from error


def read_derived(stored: StoredFile, name: str) -> bytes | None:
    """Return what was made from the file and kept under `name`, or None."""
    try:
        return bytes(_store().get(f"{DERIVED}/{stored.sha256}/{name}").bytes())
    except FileNotFoundError:
        return None


def discard_derived(sha256: str) -> None:
    """Take away all that was made from files with this digest."""
    keys = [one["path"] for batch in _store().list(f"{DERIVED}/{sha256}") for one in batch]
    for key in keys:
        discard(key)
    folder: Path | None = current_app.extensions["storage_folder"]
    if folder is not None:
        with suppress(OSError):
            (folder / DERIVED / sha256).rmdir()


def safe_name(name: str) -> str:
    """Return a file's name that is safe to show, to send in a header and to save on any system.

    Folders, control characters and marks that turn the direction of writing are dropped; the
    extension survives shortening.
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in name if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*')
    stem, dot, extension = " ".join(kept.split()).rstrip(". ").rpartition(".")
    if not dot:
        stem, extension = extension, ""
    if stem.upper() in _DEVICES:
        stem = f"_{stem}"
    return (stem[:NAME_LENGTH].strip(". ") or "plik") + dot + extension[:10]


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
    """Return the bytes of a stored file in chunks. Raises FileNotFoundError if they are gone."""
    return read_key(stored.key)


def read_key(key: str) -> Iterator[bytes]:
    """Return the bytes that lie under `key` as `read` does."""
    stream = _store().get(key).stream(min_chunk_size=CHUNK)
    return (bytes(chunk) for chunk in stream)


@dataclass(frozen=True)
class Listed:
    """Bytes that lie in the store: their key, their number, and when they were put there."""

    key: str
    size: int
    changed_at: datetime


def listed() -> Iterator[Listed]:
    """Yield all that lies in the store, whether a row describes it or not."""
    for batch in _store().list():
        for each in batch:
            yield Listed(each["path"], each["size"], each["last_modified"])


def is_writable() -> bool:
    """Return whether the store takes and gives a byte (for health checks)."""
    try:
        _store().put(PROBE, b"1")
        return bytes(_store().get(PROBE).bytes()) == b"1"
    except Exception:  # any failure of any backend means the same here
        return False
