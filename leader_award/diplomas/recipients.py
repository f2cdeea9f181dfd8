"""Who is due a diploma of an edition: from entries, decisions, the jury, and later features."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from leader_award.accounts.models import Person
from leader_award.diplomas import hooks, rules
from leader_award.diplomas.hooks import Recipient
from leader_award.entries import queries as entry_queries
from leader_award.entries.models import Entry
from leader_award.jury.models import Juror
from leader_award.partnerships.models import OrganisationMember
from leader_award.platform import outbox
from leader_award.results.models import Decision
from leader_award.results.rules import AWARDED, IN_CONTEST

ADMITTED = (*IN_CONTEST, *AWARDED)


def due(reader: Session, edition_id: str, kinds: Collection[str]) -> list[Recipient]:
    """Return who is due a diploma of these kinds, in a constant number of statements.

    What is due is not yet allowed: `issuing` asks whether the announcement has come.
    """
    found = [
        *_of_entries(reader, edition_id, kinds),
        *(_jurors(reader, edition_id) if rules.JUROR in kinds else ()),
    ]
    if {rules.SPEAKER, rules.ATTENDANCE} & set(kinds):
        for hook in hooks.recipients:
            found += [one for one in hook(reader, edition_id) if one.kind in kinds]
    order = {kind: place for place, kind in enumerate(rules.KINDS)}
    return sorted(found, key=lambda one: order[one.kind])


def one_due(reader: Session, edition_id: str, kind: str, subject: str) -> Recipient | None:
    """Return who is due the diploma for this subject, or None if nobody is any more."""
    found = due(reader, edition_id, [kind])
    return next((one for one in found if one.subject == subject), None)


def longest_name(reader: Session, edition_id: str, kind: str) -> str | None:
    """Return the longest name that a diploma of the kind may carry in the edition, or None.

    As long as nobody is due one, the entries' names stand in.
    """
    found = due(reader, edition_id, [kind]) or due(reader, edition_id, [rules.PARTICIPANT])
    return max((one.name for one in found), key=len, default=None)


def _of_entries(reader: Session, edition_id: str, kinds: Collection[str]) -> list[Recipient]:
    wanted = set(kinds) & {*AWARDED, rules.PARTICIPANT}
    if not wanted:
        return []
    entries = reader.scalars(
        select(Entry)
        .where(Entry.edition_id == edition_id, Entry.state.in_(ADMITTED))
        .order_by(Entry.number)
    ).all()
    contents = entry_queries.contents_of([entry.id for entry in entries])
    decisions = _decisions(reader, edition_id)
    addresses = _addresses(reader, [entry.applicant_id for entry in entries])
    found = []
    for entry in entries:
        for kind, prize in _kinds_of(entry, decisions):
            if kind in wanted and entry.id in contents:
                to = addresses.get(entry.applicant_id, ())
                found.append(_of_entry(entry, contents[entry.id], kind, prize, to))
    return found


def _decisions(reader: Session, edition_id: str) -> dict[str, tuple[str, Any]]:
    """Return by entry its award and the name of its prize."""
    rows = reader.scalars(
        select(Decision)
        .where(Decision.edition_id == edition_id, Decision.outcome.in_(AWARDED))
        .options(joinedload(Decision.prize))
    ).all()
    return {row.entry_id: (row.outcome, row.prize.name if row.prize else "") for row in rows}


def _kinds_of(entry: Entry, decisions: dict[str, tuple[str, Any]]) -> list[tuple[str, Any]]:
    award = decisions.get(entry.id)
    return [(rules.PARTICIPANT, ""), *([award] if award else [])]


def _of_entry(
    entry: Entry, content: dict[str, Any], kind: str, prize: Any, to: tuple[outbox.Recipient, ...]
) -> Recipient:
    category = content["category"]
    return Recipient(
        kind=kind,
        subject=entry.id,
        name=content["partnership_name"] or content["applicant"]["name"],
        edition_id=entry.edition_id,
        facts={
            "title": content["title"],
            "category": category["name"] if category else "",
            "prize": prize,
        },
        to=to,
    )


def _addresses(
    reader: Session, organisation_ids: Sequence[str]
) -> dict[str, tuple[outbox.Recipient, ...]]:
    """Return by organisation the addresses of the people who act for it; one statement."""
    rows = reader.execute(
        select(OrganisationMember.organisation_id, Person.email, Person.language)
        .join(Person, Person.id == OrganisationMember.person_id)
        .where(
            OrganisationMember.organisation_id.in_(organisation_ids),
            OrganisationMember.active_since.is_not(None),
            Person.disabled_at.is_(None),
        )
        .order_by(Person.email)
    )
    found: dict[str, tuple[outbox.Recipient, ...]] = {}
    for organisation_id, email, language in rows:
        to = outbox.Recipient(email, language)
        found[organisation_id] = (*found.get(organisation_id, ()), to)
    return found


def _jurors(reader: Session, edition_id: str) -> list[Recipient]:
    rows = reader.scalars(
        select(Juror)
        .where(
            Juror.edition_id == edition_id,
            Juror.declared_at.is_not(None),
            Juror.left_at.is_(None),
        )
        .order_by(Juror.invited_at, Juror.id)
    )
    return [
        Recipient(
            kind=rules.JUROR,
            subject=juror.id,
            name=juror.person.name,
            edition_id=edition_id,
            language=juror.person.language,
            to=(outbox.Recipient(juror.person.email, juror.person.language),),
        )
        for juror in rows
    ]
