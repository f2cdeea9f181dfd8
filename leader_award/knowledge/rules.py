"""How an article goes through its life, and what it may hold. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

DRAFT, PUBLISHED, WITHDRAWN = "draft", "published", "withdrawn"

EVENTS: Mapping[tuple[str, str], str] = {
    (DRAFT, "publish"): PUBLISHED,
    (PUBLISHED, "withdraw"): WITHDRAWN,
    (WITHDRAWN, "publish"): PUBLISHED,
}
"""(state, event) to the state after it; organisers cause all of them."""

LEADING_TO = {DRAFT: (), PUBLISHED: ("publish",), WITHDRAWN: ("withdraw",)}
"""The events after which an article is in a state; once more they change nothing."""

FILE_TYPES = ("pdf", "docx", "odt", "xlsx", "ods", "pptx", "odp", "jpg", "png")
MAX_FILE_BYTES = 25 * 1024 * 1024
MOST_FILES = 20

KEPT, ADDED, REMOVED = "kept", "added", "removed"


@dataclass(frozen=True)
class Piece:
    """A run of lines that two versions share, or that one of them has alone."""

    kind: str
    lines: tuple[str, ...]


def differences(before: str, after: str) -> Iterator[Piece]:
    """Yield the pieces, in order, that lead from one text to the other, line by line."""
    old, new = before.splitlines(), after.splitlines()
    for code, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if code == "equal":
            yield Piece(KEPT, tuple(old[a:b]))
            continue
        yield from _piece(REMOVED, old[a:b])
        yield from _piece(ADDED, new[c:d])


def _piece(kind: str, lines: Sequence[str]) -> Iterator[Piece]:
    if lines:
        yield Piece(kind, tuple(lines))
