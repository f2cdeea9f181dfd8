"""The names that ids in events stand for, found when the record is read.

Nothing is kept: who has been erased since, or whose name has changed, reads so at once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from leader_award.accounts.models import Person, SignInSession
from leader_award.audit_log.sentences import NAMED
from leader_award.diplomas.models import Diploma, DiplomaBatch
from leader_award.dissemination.models import Conference, Registration
from leader_award.editions.models import Edition, Round, Rubric
from leader_award.entries.models import Entry
from leader_award.jury.models import Assignment, AssignmentProposal, Juror
from leader_award.knowledge.models import Article
from leader_award.partnerships.models import Organisation, OrganisationMember, Partnership
from leader_award.platform.audit import AuditEvent
from leader_award.platform.i18n import translate
from leader_award.practices.models import Adoption, Practice
from leader_award.privacy.subjects import GONE
from leader_award.ranking.models import TieVote
from leader_award.results.models import Decision, PressPicture
from leader_award.scoring.models import ScoreCard
from leader_award.self_assessment.models import Assessment

KIND = {"assessment_round": "round"}
"""What placeholders call a table, where that is not its name."""

LEADS_TO: Mapping[str, Any] = {
    "assignment": select(
        Assignment.id,
        Assignment.entry_id.label("entry"),
        Assignment.juror_id.label("juror"),
        Assignment.round_id.label("round"),
    ),
    "score_card": select(
        ScoreCard.id, Assignment.entry_id.label("entry"), Assignment.juror_id.label("juror")
    ).join(Assignment, Assignment.id == ScoreCard.assignment_id),
    "rubric": select(
        Rubric.id, Rubric.round_id.label("round"), Round.edition_id.label("edition")
    ).join(Round, Round.id == Rubric.round_id),
    "round": select(Round.id, Round.edition_id.label("edition")),
    "assignment_proposal": select(
        AssignmentProposal.id,
        AssignmentProposal.edition_id.label("edition"),
        AssignmentProposal.round_id.label("round"),
    ),
    "tie_vote": select(TieVote.id, TieVote.edition_id.label("edition")),
    "decision": select(Decision.id, Decision.entry_id.label("entry")),
    "press_picture": select(PressPicture.id, PressPicture.edition_id.label("edition")),
    "diploma_batch": select(DiplomaBatch.id, DiplomaBatch.edition_id.label("edition")),
    "juror": select(Juror.id, Juror.edition_id.label("edition")),
    "registration": select(Registration.id, Registration.conference_id.label("conference")),
    "practice_adoption": select(Adoption.id, Adoption.practice_id.label("practice")),
    "assessment": select(Assessment.id, Assessment.partnership_id.label("partnership")),
    "organisation_member": select(
        OrganisationMember.id,
        OrganisationMember.organisation_id.label("organisation"),
        OrganisationMember.person_id.label("person"),
    ),
    "sign_in_session": select(SignInSession.id, SignInSession.person_id.label("person")),
}
"""What a thing is about besides itself: rows of its id and the ids of others."""


def erased() -> str:
    """Return what stands in the place of an erased person's name."""
    return str(_("an erased person"))


def _living(name: str, address: str) -> str:
    return erased() if address.endswith(GONE) else name


def _entry(reference: str | None, applicant: str) -> str:
    if reference:
        return str(_("entry %(reference)s", reference=reference))
    return str(_("draft of an entry (%(applicant)s)", applicant=applicant))


_NAMES: Mapping[str, tuple[Any, Callable[..., str]]] = {
    "person": (select(Person.id, Person.name, Person.email), _living),
    "juror": (
        select(Juror.id, Person.name, Person.email).join(Person, Person.id == Juror.person_id),
        _living,
    ),
    "registration": (
        select(Registration.id, Registration.name, Registration.email),
        _living,
    ),
    "entry": (
        select(Entry.id, Entry.reference, Organisation.name).join(
            Organisation, Organisation.id == Entry.applicant_id
        ),
        _entry,
    ),
    "edition": (select(Edition.id, Edition.name), translate),
    "round": (select(Round.id, Round.name), translate),
    "conference": (select(Conference.id, Conference.name), translate),
    "article": (select(Article.id, Article.title), translate),
    "organisation": (select(Organisation.id, Organisation.name), str),
    "partnership": (select(Partnership.id, Partnership.name), str),
    "practice": (select(Practice.id, Practice.title), str),
    "diploma": (select(Diploma.id, Diploma.code), str),
}


def deleted(kind: str) -> str:
    """Return what stands in the place of the name of something that is no longer there."""
    return erased() if kind in ("person", "juror", "registration") else str(_("[deleted]"))


@dataclass(frozen=True)
class Named:
    """The name of a thing and, where organisers have one, the address of its page."""

    text: str
    url: str | None = None


class Names:
    """The names of everything that some events are about, by kind and id.

    A constant number of statements: one for each kind of thing among the events, at most.
    """

    def __init__(self, reader: Session, events: Iterable[AuditEvent]) -> None:
        self.about = {event.sequence: _own(event) for event in events}
        found = list(self.about.values())
        for kind in ("sign_in_session", *(k for k in LEADS_TO if k != "round"), "round"):
            _follow(reader, kind, found)
        _follow_entries(reader, found)
        wanted: dict[str, set[str]] = defaultdict(set)
        for ids in found:
            for kind, key in ids.items():
                wanted["person" if kind == "actor" else kind].add(key)
        self.names = {kind: _texts(reader, kind, wanted[kind]) for kind in _NAMES if wanted[kind]}

    def of(self, event: AuditEvent, kind: str) -> Named:
        """Return the name of the thing of this kind that the event is about."""
        key = self.about[event.sequence].get(kind)
        text = self.names.get("person" if kind == "actor" else kind, {}).get(key or "")
        if text is None or key is None:
            return Named(deleted("person" if kind == "actor" else kind))
        return Named(text, _page(kind, key))


def _own(event: AuditEvent) -> dict[str, str]:
    """Return the ids that the event itself gives, by kind."""
    ids = {kind: key for kind, key in event.details.items() if kind in NAMED and _is_id(key)}
    ids[KIND.get(event.thing_kind, event.thing_kind)] = event.thing_id
    if event.person_id is not None:
        ids["actor"] = event.person_id
    return ids


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _follow(reader: Session, kind: str, found: Iterable[dict[str, str]]) -> None:
    """Add to each event what the thing of `kind` leads to, unless the event says it itself."""
    about = [ids for ids in found if kind in ids]
    if about:
        statement: Select[Any] = LEADS_TO[kind]
        column = statement.selected_columns.id
        rows = reader.execute(statement.where(column.in_({ids[kind] for ids in about})))
        leads = {row.id: row._mapping for row in rows}
        for ids in about:
            for other, key in leads.get(ids[kind], {}).items():
                if other != "id" and key is not None:
                    ids.setdefault(other, key)


def _follow_entries(reader: Session, found: Iterable[dict[str, str]]) -> None:
    about = [ids for ids in found if "entry" in ids and "edition" not in ids]
    if about:
        keys = {ids["entry"] for ids in about}
        rows = reader.execute(select(Entry.id, Entry.edition_id).where(Entry.id.in_(keys)))
        editions = {row.id: row.edition_id for row in rows}
        for ids in about:
            if ids["entry"] in editions:
                ids["edition"] = editions[ids["entry"]]


def _texts(reader: Session, kind: str, keys: set[str]) -> dict[str, str]:
    statement, make = _NAMES[kind]
    rows = reader.execute(statement.where(statement.selected_columns.id.in_(keys)))
    return {key: make(*parts) for key, *parts in rows}


def _page(kind: str, key: str) -> str | None:
    if kind == "entry":
        return url_for("entries.organiser_entry", entry_id=key)
    if kind == "juror":
        return url_for("jury.edit", juror_id=key)
    return url_for("editions.board", edition_id=key) if kind == "edition" else None
