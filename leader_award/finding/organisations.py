"""Organisations and who acts for them, as organisers need them when a town phones."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from leader_award.accounts.models import Person
from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition, Extension
from leader_award.entries.finding import EXTENDABLE
from leader_award.entries.models import Entry
from leader_award.partnerships import queries as partnership_queries
from leader_award.partnerships import wording
from leader_award.partnerships.models import (
    Organisation,
    OrganisationMember,
    Partnership,
    PartnershipMember,
    Unit,
)
from leader_award.platform import access, db
from leader_award.platform.matching import Found, Query, best_first

MOST_FOUND = 60
MOST_TRIED = 400


def find(query: Query, person: Any) -> list[Found]:
    """Return organisations: to organisers all, to others those they act for; 2 statements."""
    if not access.can(person, "organisation.look_up"):
        return best_first(
            Found(url_for("partnerships.mine"), one.name, score=query.score(one.name, one.place))
            for one in partnership_queries.organisations_of(person.id)
        )
    reader = db.session()
    columns = (Organisation.name, Organisation.place, Unit.name)
    rows = reader.execute(
        select(Organisation.id, Organisation.name, Organisation.kind, Organisation.place,
               Unit.terc, Unit.name.label("town"), Unit.voivodeship_name)
        .outerjoin(Unit, Unit.terc == Organisation.unit_terc)
        .where(query.condition(reader, columns))
        .order_by(Organisation.sort_key, Organisation.id)
        .limit(MOST_TRIED if query.loose else MOST_FOUND)
    ).all()  # fmt: skip
    editions = [one for one in edition_queries.all_editions() if one.state in EXTENDABLE]
    return best_first(
        Found(
            url=url_for("finding.organisation", organisation_id=row.id),
            title=row.name,
            detail=" · ".join(
                str(part)
                for part in (
                    wording.ORGANISATION_KINDS[row.kind],
                    row.place,
                    row.voivodeship_name,
                )
                if part
            ),
            score=query.score(row.name, row.town, row.place),
            links={"extension": _extension(editions[0], row.id)} if editions else {},
        )
        for row in rows
    )


def find_people(query: Query, person: Any) -> list[Found]:
    """Return who acts for an organisation, to organisers; one statement."""
    if not access.can(person, "organisation.look_up"):
        return []
    reader = db.session()
    members = reader.scalars(
        select(OrganisationMember)
        .join(Person, Person.id == OrganisationMember.person_id)
        .where(
            OrganisationMember.active_since.is_not(None),
            query.condition(reader, (Person.name, Person.email)),
        )
        .order_by(Person.name, OrganisationMember.id)
        .limit(MOST_TRIED if query.loose else MOST_FOUND)
    )
    return best_first(
        Found(
            url=url_for("finding.organisation", organisation_id=one.organisation_id),
            title=one.person.name,
            detail=f"{one.organisation.name} · {one.person.email}",
            score=query.score(one.person.name, one.person.email),
        )
        for one in members
    )


def by_code(text: str, person: Any) -> str | None:
    """Return the address of the organisation with this TERYT code, for organisers.

    A code may be given with the digit of the kind after it, and with blanks.
    """
    code = "".join(text.split())
    if not (code.isascii() and code.isdigit() and len(code) in (2, 4, 6, 7)):
        return None
    if not access.can(person, "organisation.look_up"):
        return None
    terc = code[:6] if len(code) == 7 else code
    found = db.session().scalar(select(Organisation.id).where(Organisation.unit_terc == terc))
    return url_for("finding.organisation", organisation_id=found) if found else None


@dataclass(frozen=True)
class Extendable:
    """An edition in which the organisation can get more time, and what it has got already."""

    edition: Edition
    until: datetime | None
    url: str


@dataclass(frozen=True)
class Sheet:
    """All that an organiser wants to know of an organisation at a glance."""

    organisation: Organisation
    members: list[OrganisationMember]
    entries: list[Entry]
    partnerships: list[Partnership]
    extendable: list[Extendable]


def sheet(organisation_id: str) -> Sheet | None:
    """Return the organisation with its people, entries and partnerships; 6 statements."""
    reader = db.session()
    organisation = reader.get(Organisation, organisation_id)
    if organisation is None:
        return None
    entries = reader.scalars(
        select(Entry)
        .where(Entry.applicant_id == organisation_id)
        .options(joinedload(Entry.edition))
        .order_by(Entry.saved_at.desc(), Entry.id)
    )
    joined = reader.scalars(
        select(Partnership)
        .join(PartnershipMember, PartnershipMember.partnership_id == Partnership.id)
        .where(PartnershipMember.organisation_id == organisation_id)
        .order_by(Partnership.sort_key)
    )
    extensions = reader.execute(
        select(Extension.edition_id, Extension.until).where(
            Extension.organisation_id == organisation_id
        )
    )
    granted = dict(extensions.all())
    return Sheet(
        organisation=organisation,
        members=list(partnership_queries.members_of(organisation_id)),
        entries=list(entries),
        partnerships=list(joined.unique()),
        extendable=[
            Extendable(one, granted.get(one.id), _extension(one, organisation_id))
            for one in edition_queries.all_editions()
            if one.state in EXTENDABLE
        ],
    )


def _extension(edition: Edition, organisation_id: str) -> str:
    return url_for("editions.extensions", edition_id=edition.id, organizacja=organisation_id)
