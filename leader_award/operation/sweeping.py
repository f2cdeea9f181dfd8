"""Bytes without a row, and rows without their bytes."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Row, select

from leader_award.platform import clock, db, storage
from leader_award.platform.storage import Listed, StoredFile

GRACE = timedelta(days=1)
"""Bytes younger than this may belong to an upload whose row is still to be written."""


@dataclass(frozen=True)
class Damage:
    """A file's row whose bytes are `how`: missing, of another size, or other bytes."""

    file_id: str
    key: str
    how: str


def damaged_sizes() -> Iterator[Damage]:
    """Yield each file whose bytes are missing or of another size than its row says."""
    sizes = {each.key: each.size for each in storage.listed()}
    for file_id, key, size in _rows():
        if key not in sizes:
            yield Damage(file_id, key, "missing")
        elif sizes[key] != size:
            yield Damage(file_id, key, f"{sizes[key]} bytes long instead of {size}")


def damaged_contents() -> Iterator[Damage]:
    """Yield each file whose bytes are missing or not those that its row names; reads them all."""
    for stored in db.session().scalars(select(StoredFile).order_by(StoredFile.id)):
        digest = hashlib.sha256()
        try:
            for chunk in storage.read(stored):
                digest.update(chunk)
        except FileNotFoundError:
            yield Damage(stored.id, stored.key, "missing")
            continue
        if digest.hexdigest() != stored.sha256:
            yield Damage(stored.id, stored.key, "not what was stored")


def unclaimed() -> list[Listed]:
    """Return the bytes older than GRACE that no row claims, by their keys."""
    # first the bytes, then the rows: what is claimed in between is seen as claimed
    lying = [each for each in storage.listed() if clock.now() - each.changed_at > GRACE]
    claimed = {key for _id, key, _size in _rows()}
    digests = set(db.session().scalars(select(StoredFile.sha256)))
    return [each for each in lying if not _is_claimed(each.key, claimed, digests)]


def sweep() -> list[Listed]:
    """Take away the bytes that no row claims; return what they were."""
    found = unclaimed()
    for each in found:
        storage.discard(each.key)
    return found


def _rows() -> Iterator[Row[str, str, int]]:
    query = select(StoredFile.id, StoredFile.key, StoredFile.size).order_by(StoredFile.id)
    return iter(db.session().execute(query).all())


def _is_claimed(key: str, claimed: set[str], digests: set[str]) -> bool:
    folder, _, rest = key.partition("/")
    if folder == storage.DERIVED:
        return rest.partition("/")[0] in digests
    return key in claimed or key == storage.PROBE
