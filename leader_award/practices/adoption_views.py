"""Pages on which another organisation says that it adopted a practice."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from leader_award.partnerships import queries as partnership_queries
from leader_award.platform import access
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError
from leader_award.practices import queries, service, wording
from leader_award.practices.forms import AdoptionForm
from leader_award.practices.models import Adoption, Practice

blueprint = Blueprint("practice_adoption", __name__)


@blueprint.route("/dobre-praktyki/<slug>/wdrozenie", methods=["GET", "POST"])
@guarded("practice.adopt", queries.by_slug)
def say(practice: Practice) -> Any:
    """Say that one's organisation adopted the practice, and how it went."""
    mine = partnership_queries.organisations_of(current_user.id)
    others = [one for one in mine if one.id != practice.organisation_id]
    said = queries.own_adoptions(current_user.id, practice.id)
    form = AdoptionForm(
        data={"text": said[0].text, "organisation_id": said[0].organisation_id} if said else None
    )
    form.offer(others)
    if form.validate_on_submit():
        try:
            service.say_adopted(
                practice_id=practice.id,
                organisation_id=form.organisation_id.data,
                text=form.text.data or "",
                actor=access.actor("applicant"),
                key=form.key,
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("Thank you. The organiser will read it and put it on the card."), "success")
            return redirect(url_for("practices.show", slug=practice.slug))
    page = render_template(
        "practices/adopt.html",
        practice=practice,
        form=form,
        others=others,
        said=said,
        wording=wording,
    )
    return page, 422 if form.errors else 200


@blueprint.post("/dobre-praktyki/wdrozenia/<adoption_id>/cofnij")
@guarded("adoption.withdraw", queries.find_adoption)
def withdraw(adoption: Adoption) -> Any:
    """Take back what was said."""
    slug = adoption.practice.slug
    service.withdraw_adoption(adoption_id=adoption.id, actor=access.actor("applicant"))
    flash(_("What you said has been taken back."), "success")
    return redirect(url_for("practices.show", slug=slug))
