"""What anybody finds in the public register of partnerships."""

from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from leader_award.partnerships import wording
from leader_award.partnerships.models import Organisation, Partnership, PartnershipMember, Unit
from leader_award.platform import db
from leader_award.platform.matching import Fits, Found, Query, best_first

MOST_FOUND = 60


def find(query: Query, _person: Any) -> list[Found]:
    """Return the partnerships with the words in their name, seat or members; two statements."""
    reader = db.session()
    leader = aliased(Organisation)
    leads = aliased(PartnershipMember)
    statement = (
        select(
            Partnership.id,
            Partnership.slug,
            Partnership.name,
            Partnership.legal_form,
            Partnership.functional_area,
            Unit.name.label("seat"),
            leader.name.label("leader"),
        )
        .outerjoin(Unit, Unit.terc == Partnership.seat_terc)
        .outerjoin(leads, (leads.partnership_id == Partnership.id) & leads.leads)
        .outerjoin(leader, leader.id == leads.organisation_id)
        .where(
            query.condition(
                reader,
                (Partnership.name, Partnership.functional_area, Unit.name),
                also=_by_member,
            )
        )
        .order_by(Partnership.sort_key, Partnership.id)
        .limit(MOST_FOUND)
    )
    rows = reader.execute(statement).all()
    members = _members([row.id for row in rows])
    return best_first(
        Found(
            url=url_for("partnerships.partnership", slug=row.slug),
            title=row.name,
            detail=" · ".join(
                str(part) for part in (row.leader, wording.LEGAL_FORMS[row.legal_form]) if part
            ),
            score=query.score(
                row.name, row.seat, row.functional_area, " ".join(members.get(row.id, ()))
            ),
        )
        for row in rows
    )


def _by_member(fits: Fits) -> ColumnElement[bool]:
    named = select(Organisation.id).where(fits(Organisation.name))
    members = select(PartnershipMember.partnership_id).where(
        PartnershipMember.organisation_id.in_(named)
    )
    return Partnership.id.in_(members)


def _members(partnership_ids: list[str]) -> dict[str, list[str]]:
    rows = db.session().execute(
        select(PartnershipMember.partnership_id, Organisation.name)
        .join(Organisation, Organisation.id == PartnershipMember.organisation_id)
        .where(PartnershipMember.partnership_id.in_(partnership_ids))
    )
    found: dict[str, list[str]] = {}
    for partnership_id, name in rows:
        found.setdefault(partnership_id, []).append(name)
    return found
