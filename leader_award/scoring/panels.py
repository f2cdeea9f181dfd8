"""The places of scoring on the organiser's board and on people's start page."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from leader_award.accounts.models import Person
from leader_award.accounts.policy import is_organiser
from leader_award.editions import hooks
from leader_award.editions.models import Edition, Round
from leader_award.entries.models import Entry
from leader_award.jury import queries as jury_queries
from leader_award.platform.i18n import translate
from leader_award.platform.web import fragment
from leader_award.scoring import board, overview, presenting, reopening, rules, sealing


def board_panel(edition: Edition, now: datetime) -> hooks.Panel | None:
    """Say how many cards are sealed in the round that is late, or else in the latest one."""
    if edition.state not in ("scoring", "deciding", "announced", "archived"):
        return None
    counts = overview.count_cards(edition.id)
    late, (round, sealed, total) = _round_on_board(edition, counts, now)
    text = _("cards sealed; the term has passed") if late else _("cards sealed")
    return hooks.Panel(
        order=40,
        title=_("Assessment"),
        figure=_("%(sealed)s of %(all)s", sealed=sealed, all=total),
        text=text if len(counts) == 1 else f"{text} ({translate(round.name)})",
        url=url_for("scoring.progress", edition_id=edition.id, runda=_which(counts, round)),
        tone=hooks.ATTENTION
        if late or not total
        else hooks.DONE
        if sealed == total
        else hooks.NEUTRAL,
    )


def _round_on_board(
    edition: Edition, counts: Sequence[tuple[Round, int, int]], now: datetime
) -> tuple[bool, tuple[Round, int, int]]:
    """Return whether a round is late, and that round, or else the latest one with cards."""
    overdue = [one for one in counts if now >= one[0].ends_at and one[1] < one[2]]
    late = edition.state == "scoring" and bool(overdue)
    held = overdue if late else [one for one in reversed(counts) if one[2]]
    return late, (held or counts)[0]


def board_section(edition: Edition, now: datetime) -> Markup | None:
    """Show on the board where cards are missing, while there is an assessment."""
    if edition.state != "scoring":
        return None
    counts = overview.count_cards(edition.id)
    _late, (round, _sealed, total) = _round_on_board(edition, counts, now)
    if not total:
        return None
    return fragment(
        "scoring/_board_gaps.html",
        edition=edition,
        gaps=board.gaps(round),
        several=len(counts) > 1,
        which=_which(counts, round),
    )


def waiting_reopenings(edition: Edition, person: Person, _now: datetime) -> hooks.Panel | None:
    """Return the cards of the edition that this organiser has to decide about."""
    found = [
        request
        for request in reopening.waiting_for(person.id)
        if request.card.assignment.round.edition_id == edition.id
    ]
    if not found:
        return None
    return hooks.Panel(
        order=41,
        title=_("Decide about reopening score cards"),
        figure=str(len(found)),
        text=", ".join(one.card.assignment.entry.reference or "" for one in found),
        url=url_for("scoring.review_card", card_id=found[0].card_id),
        tone=hooks.ATTENTION,
    )


def _which(counts: Sequence[tuple[Round, int, int]], round: Round) -> str | None:
    return round.id if len(counts) > 1 else None


def tasks(person: Person, now: datetime) -> list[hooks.Task]:
    """Return what the person has to do as a juror now."""
    seats = [presenting.seat(juror, now) for juror in jury_queries.seats_of(person.id)]
    return [task for seat in seats for task in _tasks(seat)]


def reopenings(person: Person, _now: datetime) -> list[hooks.Task]:
    """Return the cards that other organisers want reopened and this one has to decide about."""
    if not is_organiser(person):
        return []
    return [
        hooks.Task(
            order=40,
            title=_(
                "Decide about reopening the card of entry %(reference)s",
                reference=request.card.assignment.entry.reference,
            ),
            text=_("Another organiser has asked for it."),
            url=url_for("scoring.review_card", card_id=request.card_id),
            until=request.card.assignment.round.ends_at,
            state=hooks.ATTENTION,
        )
        for request in reopening.waiting_for(person.id)
    ]


def seals_panel(edition: Edition | None, _now: datetime) -> Markup | None:
    """Lead from an edition's page to what was sealed, once nothing can be sealed any more."""
    if edition is None or edition.state not in rules.CLOSED:
        return None
    return fragment("scoring/_edition_panel.html", edition=edition)


def entry_panel(entry: Entry, _now: datetime) -> Markup | None:
    """Give applicants the commitments to the cards of their entry, after the announcement."""
    if not sealing.is_revealed(entry.edition):
        return None
    digests = sealing.digests_of_entry(entry.id)
    if not digests:
        return None
    return fragment("scoring/_entry_panel.html", edition=entry.edition, digests=digests)


def _tasks(seat: presenting.Seat) -> list[hooks.Task]:
    """Return the one task before scoring, or one for each round with something left to do."""
    if seat.step != presenting.SCORE:
        task = _first_task(seat)
        return [task] if task is not None else []
    return [task for round in seat.rounds if (task := _scoring_task(seat, round)) is not None]


def _first_task(seat: presenting.Seat) -> hooks.Task | None:
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
    return None


def _scoring_task(seat: presenting.Seat, round: Round) -> hooks.Task | None:
    cards = [card for card in seat.now if card.round is round]
    todo = [card for card in cards if card.state in presenting.TO_DO]
    if not todo:
        return None
    name = translate(seat.juror.edition.name)
    if len(seat.rounds) > 1:
        name = f"{name}, {translate(round.name)}"
    return hooks.Task(
        order=40,
        title=_("Score entries: %(edition)s", edition=name),
        text=_("%(done)s of %(all)s sealed", done=len(cards) - len(todo), all=len(cards)),
        url=url_for("scoring.desk"),
        until=round.ends_at,
        state=hooks.ATTENTION
        if any(card.state == rules.REOPENED for card in todo)
        else hooks.NEUTRAL,
    )
