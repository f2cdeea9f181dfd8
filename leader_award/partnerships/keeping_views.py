"""Pages on which organisers keep the register of partnerships."""

import base64
import binascii
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from leader_award.partnerships import partnership_queries as queries
from leader_award.partnerships import service
from leader_award.partnerships.blueprint import blueprint
from leader_award.partnerships.models import Partnership, PartnershipEvent
from leader_award.partnerships.partnership_files import COLUMNS, LIMITS
from leader_award.partnerships.partnership_forms import (
    ConfirmImportForm,
    EventForm,
    ImportForm,
    MemberOtherForm,
    MemberUnitForm,
    PartnershipForm,
)
from leader_award.partnerships.partnership_importing import BadFile, Plan
from leader_award.platform import access
from leader_award.platform.access import guarded, is_post
from leader_award.platform.errors import DomainError

KEEP = "partnership.keep"


@blueprint.route("/organizator/partnerstwa/nowe", methods=["GET", "POST"])
@guarded(KEEP)
def new_partnership() -> Any:
    """Enter a partnership."""
    form = PartnershipForm()
    if form.validate_on_submit():
        try:
            partnership_id = service.add_partnership(
                facts=form.facts, actor=access.actor("organiser"), key=form.key
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The partnership is in the register. Now add its members."), "success")
            return redirect(url_for(".keep_partnership", partnership_id=partnership_id))
    page = render_template("partnerships/edit.html", form=form, partnership=None)
    return page, 422 if is_post() else 200


@blueprint.route("/organizator/partnerstwa/<partnership_id>/dane", methods=["GET", "POST"])
@guarded(KEEP, queries.find)
def edit_partnership(partnership: Partnership) -> Any:
    """Change what the register says of a partnership."""
    form = PartnershipForm(data=_typed(partnership))
    if form.validate_on_submit():
        try:
            service.change_partnership(
                partnership_id=partnership.id,
                version=int(form.version.data or 0),
                facts=form.facts,
                actor=access.actor("organiser"),
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".keep_partnership", partnership_id=partnership.id))
    page = render_template("partnerships/edit.html", form=form, partnership=partnership)
    return page, 422 if is_post() else 200


def _typed(partnership: Partnership) -> dict[str, Any]:
    names = ("version", "name", "legal_form", "functional_area", "assistant", "description", "note")
    return {name: getattr(partnership, name) for name in (*names, "seat_assumed")} | {
        "supports": sorted(partnership.support_kinds),
        "seat": partnership.seat_terc,
        "advisers": "\n".join(partnership.advisers),
    }


@blueprint.get("/organizator/partnerstwa/<partnership_id>")
@guarded(KEEP, queries.find)
def keep_partnership(partnership: Partnership) -> Any:
    """Show a partnership with forms for its members and events."""
    return _keep(partnership)


def _keep(partnership: Partnership, **bad_form: Any) -> Any:
    forms = {"unit": MemberUnitForm, "other": MemberOtherForm, "event": EventForm}
    drawn = {
        name: bad_form.get(name) or kind(formdata=None, prefix=PREFIXES[name])
        for name, kind in forms.items()
    }
    page = render_template("partnerships/keep.html", partnership=partnership, **drawn)
    return page, 422 if bad_form else 200


PREFIXES = {"unit": "", "other": "other-", "event": "event-"}


def _back(partnership: Partnership) -> Any:
    return redirect(url_for(".keep_partnership", partnership_id=partnership.id))


@blueprint.post("/organizator/partnerstwa/<partnership_id>/jst")
@guarded(KEEP, queries.find)
def add_member_unit(partnership: Partnership) -> Any:
    """Add a local government as a member."""
    form = MemberUnitForm()
    if form.validate_on_submit():
        try:
            service.add_unit(
                partnership_id=partnership.id,
                terc=form.unit.data or "",
                actor=access.actor("organiser"),
            )
            return _back(partnership)
        except DomainError as error:
            form.blame(error)
    return _keep(partnership, unit=form)


@blueprint.post("/organizator/partnerstwa/<partnership_id>/inni")
@guarded(KEEP, queries.find)
def add_member_other(partnership: Partnership) -> Any:
    """Add an organisation of another sector as a member."""
    form = MemberOtherForm(prefix=PREFIXES["other"])
    if form.validate_on_submit():
        try:
            service.add_other(
                partnership_id=partnership.id,
                kind=form.kind.data,
                name=form.name.data or "",
                place=form.place.data or "",
                regon=form.regon.data,
                actor=access.actor("organiser"),
            )
            return _back(partnership)
        except DomainError as error:
            form.blame(error)
    return _keep(partnership, other=form)


@blueprint.post("/organizator/partnerstwa/<partnership_id>/czlonkowie/<organisation_id>/usun")
@guarded(KEEP, queries.find)
def remove_partner(partnership: Partnership, organisation_id: str) -> Any:
    """Take a member out."""
    service.remove_partner(
        partnership_id=partnership.id,
        organisation_id=organisation_id,
        actor=access.actor("organiser"),
    )
    return _back(partnership)


@blueprint.post("/organizator/partnerstwa/<partnership_id>/czlonkowie/<organisation_id>/lider")
@guarded(KEEP, queries.find)
def make_leader(partnership: Partnership, organisation_id: str) -> Any:
    """Let another member lead."""
    service.make_leader(
        partnership_id=partnership.id,
        organisation_id=organisation_id,
        actor=access.actor("organiser"),
    )
    return _back(partnership)


@blueprint.post("/organizator/partnerstwa/<partnership_id>/wydarzenia")
@guarded(KEEP, queries.find)
def add_event(partnership: Partnership) -> Any:
    """Enter an event that people of the partnership attended."""
    form = EventForm(prefix=PREFIXES["event"])
    if form.validate_on_submit():
        try:
            service.add_event(
                partnership_id=partnership.id,
                kind=form.kind.data,
                title=form.title.data or "",
                held_on=form.held_on.data,  # type: ignore[arg-type]  # the form has validated
                people=form.people.data or 0,
                actor=access.actor("organiser"),
                key=form.key,
            )
            return _back(partnership)
        except DomainError as error:
            form.blame(error)
    return _keep(partnership, event=form)


@blueprint.post("/organizator/partnerstwa/wydarzenia/<event_id>/usun")
@guarded(KEEP, queries.find_event)
def remove_event(event: PartnershipEvent) -> Any:
    """Take an event out of the list of those attended."""
    partnership_id = event.partnership_id
    service.remove_event(event_id=event.id, actor=access.actor("organiser"))
    return redirect(url_for(".keep_partnership", partnership_id=partnership_id))


@blueprint.route("/organizator/partnerstwa/<partnership_id>/usun", methods=["GET", "POST"])
@guarded(KEEP, queries.find)
def remove_partnership(partnership: Partnership) -> Any:
    """Ask, then remove a partnership from the register."""
    error = None
    if is_post():
        try:
            service.remove_partnership(
                partnership_id=partnership.id, actor=access.actor("organiser")
            )
        except DomainError as refused:
            error = refused
        else:
            flash(_("The partnership is no longer in the register."), "success")
            return redirect(url_for(".partnerships"))
    page = render_template("partnerships/remove.html", partnership=partnership, error=error)
    return page, 409 if error else 200


@blueprint.route("/organizator/partnerstwa/wczytaj", methods=["GET", "POST"])
@guarded(KEEP)
def import_partnerships() -> Any:
    """Check a file of partnerships; nothing is written yet."""
    form = ImportForm()
    plan: Plan | None = None
    confirm: ConfirmImportForm | None = None
    if form.validate_on_submit():
        content = form.file.data.read(LIMITS.bytes + 1)
        try:
            plan = service.plan_partnerships(content)
        except DomainError as error:
            form.blame(error)
        else:
            if not plan.faults:
                confirm = ConfirmImportForm(formdata=None)
                confirm.content.data = base64.b64encode(content).decode()
    page = render_template(
        "partnerships/import.html", form=form, plan=plan, confirm=confirm, columns=COLUMNS
    )
    refused = is_post() and (plan is None or plan.faults)
    return page, 422 if refused else 200


@blueprint.post("/organizator/partnerstwa/wczytaj/zapisz")
@guarded(KEEP)
def confirm_import() -> Any:
    """Import the file that was checked, or refuse it whole."""
    try:
        content = base64.b64decode(request.form.get("content", ""), validate=True)
        plan = service.import_partnerships(content, actor=access.actor("organiser"))
    except binascii.Error:
        flash(_("Choose the file again."), "warning")
        return redirect(url_for(".import_partnerships"))
    except BadFile as error:
        page = render_template(
            "partnerships/import.html",
            form=ImportForm(formdata=None),
            plan=Plan(faults=list(error.faults)),
            confirm=None,
            columns=COLUMNS,
        )
        return page, 422
    words = _l(
        "Imported: %(added)s added, %(changed)s changed, %(unchanged)s unchanged.",
        added=len(plan.added),
        changed=len(plan.changed),
        unchanged=len(plan.unchanged),
    )
    flash(str(words), "success")
    return redirect(url_for(".partnerships"))
