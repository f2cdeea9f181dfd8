"""Names found as people type them: without Polish letters, inflected, begun, with one slip.

For short texts of tables (titles, names, towns) in the place of an index: each word of the query
becomes a regular expression with a class of letters for each letter (`l` finds `ł`), so that the
database compares its own columns as they are, and nothing has to be kept in step
(`docs/decisions/0044`). On SQLite these are Python's, which SQLAlchemy lends to it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, reduce
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy.orm import InstrumentedAttribute, Session

from leader_award.platform import lemmas

MOST_WORDS = 6
LONGEST = 100
SHORTEST_STEM = 3
SHORTEST_LOOSE = 4
"""Shorter words are looked for as they are typed: one slip would make them any word."""
LONGEST_ENDING = 4
"""By so many letters a word may be longer than the stem that finds it; fewer for a short stem."""
EXACT, BEGUN, INFLECTED, SLIP = 4.0, 3.0, 2.0, 1.0

Column = ColumnElement[Any] | InstrumentedAttribute[Any]
Columns = Sequence[Column]
Fits = Callable[..., ColumnElement[bool]]
"""Gets columns, returns the condition that the word stands in one of them."""


@dataclass(frozen=True)
class Word:
    """A word of a query, folded, and the beginnings of words that it also stands for."""

    typed: str
    stems: frozenset[str]

    @property
    def may_slip(self) -> bool:
        """Whether a word with one other letter may be meant."""
        return len(self.typed) >= SHORTEST_LOOSE and not any(map(str.isdigit, self.typed))


@dataclass(frozen=True)
class Query:
    """What somebody looks for; every word has to be found. `loose` forgives one slip a word."""

    text: str
    words: tuple[Word, ...]
    loose: bool = field(default=False)

    def __bool__(self) -> bool:
        return bool(self.words)

    def loosened(self) -> "Query":
        """The same query, forgiving a slip in each word that is long enough."""
        return replace(self, loose=True)

    def condition(
        self,
        reader: Session,
        columns: Columns,
        also: Callable[[Fits], ColumnElement[bool]] | None = None,
    ) -> ColumnElement[bool]:
        """Return the condition that each word stands in one of the columns.

        With `also`, a word may stand elsewhere too: it gets a function from columns to the
        condition for the word in hand, to be put into a subquery.
        """
        postgresql = reader.get_bind().dialect.name == "postgresql"
        each = []
        for word in self.words:
            pattern = _expression(word, loose=self.loose, postgresql=postgresql)

            def fits(*those: Column, pattern: str = pattern) -> ColumnElement[bool]:
                return _together(those).regexp_match(pattern)

            each.append(or_(fits(*columns), also(fits)) if also else fits(*columns))
        return and_(*each)

    def score(self, *texts: str | None) -> float:
        """Return how well the texts, the most telling first, hold the words; 0 if one is missing.

        A word counts half in the second text, a third in the third, and so on.
        """
        folded = [list(_folded_words(text)) for text in texts if text]
        total = 0.0
        for word in self.words:
            best = max(
                (
                    self._closeness(word, one) / place
                    for place, there in enumerate(folded, 1)
                    for one in there
                ),
                default=0.0,
            )
            if not best:
                return 0.0
            total += best
        return total

    def _closeness(self, word: Word, other: str) -> float:
        if other == word.typed:
            return EXACT
        if other.startswith(word.typed):
            return BEGUN
        if any(
            other.startswith(stem) and len(other) - len(stem) <= min(LONGEST_ENDING, len(stem) - 1)
            for stem in word.stems
        ):
            return INFLECTED
        if self.loose and word.may_slip and differs_once(word.typed, other):
            return SLIP
        return 0.0


def query(text: str) -> Query:
    """Return what the text looks for: its first words, without regard to case and accents."""
    found = dict.fromkeys(_folded_words(text[:LONGEST]))
    typed = unicodedata.normalize("NFC", text[:LONGEST])
    stems = {lemmas.fold(m[0]): lemmas.query_terms(m[0]) for m in lemmas.words(typed)}
    return Query(
        text.strip(),
        tuple(
            Word(word, frozenset(one for one in stems.get(word, ()) if len(one) >= SHORTEST_STEM))
            for word in list(found)[:MOST_WORDS]
        ),
    )


def differs_once(one: str, other: str) -> bool:
    """Return whether one letter added, left out, mistyped or two exchanged makes them alike.

    The distance of Damerau (1964), asked only whether it is at most one.
    """
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, others = one[start:], other[start:]
    if len(rest) == len(others):
        swapped = rest[:2] == others[:2][::-1] and rest[2:] == others[2:]
        return rest[1:] == others[1:] or swapped
    return rest[1:] == others if len(rest) > len(others) else rest == others[1:]


def _folded_words(text: str) -> Iterator[str]:
    return (match[0] for match in lemmas.words(lemmas.fold(text)))


@dataclass(frozen=True)
class _Pattern:
    """Letters that a column holds, at the beginning of a word or anywhere."""

    letters: str
    begins: bool = True


def _patterns(word: Word, *, loose: bool) -> list[_Pattern]:
    """Return the patterns of which one has to fit.

    After one slip, one half of the word still stands there, or the middle two are exchanged.
    """
    if not (loose and word.may_slip):
        return [_Pattern(letters) for letters in _shortest({word.typed, *word.stems})]
    middle = len(word.typed) // 2
    first, second = word.typed[:middle], word.typed[middle:]
    exchanged = first[:-1] + second[0] + first[-1] + second[1:]
    return [_Pattern(first), _Pattern(second, begins=False), _Pattern(exchanged)]


def _shortest(beginnings: Iterable[str]) -> list[str]:
    """Leave out what begins with another of them."""
    kept: list[str] = []
    for one in sorted(beginnings, key=len):
        if not any(one.startswith(shorter) for shorter in kept):
            kept.append(one)
    return kept


def _together(columns: Columns) -> ColumnElement[str]:
    """Return the columns as one text, so that each row is looked through once."""
    texts = [func.coalesce(one, "") for one in columns]
    return reduce(lambda one, other: one + " " + other, texts)


def _expression(word: Word, *, loose: bool, postgresql: bool) -> str:
    return "|".join(_regex(one, postgresql) for one in _patterns(word, loose=loose))


def _regex(pattern: _Pattern, postgresql: bool) -> str:
    """Return the pattern as a regular expression.

    Python skips fast to a first letter, so that it looks for the beginning of the word after it.
    """
    first, *rest = (_letters(letter) for letter in pattern.letters)
    if not pattern.begins:
        return "".join((first, *rest))
    return "".join((r"\m", first, *rest) if postgresql else (first, r"(?<!\w\w)", *rest))


@cache
def _letters(letter: str) -> str:
    """Return the class of all letters that fold to this one."""
    same = [chr(code) for code in range(0xC0, 0x180) if lemmas.fold(chr(code)) == letter]
    found = "".join(dict.fromkeys((letter, letter.upper(), *same)))
    return f"[{found}]" if re.fullmatch(r"\w+", found) else ""


@dataclass(frozen=True)
class Found:
    """One thing that was found and that the person may open at `url`.

    `score` is `Query.score`; `state` is a label with the kind of its tag; `links` are addresses
    of what is often done next, by a word that the page of results knows.
    """

    url: str
    title: str
    detail: str = ""
    score: float = 0.0
    state: tuple[Any, str] | None = None
    links: dict[str, str] = field(default_factory=dict)


def best_first(found: Iterable[Found]) -> list[Found]:
    """Return what was found, without what the query does not fit, the best first."""
    return sorted((one for one in found if one.score), key=lambda one: -one.score)
