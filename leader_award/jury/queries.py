"""What pages and later features read about jurors, their conflicts and their assignments."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import JSON, ColumnElement, cast, func, select, type_coerce
from sqlalchemy.orm import Session, joinedload

from leader_award.editions.models import Edition, Round
from leader_award.entries.models import Entry, Submission
from leader_award.jury import rules
from leader_award.jury.models import (
    Assignment,
    AssignmentProposal,
    Conflict,
    EntryNeed,
    Juror,
    RoundEntry,
)
from leader_award.partnerships.models import Organisation, OrganisationMember
from leader_award.partnerships.text import collation_key
from leader_award.platform import db
from leader_award.platform.db import Translated

Pair = tuple[str, str]
"""An entry's id and a juror's id."""


@dataclass(frozen=True)
class Listed:
    """All that a juror may know of an entry before saying whether there is a conflict.

    Everything is as submitted. `participants` are the ids of applicant and partners,
    `voivodeship` is the applicant's (TERYT, 2 digits) where it is a local government unit.
    """

    id: str
    reference: str
    title: str
    applicant: str
    partners: tuple[str, ...]
    category_id: str | None
    category: Translated
    participants: frozenset[str]
    voivodeship: str | None

    def blinded(self) -> "Listed":
        """The entry as a juror sees it who may not know whose it is."""
        return replace(self, applicant="", partners=())


@dataclass(frozen=True)
class Bar:
    """Why a juror cannot assess an entry: kind of conflict, who says so, and in what words."""

    kind: str
    source: str
    note: str = ""


def find(juror_id: str) -> Juror | None:
    """Return the juror with the edition, in one statement."""
    return db.session().get(Juror, juror_id, options=[joinedload(Juror.edition)])


def juror_of(person_id: str, edition_id: str, reader: Session | None = None) -> Juror | None:
    """Return the person's place on the jury of the edition, or None."""
    return (reader or db.session()).scalar(
        select(Juror).where(Juror.person_id == person_id, Juror.edition_id == edition_id)
    )


def jurors(edition_id: str, reader: Session | None = None) -> list[Juror]:
    """Return everybody who was ever on the jury of the edition, by surname."""
    found = (reader or db.session()).scalars(select(Juror).where(Juror.edition_id == edition_id))
    return sorted(found, key=lambda juror: surname_key(juror.person.name))


def surname_key(name: str) -> str:
    """Return a key that sorts names by the last word in Polish alphabetical order."""
    given, _space, surname = name.strip().rpartition(" ")
    return collation_key(f"{surname} {given}")


def seats_of(person_id: str) -> Sequence[Juror]:
    """Return the person's places on juries with their editions, the newest edition first."""
    return (
        db.session()
        .scalars(
            select(Juror)
            .join(Juror.edition)
            .options(joinedload(Juror.edition, innerjoin=True))
            .where(Juror.person_id == person_id, Juror.left_at.is_(None))
            .order_by(Edition.year.desc(), Edition.number.desc())
        )
        .all()
    )


def is_juror(person_id: str) -> bool:
    """Return whether the person is on the jury of any edition."""
    seat = select(Juror.id).where(Juror.person_id == person_id, Juror.left_at.is_(None))
    return db.session().scalar(seat.limit(1)) is not None


def active_assignments(
    edition_id: str, reader: Session | None = None, round_id: str | None = None
) -> Sequence[Assignment]:
    """Return the live assignments of the edition, or of one round, in the order of their making."""
    wanted = Assignment.round_id == round_id if round_id else Juror.edition_id == edition_id
    return (
        (reader or db.session())
        .scalars(
            select(Assignment)
            .join(Juror, Juror.id == Assignment.juror_id)
            .where(wanted, Assignment.ended_at.is_(None))
            .order_by(Assignment.assigned_at, Assignment.id)
        )
        .all()
    )


def assessed_entries(edition_id: str, reader: Session | None = None) -> list[Listed]:
    """Return the entries that the jury assesses, by number; one statement."""
    return _listing(reader or db.session(), Entry.edition_id == edition_id)


def participants(edition_id: str, reader: Session | None = None) -> list[Organisation]:
    """Return all who take part in assessed entries, by name, so that nobody reads in which."""
    reader = reader or db.session()
    ids = {key for entry in assessed_entries(edition_id, reader) for key in entry.participants}
    return list(
        reader.scalars(
            select(Organisation)
            .where(Organisation.id.in_(ids))
            .order_by(Organisation.sort_key, Organisation.id)
        )
    )


def entries_of_round(round: Round, reader: Session | None = None) -> list[Listed]:
    """Return the entries assessed in the round, by number: all of them in the first one."""
    if round.position == 0:
        return assessed_entries(round.edition_id, reader)
    chosen = select(RoundEntry.entry_id).where(RoundEntry.round_id == round.id)
    return _listing(reader or db.session(), Entry.id.in_(chosen))


def needs_of(round_id: str, reader: Session | None = None) -> dict[str, int]:
    """Return by entry the number of jurors, where it differs from the round's."""
    rows = (reader or db.session()).execute(
        select(EntryNeed.entry_id, EntryNeed.needed).where(EntryNeed.round_id == round_id)
    )
    return dict(rows.all())


def sits_in(juror: Juror, round: Round) -> bool:
    """Return whether the juror is on the jury of this round."""
    return not juror.round_ids or round.id in juror.round_ids


def _listing(reader: Session, condition: ColumnElement[bool]) -> list[Listed]:
    """Of the submissions only title, category, applicant and partners leave the database."""
    latest = (
        select(func.max(Submission.number))
        .where(Submission.entry_id == Entry.id)
        .correlate(Entry)
        .scalar_subquery()
    )
    parts = [_part(reader, name) for name in ("title", "category", "applicant", "partners")]
    rows = reader.execute(
        select(Entry.id, Entry.reference, *parts)
        .join(Submission, (Submission.entry_id == Entry.id) & (Submission.number == latest))
        .where(condition, Entry.state.in_(rules.ASSESSED))
        .order_by(Entry.number, Entry.id)
    )
    return [_listed(*row) for row in rows]


def _part(reader: Session, name: str) -> Any:
    """Return one member of the submission's JSON text as a column."""
    if reader.get_bind().dialect.name == "postgresql":
        return cast(Submission.content, JSON)[name]
    return type_coerce(Submission.content, JSON)[name]


def _listed(
    entry_id: str,
    reference: str | None,
    title: str,
    category: dict[str, Any] | None,
    applicant: dict[str, Any],
    partners: list[dict[str, Any]],
) -> Listed:
    return Listed(
        id=entry_id,
        reference=reference or "",
        title=title,
        applicant=applicant["name"],
        partners=tuple(partner["name"] for partner in partners),
        category_id=category["id"] if category else None,
        category=category["name"] if category else {},
        participants=frozenset(one["id"] for one in (applicant, *partners)),
        voivodeship=(applicant.get("terc") or "")[:2] or None,
    )


def organisations_of_jurors(
    edition_id: str, reader: Session | None = None
) -> dict[str, dict[str, Organisation]]:
    """Return by juror the organisations they belong to, by id; three statements.

    These are the ones that the juror has named and those for which they act in this system.
    """
    return _organisations(reader or db.session(), Juror.edition_id == edition_id)


def _organisations(
    reader: Session, condition: ColumnElement[bool]
) -> dict[str, dict[str, Organisation]]:
    named = reader.execute(select(Juror.id, Juror.organisation_ids).where(condition))
    ids_by_juror = {juror_id: set(ids) for juror_id, ids in named}
    members = reader.execute(
        select(Juror.id, OrganisationMember.organisation_id)
        .join(OrganisationMember, OrganisationMember.person_id == Juror.person_id)
        .where(condition, OrganisationMember.active_since.is_not(None))
    )
    for juror_id, organisation_id in members:
        ids_by_juror[juror_id].add(organisation_id)
    wanted = set().union(*ids_by_juror.values())
    found = reader.scalars(select(Organisation).where(Organisation.id.in_(wanted)))
    known = {organisation.id: organisation for organisation in found}
    return {
        juror_id: {key: known[key] for key in sorted(ids) if key in known}
        for juror_id, ids in ids_by_juror.items()
    }


def bars(
    edition_id: str,
    reader: Session | None = None,
    entries: Collection[Listed] | None = None,
) -> dict[Pair, tuple[Bar, ...]]:
    """Return every pair in conflict with the reasons: what was said, and what the register knows.

    This is the one place that decides on conflicts; the register's are worked out anew each
    time, so that a membership which begins today bars today.
    """
    reader = reader or db.session()
    found: dict[Pair, list[Bar]] = defaultdict(list)
    said = reader.execute(
        select(Conflict.entry_id, Conflict.juror_id, Conflict.kind, Conflict.source, Conflict.note)
        .join(Juror, Juror.id == Conflict.juror_id)
        .where(Juror.edition_id == edition_id, Conflict.kind != rules.NONE)
        .order_by(Conflict.source)
    )
    for entry_id, juror_id, kind, source, note in said:
        found[entry_id, juror_id].append(Bar(kind, source, note))
    if entries is None:
        entries = assessed_entries(edition_id, reader)
    of_jurors = organisations_of_jurors(edition_id, reader)
    for pair, reasons in _register_bars(of_jurors, entries).items():
        found[pair].extend(reasons)
    return dict(zip(found, map(tuple, found.values()), strict=True))


def _register_bars(
    of_jurors: Mapping[str, dict[str, Organisation]], entries: Collection[Listed]
) -> dict[Pair, list[Bar]]:
    """Return what the register knows, going from the jurors' few organisations to their entries."""
    wanted = {key for own in of_jurors.values() for key in own}
    taking_part: dict[str, list[Listed]] = defaultdict(list)
    for entry in entries:
        for key in entry.participants & wanted:
            taking_part[key].append(entry)
    return {
        (entry.id, juror_id): _shared(entry, own)
        for juror_id, own in of_jurors.items()
        for key in own
        for entry in taking_part[key]
    }


def register_bars(juror_id: str, entry_id: str, reader: Session | None = None) -> list[Bar]:
    """Return what the register knows against one pair."""
    reader = reader or db.session()
    own = _organisations(reader, Juror.id == juror_id).get(juror_id, {})
    return [bar for entry in _listing(reader, Entry.id == entry_id) for bar in _shared(entry, own)]


def _shared(entry: Listed, own: dict[str, Organisation]) -> list[Bar]:
    shared = sorted(entry.participants & own.keys())
    return [Bar("own_jst", rules.REGISTER, own[key].name) for key in shared]


def answers(juror_id: str, reader: Session | None = None) -> dict[str, Conflict]:
    """Return what the juror has said about entries, explicit "none" included, by entry id."""
    rows = (reader or db.session()).scalars(
        select(Conflict).where(Conflict.juror_id == juror_id, Conflict.source == rules.JUROR)
    )
    return {conflict.entry_id: conflict for conflict in rows}


def cleared_pairs(edition_id: str, reader: Session | None = None) -> set[Pair]:
    """Return the pairs for which the juror has said that there is no conflict."""
    rows = (reader or db.session()).execute(
        select(Conflict.entry_id, Conflict.juror_id)
        .join(Juror, Juror.id == Conflict.juror_id)
        .where(
            Juror.edition_id == edition_id,
            Conflict.source == rules.JUROR,
            Conflict.kind == rules.NONE,
        )
    )
    return set(rows)


def unanswered(edition_id: str, reader: Session | None = None) -> dict[str, int]:
    """Return by juror the number of assessed entries without an answer and without a bar."""
    reader = reader or db.session()
    assessed = Entry.edition_id == edition_id, Entry.state.in_(rules.ASSESSED)
    total = reader.scalar(select(func.count(Entry.id)).where(*assessed)) or 0
    said = (
        select(Conflict.juror_id, func.count(Conflict.entry_id.distinct()))
        .join(Entry, Entry.id == Conflict.entry_id)
        .where(*assessed, _settles())
        .group_by(Conflict.juror_id)
    )
    answered = dict(reader.execute(said).all())
    ids = reader.scalars(select(Juror.id).where(Juror.edition_id == edition_id))
    left = {juror_id: total - answered.get(juror_id, 0) for juror_id in ids}
    owing = {juror_id for juror_id, count in left.items() if count}
    for juror_id, count in _barred_unasked(edition_id, owing, reader).items():
        left[juror_id] -= count
    return left


def _settles() -> ColumnElement[bool]:
    """Whether a statement about a pair leaves nothing to ask the juror."""
    return (Conflict.source == rules.JUROR) | (Conflict.kind != rules.NONE)


def _barred_unasked(edition_id: str, juror_ids: Collection[str], reader: Session) -> Counter[str]:
    """Return by juror the number of entries that only the register bars."""
    of_jurors = {
        juror_id: own
        for juror_id, own in organisations_of_jurors(edition_id, reader).items()
        if own and juror_id in juror_ids
    }
    if not of_jurors:
        return Counter()
    barred = _register_bars(of_jurors, assessed_entries(edition_id, reader))
    said = select(Conflict.entry_id, Conflict.juror_id).where(
        Conflict.juror_id.in_(of_jurors), _settles()
    )
    settled = {tuple(pair) for pair in reader.execute(said)}
    return Counter(juror_id for _entry, juror_id in barred.keys() - settled)


def recused(round_id: str, reader: Session | None = None) -> list[Assignment]:
    """Return the assignments of the round that ended by recusal or leaving, the latest first."""
    rows = (reader or db.session()).scalars(
        select(Assignment)
        .where(
            Assignment.round_id == round_id,
            Assignment.end_reason.in_((rules.ENDED_BY_CONFLICT, rules.ENDED_BY_LEAVING)),
        )
        .options(joinedload(Assignment.juror, innerjoin=True))
        .order_by(Assignment.ended_at.desc(), Assignment.id)
    )
    return list(rows)


def loads(edition_id: str, reader: Session | None = None) -> dict[str, int]:
    """Return the number of live assignments by juror."""
    rows = (reader or db.session()).execute(
        select(Assignment.juror_id, func.count(Assignment.id))
        .join(Juror, Juror.id == Assignment.juror_id)
        .where(Juror.edition_id == edition_id, Assignment.ended_at.is_(None))
        .group_by(Assignment.juror_id)
    )
    return dict(rows.all())


def readable_entries(juror: Juror, reader: Session | None = None) -> list[Listed]:
    """Return the entries that the juror may read now, by number.

    This is `policy.may_read` for a whole list, in a constant number of statements.
    """
    reader = reader or db.session()
    if not rules.may_serve(juror):
        return []
    said = select(Conflict.entry_id).where(Conflict.juror_id == juror.id)
    assigned = select(Assignment.entry_id).where(
        Assignment.juror_id == juror.id, Assignment.ended_at.is_(None)
    )
    listed = _listing(
        reader,
        Entry.id.in_(assigned)
        & Entry.id.in_(said.where(Conflict.kind == rules.NONE, Conflict.source == rules.JUROR))
        & Entry.id.not_in(said.where(Conflict.kind != rules.NONE)),
    )
    own = _organisations(reader, Juror.id == juror.id).get(juror.id, {})
    return [entry for entry in listed if not _shared(entry, own)]


def organisations_of_juror(juror: Juror) -> dict[str, Organisation]:
    """Return the organisations that the juror belongs to, by id."""
    return _organisations(db.session(), Juror.id == juror.id).get(juror.id, {})


def assigned_entries(reader: Session, entry_ids: Collection[str]) -> set[str]:
    """Return those of the entries that a juror is to score now."""
    live = select(Assignment.entry_id).where(
        Assignment.entry_id.in_(entry_ids), Assignment.ended_at.is_(None)
    )
    return set(reader.scalars(live))


def is_assigned(juror_id: str, entry_id: str) -> bool:
    """Return whether the juror is to score the entry now."""
    live = select(Assignment.id).where(
        Assignment.juror_id == juror_id,
        Assignment.entry_id == entry_id,
        Assignment.ended_at.is_(None),
    )
    return db.session().scalar(live) is not None


def find_assignment(assignment_id: str) -> Assignment | None:
    """Return the assignment with its juror and their edition."""
    with_edition = joinedload(Assignment.juror, innerjoin=True).joinedload(Juror.edition)
    return db.session().get(Assignment, assignment_id, options=[with_edition])


def find_proposal(proposal_id: str) -> AssignmentProposal | None:
    """Return the proposal."""
    return db.session().get(AssignmentProposal, proposal_id)


def proposals(round_id: str, limit: int = 10) -> Sequence[AssignmentProposal]:
    """Return the latest proposals for the round, the newest first."""
    return (
        db.session()
        .scalars(
            select(AssignmentProposal)
            .where(AssignmentProposal.round_id == round_id)
            .order_by(AssignmentProposal.made_at.desc(), AssignmentProposal.id)
            .limit(limit)
        )
        .all()
    )
