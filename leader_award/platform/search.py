"""Full-text search, one on every database: an inverted index of terms (`docs/decisions/0019`).

A document is found from the commit that wrote it, because its terms are rows of the same
transaction. Ranking is BM25 (Robertson and Zaragoza, 2009) over weighted parts: how much a term
says about its document is worked out when it is written, how rare it is when it is looked for.
"""

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import (
    ColumnElement,
    Index,
    Select,
    String,
    Subquery,
    case,
    delete,
    func,
    insert,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from leader_award.platform import lemmas
from leader_award.platform.db import Base

SATURATION, LENGTH_SHARE, USUAL_LENGTH = 1.2, 0.6, 250
"""BM25's k1 and b, and the length (in weighted words) at which neither side gains."""
MOST_WORDS = 8
SHORTEST_PREFIX = 3
SHORTEST_ROOT = 5
"""A term of so many letters also finds what is made of it: `kajak` finds `kajakowy`."""
SHARE_OF_BEGINNING = 0.5
TERMS_OF_LIKENESS = 25
_AFTER_ALL_LETTERS = "\U0010ffff"

_Term = String(lemmas.LONGEST_TERM).with_variant(
    String(lemmas.LONGEST_TERM, collation="C"), "postgresql"
)  # in the order of code points, so that a prefix is a range of the index


class SearchDocument(Base):
    """A document that can be found: its kind (`practice`) and its key within that kind."""

    __tablename__ = "search_document"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(16), primary_key=True)


class SearchTerm(Base):
    """A term of a document; `impact` (0 to k1 + 1) is what it says about it, by BM25."""

    __tablename__ = "search_term"
    __table_args__ = (
        Index("ix_search_term_document", "kind", "key"),
        {"sqlite_with_rowid": False},
    )

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    term: Mapped[str] = mapped_column(_Term, primary_key=True)
    key: Mapped[str] = mapped_column(String(16), primary_key=True)
    impact: Mapped[float]


@dataclass(frozen=True)
class Part:
    """A piece of a document's text; a word in it counts `weight` times (a title about 4)."""

    text: str
    weight: float = 1.0
    language: str = "pl"


@dataclass(frozen=True)
class Matches:
    """What a query found: `scores` has the columns `key` and `score`, to be joined by features.

    `partial` says that no document has all the words, so that those with the most are given.
    """

    scores: Subquery
    partial: bool


def index(writer: Session, kind: str, key: str, parts: Iterable[Part]) -> None:
    """Make the document found by its parts, in this transaction, instead of what it had."""
    remove(writer, kind, key)
    impacts = _impacts(parts)
    writer.execute(insert(SearchDocument), [{"kind": kind, "key": key}])
    if impacts:
        writer.execute(
            insert(SearchTerm),
            [
                {"kind": kind, "key": key, "term": term, "impact": impact}
                for term, impact in sorted(impacts.items())
            ],
        )


def remove(writer: Session, kind: str, key: str) -> None:
    """Make the document found no more, in this transaction; it need not be there."""
    for table in (SearchTerm, SearchDocument):
        writer.execute(delete(table).where(table.kind == kind, table.key == key))


def _impacts(parts: Iterable[Part]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    length = 0.0
    for part in parts:
        for match in lemmas.words(unicodedata.normalize("NFC", part.text)):
            if lemmas.is_common(match[0]):
                continue
            length += part.weight
            for term in lemmas.terms(match[0], part.language):
                counts[term] += part.weight  # type: ignore[assignment]  # a weight is a float
    norm = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length / USUAL_LENGTH)
    return {term: n * (SATURATION + 1) / (n + norm) for term, n in counts.items()}


def find(reader: Session, kind: str, query: str) -> Matches | None:
    """Return what the query finds among documents of `kind`; None if it has no word to look for.

    Each word is looked for in all its inflected forms and, for less, as the root of others
    (`kajak`, `kajakowy`); the last one also as a word begun. One statement, and
    `Matches.scores` in the one that uses it.
    """
    hits = [_wanted(kind, word, last).hits() for word, last in _query_words(query)]
    if not hits:
        return None
    total, together, *counts = _counts(reader, kind, hits)
    known = [pair for pair in zip(hits, counts, strict=True) if pair[1]]
    scored = [_scored(word, _rarity(total, count)) for word, count in known]
    return Matches(_joined(scored, together), partial=together < len(hits))


def similar(reader: Session, kind: str, key: str) -> Subquery | None:
    """Return scores (columns `key` and `score`) of documents whose rare terms this one shares.

    One statement finds the terms that say most about it; None if it has none.
    """
    document = select(SearchTerm.term, SearchTerm.impact).where(
        SearchTerm.kind == kind, SearchTerm.key == key
    )
    own = document.subquery()
    rows = reader.execute(
        select(own.c.term, own.c.impact, func.count())
        .join(SearchTerm, SearchTerm.term == own.c.term)
        .where(SearchTerm.kind == kind)
        .group_by(own.c.term, own.c.impact)
    ).all()
    total = max((count for _, _, count in rows), default=0)
    telling = sorted(
        ((impact * _rarity(total, count), term) for term, impact, count in rows if count > 1),
        reverse=True,
    )[:TERMS_OF_LIKENESS]
    if not telling:
        return None
    weights = case({term: weight for weight, term in telling}, value=SearchTerm.term)
    return (
        select(SearchTerm.key, func.sum(SearchTerm.impact * weights).label("score"))
        .where(
            SearchTerm.kind == kind,
            SearchTerm.term.in_([term for _, term in telling]),
            SearchTerm.key != key,
        )
        .group_by(SearchTerm.key)
        .subquery()
    )


def _query_words(query: str) -> list[tuple[str, bool]]:
    """Return the words to look for, each once, with whether it is the last (perhaps unfinished)."""
    query = unicodedata.normalize("NFC", query)
    found = [m[0] for m in lemmas.words(query)]
    last = found[-1] if found and query.endswith(found[-1]) else None
    telling = dict.fromkeys(word for word in found if not lemmas.is_common(word))
    return [(word, word == last) for word in list(telling)[:MOST_WORDS]]


@dataclass(frozen=True)
class _Wanted:
    """A word to look for: the terms it is, and beginnings of terms that count for less."""

    kind: str
    terms: frozenset[str]
    starts: frozenset[str]

    def hits(self) -> Subquery:
        """Return (key, impact) of each term found; each branch is one range of the index."""
        term = SearchTerm.term
        exact = self._hits(term.in_(sorted(self.terms)), 1.0)
        begun = [
            self._hits(term.between(start, start + _AFTER_ALL_LETTERS), SHARE_OF_BEGINNING)
            for start in sorted(self.starts)
        ]
        return union_all(exact, *begun).subquery()

    def _hits(self, condition: ColumnElement[bool], share: float) -> Select[str, float]:
        impact = (SearchTerm.impact * share).label("impact")
        return select(SearchTerm.key, impact).where(SearchTerm.kind == self.kind, condition)


def _wanted(kind: str, word: str, last: bool) -> _Wanted:
    """Return what to look for: the word, words made of it, and if it is the last one, the rest."""
    terms = lemmas.query_terms(word)
    starts = {term for term in terms if len(term) >= SHORTEST_ROOT}
    if last and len(start := lemmas.fold(word)) >= SHORTEST_PREFIX:
        starts.add(start)
    shortest = frozenset(s for s in starts if not any(s.startswith(o) for o in starts - {s}))
    return _Wanted(kind, terms, shortest)


def _counts(reader: Session, kind: str, hits: Sequence[Subquery]) -> list[int]:
    """Return how many documents there are, how many words the best have, how many have each."""
    pairs = union_all(*(select(word.c.key).distinct() for word in hits)).subquery()
    words = select(func.count().label("words")).select_from(pairs).group_by(pairs.c.key).subquery()
    each = [
        select(func.count(SearchDocument.key)).where(SearchDocument.kind == kind),
        select(func.coalesce(func.max(words.c.words), 0)),
        *(select(func.count(word.c.key.distinct())) for word in hits),
    ]
    rows = reader.execute(
        union_all(*(one.add_columns(literal(place)) for place, one in enumerate(each)))
    )
    return [count for count, _ in sorted(rows, key=lambda row: row[1])]


def _rarity(total: int, count: int) -> float:
    """Return BM25's inverse document frequency, never negative."""
    return math.log(1 + (total - count + 0.5) / (count + 0.5))


def _scored(hits: Subquery, rarity: float) -> Select[str, float]:
    """Return each document that has the word, with what its best term scores."""
    score = (func.max(hits.c.impact) * rarity).label("score")
    return select(hits.c.key, score).group_by(hits.c.key)


def _joined(scored: Sequence[Select[str, float]], together: int) -> Subquery:
    if not scored:
        return (
            select(SearchTerm.key, SearchTerm.impact.label("score"))
            .where(literal(False))
            .subquery()
        )
    each = union_all(*scored).subquery()
    return (
        select(each.c.key, func.sum(each.c.score).label("score"))
        .group_by(each.c.key)
        .having(func.count() >= together)
        .subquery()
    )


_MARK = Markup("<mark>{}</mark>")


def excerpt(text: str, query: str, *, length: int = 240) -> Markup:
    """Return about `length` characters of the text around the first word found, words marked.

    The text is plain; the result is safe markup, with `<mark>` around what the query found.
    """
    text = unicodedata.normalize("NFC", text)
    wanted = [_wanted("", word, last) for word, last in _query_words(query)]
    hits = [m.span() for m in lemmas.words(text) if any(_meets(m[0], word) for word in wanted)]
    begin, end = _window(text, hits[0][0] if hits else 0, length)
    pieces: list[str] = ["… " if begin else ""]
    at = begin
    for start, stop in hits:
        if start >= begin and stop <= end:
            pieces += [text[at:start], _MARK.format(text[start:stop])]
            at = stop
    pieces += [text[at:end], " …" if end < len(text) else ""]
    return Markup("").join(pieces)  # escapes what is not markup


def _meets(word: str, wanted: _Wanted) -> bool:
    """Return whether a word of a text is one that was looked for."""
    own = lemmas.query_terms(word)
    return not own.isdisjoint(wanted.terms) or any(
        term.startswith(start) for term in own | {lemmas.fold(word)} for start in wanted.starts
    )


def _window(text: str, around: int, length: int) -> tuple[int, int]:
    """Return where to cut the text, at blanks, so that `around` lies in its first third."""
    begin = max(0, min(around - length // 3, len(text) - length))
    if begin:
        begin = text.find(" ", begin, around) + 1 or begin
    end = min(begin + length, len(text))
    if end < len(text):
        end = max(text.rfind(" ", begin, end), around + 1)
    return begin, end
