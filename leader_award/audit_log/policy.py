"""Who reads the record of events, and which events."""

from datetime import datetime
from typing import Any

from leader_award.accounts.policy import is_administrator, is_organiser
from leader_award.platform.access import rule


@rule("log.read")
def reads_log(person: Any, _thing: Any, _now: datetime) -> bool:
    """Organisers read what happened in the award; who may not organise reads nothing of it."""
    return is_organiser(person)


@rule("log.read_all")
def reads_all(person: Any, _thing: Any, _now: datetime) -> bool:
    """Administrators also read what concerns single accounts: signing in, passwords, erasure."""
    return is_administrator(person)
