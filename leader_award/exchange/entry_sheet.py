"""The sheet of entries: what was submitted, and paper entries that an organiser types in."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from leader_award.editions.models import Category, Edition, Question
from leader_award.entries import queries, service, wording, working
from leader_award.entries import rules as entry_rules
from leader_award.entries.models import Entry
from leader_award.entries.presenting import gap_sentences
from leader_award.exchange import partner_cells, rules
from leader_award.exchange.models import ENTRIES, SheetImport
from leader_award.exchange.partner_cells import Partner
from leader_award.exchange.rules import Column, Row
from leader_award.exchange.sheet import Sheet, Values
from leader_award.partnerships.partnership_files import read_code
from leader_award.partnerships.queries import find_unit
from leader_award.partnerships.service import organisation_for_unit
from leader_award.partnerships.text import fold
from leader_award.platform import db
from leader_award.platform.audit import Actor, AuditEvent
from leader_award.platform.errors import DomainError, NotAllowed
from leader_award.platform.i18n import LANGUAGES, translate
from leader_award.platform.sheets import Cell

QUESTION = "question-"
BATCH = 50
YES, NO = ("tak", "yes"), ("nie", "no")
BETWEEN = " | "


class EntrySheet(Sheet):
    """A row is an entry, known by its reference, or by its applicant and title before it has one.

    What organisers may not read of drafts is not in it.
    """

    kind = ENTRIES
    identity = ("reference", "applicant_code", "title")

    def __init__(self, edition: Edition) -> None:
        super().__init__(edition)
        asked = [
            (f"{number}.{place}", question)
            for number, section in enumerate(edition.sections, 1)
            for place, question in enumerate(section.questions, 1)
        ]
        self.questions = {QUESTION + question.id: question for _number, question in asked}
        self.columns = [
            Column("reference", _l("Number of the entry"), written=False),
            Column("applicant_code", _l("Applicant (TERYT)")),
            Column("applicant", _l("Applicant"), written=False),
            Column("title", _l("Title")),
            Column("partnership_name", _l("Name of the partnership")),
            Column("category", _l("Category")),
            Column("partners", _l("Partners")),
            Column("state", _l("State"), written=False),
            Column("submitted_at", _l("Submitted"), written=False),
            Column("attachments", _l("Attachments"), written=False),
            *(
                Column(QUESTION + question.id, LazyString(_question_label, number, question))
                for number, question in asked
            ),
            Column("submit", _l("Submit (yes)")),
        ]

    # ---- out

    def records(self, keys: Collection[str] | None = None) -> Iterator[tuple[str, Values]]:
        """Yield the entries by number, drafts last, in batches."""
        listed = queries.entries_of_edition(self.edition.id)
        for start in range(0, len(listed), BATCH):
            batch = listed[start : start + BATCH]
            entries = self._entries([row.id for row in batch])
            contents = queries.contents_of([row.id for row in batch])
            typed = self._typed_in([row.id for row in batch])
            for row in batch:
                values = self._values(entries[row.id], contents.get(row.id), row.id in typed)
                for key in _keys(values)[: 1 if keys is None else 2]:
                    if keys is None or key in keys:
                        yield key, values

    def _entries(self, ids: Sequence[str]) -> dict[str, Entry]:
        found = db.session().scalars(
            select(Entry)
            .where(Entry.id.in_(ids))
            .options(
                joinedload(Entry.applicant),
                joinedload(Entry.category),
                selectinload(Entry.partners),
                selectinload(Entry.answers),
            )
        )
        return {entry.id: entry for entry in found}

    def _typed_in(self, ids: Sequence[str]) -> set[str]:
        """Return those of the entries that organisers typed in and nobody else has touched."""
        reader = db.session()
        rows = reader.execute(
            select(SheetImport.uploaded_by_id, SheetImport.made_ids).where(
                SheetImport.edition_id == self.edition.id, SheetImport.kind == ENTRIES
            )
        )
        typists, made = set(), set()
        for person_id, made_ids in rows:
            typists.add(person_id)
            made |= set(made_ids) & set(ids)
        touched = reader.scalars(
            select(AuditEvent.thing_id).where(
                AuditEvent.thing_kind == Entry.__tablename__,
                AuditEvent.thing_id.in_(made),
                AuditEvent.role == "applicant",
                AuditEvent.person_id.not_in(typists),
            )
        )
        return made - set(touched)

    def _values(self, entry: Entry, content: Mapping[str, Any] | None, typed: bool) -> Values:
        values: dict[str, Any] = {
            "id": entry.id,
            "version": [entry.version, entry.state],
            "entry_version": entry.version,
            "typed": typed,
            "reference": entry.reference,
            "applicant_code": entry.applicant.unit_terc,
            "applicant": entry.applicant.name,
            "title": entry.title,
            "partnership_name": entry.partnership_name if content is not None else None,
            "category": entry.category_id,
            "state": entry.state,
            "submitted_at": entry.submitted_at,
        }
        if typed:
            values |= {
                "title": entry.working_title,
                "partnership_name": entry.working_partnership_name,
                "category": entry.working_category_id,
                "submit": True if entry.submitted_at else None,
            }
            values["partners"] = [partner_cells.of_row(one) for one in entry.partners]
            values |= {QUESTION + one.question_id: one.value for one in entry.answers}
        elif content is not None:
            values["partners"] = [partner_cells.of_content(one) for one in content["partners"]]
            values["attachments"] = [one["name"] for one in content["attachments"]]
            values |= {
                QUESTION + question["id"]: question["answer"]
                for section in content["sections"]
                for question in section["questions"]
            }
        return values

    def show(self, column: Column, value: Any) -> Cell:
        """Return numbers and days as such, choices and partners parted by `|`, the rest as text."""
        if value is None or value == []:
            return None
        question = self.questions.get(column.key)
        if question is not None:
            return _answer_cell(question.kind, value)
        if column.key == "category":
            return translate(self._categories[value].name)
        if column.key == "state":
            return str(wording.STATES[value])
        if column.key == "partners":
            return BETWEEN.join(partner_cells.written(one) for one in value)
        if column.key == "attachments":
            return BETWEEN.join(value)
        if column.key == "submit":
            return str(_("yes"))
        shown: Cell = value
        return shown

    @property
    def _categories(self) -> dict[str, Category]:
        return {category.id: category for category in self.edition.categories}

    # ---- in

    def key_of(self, values: Values) -> str:
        """Return the reference, or the applicant with the title."""
        if values.get("reference"):
            return str(values["reference"])
        for key, words in (
            ("applicant_code", _l("Enter the TERYT code of the applicant.")),
            ("title", _l("Enter the title of the entry.")),
        ):
            if not values.get(key):
                raise DomainError(words, field=key)
        return _unnumbered(values)

    def name_of(self, values: Values) -> str:
        """Return the reference with the title, as far as they are known."""
        return " · ".join(values[key] for key in ("reference", "title") if values.get(key))

    def read(self, column: Column, text: str) -> Any:
        """Return codes, ids of categories, partners and answers as they are kept."""
        question = self.questions.get(column.key)
        if question is not None:
            return _answer(question, text)
        readers = {
            "applicant_code": _unit,
            "category": self._category,
            "partners": partner_cells.read,
            "submit": _submits,
        }
        if column.key in readers:
            return readers[column.key](text)
        return " ".join(entry_rules.clean_text(text).split())

    def _category(self, text: str) -> str:
        for category in self.edition.categories:
            if fold(text) in {fold(category.name.get(language, "")) for language in LANGUAGES}:
                return category.id
        raise DomainError(_l("The edition has no such category: “%(text)s”.", text=text[:60]))

    def refuse(self, row: Row) -> None:
        """Leave entries that applicants wrote themselves to them."""
        if row.known is None:
            if row.values.get("reference"):
                raise DomainError(
                    _l("No entry of this edition has this number. Leave it empty for a new entry."),
                    field="reference",
                )
            return
        if not row.known["typed"]:
            raise NotAllowed(
                _l("Only the applicant changes this entry: it was not typed in by an organiser.")
            )
        if any(change.column == "applicant_code" for change in row.changes):
            raise NotAllowed(_l("An entry stays its applicant's."))

    def write(self, row: Row, actor: Actor, key: str) -> str:
        """Start or change the entry in the applicant's place, and submit it if the row says so."""
        applicant = Actor(actor.person_id, "applicant")
        with db.transaction() as writer:
            entry_id = row.known["id"] if row.known else self._start(writer, row, applicant, key)
            entry = writer.get_one(Entry, entry_id)
            service.save_entry(
                entry_id=entry_id,
                version=row.known["entry_version"] if row.known else entry.version,
                changes=self._changes(row),
                actor=applicant,
            )
            if "partners" in row.values:
                self._bring_partners(entry, row.values["partners"], applicant)
            if row.values.get("submit"):
                self._submit(entry, applicant)
            return str(entry_id)

    def _start(self, writer: Session, row: Row, actor: Actor, key: str) -> str:
        code = row.values["applicant_code"]
        return service.start_entry(
            edition_id=self.edition.id,
            organisation_id=organisation_for_unit(writer, code).id,
            actor=actor,
            key=key,
            category_id=row.values.get("category"),
            title=row.values["title"],
        )

    def _changes(self, row: Row) -> dict[str, Any]:
        names = {
            "title": "title",
            "partnership_name": "partnership_name",
            "category": "category_id",
        }
        changes = {field: row.values[key] for key, field in names.items() if key in row.values}
        return changes | {
            question.id: row.values[key]
            for key, question in self.questions.items()
            if key in row.values
        }

    def _bring_partners(self, entry: Entry, partners: Sequence[Partner], actor: Actor) -> None:
        try:
            partner_cells.bring(entry, partners, actor)
        except DomainError as error:
            raise DomainError(error.message, field="partners") from error

    def _submit(self, entry: Entry, actor: Actor) -> None:
        try:
            service.submit_entry(entry_id=entry.id, actor=actor)
        except service.Incomplete as error:
            raise DomainError(
                _l(
                    "The entry cannot be submitted yet: %(gaps)s",
                    gaps=" ".join(gap_sentences(entry, error.gaps)),
                ),
                field="submit",
            ) from error

    def column_of(self, field: str | None) -> str | None:
        """Return the column of a field of the entry."""
        return {"category_id": "category", "unit": "applicant_code"}.get(field or "", field)


def _keys(values: Values) -> list[str]:
    """Return the keys by which the entry may be named, its number first."""
    unnumbered = _unnumbered(values)
    return [values["reference"], unnumbered] if values["reference"] else [unnumbered]


def _unnumbered(values: Values) -> str:
    return f"{values['applicant_code'] or values.get('applicant')} {fold(values['title'])}"


def _question_label(number: str, question: Question) -> str:
    return f"{number}. {translate(question.label)}"


def _unit(text: str) -> str:
    code = read_code("TERYT", text)
    if find_unit(code) is None:
        raise DomainError(_l("The register has no unit with this code: %(code)s.", code=code))
    return code


def _submits(text: str) -> bool:
    if fold(text) in YES:
        return True
    raise DomainError(_l("Write “yes” to submit the entry, or leave the cell empty."))


def _answer(question: Question, text: str) -> Any:
    raw: Any = text
    if question.kind == "choices":
        raw = [part.strip() for part in text.split(BETWEEN.strip())]
    elif question.kind == "yes_no":
        raw = {**dict.fromkeys(YES, "yes"), **dict.fromkeys(NO, "no")}.get(fold(text), text)
    value = entry_rules.read_answer(question.kind, raw)
    problem = entry_rules.problem_of(working.asked(question), value)
    if problem is not None:
        raise DomainError(wording.sentence(problem))
    return value


def _answer_cell(kind: str, value: Any) -> Cell:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return BETWEEN.join(value)
    if kind == "number":
        return rules.figure(str(value))
    return rules.day(str(value)) if kind == "date" else str(value)
