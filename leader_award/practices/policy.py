"""Who may read, release, edit and publish practice cards, and say that they adopted one."""

from datetime import datetime
from typing import Any

from leader_award.accounts.policy import is_organiser
from leader_award.partnerships.policy import acts_for, acts_for_any
from leader_award.platform.access import rule
from leader_award.practices.models import Adoption, Practice


@rule("practice.see", public=True)
def sees(_person: Any, practice: Practice, _now: datetime) -> bool:
    """Everybody reads a published card; of a withdrawn one they learn that it is gone."""
    return practice.published_at is not None


@rule("practice.release")
def releases(person: Any, practice: Practice, _now: datetime) -> bool:
    """The entrant's people decide what of their entry is published."""
    return acts_for(person, practice.organisation_id)


@rule("practice.organise")
def organises(person: Any, _thing: Any, _now: datetime) -> bool:
    """Organisers draft, edit and publish cards and decide about adoptions."""
    return is_organiser(person)


@rule("practice.adopt")
def adopts(person: Any, practice: Practice, _now: datetime) -> bool:
    """Whoever acts for an organisation may say that it adopted a published practice."""
    return practice.state == "published" and acts_for_any(person)


@rule("adoption.withdraw")
def withdraws_adoption(person: Any, adoption: Adoption, _now: datetime) -> bool:
    """The people of an organisation take back what was said in its name."""
    return acts_for(person, adoption.organisation_id)
