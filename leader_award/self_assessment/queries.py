"""Read models of self-assessments; answers leave here without their authors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from leader_award.partnerships import partnership_queries
from leader_award.partnerships.models import Partnership
from leader_award.partnerships.queries import organisations_of
from leader_award.platform import db
from leader_award.self_assessment import rules
from leader_award.self_assessment.models import Assessment, AssessmentAnswer, AssessmentModel
from leader_award.self_assessment.rules import Radar, Spread
from leader_award.self_assessment.service import digest, keys_of


def find(assessment_id: str) -> Assessment | None:
    """Return the assessment of an id."""
    return db.session().get(Assessment, assessment_id)


def find_partnership(partnership_id: str) -> Partnership | None:
    """Return the partnership of an id."""
    return partnership_queries.find(partnership_id)


def find_answer(answer_id: str) -> AssessmentAnswer | None:
    """Return the invitation of an id."""
    return db.session().get(AssessmentAnswer, answer_id)


def answer_by_link(token: str) -> AssessmentAnswer | None:
    """Return the answer that a link opens."""
    return db.session().scalar(
        select(AssessmentAnswer).where(AssessmentAnswer.token_digest == digest(token))
    )


def find_model(model_id: str) -> AssessmentModel | None:
    """Return the version of the model of an id."""
    return db.session().get(AssessmentModel, model_id)


def models() -> Sequence[AssessmentModel]:
    """Return all versions of the model, the newest first."""
    query = select(AssessmentModel).order_by(AssessmentModel.number.desc())
    return db.session().scalars(query).all()


@dataclass(frozen=True)
class Invited:
    """Who is invited and whether they have answered; never what."""

    id: str
    name: str
    email: str
    submitted_at: datetime | None


def invited(assessment_id: str) -> list[Invited]:
    """Return those invited, in alphabetical order; no levels are read."""
    rows = db.session().execute(
        select(
            AssessmentAnswer.id,
            AssessmentAnswer.name,
            AssessmentAnswer.email,
            AssessmentAnswer.submitted_at,
        )
        .where(AssessmentAnswer.assessment_id == assessment_id)
        .order_by(AssessmentAnswer.name, AssessmentAnswer.id)
    )
    return [Invited(*row) for row in rows]


def _answers(assessment_id: str) -> list[dict[str, int]]:
    """Return the handed-in levels without their authors, in an order that says nothing of them."""
    rows = db.session().scalars(
        select(AssessmentAnswer.levels).where(
            AssessmentAnswer.assessment_id == assessment_id,
            AssessmentAnswer.submitted_at.is_not(None),
        )
    )
    return sorted(rows, key=lambda levels: sorted(levels.items()))


def mine(person_id: str) -> list[tuple[Partnership, list[Assessment]]]:
    """Return the partnerships that the person's organisations belong to, with assessments."""
    organisation_ids = [organisation.id for organisation in organisations_of(person_id)]
    partnerships = partnership_queries.of_organisations(organisation_ids)
    query = (
        select(Assessment)
        .where(Assessment.partnership_id.in_([one.id for one in partnerships]))
        .order_by(Assessment.opened_at.desc())
    )
    found: dict[str, list[Assessment]] = {}
    for assessment in db.session().scalars(query):
        found.setdefault(assessment.partnership_id, []).append(assessment)
    return [(one, found.get(one.id, [])) for one in partnerships]


def running() -> Sequence[Assessment]:
    """Return every assessment, the newest first, for organisers."""
    query = select(Assessment).order_by(Assessment.opened_at.desc()).limit(200)
    return db.session().scalars(query).all()


@dataclass(frozen=True)
class DimensionResult:
    """One dimension on the result page; `change` is against the last closed assessment."""

    number: int
    key: str
    name: dict[str, str]
    question: dict[str, str]
    levels: list[dict[str, str]]
    spread: Spread | None
    joint: int | None
    change: int | None


@dataclass(frozen=True)
class Result:
    """What a partnership sees of its self-assessment once answering has closed.

    `series` names the outlines of the chart: joint, median, before.
    """

    dimensions: list[DimensionResult]
    answers: int
    enough: bool
    before: Assessment | None
    priorities: list[DimensionResult]
    radar: Radar | None
    series: list[str]


def result(assessment: Assessment) -> Result:
    """Return spread, agreed levels and change of an assessment whose answering has closed."""
    keys = keys_of(assessment)
    answers = _answers(assessment.id)
    spreads = rules.spreads(keys, answers)
    before = _before(assessment)
    changes = rules.changes(keys, assessment.joint, before.joint if before else {})
    dimensions = [
        DimensionResult(
            number,
            dimension["key"],
            dimension["name"],
            dimension["question"],
            dimension["levels"],
            spreads[dimension["key"]] if spreads else None,
            assessment.joint.get(dimension["key"]),
            changes.get(dimension["key"]),
        )
        for number, dimension in enumerate(assessment.model.dimensions, 1)
    ]
    first = rules.priorities(keys, assessment.joint, spreads)
    chart = _series(dimensions, before)
    return Result(
        dimensions,
        len(answers),
        spreads is not None,
        before,
        [one for key in first for one in dimensions if one.key == key],
        rules.radar(list(chart.values())) if chart else None,
        list(chart),
    )


def _series(
    dimensions: Sequence[DimensionResult], before: Assessment | None
) -> dict[str, list[float]]:
    series: dict[str, list[Any]] = {
        "joint": [one.joint for one in dimensions],
        "median": [one.spread.median if one.spread else None for one in dimensions],
        "before": [before.joint.get(one.key) if before else None for one in dimensions],
    }
    return {
        name: [float(value) for value in values]
        for name, values in series.items()
        if None not in values
    }


def _before(assessment: Assessment) -> Assessment | None:
    return db.session().scalar(
        select(Assessment)
        .where(
            Assessment.partnership_id == assessment.partnership_id,
            Assessment.state == rules.CLOSED,
            Assessment.opened_at < assessment.opened_at,
        )
        .order_by(Assessment.opened_at.desc())
        .limit(1)
    )
