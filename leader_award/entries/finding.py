"""What a person finds among entries: their own as an applicant, all of them as an organiser."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Row, select

from leader_award.editions.models import Edition
from leader_award.entries import queries, rules, wording
from leader_award.entries.models import Entry, EntryPartner
from leader_award.partnerships import queries as partnership_queries
from leader_award.partnerships.models import Organisation, Unit
from leader_award.platform import access, db
from leader_award.platform.i18n import translate
from leader_award.platform.matching import Column, Fits, Found, Query, best_first

MOST_FOUND = 60
MOST_TRIED = 400
"""So many rows are looked at where a slip is forgiven and the database only guesses."""
EXTENDABLE = ("open", "checking")
_NUMBER = re.compile(r"(?:slz)?\W*(\d{4})\W+0*(\d{1,6})", re.IGNORECASE)


def find(query: Query, person: Any) -> list[Found]:
    """Return the entries that the person may open, the best first; at most four statements."""
    if access.can(person, "entry.organise"):
        return _found(query, organises=True)
    own = [one.id for one in partnership_queries.organisations_of(person.id)]
    return _found(query, Entry.applicant_id.in_(own), organises=False) if own else []


def by_number(text: str, person: Any) -> str | None:
    """Return the address of the entry with exactly this number, if the person may open it.

    Any spelling will do: `SLZ-2015-012`, `slz 2015/12`, `2015 12`.
    """
    spelled = _NUMBER.fullmatch(text.strip())
    if spelled is None:
        return None
    reference = rules.reference(int(spelled[1]), int(spelled[2]))
    entry = db.session().scalar(select(Entry).where(Entry.reference == reference))
    if entry is None:
        return None
    if access.can(person, "entry.organise"):
        return url_for("entries.organiser_entry", entry_id=entry.id)
    if access.can(person, "entry.view", entry):
        return url_for("entries.overview", entry_id=entry.id)
    return None


def _found(query: Query, *conditions: ColumnElement[bool], organises: bool) -> list[Found]:
    title = Entry.title if organises else Entry.working_title
    rows = _rows(query, title, conditions)
    scores = {row.id: query.score(row.title, *_places(row), row.partnership_name, row.reference)
              for row in rows}  # fmt: skip
    by_partner = [key for key, score in scores.items() if not score]
    partners = (_submitted_partners if organises else _own_partners)(by_partner)
    for row in rows:
        if row.id in partners:
            scores[row.id] = query.score(row.title, *_places(row), *partners[row.id])
    return best_first(_result(row, scores[row.id], organises=organises) for row in rows)


def _rows(
    query: Query, title: Column, conditions: Collection[ColumnElement[bool]]
) -> list[Row[Any]]:
    reader = db.session()
    columns = (title, Entry.partnership_name, Entry.reference)
    statement = (
        select(
            Entry.id,
            title.label("title"),
            Entry.partnership_name,
            Entry.reference,
            Entry.state,
            Organisation.id.label("applicant_id"),
            Organisation.name.label("applicant"),
            Organisation.place,
            Unit.name.label("town"),
            Edition.id.label("edition_id"),
            Edition.name.label("edition"),
            Edition.state.label("edition_state"),
        )
        .join(Organisation, Organisation.id == Entry.applicant_id)
        .join(Edition, Edition.id == Entry.edition_id)
        .outerjoin(Unit, Unit.terc == Organisation.unit_terc)
        .where(query.condition(reader, columns, also=_by_organisation), *conditions)
        .order_by(Edition.year.desc(), Entry.number.is_(None), Entry.number, Entry.id)
        .limit(MOST_TRIED if query.loose else MOST_FOUND)
    )
    return list(reader.execute(statement))


def _by_organisation(fits: Fits) -> ColumnElement[bool]:
    """The word names the applicant, its town or a partner: each organisation is looked at once."""
    named = (
        select(Organisation.id)
        .outerjoin(Unit, Unit.terc == Organisation.unit_terc)
        .where(fits(Organisation.name, Organisation.place, Unit.name))
        .cte()
    )
    ids = select(named.c.id)
    taking_part = select(EntryPartner.entry_id).where(EntryPartner.organisation_id.in_(ids))
    return Entry.applicant_id.in_(ids) | Entry.id.in_(taking_part)


def _own_partners(entry_ids: Collection[str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    if entry_ids:
        partners = (
            select(EntryPartner.entry_id, Organisation.name)
            .join(Organisation, Organisation.id == EntryPartner.organisation_id)
            .where(EntryPartner.entry_id.in_(entry_ids))
        )
        for entry_id, name in db.session().execute(partners):
            found.setdefault(entry_id, []).append(name)
    return found


def _submitted_partners(entry_ids: Collection[str]) -> Mapping[str, list[str]]:
    """Organisers know the partners that were submitted, not those of a working copy."""
    contents = queries.contents_of(entry_ids) if entry_ids else {}
    return {key: [one["name"] for one in said["partners"]] for key, said in contents.items()}


def _places(row: Row[Any]) -> tuple[str, ...]:
    return row.applicant, row.town, row.place


def _result(row: Row[Any], score: float, *, organises: bool) -> Found:
    page = "entries.organiser_entry" if organises else "entries.overview"
    name = row.title or row.partnership_name or row.applicant
    state = row.state
    if state == "finalist" and not organises:
        state = "admitted"  # who goes on to the final is told with the results
    links = {}
    if organises and row.edition_state in EXTENDABLE:
        links["extension"] = url_for(
            "editions.extensions", edition_id=row.edition_id, organizacja=row.applicant_id
        )
    about = (row.reference, row.applicant, translate(row.edition))
    return Found(
        url=url_for(page, entry_id=row.id),
        title=name,
        detail=" · ".join(part for part in about if part),
        score=score,
        state=(wording.STATES[state], wording.STATE_TAGS[state]),
        links=links,
    )
