"""Stopping reminders of a draft: by the link in a mail, without signing in, or on its page."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from leader_award.entries import nudges, queries
from leader_award.entries.blueprint import blueprint
from leader_award.entries.models import Entry
from leader_award.platform import access
from leader_award.platform.access import guarded
from leader_award.platform.audit import Actor
from leader_award.platform.forms import BaseForm


@blueprint.route("/zgloszenia/przypomnienia/<token>", methods=["GET", "POST"])
@guarded("site.see", nudges.meant_by)
def stop_reminders(meant: tuple[Entry, str]) -> Any:
    """Ask for a click (mail scanners open links too), then stop the reminders."""
    entry, person_id = meant
    form = BaseForm()
    done = form.validate_on_submit()
    if done:
        actor = Actor(person_id, "applicant")
        nudges.switch(entry_id=entry.id, person_id=person_id, on=False, actor=actor)
    return render_template("entries/stop_reminders.html", form=form, entry=entry, done=done)


@blueprint.post("/zgloszenia/<entry_id>/przypomnienia")
@guarded("entry.edit", queries.find)
def switch_reminders(entry: Entry) -> Any:
    """Switch one's own reminders of the entry on or off."""
    if BaseForm().validate_on_submit():
        on = request.form.get("on") == "1"
        actor = access.actor("applicant")
        nudges.switch(entry_id=entry.id, person_id=current_user.id, on=on, actor=actor)
        said = _("You will get reminders of this draft.") if on else _("You will get no reminders.")
        flash(said, "success")
    return redirect(url_for(".overview", entry_id=entry.id))
