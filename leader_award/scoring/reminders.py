"""Whom organisers can remind of score cards: jurors with something left to do."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from leader_award.accounts.service import address
from leader_award.editions import queries as edition_queries
from leader_award.editions.hooks import Late, Reminder
from leader_award.editions.models import Edition
from leader_award.jury import reminders
from leader_award.scoring import board, overview, presenting, rules, wording


def _late(_reader: Session, edition: Edition, now: datetime) -> list[Late]:
    rounds = edition_queries.rounds(edition.id)
    running = [one for one in rounds if rules.accepts_scores(one, now)]
    if not running:
        return []
    return [
        Late(
            person=one.juror.person,
            about=one.juror,
            what=presenting.what_is_left(one),
            until=one.rounds[0][0].ends_at if one.rounds else running[0].ends_at,
            context={
                "edition": edition,
                "progress": one,
                "several": len(rounds) > 1,
                "until": wording.until,
                "link": address("scoring.desk"),
            },
        )
        for one in overview.unfinished(edition.id)
        if one.juror.declared_at is not None and one.juror.person.disabled_at is None
    ]


CARDS = Reminder(
    code="karty",
    title=_l("Score cards not sealed"),
    lead=_l("Each gets a message saying what is left to do, and until when."),
    template=overview.REMINDER,
    late=_late,
    count=board.late_jurors,
    things=reminders.things,
)
