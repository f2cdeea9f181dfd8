"""The words of a mail as organisers write them: plain text with names in double braces; pure.

`{{ termin }}` stands for a value, and that is all there is: no attributes, filters or conditions,
so there is nothing to escape from. Names are put in once, in one pass: what a value holds is
never read as a name.
"""

import difflib
import re
import textwrap
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from leader_award.platform.lemmas import fold

LONGEST_SUBJECT = 200
LONGEST_BODY = 10_000
LONGEST_LINE = 998
"""Octets; RFC 5322, section 2.1.1."""
_FOLDED_AT = 240
_NAME = re.compile(r"\{\{[ \t]*([^{}\r\n]*?)[ \t]*\}\}")
_STRAY = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_CONTROL = re.compile(r"[^\S \n\t]|[\x00-\x08\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a text: `kind`, the name or piece it is about, and what may be meant.

    Kinds: empty, long, unknown (with `nearest`, or ""), missing, stray.
    """

    field: str
    kind: str
    what: str = ""
    nearest: str = ""


def written(name: str) -> str:
    """Return a name as it is written in a text."""
    return "{{ " + name + " }}"


def names_in(text: str) -> list[str]:
    """Return the names in the text, in order, as they are typed."""
    return [found[1] for found in _NAME.finditer(text)]


def key(name: str) -> str:
    """Return what makes two spellings of a name the same: case and accents do not count."""
    return fold(name.strip())


def clean(text: str) -> str:
    """Return the text with plain line ends and without control characters."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub(" ", plain)


def problems(
    subject: str, body: str, *, known: Collection[str], required: Collection[str]
) -> list[Problem]:
    """Return everything that keeps the text from being used; required names go into the body."""
    found = [*_of_field("subject", subject, known), *_of_field("body", body, known)]
    if len(subject) > LONGEST_SUBJECT:
        found.append(Problem("subject", "long", str(LONGEST_SUBJECT)))
    if len(body) > LONGEST_BODY:
        found.append(Problem("body", "long", str(LONGEST_BODY)))
    there = {key(name) for name in names_in(body)}
    found += [Problem("body", "missing", name) for name in required if key(name) not in there]
    return found


def _of_field(field: str, text: str, known: Collection[str]) -> Iterator[Problem]:
    if not text.strip():
        yield Problem(field, "empty")
    by_key = {key(name): name for name in known}
    for name in dict.fromkeys(names_in(text)):
        if key(name) not in by_key:
            yield Problem(field, "unknown", name, by_key.get(_nearest(key(name), by_key), ""))
    for piece in dict.fromkeys(_STRAY.findall(_NAME.sub("", text))):
        yield Problem(field, "stray", piece)


def _nearest(typed: str, known: Collection[str]) -> str:
    """Return the name that begins as typed, or else the most alike, or ""."""
    begun = [name for name in known if len(typed) > 1 and name.startswith(typed)]
    alike = difflib.get_close_matches(typed, known, n=1, cutoff=0.5)
    return next(iter(begun + alike), "")


def subject_line(text: str, values: Mapping[str, str]) -> str:
    """Return the subject with values put in: one line, whatever they hold. Raises KeyError."""
    return " ".join(clean(_filled(text, values)).split())


def letter(text: str, values: Mapping[str, str]) -> str:
    """Return the body with values put in. Raises KeyError for a name without a value.

    A line that only held names of empty values goes, and of blank lines one stays.
    """
    lines = []
    for line in clean(text).split("\n"):
        filled = _filled(line, values)
        if filled.strip() or not _NAME.search(line):
            lines.append(filled.rstrip())
    return bounded(normal("\n".join(lines)))


def normal(text: str) -> str:
    """Return the text without blanks at line ends and without more than one blank line."""
    lines = "\n".join(line.rstrip() for line in clean(text).split("\n"))
    return _BLANK_LINES.sub("\n\n", lines).strip()


def bounded(text: str) -> str:
    """Return the text with lines broken that a mail may not hold."""
    return "\n".join(
        line
        if len(line.encode()) <= LONGEST_LINE
        else "\n".join(textwrap.wrap(line, _FOLDED_AT, break_on_hyphens=False))
        for line in text.split("\n")
    )


def _filled(text: str, values: Mapping[str, str]) -> str:
    by_key = {key(name): value for name, value in values.items()}
    return _NAME.sub(lambda found: by_key[key(found[1])], text)
