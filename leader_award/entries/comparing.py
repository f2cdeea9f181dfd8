"""Two versions of a text or of an entry, compared word by word.

Pure: no database, no request. Words are compared with Python's difflib (Ratcliff and Obershelp).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

SAME, REMOVED, ADDED = "same", "removed", "added"
MOST_WORDS = 4000
"""Texts of more pieces on either side are shown as replaced whole: matching is quadratic."""

Piece = tuple[str, str]
"""(SAME, REMOVED or ADDED, text); the texts of SAME and REMOVED give the earlier version."""


@dataclass(frozen=True)
class Change:
    """One thing that differs between two versions of an entry, as people read both."""

    label: str
    pieces: Sequence[Piece]


def words(earlier: str, later: str) -> list[Piece]:
    """Return the two texts as one row of pieces, split between words."""
    before, after = _split(earlier), _split(later)
    if max(len(before), len(after)) > MOST_WORDS:
        return [piece for piece in ((REMOVED, earlier), (ADDED, later)) if piece[1]]
    found: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i, j, k, l in matcher.get_opcodes():  # noqa: E741  # the names of difflib
        if tag == "equal":
            found.append((SAME, "".join(before[i:j])))
            continue
        if j > i:
            found.append((REMOVED, "".join(before[i:j])))
        if l > k:
            found.append((ADDED, "".join(after[k:l])))
    return found


def _split(text: str) -> list[str]:
    """Return each word together with the blanks after it, so that blanks alone match nothing."""
    return re.findall(r"\S+\s*|^\s+", text)


def changes(
    earlier: Sequence[tuple[str, str, str]], later: Sequence[tuple[str, str, str]]
) -> list[Change]:
    """Return what differs between two versions given as (key, label, text), in the later's order.

    What only the earlier one has comes at the end.
    """
    before = {key: text for key, _label, text in earlier}
    after = {key: text for key, _label, text in later}
    labels = {key: label for key, label, _text in (*later, *earlier)}
    return [
        Change(labels[key], words(before.get(key, ""), after.get(key, "")))
        for key in dict.fromkeys([*after, *before])
        if before.get(key, "") != after.get(key, "")
    ]


def lines(
    content: Mapping[str, Any],
    names: Mapping[str, str],
    translate: Callable[[dict[str, str]], str],
    shown: Callable[[str, Any], str],
) -> list[tuple[str, str, str]]:
    """Return the content of an entry as (key, label, text).

    `names` has the labels of "title", "partnership_name", "category", "partners" and
    "attachments"; `shown` turns kind and answer of a question into text.
    """
    category = translate(content["category"]["name"]) if content["category"] else ""
    partners = [
        f"{p['name']}: {p['part']}" if p["part"] else p["name"] for p in content["partners"]
    ]
    files = [f"{f['name']} ({f['sha256'][:12]})" for f in content["attachments"]]
    return [
        ("title", names["title"], content["title"]),
        ("partnership_name", names["partnership_name"], content["partnership_name"]),
        ("category", names["category"], category),
        *(
            (q["id"], translate(q["label"]), shown(q["kind"], q["answer"]))
            for section in content["sections"]
            for q in section["questions"]
        ),
        ("partners", names["partners"], "\n".join(partners)),
        ("attachments", names["attachments"], "\n".join(files)),
    ]
