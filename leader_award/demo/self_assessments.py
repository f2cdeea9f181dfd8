"""Self-assessments of the clerk's partnership: one of two years ago, and one to agree on now."""

from datetime import date
from itertools import cycle

from sqlalchemy import select

from leader_award.demo import people
from leader_award.demo.building import moment
from leader_award.demo.partnerships import CLERKS_PARTNERSHIP
from leader_award.partnerships.models import Partnership
from leader_award.platform import clock, db
from leader_award.self_assessment import queries, service
from leader_award.self_assessment.models import AssessmentAnswer

KEYS = ("goals", "leadership", "trust", "resources", "decisions", "services", "inclusion")
FIRST = ((2, 2, 2, 1, 2, 1, 1), (3, 2, 3, 2, 2, 2, 2), (2, 3, 2, 1, 3, 2, 1), (2, 2, 3, 2, 2, 2, 1))
FIRST_JOINT = (2, 2, 3, 1, 2, 2, 1)
SECOND = (
    (3, 3, 4, 2, 3, 3, 2),
    (4, 3, 2, 2, 3, 3, 1),
    (3, 4, 4, 3, 2, 4, 2),
    (3, 3, 5, 2, 3, 3, 4),
    (4, 3, 3, 1, 3, 3, 2),
)
SECOND_JOINT = (3, 3, 3, 2, 3, 3, 2)
STEPS = (
    ("resources", "Wspólna składka na koordynatora w budżetach na 2027 r.", "skarbnicy gmin"),
    ("inclusion", "Rada organizacji i firm przy partnerstwie", "koordynator partnerstwa"),
)


def load_self_assessments() -> None:
    """Load both, as the clerk would have run them."""
    with clock.set_to(moment(date(2024, 10, 7), 10)):
        first = _run(FIRST, FIRST_JOINT)
        service.finish(assessment_id=first, actor=people.acting(people.CLERK, "applicant"))
    with clock.set_to(moment(date(2026, 10, 12), 10)):
        _run(SECOND, SECOND_JOINT)


def _run(answers: tuple[tuple[int, ...], ...], joint: tuple[int, ...]) -> str:
    actor = people.acting(people.CLERK, "applicant")
    partnership_id = db.session().scalar(
        select(Partnership.id).where(Partnership.name == CLERKS_PARTNERSHIP)
    )
    assessment_id = service.start_assessment(
        partnership_id=str(partnership_id), actor=actor, key=db.new_id()
    )
    for number, levels in enumerate(answers, 1):
        answer_id = service.invite(
            assessment_id=assessment_id,
            name=f"Uczestnik {number}",
            email=f"uczestnik{number}@demo.example",
            language="pl",
            actor=actor,
        )
        version = db.session().get_one(AssessmentAnswer, answer_id).version
        service.submit_answer(
            answer_id=answer_id, version=version, levels=dict(zip(KEYS, levels, strict=True))
        )
    service.close_answers(assessment_id=assessment_id, actor=actor)
    assessment = queries.find(assessment_id)
    days = cycle(("2027-01-31", "2027-03-31"))
    service.agree(
        assessment_id=assessment_id,
        version=assessment.version if assessment else 0,
        joint=dict(zip(KEYS, joint, strict=True)),
        steps=[
            {"dimension": dimension, "text": text, "who": who, "until": next(days)}
            for dimension, text, who in STEPS
        ],
        actor=actor,
    )
    return assessment_id
