"""What pages and the open data read: the list with its facets, cards, versions, adoptions."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from leader_award.editions.models import Edition
from leader_award.entries.models import Entry
from leader_award.partnerships.models import Organisation, OrganisationMember, Unit
from leader_award.platform import db, search
from leader_award.platform.db import Translated
from leader_award.practices import rules
from leader_award.practices.adopting import SHOWN, WAITING
from leader_award.practices.models import Adoption, Practice, PracticeField, PracticeMapping
from leader_award.practices.publishing import KIND
from leader_award.practices.records import Card, cards, kind_of
from leader_award.results.models import Announcement, Decision
from leader_award.results.rules import AWARDED

FACETS = ("theme", "cooperation", "kind", "size", "voivodeship", "edition", "cost")
PER_PAGE = 12
SIMILAR = 3
Leader = aliased(Unit)


@dataclass(frozen=True)
class Row:
    """A published practice as facets and the map see it; `score` is 0 without a query."""

    id: str
    slug: str
    title: str
    values: Mapping[str, str]
    edition_name: Translated
    voivodeship_name: str
    place: str
    latitude: float | None
    longitude: float | None
    score: float


@dataclass(frozen=True)
class Found:
    """The practices that fit, best first; `counts` by facet and value, `names` of what has none.

    A facet's counts say what choosing a value in it would give, the other choices kept.
    """

    rows: Sequence[Row]
    counts: Mapping[str, Mapping[str, int]]
    names: Mapping[str, Mapping[str, Translated]] = field(default_factory=dict)
    partial: bool = False


def find_practices(query: str = "", chosen: Mapping[str, str] | None = None) -> Found:
    """Return the published practices with all the words and chosen facet values; 2 statements.

    Without words, the ones published last stand first. If no practice has all the words, those
    with the most are found, and `partial` says so.
    """
    chosen = {name: value for name, value in (chosen or {}).items() if value}
    matches = search.find(db.session(), KIND, query) if query else None
    if query and matches is None:
        return Found([], {})
    everything = _rows(matches)
    rows = [row for row in everything if _fits(row, chosen)]
    counts = {facet: _count(everything, facet, chosen) for facet in FACETS}
    return Found(
        rows=rows,
        counts=counts,
        names=_names(everything),
        partial=bool(matches and matches.partial and rows),
    )


def _fits(row: Row, chosen: Mapping[str, str], besides: str = "") -> bool:
    return all(row.values[name] == value for name, value in chosen.items() if name != besides)


def _count(rows: Sequence[Row], facet: str, chosen: Mapping[str, str]) -> Mapping[str, int]:
    counts = Counter(row.values[facet] for row in rows if _fits(row, chosen, besides=facet))
    counts.pop("", None)
    return counts


def _names(rows: Sequence[Row]) -> Mapping[str, Mapping[str, Translated]]:
    """Return the names of voivodeships and editions that occur."""
    return {
        "voivodeship": {r.values["voivodeship"]: {"pl": r.voivodeship_name} for r in rows},
        "edition": {r.values["edition"]: r.edition_name for r in rows},
    }


def _rows(matches: search.Matches | None) -> list[Row]:
    statement = (
        select(
            Practice.id,
            Practice.slug,
            Practice.title,
            Practice.theme,
            Practice.cooperation,
            Practice.population,
            Practice.cost,
            Organisation.kind.label("organisation_kind"),
            Edition.slug.label("edition"),
            Edition.name.label("edition_name"),
            Leader.kind.label("unit_kind"),
            Leader.gmina_kind,
            Unit.name.label("place"),
            Unit.voivodeship_terc,
            Unit.voivodeship_name,
            Unit.latitude,
            Unit.longitude,
        )
        .join(Organisation, Organisation.id == Practice.organisation_id)
        .join(Edition, Edition.id == Practice.edition_id)
        .outerjoin(Unit, Unit.terc == Practice.unit_terc)
        .outerjoin(Leader, Leader.terc == Organisation.unit_terc)
        .where(Practice.state == rules.PUBLISHED)
    )
    latest = (Practice.published_at.desc(), Practice.id)
    if matches is None:
        return [_row(one, 0.0) for one in db.session().execute(statement.order_by(*latest))]
    scores = matches.scores
    scored: Select[Any] = (
        statement.add_columns(scores.c.score)
        .join(scores, scores.c.key == Practice.id)
        .order_by(scores.c.score.desc(), *latest)
    )
    return [_row(one, one.score) for one in db.session().execute(scored)]


def _row(one: Any, score: float) -> Row:
    return Row(
        id=one.id,
        slug=one.slug,
        title=one.title,
        values={
            "theme": one.theme,
            "cooperation": one.cooperation,
            "kind": kind_of(one.organisation_kind, one.unit_kind or "", one.gmina_kind or ""),
            "size": rules.band(one.population, rules.SIZES),
            "voivodeship": one.voivodeship_terc or "",
            "edition": one.edition,
            "cost": rules.band(one.cost, rules.COSTS),
        },
        edition_name=one.edition_name,
        voivodeship_name=one.voivodeship_name or "",
        place=one.place or "",
        latitude=one.latitude,
        longitude=one.longitude,
        score=score,
    )


def page_of(found: Found, page: int, per_page: int = PER_PAGE) -> list[Card]:
    """Return the cards of one page (from 1) of what was found; four statements."""
    start = (page - 1) * per_page
    return cards([row.id for row in found.rows[start : start + per_page]])


def all_cards(size: int = 200) -> Iterator[Card]:
    """Yield every published card by title and id, read in pieces of `size`."""
    published = select(Practice.id).where(Practice.state == rules.PUBLISHED)
    ids = db.session().scalars(published.order_by(Practice.title, Practice.id)).all()
    for start in range(0, len(ids), size):
        yield from cards(ids[start : start + size])
        db.session().expunge_all()


def latest_cards(count: int) -> list[Card]:
    """Return the cards changed last."""
    published = select(Practice.id).where(Practice.state == rules.PUBLISHED)
    ids = db.session().scalars(published.order_by(Practice.changed_at.desc()).limit(count)).all()
    return cards(ids)


def card_of(practice: Practice) -> Card:
    """Return the card of a published practice."""
    return cards([practice.id])[0]


def similar_cards(practice: Practice) -> list[Card]:
    """Return the published practices that share the most telling words with this one."""
    scores = search.similar(db.session(), KIND, practice.id)
    if scores is None:
        return []
    best = (
        select(Practice.id)
        .join(scores, scores.c.key == Practice.id)
        .where(Practice.state == rules.PUBLISHED)
        .order_by(scores.c.score.desc(), Practice.id)
        .limit(SIMILAR)
    )
    return cards(db.session().scalars(best).all())


def by_slug(slug: str) -> Practice | None:
    """Return the practice at a public address, whatever its state."""
    return db.session().scalar(select(Practice).where(Practice.slug == slug))


def _with_all() -> Select[Practice]:
    return select(Practice).options(
        joinedload(Practice.edition),
        joinedload(Practice.organisation),
        joinedload(Practice.unit),
        joinedload(Practice.entry),
        selectinload(Practice.fields),
        selectinload(Practice.versions),
    )


def whole(practice_id: str) -> Practice | None:
    """Return the practice with its fields and versions, for organisers; three statements."""
    return db.session().scalar(_with_all().where(Practice.id == practice_id))


def of_entry(entry_id: str) -> Practice | None:
    """Return the practice drafted from an entry, with its fields and versions, or None."""
    return db.session().scalar(_with_all().where(Practice.entry_id == entry_id))


def units_of_entries(entry_ids: Collection[str]) -> dict[str, str]:
    """Return the TERYT code of the unit of each entry's published practice; one statement."""
    rows = db.session().execute(
        select(Practice.entry_id, Practice.unit_terc).where(
            Practice.entry_id.in_(entry_ids), Practice.state == rules.PUBLISHED
        )
    )
    return {entry_id: terc for entry_id, terc in rows if terc}


def fields_of(practice: Practice) -> list[PracticeField]:
    """Return the fields in the order of the card."""
    by_name = {one.name: one for one in practice.fields}
    return [by_name[name] for name in rules.FIELDS]


def all_practices() -> Sequence[Practice]:
    """Return every practice for the organiser, the one changed last first; two statements."""
    statement = _with_all().order_by(Practice.changed_at.desc(), Practice.id)
    return db.session().scalars(statement).all()


def awarded_entries(edition_id: str, now: datetime) -> list[tuple[Entry, str, Practice | None]]:
    """Return (entry, outcome, card or None) of the announced laureates and distinctions."""
    rows = db.session().execute(
        select(Entry, Decision.outcome, Practice)
        .join(Decision, Decision.entry_id == Entry.id)
        .join(Announcement, Announcement.edition_id == Entry.edition_id)
        .outerjoin(Practice, Practice.entry_id == Entry.id)
        .where(
            Entry.edition_id == edition_id,
            Decision.outcome.in_(AWARDED),
            Announcement.at <= now,
        )
        .options(joinedload(Entry.applicant))
        .order_by(Decision.position, Entry.number)
    )
    return [(entry, outcome, practice) for entry, outcome, practice in rows]


def mapping_of(edition: Edition) -> dict[str, str]:
    """Return the mapping that was saved for the edition, or the one its questions suggest."""
    saved = db.session().get(PracticeMapping, edition.id)
    if saved is not None:
        return dict(saved.questions)
    return rules.guess_mapping(questions_of(edition))


def questions_of(edition: Edition) -> list[tuple[str, str]]:
    """Return (id, Polish label) of the edition's questions, in order."""
    return [
        (question.id, question.label["pl"])
        for section in edition.sections
        for question in section.questions
    ]


def adoptions_of(practice_id: str) -> Sequence[Adoption]:
    """Return what is shown on a card, the latest first."""
    return _adoptions(Adoption.practice_id == practice_id, Adoption.state == SHOWN)


def waiting_adoptions() -> Sequence[Adoption]:
    """Return what waits for the organiser."""
    return _adoptions(Adoption.state == WAITING)


def decided_adoptions() -> Sequence[Adoption]:
    """Return what the organiser decided about."""
    return _adoptions(Adoption.state != WAITING)


def own_adoptions(person_id: str, practice_id: str) -> Sequence[Adoption]:
    """Return what the person's organisations said about a practice, whatever its state."""
    mine = select(OrganisationMember.organisation_id).where(
        OrganisationMember.person_id == person_id, OrganisationMember.active_since.is_not(None)
    )
    return _adoptions(Adoption.practice_id == practice_id, Adoption.organisation_id.in_(mine))


def _adoptions(*conditions: Any) -> Sequence[Adoption]:
    return (
        db.session()
        .scalars(
            select(Adoption)
            .where(*conditions)
            .options(joinedload(Adoption.organisation), joinedload(Adoption.practice))
            .order_by(Adoption.said_at.desc(), Adoption.id)
        )
        .all()
    )


def find_adoption(adoption_id: str) -> Adoption | None:
    """Return the adoption of an id."""
    return db.session().get(Adoption, adoption_id)


def own_practices(person_id: str) -> Sequence[Practice]:
    """Return the cards drafted from entries of the person's organisations."""
    return (
        db.session()
        .scalars(
            _with_all()
            .join(
                OrganisationMember,
                OrganisationMember.organisation_id == Practice.organisation_id,
            )
            .where(
                OrganisationMember.person_id == person_id,
                OrganisationMember.active_since.is_not(None),
            )
            .order_by(Practice.created_at)
        )
        .all()
    )


def addresses() -> Sequence[tuple[str, datetime]]:
    """Return (slug, instant of the last change) of every published practice."""
    statement = select(Practice.slug, Practice.changed_at).where(Practice.state == rules.PUBLISHED)
    rows = db.session().execute(statement.order_by(Practice.slug))
    return [(slug, changed_at) for slug, changed_at in rows]
