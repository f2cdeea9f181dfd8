"""Who runs a self-assessment, who sees its result, who keeps the model."""

from datetime import datetime
from typing import Any

from leader_award.accounts.policy import is_organiser
from leader_award.partnerships.policy import acts_for
from leader_award.platform.access import rule
from leader_award.self_assessment import rules


def _belongs(person: Any, partnership: Any) -> bool:
    return any(acts_for(person, member.organisation_id) for member in partnership.members)


@rule("assessment.list_own")
def lists_own(person: Any, _thing: Any, _now: datetime) -> bool:
    """Everybody signed in sees the self-assessments of their own partnerships."""
    return bool(person.is_authenticated)


@rule("assessment.start")
def starts(person: Any, partnership: Any, _now: datetime) -> bool:
    """The leader's people start a self-assessment; so do organisers, as assistants."""
    leader = partnership.leader
    return is_organiser(person) or (leader is not None and acts_for(person, leader.id))


@rule("assessment.run")
def runs(person: Any, assessment: Any, now: datetime) -> bool:
    """Whoever may start one invites people, closes answering and records what was agreed."""
    return starts(person, assessment.partnership, now)


@rule("assessment.see")
def sees(person: Any, assessment: Any, now: datetime) -> bool:
    """Those who run it always see it, people of all members once answering has closed."""
    if runs(person, assessment, now):
        return True
    return assessment.state != rules.ANSWERING and _belongs(person, assessment.partnership)


@rule("assessment.withdraw")
def withdraws(person: Any, answer: Any, now: datetime) -> bool:
    """Whoever runs the assessment withdraws invitations."""
    return runs(person, answer.assessment, now)


@rule("assessment.answer", public=True)
def answers(_person: Any, _answer: Any, _now: datetime) -> bool:
    """The link is the right to answer; no account is needed."""
    return True


@rule("assessment_model.keep")
def keeps_model(person: Any, _thing: Any, _now: datetime) -> bool:
    """Organisers edit versions of the model and put them in use."""
    return is_organiser(person)
