"""Who may do what with entries.

State and deadline are not asked here but in the use cases, so that somebody who comes too late
reads why instead of finding nothing.
"""

from datetime import datetime
from typing import Any

from leader_award.accounts.policy import is_organiser
from leader_award.entries.models import Entry
from leader_award.partnerships.policy import acts_for, acts_for_any
from leader_award.platform.access import rule


def is_applicant(person: Any, entry: Entry) -> bool:
    """Return whether the person acts for the organisation that leads the entry."""
    return acts_for(person, entry.applicant_id)


@rule("entry.list_own")
def lists_own(person: Any, _thing: Any, _now: datetime) -> bool:
    """Whoever acts for an organisation has a list of its entries."""
    return acts_for_any(person)


@rule("entry.start")
def starts(person: Any, _edition: Any, _now: datetime) -> bool:
    """Whoever is signed in may try; the page says what they lack, the call whether it is open."""
    return bool(person.is_authenticated)


@rule("entry.view")
def views(person: Any, entry: Entry, _now: datetime) -> bool:
    """The applicant's people see their entry; organisers once it has been submitted."""
    return is_applicant(person, entry) or (is_organiser(person) and entry.submitted_at is not None)


@rule("entry.edit")
def edits(person: Any, entry: Entry, _now: datetime) -> bool:
    """The applicant's people change, submit and withdraw their entry."""
    return is_applicant(person, entry)


@rule("entry.organise")
def organises(person: Any, _thing: Any, _now: datetime) -> bool:
    """Organisers list the entries of an edition."""
    return is_organiser(person)
