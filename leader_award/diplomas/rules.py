"""What a diploma may say, to whom and from when.

Pure: no request, no database, no clock.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime

LAUREATE, DISTINCTION, PARTICIPANT, JUROR = "laureate", "distinction", "participant", "juror"
SPEAKER, ATTENDANCE = "speaker", "attendance"
KINDS = (LAUREATE, DISTINCTION, PARTICIPANT, JUROR, SPEAKER, ATTENDANCE)
AWAITING = (LAUREATE, DISTINCTION, PARTICIPANT, JUROR)
"""Kinds that tell something of results or of who judged, which nobody learns before the
announcement. Diplomas of participants wait too: who got one early would know of no award."""
ORIENTATIONS = ("portrait", "landscape")

ALWAYS = ("name", "edition", "place_and_date")
PLACEHOLDERS: Mapping[str, tuple[str, ...]] = {
    LAUREATE: (*ALWAYS, "title", "prize", "category"),
    DISTINCTION: (*ALWAYS, "title", "prize", "category"),
    PARTICIPANT: (*ALWAYS, "title", "category"),
    JUROR: ALWAYS,
    SPEAKER: (*ALWAYS, "title", "event", "event_date"),
    ATTENDANCE: (*ALWAYS, "event", "event_date"),
}
"""What stands in braces in a text, by kind, and is filled in from the recipient's facts."""

LONGEST_TITLE, LONGEST_BODY, LONGEST_SIGNATURE, MOST_SIGNATURES = 80, 1200, 120, 3
LONGEST_PLACE_AND_DATE = 120

UNKNOWN, UNPAIRED, NAMELESS = "unknown", "unpaired", "nameless"
_BRACES = re.compile(r"\{([^{}]*)\}")

VERIFY_PATH = "/dyplom"
"""Where anybody verifies a diploma; it stands on paper, so it never changes."""
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 12
"""Twelve of 31 letters and figures that cannot be mistaken for each other: 59 bits."""


def is_open(kind: str, announced_at: datetime | None, now: datetime) -> bool:
    """Return whether a diploma of this kind may exist for anybody at `now`.

    `announced_at` is the instant of the edition's announcement, None if it is not set.
    """
    return kind not in AWAITING or (announced_at is not None and announced_at <= now)


def text_faults(text: str, kind: str, *, is_body: bool) -> list[tuple[str, str]]:
    """Return what is wrong with a template's text: (UNKNOWN, placeholder), (UNPAIRED, ""), …

    A body has to name the recipient: without {name} it gives (NAMELESS, "").
    """
    names = _BRACES.findall(text)
    faults = [(UNKNOWN, name) for name in dict.fromkeys(names) if name not in PLACEHOLDERS[kind]]
    if set("{}") & set(_BRACES.sub("", text)):
        faults.append((UNPAIRED, ""))
    if is_body and text and "name" not in names:
        faults.append((NAMELESS, ""))
    return faults


def fill(text: str, facts: Mapping[str, str]) -> str:
    """Return the text with facts in place of the placeholders; an unknown fact is empty.

    Facts are put in once and never searched for braces themselves.
    """
    return _BRACES.sub(lambda match: facts.get(match[1], ""), text)


def paragraphs(text: str, facts: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the paragraphs of a body as (style, text) with the facts filled in.

    A paragraph that is nothing but one placeholder carries its name as style, so that the name,
    the title and the prize are set off; others have the style "text". Empty ones are left out.
    """
    found = []
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        alone = _BRACES.fullmatch(paragraph.strip())
        filled = fill(paragraph, facts).strip()
        if filled:
            found.append((alone[1] if alone else "text", filled))
    return found


def clean(text: str, *, longest: int = 300) -> str:
    """Return a fact as one line: composed letters, no control or direction marks, not too long."""
    text = unicodedata.normalize("NFC", text)
    kept = "".join(" " if c.isspace() else c for c in text)
    kept = "".join(c for c in kept if unicodedata.category(c)[0] != "C")
    return " ".join(kept.split())[:longest]


def typed_code(text: str) -> str:
    """Return a code as it is stored, however it was typed: blanks, dashes and case do not count."""
    return re.sub(r"[\s\-–]", "", text).upper()


def is_code(text: str) -> bool:
    """Return whether this can be a code at all."""
    return len(text) == CODE_LENGTH and set(text) <= set(CODE_LETTERS)


def shown_code(code: str) -> str:
    """Return a code in groups of four, as it is printed."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


WAITING, WORKING, DONE, STOPPED, FAILED = "waiting", "working", "done", "stopped", "failed"
BATCH_STATES = (WAITING, WORKING, DONE, STOPPED, FAILED)
UNDER_WAY = (WAITING, WORKING)
