"""Use cases of a self-assessment: start, invite, answer, close answering, agree, finish.

What a person answered is shown to nobody but them, by their link. After answering has closed the
others see how answers spread, never whose they are (`docs/decisions/0021`).
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from leader_award.partnerships.models import Partnership
from leader_award.platform import audit, clock, db, idempotency, outbox
from leader_award.platform.audit import Actor
from leader_award.platform.errors import Conflict, DomainError, NotAllowed
from leader_award.platform.outbox import Recipient
from leader_award.self_assessment import rules
from leader_award.self_assessment.modelling import current_model
from leader_award.self_assessment.models import Assessment, AssessmentAnswer

RESPONDENT = Actor(None, "respondent")


def start_assessment(*, partnership_id: str, actor: Actor, key: str) -> str:
    """Begin a self-assessment by the model in use; return its id.

    Raises NotAllowed while another one of the partnership runs, or without a model in use.
    """
    with db.transaction() as writer:

        def start() -> str:
            partnership = db.lock(writer, Partnership, partnership_id)
            running = select(Assessment.id).where(
                Assessment.partnership_id == partnership.id, Assessment.state != rules.CLOSED
            )
            if writer.scalar(running) is not None:
                raise NotAllowed(_l("A self-assessment of this partnership is under way already."))
            assessment = Assessment(
                partnership_id=partnership.id,
                model_id=current_model(writer).id,
                started_by_id=actor.person_id,
                state=rules.ANSWERING,
                opened_at=clock.now(),
            )
            writer.add(assessment)
            writer.flush()
            audit.record(writer, actor, "assessment.started", assessment)
            return assessment.id

        return idempotency.once(writer, key, start)


def invite(*, assessment_id: str, name: str, email: str, language: str, actor: Actor) -> str:
    """Send somebody a link by which they answer; return the id of their answer.

    For an address that is invited already a new link replaces the old one, with what is
    answered kept. Raises NotAllowed when answering has closed, DomainError on `email`.
    """
    with db.transaction() as writer:
        assessment = _in_state(writer, assessment_id, rules.ANSWERING)
        address = email.strip().lower()
        answer = next((one for one in assessment.answers if one.email == address), None)
        if answer is None and len(assessment.answers) >= rules.MOST_PEOPLE:
            raise DomainError(_l("At most 100 people can be invited."), field="email")
        token = secrets.token_urlsafe(24)
        if answer is None:
            answer = AssessmentAnswer(
                assessment_id=assessment.id, email=address, invited_at=clock.now()
            )
            writer.add(answer)
        answer.name, answer.token_digest = name.strip(), digest(token)
        writer.flush()
        _send_link(writer, assessment, answer, token, language)
        audit.record(writer, actor, "assessment.invited", assessment)
        return answer.id


def _send_link(
    writer: Session, assessment: Assessment, answer: AssessmentAnswer, token: str, language: str
) -> None:
    outbox.queue(
        writer,
        Recipient(answer.email, language),
        "self_assessment/mail/invitation.txt",
        about=answer,
        partnership=assessment.partnership,
        name=answer.name,
        link=outbox.link(f"/samoocena/odpowiedz/{token}"),
    )


def digest(token: str) -> str:
    """Return what is kept of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def withdraw_invitation(*, answer_id: str, actor: Actor) -> None:
    """Let a link stop working. Raises NotAllowed when its person has answered already."""
    with db.transaction() as writer:
        answer = db.lock(writer, AssessmentAnswer, answer_id)
        _in_state(writer, answer.assessment_id, rules.ANSWERING)
        if answer.submitted_at is not None:
            raise NotAllowed(_l("This person has answered already."))
        audit.record(writer, actor, "assessment.invitation_withdrawn", answer.assessment)
        writer.delete(answer)


def save_answer(*, answer_id: str, version: int, levels: Mapping[str, int]) -> int:
    """Keep what is answered so far, seen by its author alone; return the new version.

    Raises Conflict when it was changed elsewhere, NotAllowed when answering has closed.
    """
    with db.transaction() as writer:
        answer = _answer(writer, answer_id, version, levels)
        audit.record(writer, RESPONDENT, "assessment.answer_saved", answer.assessment)
        return answer.version


def submit_answer(*, answer_id: str, version: int, levels: Mapping[str, int]) -> None:
    """Hand in an answer, which then counts; it may be changed until answering closes.

    Raises Conflict, NotAllowed, or DomainError when a dimension is missing.
    """
    with db.transaction() as writer:
        answer = _answer(writer, answer_id, version, levels)
        if not rules.is_complete(keys_of(answer.assessment), answer.levels):
            raise DomainError(_l("Choose a level in each dimension."))
        answer.submitted_at = answer.submitted_at or clock.now()
        audit.record(writer, RESPONDENT, "assessment.answered", answer.assessment)


def _answer(
    writer: Session, answer_id: str, version: int, levels: Mapping[str, int]
) -> AssessmentAnswer:
    answer = db.lock(writer, AssessmentAnswer, answer_id)
    assessment = _in_state(writer, answer.assessment_id, rules.ANSWERING)
    if answer.version != version:
        raise Conflict(_l("You have changed your answer in another window. Reload the page."))
    answer.levels = _checked(assessment, levels)
    answer.version += 1
    return answer


def close_answers(*, assessment_id: str, actor: Actor) -> None:
    """End answering: from now on spread is shown and the partnership agrees on levels.

    Raises NotAllowed when nobody has answered yet.
    """
    with db.transaction() as writer:
        assessment = _in_state(writer, assessment_id, rules.ANSWERING)
        if not any(answer.submitted_at for answer in assessment.answers):
            raise NotAllowed(_l("Nobody has answered yet."))
        assessment.state = rules.TRANSITIONS[assessment.state, "close_answers"]
        assessment.answers_closed_at = clock.now()
        assessment.version += 1
        audit.record(writer, actor, "assessment.answers_closed", assessment)


def agree(
    *,
    assessment_id: str,
    version: int,
    joint: Mapping[str, int],
    steps: Sequence[Mapping[str, Any]],
    actor: Actor,
) -> None:
    """Keep the levels agreed together and the next steps. Raises Conflict, NotAllowed."""
    with db.transaction() as writer:
        assessment = _in_state(writer, assessment_id, rules.DISCUSSING)
        if assessment.version != version:
            raise Conflict(
                _l("Somebody else has changed this self-assessment. Compare and save again.")
            )
        known = keys_of(assessment)
        assessment.joint = _checked(assessment, joint)
        assessment.steps = [dict(step) for step in steps if step["dimension"] in known][
            : rules.MOST_STEPS
        ]
        assessment.version += 1
        audit.record(writer, actor, "assessment.agreed", assessment)


def finish(*, assessment_id: str, actor: Actor) -> None:
    """Close the self-assessment: its result does not change any more.

    Raises NotAllowed until a level is agreed in each dimension.
    """
    with db.transaction() as writer:
        assessment = _in_state(writer, assessment_id, rules.DISCUSSING)
        if not rules.is_complete(keys_of(assessment), assessment.joint):
            raise NotAllowed(_l("Agree on a level in each dimension first."))
        assessment.state = rules.TRANSITIONS[assessment.state, "finish"]
        assessment.closed_at = clock.now()
        assessment.version += 1
        audit.record(writer, actor, "assessment.finished", assessment)


def _in_state(writer: Session, assessment_id: str, state: str) -> Assessment:
    assessment = db.lock(writer, Assessment, assessment_id)
    if assessment.state != state:
        raise NotAllowed(_l("This step of the self-assessment is over or has not begun."))
    return assessment


def keys_of(assessment: Assessment) -> list[str]:
    """Return the keys of the dimensions that the assessment asks for."""
    return [dimension["key"] for dimension in assessment.model.dimensions]


def _checked(assessment: Assessment, levels: Mapping[str, int]) -> dict[str, int]:
    return {
        key: levels[key]
        for key in keys_of(assessment)
        if levels.get(key) in range(1, rules.LEVELS + 1)
    }


def refuse_removal(writer: Session, partnership_id: str) -> None:
    """Let a partnership with self-assessments stay in the register (a hook of partnerships)."""
    if writer.scalar(
        select(Assessment.id).where(Assessment.partnership_id == partnership_id).limit(1)
    ):
        raise NotAllowed(_l("This partnership has self-assessments, so it stays in the register."))
