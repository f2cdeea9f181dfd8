"""Who may do what with sheets."""

from datetime import datetime
from typing import Any

from leader_award.accounts.policy import is_organiser
from leader_award.exchange.models import SheetImport
from leader_award.jury.models import Juror
from leader_award.jury.policy import declares_conflicts
from leader_award.platform.access import rule
from leader_award.scoring.rules import READING


@rule("sheets.use")
def uses(person: Any, _thing: Any, _now: datetime) -> bool:
    """Organisers take sheets of an edition out and bring them in."""
    return is_organiser(person)


@rule("sheets.own_cards")
def uses_own_cards(person: Any, juror: Juror, now: datetime) -> bool:
    """Jurors take the sheet of their own cards, when they may read what is assigned to them."""
    return declares_conflicts(person, juror, now) and juror.edition.state in READING


@rule("sheets.check")
def checks(person: Any, sent: SheetImport, now: datetime) -> bool:
    """A sheet of cards is its juror's alone; the others are the organisers'."""
    if sent.juror is not None:
        return uses_own_cards(person, sent.juror, now)
    return is_organiser(person)
