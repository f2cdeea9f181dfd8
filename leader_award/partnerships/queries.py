"""Read models of the register, of organisations and of who acts for them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select

from leader_award.accounts.models import Person
from leader_award.partnerships.models import Organisation, OrganisationMember, Unit
from leader_award.partnerships.register import CITY, GMINA, URBAN
from leader_award.partnerships.text import fold
from leader_award.platform import db

LONGEST_SEARCH = 100


def search_units(text: str, limit: int = 20) -> Sequence[Unit]:
    """Return the units that fit what somebody types, best first; one statement.

    A name or TERYT code (6 digits, or 7 with the kind) is found by its beginning, with or
    without diacritics; further words may name the county or voivodeship.
    """
    phrase = fold(text[:LONGEST_SEARCH])
    if phrase.isdigit() and len(phrase) == 7:
        phrase = phrase[:6]
    if not phrase:
        return []
    query = (
        select(Unit)
        .where(Unit.abolished_on.is_(None), _fits(phrase))
        .order_by(_closeness(phrase), _rank_of_kind(), Unit.sort_key, Unit.terc)
        .limit(limit)
    )
    return db.session().scalars(query).all()


def _fits(phrase: str) -> ColumnElement[bool]:
    """`search_text` is ' name code title | words about it': one word at least is of the name."""
    words = phrase.split()
    in_name = [Unit.search_text.like(f"% {word}%|%") for word in words]
    anywhere = [Unit.search_text.like(f"% {word}%") for word in words]
    return and_(or_(*in_name), *anywhere)


def _closeness(phrase: str) -> ColumnElement[int]:
    whole_name = Unit.search_text.like(literal(f" {phrase} ") + Unit.terc + " %")
    return case(
        (or_(whole_name, Unit.terc == phrase), 0),
        (Unit.search_text.like(f" {phrase}%"), 1),
        (Unit.search_text.like(f"% {phrase}%|%"), 2),
        else_=3,
    )


def _rank_of_kind() -> ColumnElement[int]:
    return case(
        (Unit.kind == CITY, 0),
        (Unit.gmina_kind == URBAN, 1),
        (and_(Unit.kind == GMINA, or_(Unit.gmina_kind.is_(None), Unit.gmina_kind != "rural")), 2),
        (Unit.kind == GMINA, 3),
        else_=4,
    )


def find_unit(terc: str) -> Unit | None:
    """Return the unit of a code, abolished or not."""
    return db.session().get(Unit, terc)


def units_called(text: str) -> Sequence[Unit]:
    """Return the standing units whose code, bare name or full name is exactly this text."""
    phrase = fold(text)
    if phrase.isdigit():
        unit = find_unit(phrase[:6] if len(phrase) == 7 else phrase)
        return [unit] if unit is not None and unit.abolished_on is None else []
    names = (
        Unit.search_text.like(literal(f" {phrase} ") + Unit.terc + " %"),
        Unit.search_text.like(literal("% ") + Unit.terc + f" {phrase} |%"),
    )
    query = select(Unit).where(Unit.abolished_on.is_(None), or_(*names)).order_by(Unit.terc)
    return db.session().scalars(query.limit(50)).all() if phrase else []


def count_units() -> dict[str, int]:
    """Return how many standing units there are of each kind."""
    rows = db.session().execute(
        select(Unit.kind, func.count()).where(Unit.abolished_on.is_(None)).group_by(Unit.kind)
    )
    return dict(rows.all())


def find_organisation(organisation_id: str) -> Organisation | None:
    """Return the organisation of an id."""
    return db.session().get(Organisation, organisation_id)


def find_member(member_id: str) -> OrganisationMember | None:
    """Return the membership of an id, whatever its state."""
    return db.session().get(OrganisationMember, member_id)


def organisations_of(person_id: str) -> Sequence[Organisation]:
    """Return the organisations that the person acts for, in alphabetical order."""
    return (
        db.session()
        .scalars(
            select(Organisation)
            .join(OrganisationMember)
            .where(
                OrganisationMember.person_id == person_id,
                OrganisationMember.active_since.is_not(None),
            )
            .order_by(Organisation.sort_key, Organisation.id)
        )
        .all()
    )


def memberships_of(person_id: str) -> Sequence[OrganisationMember]:
    """Return the person's memberships: active, asked for, and offered by invitation."""
    return (
        db.session()
        .scalars(
            select(OrganisationMember)
            .join(Organisation)
            .where(OrganisationMember.person_id == person_id)
            .order_by(Organisation.sort_key, OrganisationMember.id)
        )
        .all()
    )


def members_of(organisation_id: str) -> Sequence[OrganisationMember]:
    """Return an organisation's members, those who asked and those invited, in that order.

    Whoever asked but has not confirmed their address is left out.
    """
    return members_of_all([organisation_id]).get(organisation_id, [])


def members_of_all(organisation_ids: Sequence[str]) -> dict[str, list[OrganisationMember]]:
    """Return by organisation what `members_of` returns for one; one statement."""
    query = (
        select(OrganisationMember)
        .join(OrganisationMember.person)
        .where(
            OrganisationMember.organisation_id.in_(organisation_ids),
            or_(
                Person.email_confirmed_at.is_not(None),
                OrganisationMember.invited_at.is_not(None),
            ),
        )
        .order_by(
            OrganisationMember.active_since.is_(None),
            OrganisationMember.invited_at.is_not(None),
            OrganisationMember.asked_at,
        )
    )
    found: dict[str, list[OrganisationMember]] = {}
    for member in db.session().scalars(query):
        found.setdefault(member.organisation_id, []).append(member)
    return found


def requests_to_act() -> Sequence[OrganisationMember]:
    """Return everybody whose request to act for an organisation waits for a decision.

    A request counts once its address is confirmed; before, nobody is asked to decide.
    """
    return (
        db.session()
        .scalars(
            select(OrganisationMember)
            .join(OrganisationMember.person)
            .where(
                OrganisationMember.active_since.is_(None),
                OrganisationMember.invited_at.is_(None),
                Person.email_confirmed_at.is_not(None),
            )
            .order_by(OrganisationMember.asked_at)
        )
        .all()
    )
