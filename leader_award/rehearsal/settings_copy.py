"""The settings of an edition, taken out of one database and put into another.

Only tables that describe the edition are read; none of them holds a person. Names and addresses
that somebody wrote into their texts are taken out.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from leader_award.accounts.models import Person
from leader_award.editions.models import (
    AttachmentRequirement,
    Category,
    CheckItem,
    Criterion,
    Edition,
    FormSection,
    Prize,
    Question,
    Round,
    Rubric,
)
from leader_award.platform import db
from leader_award.privacy import subjects
from leader_award.rehearsal.timetable import ANCHORS, moved

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
SOMEBODY, SOMEWHERE = "Jan Przykładowy", "osoba@proba.example"
ROUND_TIMES = ("opens_at", "until")


@dataclass(frozen=True)
class EditionSettings:
    """Rows by table, each table after those that its rows refer to; the edition's comes first."""

    rows: Sequence[tuple[type[db.Base], Mapping[str, Any]]]

    @property
    def edition_id(self) -> str:
        """The id of the edition, the same in both databases."""
        return str(self.rows[0][1]["id"])


def read(edition: Edition) -> EditionSettings:
    """Return the settings of the edition, with the rubrics in force and without anybody's name."""
    reader = db.session()
    hide = _hiding(reader)
    rounds = [round.id for round in edition.rounds]
    rubrics = [round.rubric.id for round in edition.rounds]
    wanted: list[tuple[type[db.Base], Select[Any]]] = [
        (Edition, select(Edition).where(Edition.id == edition.id)),
        *(
            (table, select(table).where(table.edition_id == edition.id))
            for table in (Category, FormSection, AttachmentRequirement, Prize, CheckItem)
        ),
        (
            Question,
            select(Question).join(FormSection).where(FormSection.edition_id == edition.id),
        ),
        (Round, select(Round).where(Round.id.in_(rounds))),
        (Rubric, select(Rubric).where(Rubric.id.in_(rubrics))),
        (Criterion, select(Criterion).where(Criterion.rubric_id.in_(rubrics))),
    ]
    return EditionSettings(
        [
            (table, {name: hide(value) for name, value in _columns(row).items()})
            for table, query in wanted
            for row in reader.scalars(query)
        ]
    )


def _columns(row: Any) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in type(row).__mapper__.column_attrs}


def _hiding(reader: Session) -> Any:
    """Return a function that takes people and addresses out of every text inside a value."""
    patterns = [
        subjects.Subject(email, (name,)).pattern
        for email, name in reader.execute(select(Person.email, Person.name))
    ]

    def hide(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: hide(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [hide(inner) for inner in value]
        if not isinstance(value, str):
            return value
        value = ADDRESS.sub(SOMEWHERE, value)
        for pattern in patterns:
            value = pattern.sub(SOMEBODY, value)
        return value

    return hide


def write(found: EditionSettings, after: Mapping[str, datetime]) -> None:
    """Add the edition to an empty database, planned and with the timetable `after`."""
    before = {name: found.rows[0][1][name] for name in ANCHORS}
    with db.transaction() as writer:
        for table, row in found.rows:
            values = dict(row)
            if table is Edition:
                values |= {**after, "state": "planned", "version": 1, "copied_from_id": None}
            if table is Round:
                for name in ROUND_TIMES:
                    if values[name] is not None:
                        values[name] = moved(values[name], before, after)
            if table is Rubric:
                values |= {"in_force_since": before["opens_at"], "reason": ""}
            if table is Criterion:
                values["replaces_id"] = None
            writer.add(table(**values))
            writer.flush()
