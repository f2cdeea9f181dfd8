"""The places of scoring on the organiser's board and on people's start page."""

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from leader_award.accounts.models import Person
from leader_award.editions import hooks
from leader_award.editions.models import Edition
from leader_award.jury import queries as jury_queries
from leader_award.platform.i18n import translate
from leader_award.scoring import presenting, queries, rules


def board_panel(edition: Edition, now: datetime) -> hooks.Panel | None:
    """Say how many cards are sealed, from the assessment on."""
    if edition.state not in ("scoring", "deciding", "announced", "archived"):
        return None
    sealed, total = queries.count_cards(edition.id)
    late = edition.state == "scoring" and now >= edition.scoring_until and sealed < total
    return hooks.Panel(
        order=40,
        title=_("Assessment"),
        figure=_("%(sealed)s of %(all)s", sealed=sealed, all=total),
        text=_("cards sealed; the term has passed") if late else _("cards sealed"),
        url=url_for("scoring.progress", edition_id=edition.id),
        tone=hooks.ATTENTION
        if late or not total
        else hooks.DONE
        if sealed == total
        else hooks.NEUTRAL,
    )


def tasks(person: Person, now: datetime) -> list[hooks.Task]:
    """Return what the person has to do as a juror now."""
    seats = [presenting.seat(juror, now) for juror in jury_queries.seats_of(person.id)]
    found = [_task(seat) for seat in seats]
    return [task for task in found if task is not None]


def _task(seat: presenting.Seat) -> hooks.Task | None:
    juror, edition = seat.juror, seat.juror.edition
    name = translate(edition.name)
    if seat.step == presenting.DECLARE:
        if juror.refused_at is not None:
            return None
        return hooks.Task(
            order=30,
            title=_("Sign the impartiality declaration: %(edition)s", edition=name),
            text=_("You have been invited to the jury."),
            url=url_for("jury.declaration", juror_id=juror.id),
            state=hooks.ATTENTION,
        )
    if seat.step == presenting.CONFLICTS:
        return hooks.Task(
            order=31,
            title=_("Say whether you have conflicts of interest: %(edition)s", edition=name),
            text=ngettext("%(num)s entry to answer", "%(num)s entries to answer", seat.unanswered),
            url=url_for("jury.conflicts", juror_id=juror.id),
            until=edition.scoring_until,
            state=hooks.ATTENTION,
        )
    if seat.step != presenting.SCORE:
        return None
    todo = sum(seat.counts[state] for state in presenting.TO_DO)
    return hooks.Task(
        order=40,
        title=_("Score entries: %(edition)s", edition=name),
        text=_("%(done)s of %(all)s sealed", done=len(seat.cards) - todo, all=len(seat.cards)),
        url=url_for("scoring.desk"),
        until=edition.scoring_until,
        state=hooks.ATTENTION if seat.counts[rules.REOPENED] else hooks.NEUTRAL,
    )
