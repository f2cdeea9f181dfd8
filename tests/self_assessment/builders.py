"""States of self-assessments that tests start from."""

import re

from sqlalchemy import select

from leader_award.partnerships import service as partnerships
from leader_award.partnerships.keeping import Facts
from leader_award.platform import db
from leader_award.platform.audit import SYSTEM, Actor
from leader_award.platform.outbox import OutgoingMail
from leader_award.self_assessment import queries, service
from leader_award.self_assessment.models import Assessment, AssessmentAnswer
from tests.partnerships.builders import few_units, make_clerk

KEYS = ("goals", "leadership", "trust", "resources", "decisions", "services", "inclusion")


def all_at(level: int) -> dict[str, int]:
    """Return one level for every dimension of the shipped model."""
    return dict.fromkeys(KEYS, level)


def make_partnership_of_three() -> tuple[str, str, str]:
    """Return the ids of a partnership, of a clerk of its leader and of a clerk of a member."""
    few_units()
    leader, _ = make_clerk("106101", "Lidia Lider", "lider@example.org")
    member, _ = make_clerk("146501", "Cezary Członek", "czlonek@example.org")
    partnership_id = partnerships.add_partnership(
        facts=Facts("Dolina", "agreement"), actor=SYSTEM, key=db.new_id()
    )
    for terc in ("106101", "146501", "020101"):
        partnerships.add_unit(partnership_id=partnership_id, terc=terc, actor=SYSTEM)
    return partnership_id, leader, member


def start(partnership_id: str, leader: str) -> str:
    """Return the id of a new self-assessment."""
    return service.start_assessment(
        partnership_id=partnership_id, actor=Actor(leader, "applicant"), key=db.new_id()
    )


def invite(assessment_id: str, email: str, name: str = "Ewa Nowak") -> str:
    """Return the token of the link that was sent to somebody."""
    service.invite(assessment_id=assessment_id, name=name, email=email, language="pl", actor=SYSTEM)
    mails = db.session().scalars(
        select(OutgoingMail).where(OutgoingMail.to == email).order_by(OutgoingMail.created_at)
    )
    return re.findall(r"/samoocena/odpowiedz/(\S+)", mails.all()[-1].body)[-1]


def answer(assessment_id: str, email: str, levels: dict[str, int]) -> str:
    """Invite somebody and hand in their answer; return the token of their link."""
    token = invite(assessment_id, email)
    given = found(token)
    service.submit_answer(answer_id=given.id, version=given.version, levels=levels)
    return token


def found(token: str) -> AssessmentAnswer:
    """Return the answer of a link, freshly read."""
    given = queries.answer_by_link(token)
    assert given is not None
    return given


def whole(assessment_id: str) -> Assessment:
    """Return the assessment, freshly read."""
    assessment = queries.find(assessment_id)
    assert assessment is not None
    return assessment


def close(assessment_id: str) -> None:
    """End answering."""
    service.close_answers(assessment_id=assessment_id, actor=SYSTEM)


def agree(assessment_id: str, joint: dict[str, int], *steps: dict[str, str]) -> None:
    """Record what was agreed."""
    service.agree(
        assessment_id=assessment_id,
        version=whole(assessment_id).version,
        joint=joint,
        steps=steps,
        actor=SYSTEM,
    )
