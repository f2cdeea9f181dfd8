"""The places of the discussion on the organiser's board and on people's start page."""

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from leader_award.accounts.models import Person
from leader_award.accounts.policy import is_organiser
from leader_award.discussion import queries, rules
from leader_award.editions import hooks
from leader_award.editions.models import Edition
from leader_award.platform.i18n import translate
from leader_award.scoring import rules as scoring_rules


def board_panel(edition: Edition, _now: datetime) -> hooks.Panel | None:
    """Say how many entries of the latest agenda have been discussed."""
    if edition.state not in ("scoring", "deciding", "announced", "archived"):
        return None
    counts = queries.counts(edition.id)
    if not counts:
        if edition.state != "scoring":
            return None
        return hooks.Panel(
            order=45,
            title=_("Discussion of the jury"),
            figure="–",
            text=_("no agenda has been made yet"),
            url=url_for("discussion.agenda", round_id=edition.rounds[0].id),
        )
    last = counts[-1]
    done = last.of(rules.CONCLUDED)
    listed = done + last.of(rules.LISTED, rules.ASKED, rules.OPEN)
    waiting = last.of(rules.ASKED)
    return hooks.Panel(
        order=45,
        title=_("Discussion of the jury"),
        figure=_("%(sealed)s of %(all)s", sealed=done, all=listed),
        text=ngettext(
            "entries discussed; %(num)s waits for a second organiser",
            "entries discussed; %(num)s wait for a second organiser",
            waiting,
        )
        if waiting
        else _("entries discussed"),
        url=url_for("discussion.agenda", round_id=last.round_id),
        tone=hooks.ATTENTION
        if waiting and edition.state == "scoring"
        else hooks.DONE
        if done == listed
        else hooks.NEUTRAL,
    )


def tasks(person: Person, now: datetime) -> list[hooks.Task]:
    """Return the entries that the person may change as a juror now."""
    open_now = [
        own.item
        for own in queries.items_for(person.id)
        if own.item.state == rules.OPEN
        and scoring_rules.accepts_scores(own.item.discussion.round, now)
    ]
    if not open_now:
        return []
    return [
        hooks.Task(
            order=41,
            title=_("Discussion of the jury: your entries are open for changes"),
            text=ngettext(
                "%(num)s entry; change your points only if you want to",
                "%(num)s entries; change your points only if you want to",
                len(open_now),
            ),
            url=url_for("discussion.mine"),
            until=min(item.discussion.round.ends_at for item in open_now),
        )
    ]


def openings(person: Person, _now: datetime) -> list[hooks.Task]:
    """Return the openings that other organisers asked for and this one has to decide about."""
    if not is_organiser(person):
        return []
    return [
        hooks.Task(
            order=41,
            title=_(
                "Decide about opening entries for changes: %(edition)s",
                edition=translate(waiting.name),
            ),
            text=ngettext("%(num)s entry", "%(num)s entries", waiting.items),
            url=url_for("discussion.agenda", round_id=waiting.round_id),
            until=waiting.until,
            state=hooks.ATTENTION,
        )
        for waiting in queries.waiting_for(person.id)
    ]
