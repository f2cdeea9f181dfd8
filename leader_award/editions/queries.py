"""What pages read about editions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from leader_award.editions import changing, hooks, rules
from leader_award.editions.models import (
    Criterion,
    DeadlineChange,
    Edition,
    Extension,
    FormSection,
    Round,
    Rubric,
)
from leader_award.partnerships.models import Organisation
from leader_award.platform import clock, db


def find(edition_id: str) -> Edition | None:
    """Return the edition, whatever its state."""
    return db.session().get(Edition, edition_id)


def by_slug(slug: str) -> Edition | None:
    """Return the edition of this address if its call has been published."""
    edition = any_by_slug(slug)
    return edition if edition is not None and edition.state != "planned" else None


def any_by_slug(slug: str) -> Edition | None:
    """Return the edition of this address; the access rule decides who may see it."""
    return db.session().scalar(select(Edition).where(Edition.slug == slug))


def whole(edition_id: str, reader: Session | None = None) -> Edition | None:
    """Return the edition with all its parts, in 10 statements."""
    statement = (
        select(Edition)
        .where(Edition.id == edition_id)
        .options(
            selectinload(Edition.categories),
            selectinload(Edition.sections).selectinload(FormSection.questions),
            selectinload(Edition.attachment_requirements),
            selectinload(Edition.rounds).selectinload(Round.rubrics).selectinload(Rubric.criteria),
            selectinload(Edition.prizes),
            selectinload(Edition.check_items),
        )
    )
    return (reader or db.session()).scalar(statement)


def rounds(edition_id: str, reader: Session | None = None) -> list[Round]:
    """Return the edition's rounds in order, with their rubrics; three statements."""
    statement = (
        select(Round)
        .where(Round.edition_id == edition_id)
        .options(
            joinedload(Round.edition, innerjoin=True),
            selectinload(Round.rubrics).selectinload(Rubric.criteria),
        )
        .order_by(Round.position)
    )
    return list((reader or db.session()).scalars(statement))


def find_round(round_id: str) -> Round | None:
    """Return the round with its edition and its rubrics."""
    return db.session().get(
        Round,
        round_id,
        options=[
            joinedload(Round.edition, innerjoin=True),
            selectinload(Round.rubrics).selectinload(Rubric.criteria),
        ],
    )


def rubric_of(criterion_id: str) -> Rubric | None:
    """Return the rubric that holds the criterion with its round, or None."""
    return db.session().scalar(
        select(Rubric)
        .join(Rubric.criteria)
        .where(Criterion.id == criterion_id)
        .options(joinedload(Rubric.round, innerjoin=True))
    )


def find_rubric(rubric_id: str) -> Rubric | None:
    """Return the rubric with its round, its edition and the other versions."""
    with_round = joinedload(Rubric.round, innerjoin=True)
    return db.session().get(
        Rubric,
        rubric_id,
        options=[
            with_round.joinedload(Round.edition, innerjoin=True),
            with_round.selectinload(Round.rubrics).selectinload(Rubric.criteria),
        ],
    )


def all_editions() -> Sequence[Edition]:
    """Return every edition, the newest first (for organisers)."""
    order = (Edition.year.desc(), Edition.number.desc())
    return db.session().scalars(select(Edition).order_by(*order)).all()


def public_editions() -> list[Edition]:
    """Return the editions whose call has been published, the newest first."""
    return [edition for edition in all_editions() if edition.state != "planned"]


def current(editions: Sequence[Edition], now: datetime) -> Edition | None:
    """Return, out of public editions, the one to show first.

    That is the one whose call is open and closes soonest, or else the newest.
    """
    running = [edition for edition in editions if rules.phase(edition, now) == "open"]
    if running:
        return min(running, key=lambda edition: edition.deadline)
    return editions[0] if editions else None


def next_number() -> int:
    """Return the number that the next edition would have."""
    return (db.session().scalar(select(func.max(Edition.number))) or 0) + 1


def extension_for(
    edition_id: str, organisation_id: str, reader: Session | None = None
) -> Extension | None:
    """Return the extension granted to this applicant, or None."""
    return (reader or db.session()).scalar(
        select(Extension).where(
            Extension.edition_id == edition_id, Extension.organisation_id == organisation_id
        )
    )


def extensions(edition_id: str) -> Sequence[tuple[Extension, Organisation]]:
    """Return the extensions of an edition with the organisations, the latest granted first."""
    rows = db.session().execute(
        select(Extension, Organisation)
        .join(Organisation, Organisation.id == Extension.organisation_id)
        .where(Extension.edition_id == edition_id)
        .order_by(Extension.granted_at.desc(), Extension.id)
    )
    return [(extension, organisation) for extension, organisation in rows]


def open_extensions(edition_id: str, reader: Session) -> int:
    """Return how many extended deadlines have not passed."""
    count = reader.scalar(
        select(func.count(Extension.id)).where(
            Extension.edition_id == edition_id, Extension.until > clock.now()
        )
    )
    return count or 0


def deadline_changes(edition_id: str) -> Sequence[DeadlineChange]:
    """Return the moves of a published deadline, in order."""
    return (
        db.session()
        .scalars(
            select(DeadlineChange)
            .where(DeadlineChange.edition_id == edition_id)
            .order_by(DeadlineChange.changed_at, DeadlineChange.id)
        )
        .all()
    )


def missing_for_call(edition_id: str, reader: Session | None = None) -> list[str]:
    """Return the set-up pages (`rules.PARTS`) still lacking something before the call opens."""
    edition = whole(edition_id, reader)
    if edition is None:
        return []
    return rules.missing_for_call(
        theme=edition.theme.get("pl", ""),
        call_text=edition.call_text.get("pl", ""),
        categories=len(edition.categories),
        questions=sum(len(section.questions) for section in edition.sections),
        rubrics=[
            [criterion.weight for criterion in round.rubric.criteria] for round in edition.rounds
        ],
        checks=len(edition.check_items),
    )


def frozen(edition: Edition) -> dict[str, Any]:
    """Return each part that may no longer change, with the sentence that tells why."""
    return changing.frozen_parts(db.session(), edition)


def applicants(edition_id: str) -> list[Organisation]:
    """Return the organisations that have started an entry in the edition, by name."""
    found = {
        organisation.id: organisation
        for source in hooks.applicants
        for organisation in source(db.session(), edition_id)
    }
    return sorted(found.values(), key=lambda organisation: organisation.sort_key)


def organisation(organisation_id: str) -> Organisation | None:
    """Return the organisation, whether it has started an entry or not."""
    return db.session().get(Organisation, organisation_id) if organisation_id else None
