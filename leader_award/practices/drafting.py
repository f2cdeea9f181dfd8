"""From an awarded entry to the draft of a card."""

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from leader_award.editions.models import Edition
from leader_award.entries import content as contents
from leader_award.entries.models import Entry, Submission
from leader_award.entries.working import members
from leader_award.partnerships.models import Organisation
from leader_award.platform import audit, clock, db, idempotency, outbox
from leader_award.platform.audit import Actor
from leader_award.platform.db import new_id
from leader_award.platform.errors import DomainError, NotAllowed
from leader_award.platform.slugs import free_slug
from leader_award.practices import rules
from leader_award.practices.models import Practice, PracticeField, PracticeMapping
from leader_award.results import rules as result_rules
from leader_award.results.models import Announcement, Decision


def save_mapping(*, edition_id: str, questions: Mapping[str, str], actor: Actor) -> None:
    """Remember from which question each field is drafted; an empty id means from none."""
    chosen = {field: question for field, question in questions.items() if question}
    with db.transaction() as writer:
        edition = db.lock(writer, Edition, edition_id)
        mapping = writer.get(PracticeMapping, edition_id)
        if mapping is None:
            mapping = PracticeMapping(edition_id=edition_id)
            writer.add(mapping)
        mapping.questions = chosen
        audit.record(writer, actor, "practice.mapped", edition, {"fields": sorted(chosen)})


def draft_practices(
    *, entry_ids: Sequence[str], mapping: Mapping[str, str], actor: Actor
) -> list[str]:
    """Draft a card from each entry that has none yet, ask the entrants, and return the new ids.

    Raises NotAllowed unless each is a laureate or a distinction of announced results.
    """
    with db.transaction() as writer:
        taken = set(
            writer.scalars(select(Practice.entry_id).where(Practice.entry_id.in_(entry_ids)))
        )
        return [
            draft_practice(entry_id=entry_id, mapping=mapping, actor=actor, key=new_id())
            for entry_id in entry_ids
            if entry_id not in taken
        ]


def draft_practice(*, entry_id: str, mapping: Mapping[str, str], actor: Actor, key: str) -> str:
    """Draft a card from what the entry says, ask the entrant to release it, return its id.

    `mapping` gives a question's id for fields of the card. Raises NotAllowed unless the entry
    is a laureate or a distinction of announced results, DomainError if it has a card already.
    """
    with db.transaction() as writer:
        entry = db.lock(writer, Entry, entry_id)

        def create() -> str:
            _check_awarded(writer, entry)
            if writer.scalar(select(Practice.id).where(Practice.entry_id == entry_id)):
                raise DomainError(_l("This entry has a practice card already."))
            practice = _drafted(writer, entry, mapping)
            writer.add(practice)
            writer.flush()
            audit.record(writer, actor, "practice.drafted", practice, {"entry": entry_id})
            ask_for_release(practice_id=practice.id, actor=actor)
            return practice.id

        return idempotency.once(writer, key, create)


def _check_awarded(writer: Session, entry: Entry) -> None:
    announcement = writer.get(Announcement, entry.edition_id)
    outcome = writer.scalar(select(Decision.outcome).where(Decision.entry_id == entry.id))
    announced = announcement is not None and result_rules.is_announced(announcement.at, clock.now())
    if not announced or outcome not in result_rules.AWARDED:
        raise NotAllowed(
            _l("A card is drafted from an awarded entry, and only once the results are public.")
        )


def _drafted(writer: Session, entry: Entry, mapping: Mapping[str, str]) -> Practice:
    submission = writer.scalars(
        select(Submission)
        .where(Submission.entry_id == entry.id)
        .order_by(Submission.number.desc())
        .limit(1)
    ).one()
    content = contents.parsed(submission)
    drafted = rules.drafted_fields(content, mapping)
    organisation = writer.get_one(Organisation, entry.applicant_id)
    now = clock.now()
    return Practice(
        slug=free_slug(writer, Practice.slug, content["title"]),
        entry_id=entry.id,
        edition_id=entry.edition_id,
        organisation_id=organisation.id,
        unit_terc=organisation.unit_terc,
        title=content["title"],
        theme=drafted["theme"],
        cooperation=drafted["cooperation"],
        population=int(drafted["population"]) if drafted["population"] else None,
        created_at=now,
        changed_at=now,
        fields=[PracticeField(name=name, text=drafted[name]) for name in rules.FIELDS],
    )


def ask_for_release(*, practice_id: str, actor: Actor) -> None:
    """Write to the entrant's people that their consent is waited for."""
    with db.transaction() as writer:
        practice = db.lock(writer, Practice, practice_id)
        practice.asked_at = clock.now()
        for recipient in members(writer, practice.organisation_id):
            outbox.queue(
                writer,
                recipient,
                "practices/mail/release.txt",
                about=practice,
                title=practice.title,
                entry_id=practice.entry_id,
            )
        audit.record(writer, actor, "practice.release_asked", practice)
