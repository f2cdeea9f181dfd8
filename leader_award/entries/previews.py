"""Attached PDF files and pictures as pictures of their pages, for reading without a download.

What is drawn lies in the store beside the file and goes with it (`storage.forget`); a browser gets
pictures that we wrote, never a byte of what a stranger sent. `docs/decisions/0037` says why so.
"""

import json
import subprocess  # nosec B404 - starts our own drawing program only
import sys
import tempfile
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from leader_award.entries import preview_process
from leader_award.entries.models import Attachment, Entry, FilePreview
from leader_award.platform import clock, db, storage
from leader_award.platform.errors import DomainError
from leader_award.platform.storage import StoredFile

TASK = "entries.survey_files"
AT_ONCE = 20
"""Files that one run of the task looks into."""
KINDS = {"application/pdf": "pdf", "image/jpeg": "picture", "image/png": "picture"}
"""What can be shown, by media type."""
WIDTHS = (800, preview_process.WIDTH)
"""Pixels of a page's width: for a phone and for a desk."""
MOST_PAGES = 100
BATCH = 4
"""Pages drawn by one process, from one that somebody asked for."""
LONGEST_PAGE = 20_000
"""Characters of text of one page."""
SECONDS, MEMORY = 8, 1 << 30
"""Processor time and memory of one process."""
PATIENCE = 60
"""Seconds by the clock; a process that has not used up its time by then waits for the machine."""
DRAWING_AT_ONCE = 2
WAIT = 30
"""Seconds that somebody waits for others' drawings."""

ENCRYPTED, BROKEN, LARGE, SLOW, GONE, WITHHELD = FAILURES = (
    "encrypted",
    "broken",
    "large",
    "slow",
    "gone",
    "withheld",
)
WORDS = {
    ENCRYPTED: _l("The file asks for a password, so its pages cannot be shown here."),
    BROKEN: _l("The file is damaged, so its pages cannot be shown here."),
    LARGE: _l("The file is too large or too intricate to be shown here."),
    SLOW: _l("Drawing the pages took too long, so they cannot be shown here."),
    GONE: _l("The file is no longer in the store."),
    WITHHELD: _l(
        "This file cannot be shown without naming its authors. The organiser knows of it."
    ),
}

_drawing = threading.BoundedSemaphore(DRAWING_AT_ONCE)


class NotShown(DomainError):
    """The document cannot be shown; `failure` is one of FAILURES."""

    def __init__(self, failure: str) -> None:
        super().__init__(WORDS[failure])
        self.failure = failure


class Busy(DomainError):
    """Others' pages are being drawn; to be tried again."""

    def __init__(self) -> None:
        super().__init__(_l("Many pages are being drawn just now. Try again in a moment."))


@dataclass(frozen=True)
class Source:
    """A file as somebody may read it: `variant` names the copy that `content` gives."""

    stored: StoredFile
    variant: str = "plain"
    content: Callable[[], bytes] | None = None

    def read(self) -> bytes:
        """Return the bytes to draw. Raises NotShown if they are gone."""
        if self.content is not None:
            return self.content()
        try:
            return b"".join(storage.read(self.stored))
        except FileNotFoundError:
            raise NotShown(GONE) from None


@dataclass(frozen=True)
class Shown:
    """What a page needs to show a file: (width, height) of each page, or why not.

    `known` is False where nobody has looked into the file yet; `pages` counts all pages, of which
    the first MOST_PAGES are shown.
    """

    known: bool
    pages: int = 0
    sizes: tuple[tuple[int, int], ...] = ()
    problem: Any = ""


def of_content(
    content: Mapping[str, Any] | None, without: Collection[str] = ()
) -> dict[str, Shown]:
    """Return by file id what is known of the viewable attachments of an entry; one statement."""
    ids = [
        one["file_id"]
        for one in (content or {}).get("attachments", ())
        if one["media_type"] in KINDS and one["file_id"] not in without
    ]
    rows = db.session().scalars(select(FilePreview).where(FilePreview.file_id.in_(ids)))
    found = {row.file_id: shown(row) for row in rows}
    return {file_id: found.get(file_id, Shown(known=False)) for file_id in ids}


def shown(row: FilePreview) -> Shown:
    """Return what a page needs of a survey."""
    sizes = tuple((width, height) for width, height in row.sizes)
    return Shown(True, row.pages, sizes, WORDS[row.failure] if row.failure else "")


def survey(stored: StoredFile) -> FilePreview:
    """Return what is known of the file's pages; the first time somebody asks it is looked into.

    Raises Busy.
    """
    row = db.session().get(FilePreview, stored.id)
    if row is not None:
        return row
    order = {"do": "survey", "first": 1, "last": MOST_PAGES}
    found = FilePreview(file_id=stored.id, pages=0, sizes=[], failure="", tried_at=clock.now())
    try:
        with _worked(Source(stored), order) as (answer, _folder):
            found.pages, found.sizes = answer["pages"], answer["sizes"]
    except NotShown as error:
        found.failure = error.failure
    with db.transaction() as writer:
        writer.merge(found)
    return db.session().get_one(FilePreview, stored.id)


def page_picture(source: Source, number: int, width: int) -> bytes | None:
    """Return a page as WebP, drawn at once if nobody has asked for it before; None: no such page.

    Raises NotShown, Busy.
    """
    row = _readable(source)
    if width not in WIDTHS or not 1 <= number <= len(row.sizes):
        return None
    kept = storage.read_derived(source.stored, _name(source, number, width))
    if kept is None:
        kept = _draw(source, number, width)
    if kept in _WHY:
        raise NotShown(kept.decode())
    return kept


_WHY = {failure.encode() for failure in FAILURES}
"""Kept in place of a page that cannot be drawn, so that nobody waits for it twice."""


def _readable(source: Source) -> FilePreview:
    row = survey(source.stored)
    if row.failure:
        raise NotShown(row.failure)
    return row


def _name(source: Source, number: int, width: int) -> str:
    return f"{source.variant}-{width}-{number}"


def _draw(source: Source, number: int, width: int) -> bytes:
    """Draw the page and the ones after it, or it alone if they stop that; return what is kept."""
    wanted = _name(source, number, width)
    for last in (number + BATCH - 1, number):
        order = {"do": "draw", "width": width, "first": number, "last": last}
        try:
            with _worked(source, order, wanted) as (answer, folder):
                if "kept" in answer:
                    return bytes(answer["kept"])
                for page in range(number, last + 1):
                    path = folder / f"{page}.webp"
                    if path.exists():
                        _keep(source.stored, _name(source, page, width), path.read_bytes())
                return (folder / f"{number}.webp").read_bytes()
        except NotShown as error:
            failure = error.failure.encode()
    _keep(source.stored, wanted, failure)
    return failure


def page_texts(source: Source) -> list[str]:
    """Return the text of each page that is shown: empty for pictures, scans, and the unreadable.

    Raises NotShown, Busy.
    """
    row = _readable(source)
    name = f"{source.variant}-text"
    kept = storage.read_derived(source.stored, name)
    if kept is None:
        kept = json.dumps(_read(source, len(row.sizes))).encode()
        _keep(source.stored, name, kept)
    texts: list[str] = json.loads(kept)
    return texts


def _read(source: Source, pages: int) -> list[str]:
    order = {"do": "read", "last": pages, "longest": LONGEST_PAGE}
    try:
        with _worked(source, order) as (answer, _folder):
            texts: list[str] = answer["texts"]
            return texts
    except NotShown as error:
        if error.failure in (GONE, WITHHELD):
            raise
        return [""] * pages


def _keep(stored: StoredFile, name: str, content: bytes) -> None:
    """Keep what was drawn, unless the file has been deleted meanwhile."""
    storage.put_derived(stored, name, content)
    with Session(db.engine()) as fresh:
        there = fresh.scalar(select(StoredFile.id).where(StoredFile.id == stored.id))
    if there is None:
        storage.discard_derived(stored.sha256)


@contextmanager
def _worked(
    source: Source, order: dict[str, Any], wanted: str = ""
) -> Iterator[tuple[dict[str, Any], Path]]:
    """Let a process do what is ordered; give its answer and the folder with what it wrote.

    If somebody else has drawn `wanted` while we waited, the answer is {"kept": the bytes}.
    Raises NotShown, Busy.
    """
    if not _drawing.acquire(timeout=WAIT):
        raise Busy
    try:
        kept = storage.read_derived(source.stored, wanted) if wanted else None
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            if kept is not None:
                yield {"kept": kept}, folder
                return
            (folder / "document").write_bytes(source.read())
            limits = {"seconds": SECONDS, "bytes": MEMORY, "kind": KINDS[source.stored.media_type]}
            answer = _run(folder, order | limits)
            if "failure" in answer:
                raise NotShown(answer["failure"])
            yield answer, folder
    finally:
        _drawing.release()


def _run(folder: Path, order: dict[str, Any]) -> dict[str, Any]:
    program = [sys.executable, "-I", preview_process.__file__, str(folder), json.dumps(order)]
    try:
        done = subprocess.run(  # noqa: S603  # nosec B603 - our own program, and no shell
            program,
            env={},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Busy from None
    answer = folder / "answer.json"
    if done.returncode == 0 and answer.exists():
        found: dict[str, Any] = json.loads(answer.read_bytes())
        return found
    current_app.logger.warning("drawing a document ended with %s", done.returncode)
    return {"failure": SLOW if -done.returncode in _OUT_OF_TIME else LARGE}


_OUT_OF_TIME = (9, 24)
"""SIGKILL and SIGXCPU: what the system sends to a process out of its time."""


def survey_waiting() -> None:
    """Task: look into the files of submitted entries that nobody has looked into yet."""
    waiting = (
        select(StoredFile)
        .join(Attachment, Attachment.file_id == StoredFile.id)
        .join(Entry, Entry.id == Attachment.entry_id)
        .outerjoin(FilePreview, FilePreview.file_id == StoredFile.id)
        .where(
            Entry.submitted_at.is_not(None),
            StoredFile.media_type.in_(KINDS),
            FilePreview.file_id.is_(None),
        )
        .order_by(StoredFile.stored_at, StoredFile.id)
        .limit(AT_ONCE)
    )
    with suppress(Busy):
        for stored in db.session().scalars(waiting).all():
            survey(stored)
