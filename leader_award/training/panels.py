"""The places of the training on the board, on people's start page and on the juror's desk."""

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from leader_award.accounts.models import Person
from leader_award.editions import hooks
from leader_award.editions.models import Edition
from leader_award.jury import queries as jury_queries
from leader_award.jury import rules as jury_rules
from leader_award.jury.models import Juror
from leader_award.platform import db
from leader_award.platform.i18n import translate
from leader_award.platform.web import fragment
from leader_award.training import presenting, queries, rules
from leader_award.training.models import Training


def board_panel(edition: Edition, _now: datetime) -> hooks.Panel | None:
    """Say how many jurors have finished the training of the latest round that has one."""
    if edition.state not in rules.RUNNING:
        return None
    trainings = queries.of_edition(edition.id)
    if not trainings:
        return hooks.Panel(
            order=33,
            title=_("Training of the jury"),
            figure="–",
            text=_("no sample entries yet"),
            url=url_for("training.overview", round_id=edition.rounds[0].id),
        )
    last = trainings[-1]
    found = presenting.results(last)
    return hooks.Panel(
        order=33,
        title=_("Training of the jury"),
        figure=_("%(sealed)s of %(all)s", sealed=found.finished, all=len(found.lines)),
        text=_("jurors have finished the sample entries")
        if last.state != rules.DRAFT
        else _("being prepared"),
        url=url_for("training.overview", round_id=last.round_id),
        tone=hooks.DONE if last.state == rules.CLOSED else hooks.NEUTRAL,
    )


def tasks(person: Person, _now: datetime) -> list[hooks.Task]:
    """Return the trainings that the person has not finished."""
    return [
        hooks.Task(
            order=39,
            title=_(
                "Practise on sample entries: %(edition)s",
                edition=translate(training.round.edition.name),
            ),
            text=_("before your first card of this round")
            if training.required
            else ngettext("%(num)s sample entry", "%(num)s sample entries", len(training.samples)),
            url=url_for("training.mine", juror_id=juror.id),
            state=hooks.ATTENTION if training.required else hooks.NEUTRAL,
        )
        for juror in jury_queries.seats_of(person.id)
        for training in _left(juror)
    ]


def _left(juror: Juror) -> list[Training]:
    """Return the open trainings that the juror has still to finish."""
    if not jury_rules.may_serve(juror) or juror.edition.state not in rules.RUNNING:
        return []
    return [
        training
        for training in queries.of_edition(juror.edition_id)
        if training.state == rules.OPEN
        and jury_queries.sits_in(juror, training.round)
        and not queries.has_finished(db.session(), training, juror.id)
    ]


def desk_panel(juror: Juror, _now: datetime) -> Markup | None:
    """Lead from the desk to the sample entries, or to what came out of them."""
    if not jury_rules.may_serve(juror) or juror.edition.state not in rules.RUNNING:
        return None
    open_ones = [one for one in queries.of_edition(juror.edition_id) if one.state != rules.DRAFT]
    if not any(jury_queries.sits_in(juror, one.round) for one in open_ones):
        return None
    left = _left(juror)
    return fragment(
        "training/_desk_panel.html",
        juror=juror,
        left=left,
        required=any(one.required for one in left),
    )
