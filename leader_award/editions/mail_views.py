"""The organiser's pages of mail: reminders to those who are late, and what is not sent yet."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField

from leader_award.editions import mailing, queries, reminding, wording
from leader_award.editions.blueprint import blueprint
from leader_award.editions.forms import CheckboxesField
from leader_award.editions.models import Edition
from leader_award.platform import access, clock
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError
from leader_award.platform.forms import BaseForm


class RemindForm(BaseForm):
    """Who gets the reminder."""

    people = CheckboxesField(_l("To whom"), choices=[])
    again = BooleanField(_l("Write also to those who were reminded within the last day"))


@blueprint.route("/organizator/edycje/<edition_id>/przypomnienia/<kind>", methods=["GET", "POST"])
@guarded("edition.organise", queries.find)
def remind(edition: Edition, kind: str) -> Any:
    """Show who is late with the mail each would get, and send it to those who are chosen."""
    reminder = reminding.find(kind) or abort(404)
    now = clock.now()
    rows = reminding.rows(reminder, edition, now)
    form = RemindForm()
    form.people.choices = [(row.late.key, row.late.person.name) for row in rows]
    if not form.is_submitted():
        form.people.data = [row.late.key for row in rows if row.reminded_at is None]
    if form.validate_on_submit():
        try:
            count = reminding.send(
                edition_id=edition.id,
                kind=reminder,
                keys=form.people.data or [],
                again=bool(form.again.data),
                actor=access.actor("organiser"),
                key=form.key,
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(
                ngettext(
                    "%(num)s reminder is on its way.", "%(num)s reminders are on their way.", count
                ),
                "success",
            )
            return redirect(url_for(".remind", edition_id=edition.id, kind=kind) + "#sent")
    page = render_template(
        "editions/remind.html",
        edition=edition,
        reminder=reminder,
        rows=rows,
        form=form,
        sent=reminding.sent(reminder, edition, now),
        wording=wording,
    )
    return page, (422 if form.errors or form.form_errors else 200)


@blueprint.get("/organizator/poczta")
@guarded("edition.organise")
def mails() -> Any:
    """List the mails that failed and those that wait."""
    return render_template(
        "editions/mails.html",
        failed=mailing.unsent(failed=True),
        waiting=mailing.unsent(failed=False),
        most=mailing.LISTED,
        wording=wording,
    )


@blueprint.post("/organizator/poczta/ponow")
@guarded("edition.organise")
def retry_mails() -> Any:
    """Let one mail, or all that failed, be sent again."""
    chosen = request.form.get("mail")
    count = mailing.try_again(mail_id=chosen, actor=access.actor("organiser"))
    if count:
        words = ngettext(
            "%(num)s message will be tried again.", "%(num)s messages will be tried again.", count
        )
        flash(words, "success")
    else:
        flash(_("There is nothing to try again; the messages have gone out meanwhile."), "info")
    return redirect(url_for(".mails"))
