"""What pages show of results; for the public nothing before the announcement."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.entries import queries as entry_queries
from leader_award.entries.models import Entry
from leader_award.partnerships.models import OrganisationMember
from leader_award.partnerships.text import collation_key
from leader_award.platform.db import Translated, session
from leader_award.results import rules
from leader_award.results.models import Announcement, Decision

NEWS = timedelta(days=90)
"""How long a result stands on the start page of the applicant's people."""


@dataclass(frozen=True)
class Award:
    """A laureate, a distinction or a finalist as the public sees it; `prize` is empty if none.

    `leader` is the applicant's name and `partners` the other organisations' names;
    `organisations` are the same, the applicant first: name, kind, terc (of a unit, else None).
    """

    entry_id: str
    reference: str
    outcome: str
    title: str
    partnership: str
    leader: str
    partners: tuple[str, ...]
    organisations: tuple[Mapping[str, Any], ...]
    category: Translated
    prize: Translated
    reason: str

    @property
    def name(self) -> str:
        """Who is awarded: the partnership, or the applicant of one that has no name."""
        return self.partnership or self.leader


@dataclass(frozen=True)
class Results:
    """The results of an edition; `announced_at` None means that no instant is set."""

    edition: Edition
    announced_at: datetime | None
    laureates: Sequence[Award]
    distinctions: Sequence[Award]
    finalists: Sequence[Award]


@dataclass(frozen=True)
class OwnResult:
    """The result of one entry, for its applicant."""

    entry: Entry
    decision: Decision
    announced_at: datetime | None


def announcement(edition_id: str) -> Announcement | None:
    """Return the announcement and who prepared and approved it, for organisers, or None."""
    return session().scalar(
        select(Announcement)
        .where(Announcement.edition_id == edition_id)
        .options(joinedload(Announcement.prepared_by), joinedload(Announcement.approved_by))
    )


def decided(edition_id: str) -> tuple[int, int]:
    """Return how many entries in the contest have a decision, and how many there are."""
    row = session().execute(
        select(func.count(Decision.id), func.count(Entry.id))
        .select_from(Entry)
        .outerjoin(Decision, Decision.entry_id == Entry.id)
        .where(Entry.edition_id == edition_id, Entry.state.in_(rules.IN_CONTEST))
    )
    with_decision, all_entries = row.one()
    return with_decision, all_entries


def announced(edition_id: str, now: datetime) -> bool:
    """Return whether the results of the edition are public at `now`."""
    return rules.is_announced(instant(edition_id), now)


def instant(edition_id: str) -> datetime | None:
    """Return the instant from which the results are public, None while it is not set."""
    return session().scalar(select(Announcement.at).where(Announcement.edition_id == edition_id))


@dataclass(frozen=True)
class Embargo:
    """An edition and the instant from which its results are public; nothing of the results."""

    edition: Edition
    announced_at: datetime | None


def embargo(slug: str) -> Embargo | None:
    """Return what decides on the results at a public address, or None for no such edition."""
    edition = edition_queries.by_slug(slug)
    return Embargo(edition, instant(edition.id)) if edition else None


def results_if_announced(edition: Edition, now: datetime) -> Results | None:
    """Return the results of the edition, or None if they are not public at `now`."""
    return prepared_results(edition) if announced(edition.id, now) else None


def latest_results(now: datetime) -> Results | None:
    """Return the results announced last, or None."""
    edition = session().scalar(
        select(Edition)
        .join(Announcement, Announcement.edition_id == Edition.id)
        .where(_is_announced(now))
        .order_by(Announcement.at.desc())
        .limit(1)
    )
    return prepared_results(edition) if edition else None


def announced_editions(now: datetime) -> Sequence[Edition]:
    """Return the editions whose results are public at `now`, the earliest first."""
    return (
        session()
        .scalars(
            select(Edition)
            .join(Announcement, Announcement.edition_id == Edition.id)
            .where(_is_announced(now))
            .order_by(Announcement.at)
        )
        .all()
    )


def _is_announced(now: datetime) -> ColumnElement[bool]:
    """Return `rules.is_announced` as a condition of a statement."""
    return Announcement.at <= now


def prepared_results(edition: Edition) -> Results:
    """Return the results as they stand, announced or not; only for those who may see them."""
    awards = _awards(edition.id)
    return Results(
        edition=edition,
        announced_at=instant(edition.id),
        laureates=[award for award in awards if award.outcome == rules.LAUREATE],
        distinctions=[award for award in awards if award.outcome == rules.DISTINCTION],
        finalists=[award for award in awards if award.outcome == rules.FINALIST],
    )


def _awards(edition_id: str) -> list[Award]:
    """Return the awards by prize, then by name, in 2 statements."""
    decisions = session().scalars(
        select(Decision)
        .where(Decision.edition_id == edition_id, Decision.outcome.in_(rules.IN_FINAL))
        .options(joinedload(Decision.prize))
    )
    by_entry = {decision.entry_id: decision for decision in decisions}
    contents = entry_queries.contents_of(by_entry)
    awards = [_award(by_entry[entry_id], content) for entry_id, content in contents.items()]
    return sorted(
        awards, key=lambda a: (by_entry[a.entry_id].position, collation_key(a.name), a.reference)
    )


def _award(decision: Decision, content: Mapping[str, Any]) -> Award:
    return Award(
        entry_id=decision.entry_id,
        reference=content["reference"],
        outcome=decision.outcome,
        title=content["title"],
        partnership=content["partnership_name"],
        leader=content["applicant"]["name"],
        partners=tuple(partner["name"] for partner in content["partners"]),
        organisations=tuple(
            {key: one.get(key) for key in ("name", "kind", "terc")}
            for one in (content["applicant"], *content["partners"])
        ),
        category=content["category"]["name"] if content["category"] else {},
        prize=decision.prize.name if decision.prize else {},
        reason=decision.reason,
    )


def own_result(entry_id: str) -> OwnResult | None:
    """Return the result of an entry that has been decided about, or None.

    It costs one statement either way: how long a refusal takes tells nothing before the instant.
    """
    found = (
        session()
        .execute(
            select(Decision, Announcement.at)
            .outerjoin(Announcement, Announcement.edition_id == Decision.edition_id)
            .where(Decision.entry_id == entry_id)
            .options(
                joinedload(Decision.entry).joinedload(Entry.edition), joinedload(Decision.prize)
            )
        )
        .one_or_none()
    )
    return OwnResult(found[0].entry, found[0], found[1]) if found else None


def announced_decision(entry: Entry, now: datetime) -> Decision | None:
    """Return the decision about the entry if it is public at `now`."""
    return session().scalar(
        select(Decision)
        .join(Announcement, Announcement.edition_id == Decision.edition_id)
        .where(Decision.entry_id == entry.id, _is_announced(now))
    )


def waiting_for_approval() -> Sequence[tuple[Announcement, Edition]]:
    """Return the announcements that another organiser has to approve, with their editions."""
    rows = session().execute(
        select(Announcement, Edition)
        .join(Edition, Edition.id == Announcement.edition_id)
        .where(Announcement.approved_at.is_(None))
        .order_by(Announcement.prepared_at)
    )
    return [(announcement, edition) for announcement, edition in rows]


def own_announced(person_id: str, now: datetime) -> Collection[Decision]:
    """Return the recently announced decisions about entries of the person's organisations."""
    return (
        session()
        .scalars(
            select(Decision)
            .join(Entry, Entry.id == Decision.entry_id)
            .join(Announcement, Announcement.edition_id == Decision.edition_id)
            .join(OrganisationMember, OrganisationMember.organisation_id == Entry.applicant_id)
            .where(
                OrganisationMember.person_id == person_id,
                OrganisationMember.active_since.is_not(None),
                Announcement.at > now - NEWS,
                _is_announced(now),
            )
            .options(joinedload(Decision.entry))
            .order_by(Announcement.at.desc(), Entry.number)
        )
        .all()
    )
