"""A person's name and address in texts that others wrote: finding and replacing them."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Row, Table, cast, delete, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.types import Text

from leader_award.platform import lemmas, storage
from leader_award.platform.db import Base
from leader_award.platform.search import SearchDocument, SearchTerm
from leader_award.platform.storage import StoredFile
from leader_award.privacy.decision import Columns, Decision
from leader_award.privacy.register import REGISTER
from leader_award.privacy.subjects import Subject

REPLACEMENT = "[dane usunięte]"
AROUND = 90
"""Characters of the text that are shown on each side of what was found."""


@dataclass(frozen=True)
class Finding:
    """One place in which the name or the address stands; `fixed` ones are kept by law."""

    table: str
    column: str
    row_key: str
    excerpt: str
    fixed: bool

    @property
    def key(self) -> str:
        """The place as `<table>.<column>:<key of the row>`."""
        return f"{self.table}.{self.column}:{self.row_key}"

    @property
    def label(self) -> Any:
        """What kind of text it is."""
        return REGISTER[self.table].label


def find(reader: Session, subject: Subject) -> list[Finding]:
    """Return every place where the person is named; one statement for each table with text."""
    return [
        Finding(decision.table, column, row_key, excerpt, column in decision.fixed)
        for decision in REGISTER.values()
        for row_key, column, value in _hits(
            reader, decision, (*decision.searched, *decision.fixed), subject
        )
        for excerpt in _excerpts(value, subject)[:1]
    ]


def replace(writer: Session, subject: Subject, keys: Collection[str]) -> list[str]:
    """Replace the name in the places of `keys` (of `Finding`); return those where it was done.

    What a law keeps is left; a diploma's PDF goes, and the search forgets the words.
    """
    done = []
    for decision in REGISTER.values():
        for row_key, column, value in list(_hits(writer, decision, decision.searched, subject)):
            key = f"{decision.table}.{column}:{row_key}"
            if key in keys:
                _write(writer, decision.table, row_key, column, _replaced(value, subject))
                _forget_derived(writer, decision.table, row_key, subject)
                done.append(key)
    return done


def purge(writer: Session, subject: Subject) -> None:
    """Replace the name wherever nobody has to be asked: in mails to others."""
    decision = REGISTER["outgoing_mail"]
    for row_key, column, value in list(_hits(writer, decision, decision.purged, subject)):
        _write(writer, decision.table, row_key, column, _replaced(value, subject))


def _hits(
    reader: Session, decision: Decision, columns: Columns, subject: Subject
) -> Iterator[tuple[str, str, Any]]:
    """Yield (key of the row, column, value) for each value that names the person."""
    if not columns:
        return
    table = Base.metadata.tables[decision.table]
    found = reader.execute(
        select(*table.primary_key.columns, *(table.c[name] for name in columns)).where(
            or_(*(_may_name(reader, table, name, subject) for name in columns))
        )
    )
    for row in found:
        for name in columns:
            value = row._mapping[table.c[name]]
            if any(subject.pattern.search(text) for text in _texts(value)):
                yield _row_key(table, row), name, value


def _may_name(reader: Session, table: Table, column: str, subject: Subject) -> Any:
    """Return a condition that is true of every text with a word of each name, in any letters."""
    is_json = isinstance(table.c[column].type, JSON)
    text = cast(table.c[column], Text) if is_json else table.c[column]
    words = [subject.email, *(max(name.split(), key=len) for name in subject.words[1:])]
    forms = {form for word in words for form in (word, word.lower(), word.upper(), word.title())}
    if is_json and reader.get_bind().dialect.name == "sqlite":
        forms |= {json.dumps(form)[1:-1] for form in forms}
    return or_(*(text.ilike(f"%{form}%") for form in forms))


def _row_key(table: Table, row: Row[Any]) -> str:
    return ",".join(str(row._mapping[column]) for column in table.primary_key.columns)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _excerpts(value: Any, subject: Subject) -> list[str]:
    found = []
    for text in _texts(value):
        match = subject.pattern.search(text)
        if match:
            begin, end = max(0, match.start() - AROUND), match.end() + AROUND
            found.append(
                ("… " if begin else "") + text[begin:end] + (" …" if end < len(text) else "")
            )
    return found


def _replaced(value: Any, subject: Subject) -> Any:
    if isinstance(value, str):
        return subject.pattern.sub(REPLACEMENT, value)
    if isinstance(value, dict):
        return {key: _replaced(one, subject) for key, one in value.items()}
    if isinstance(value, list):
        return [_replaced(one, subject) for one in value]
    return value


def _write(writer: Session, table_name: str, row_key: str, column: str, value: Any) -> None:
    table = Base.metadata.tables[table_name]
    keys = zip(table.primary_key.columns, row_key.split(","), strict=True)
    writer.execute(
        update(table).where(*(name == key for name, key in keys)).values({column: value})
    )


def _forget_derived(writer: Session, table: str, row_key: str, subject: Subject) -> None:
    """Take away what was made of the text: words in the search index, a diploma's PDF."""
    if writer.scalar(select(SearchDocument.key).where(SearchDocument.key == row_key)) is not None:
        words = [match[0] for word in subject.words for match in lemmas.words(word)]
        terms = frozenset[str]().union(*(lemmas.query_terms(word) for word in words))
        of_person = (SearchTerm.key == row_key, SearchTerm.term.in_(terms))
        writer.execute(delete(SearchTerm).where(*of_person))
    if table == "diploma":
        diploma = Base.metadata.tables[table]
        file_id = writer.scalar(select(diploma.c.file_id).where(diploma.c.id == row_key))
        writer.execute(update(diploma).where(diploma.c.id == row_key).values(file_id=None))
        stored = writer.get(StoredFile, file_id) if file_id else None
        if stored is not None:
            storage.forget(writer, stored)
