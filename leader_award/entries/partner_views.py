"""Pages of the organisations that take part in an entry."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from leader_award.entries import presenting, queries, service
from leader_award.entries.blueprint import blueprint
from leader_award.entries.forms import OtherPartnerForm, PartForm, UnitPartnerForm
from leader_award.entries.models import Entry
from leader_award.partnerships.wording import ORGANISATION_KINDS as KIND_NAMES
from leader_award.platform import access, clock
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError
from leader_award.platform.forms import BaseForm


@blueprint.get("/zgloszenia/<entry_id>/partnerzy")
@guarded("entry.edit", queries.whole)
def partners(entry: Entry) -> Any:
    """Show the applicant and the partners."""
    return render_template(
        "entries/partners.html",
        entry=entry,
        standing=presenting.standing_of(entry, clock.now()),
        kinds=KIND_NAMES,
        following=presenting.page_after_partners(entry),
    )


@blueprint.route("/zgloszenia/<entry_id>/partnerzy/jst", methods=["GET", "POST"])
@guarded("entry.edit", queries.whole)
def add_unit(entry: Entry) -> Any:
    """Add a local government unit from the register."""
    form = UnitPartnerForm()

    def add() -> None:
        service.add_unit_partner(
            entry_id=entry.id,
            terc=form.unit.data or "",
            part=form.part.data or "",
            actor=access.actor("applicant"),
        )

    return _adding(entry, form, "entries/partner_unit.html", add)


@blueprint.route("/zgloszenia/<entry_id>/partnerzy/inny", methods=["GET", "POST"])
@guarded("entry.edit", queries.whole)
def add_other(entry: Entry) -> Any:
    """Add an organisation that is not a local government unit."""
    form = OtherPartnerForm()

    def add() -> None:
        service.add_new_partner(
            entry_id=entry.id,
            kind=form.kind.data,
            name=form.name.data or "",
            place=form.place.data or "",
            regon=form.regon.data or None,
            part=form.part.data or "",
            actor=access.actor("applicant"),
        )

    return _adding(entry, form, "entries/partner_other.html", add)


def _adding(entry: Entry, form: PartForm, template: str, add: Callable[[], None]) -> Any:
    if form.validate_on_submit():
        try:
            add()
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The partner has been added."), "success")
            return redirect(url_for(".partners", entry_id=entry.id))
    return render_template(template, entry=entry, form=form), (422 if form.errors else 200)


@blueprint.route("/zgloszenia/<entry_id>/partnerzy/<partner_id>", methods=["GET", "POST"])
@guarded("entry.edit", queries.whole)
def partner(entry: Entry, partner_id: str) -> Any:
    """Change the part that a partner plays."""
    row = next((partner for partner in entry.partners if partner.id == partner_id), None)
    if row is None:
        abort(404)
    form = PartForm(data={"part": row.part})
    if form.validate_on_submit():
        try:
            service.change_part(
                entry_id=entry.id,
                partner_id=partner_id,
                part=form.part.data or "",
                actor=access.actor("applicant"),
            )
        except DomainError as error:
            form.blame(error)
        else:
            return redirect(url_for(".partners", entry_id=entry.id))
    page = render_template("entries/partner_part.html", entry=entry, form=form, partner=row)
    return page, (422 if form.errors else 200)


@blueprint.post("/zgloszenia/<entry_id>/partnerzy/<partner_id>/usun")
@guarded("entry.edit", queries.whole)
def remove_partner(entry: Entry, partner_id: str) -> Any:
    """Take a partner out of the entry."""
    if BaseForm().validate_on_submit():
        try:
            service.remove_partner(
                entry_id=entry.id, partner_id=partner_id, actor=access.actor("applicant")
            )
        except DomainError as error:
            flash(str(error.message), "error")
        else:
            flash(_("The partner has been removed."), "success")
    return redirect(url_for(".partners", entry_id=entry.id))
