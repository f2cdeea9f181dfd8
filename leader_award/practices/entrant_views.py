"""The entrant's page: see each field, propose another text, release it or take it back."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from leader_award.platform import access
from leader_award.platform.access import guarded
from leader_award.platform.errors import Conflict, DomainError
from leader_award.practices import queries, rules, service, wording
from leader_award.practices.differences import difference
from leader_award.practices.forms import RELEASE, ReleaseForm
from leader_award.practices.models import Practice

blueprint = Blueprint("practice_release", __name__)


def waits(practice: Practice) -> bool:
    """Return whether the card waits for the entrant: never answered, or changed since then."""
    return practice.state == rules.DRAFTED or any(
        field.released_text not in (None, field.text) for field in practice.fields
    )


@blueprint.route("/zgloszenia/<entry_id>/dobra-praktyka", methods=["GET", "POST"])
@guarded("practice.release", queries.of_entry)
def edit(practice: Practice) -> Any:
    """Show each field with the consent to it, and save both."""
    form = ReleaseForm.of(practice)
    status = 200
    if form.validate_on_submit():
        try:
            state = service.release(
                practice_id=practice.id,
                version=form.version_seen,
                texts=form.texts,
                released=form.released,
                actor=access.actor("applicant"),
            )
        except Conflict as error:
            form.blame(error)
            form.version.data = str(practice.version)
            status = 409
        except DomainError as error:
            form.blame(error)
            status = 422
        else:
            flash(*_outcome(practice.state, state))
            return redirect(url_for(".edit", entry_id=practice.entry_id))
    elif form.errors:
        status = 422
    page = render_template(
        "practices/release.html",
        practice=practice,
        fields=queries.fields_of(practice),
        form=form,
        prefix=RELEASE,
        difference=difference,
        rules=rules,
        wording=wording,
        changed=status == 409,
    )
    return page, status


def _outcome(before: str, after: str) -> tuple[str, str]:
    """Return what to tell the entrant, and its kind."""
    if after == rules.RELEASED:
        return _("Thank you. The organiser can now publish what you released."), "success"
    if after == rules.PUBLISHED:
        return _("Saved. What you left out has disappeared from the public card."), "success"
    if before == rules.PUBLISHED:
        return _("The card is no longer public: the problem or the solution is left out."), "info"
    return _("Saved. The card needs the problem and the solution before it can appear."), "info"


@blueprint.post("/zgloszenia/<entry_id>/dobra-praktyka/wycofaj")
@guarded("practice.release", queries.of_entry)
def withdraw(practice: Practice) -> Any:
    """Take back the whole consent."""
    service.withdraw(practice_id=practice.id, actor=access.actor("applicant"))
    flash(_("Your consent has been taken back. The card is not public any more."), "success")
    return redirect(url_for(".edit", entry_id=practice.entry_id))
