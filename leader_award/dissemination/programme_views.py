"""The programme editor: points, rooms, moving them about, laureates, import from a file."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from leader_award.dissemination import (
    arranging,
    importing,
    participant_queries,
    programme_file,
    queries,
    rules,
    service,
)
from leader_award.dissemination.blueprint import blueprint, form_page
from leader_award.dissemination.board import board_of
from leader_award.dissemination.forms import (
    ItemForm,
    LaureatesForm,
    PlaceForm,
    ProgrammeFileForm,
    RoomForm,
)
from leader_award.dissemination.models import Conference, ProgrammeItem
from leader_award.platform import access, clock
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError, NotFound
from leader_award.platform.i18n import translate
from leader_award.platform.sheet_files import FileRefused


@blueprint.get("/organizator/konferencje/<conference_id>")
@guarded("conference.arrange", queries.find)
def edit_programme(conference: Conference) -> Any:
    """Show the programme to arrange, and the laureates that wait to be placed."""
    return _editor(conference)


def _editor(conference: Conference, refused: tuple[str, PlaceForm] | None = None) -> Any:
    """Return the editor; `refused` is the point that could not be moved, with its form."""
    placed, waiting = queries.programme(conference.id)
    proposed = rules.slot_after(placed)
    forms = {
        item.id: PlaceForm.of(conference, item, proposed, formdata=None)
        for item in placed + waiting
    }
    if refused is not None:
        forms |= dict([refused])
    page = render_template(
        "dissemination/programme.html",
        conference=conference,
        board=board_of(conference, placed),
        items=placed,
        waiting=waiting,
        place_forms=forms,
        refused=refused[0] if refused else None,
        events=rules.possible_events(conference.state),
        counts=participant_queries.counts(conference.id),
        laureates_form=_laureates_form(conference),
    )
    return page, 422 if refused else 200


def _laureates_form(conference: Conference) -> LaureatesForm:
    form = LaureatesForm(edition_id=conference.edition_id)
    form.edition_id.choices = [
        (edition.id, translate(edition.name)) for edition in queries.announced_editions(clock.now())
    ]
    return form


@blueprint.post("/organizator/konferencje/<conference_id>/punkty/<item_id>/miejsce")
@guarded("conference.arrange", queries.find)
def place_item(conference: Conference, item_id: str) -> Any:
    """Let a point begin at a time in a room, or put it back into the tray."""

    def place(form: PlaceForm) -> None:
        in_tray = "tray" in request.form
        arranging.place_item(
            conference_id=conference.id,
            item_id=item_id,
            version=form.version_seen,
            starts_at=None if in_tray else form.instant,
            room_id=None if in_tray else (form.room_id.data or None),
            push=form.push.data,
            actor=access.actor("organiser"),
        )

    return _moved(conference, item_id, place)


@blueprint.post("/organizator/konferencje/<conference_id>/punkty/<item_id>/<direction>")
@guarded("conference.arrange", queries.find)
def shift_item(conference: Conference, item_id: str, direction: str) -> Any:
    """Let a point change places with the one before or after it."""
    if direction not in ("wczesniej", "pozniej"):
        abort(404)

    def shift(form: PlaceForm) -> None:
        arranging.shift_item(
            conference_id=conference.id,
            item_id=item_id,
            version=form.version_seen,
            later=direction == "pozniej",
            actor=access.actor("organiser"),
        )

    return _moved(conference, item_id, shift, only_version=True)


def _moved(
    conference: Conference,
    item_id: str,
    move: Callable[[PlaceForm], None],
    *,
    only_version: bool = False,
) -> Any:
    """Do the move and show the editor at that point; a refusal stands where it was asked for."""
    placed, waiting = queries.programme(conference.id)
    item = _found(placed + waiting, item_id)
    form = PlaceForm.of(conference, item)
    if only_version:  # the buttons send no place: keep the point's own
        form = PlaceForm.of(conference, item, formdata=None)
        form.version.data = request.form.get("version", "")
    elif not form.validate():
        return _editor(conference, (item_id, form))
    try:
        move(form)
    except DomainError as error:
        form.blame(error)
        form.version.data = str(item.version)
        return _editor(conference, (item_id, form))
    return redirect(
        url_for(".edit_programme", conference_id=conference.id, _anchor=f"item-{item_id}")
    )


def _found(items: Sequence[ProgrammeItem], item_id: str) -> ProgrammeItem:
    for item in items:
        if item.id == item_id:
            return item
    raise NotFound(_("This point is not in the programme any more."))


@blueprint.route("/organizator/konferencje/<conference_id>/sale", methods=["GET", "POST"])
@guarded("conference.arrange", queries.find)
def rooms(conference: Conference) -> Any:
    """List the rooms and add one."""
    form = RoomForm()
    if form.validate_on_submit():
        try:
            arranging.save_room(
                conference_id=conference.id,
                name=form.name.data or "",
                actor=access.actor("organiser"),
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The room has been added."), "success")
            return redirect(url_for(".rooms", conference_id=conference.id))
    return form_page("dissemination/rooms.html", form, conference=conference)


@blueprint.route("/organizator/konferencje/<conference_id>/sale/<room_id>", methods=["GET", "POST"])
@guarded("conference.arrange", queries.find)
def edit_room(conference: Conference, room_id: str) -> Any:
    """Rename a room."""
    room = next((room for room in conference.rooms if room.id == room_id), None)
    if room is None:
        abort(404)
    form = RoomForm(name=room.name)
    if form.validate_on_submit():
        try:
            arranging.save_room(
                conference_id=conference.id,
                room_id=room_id,
                name=form.name.data or "",
                actor=access.actor("organiser"),
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The room has been renamed."), "success")
            return redirect(url_for(".rooms", conference_id=conference.id))
    return form_page("dissemination/room_form.html", form, conference=conference, room=room)


@blueprint.post("/organizator/konferencje/<conference_id>/sale/<room_id>/usun")
@guarded("conference.arrange", queries.find)
def delete_room(conference: Conference, room_id: str) -> Any:
    """Remove a room that is not in use."""
    try:
        arranging.delete_room(
            conference_id=conference.id, room_id=room_id, actor=access.actor("organiser")
        )
        flash(_("The room has been removed."), "success")
    except DomainError as error:
        flash(str(error), "error")
    return redirect(url_for(".rooms", conference_id=conference.id))


@blueprint.route("/organizator/konferencje/<conference_id>/import", methods=["GET", "POST"])
@guarded("conference.arrange", queries.find)
def import_programme(conference: Conference) -> Any:
    """Read a programme from a file: first show what it would do, then do it."""
    form, plan = ProgrammeFileForm(), None
    if form.validate_on_submit():
        try:
            if form.rows.data:
                return _imported(conference, form)
            upload = request.files.get("file")
            data = upload.stream.read(programme_file.LIMITS.bytes + 1) if upload else b""
            if not data:
                raise FileRefused(_("Choose a file."))
            rows = programme_file.read_rows(data)
            plan = programme_file.plan(rows, conference)
            form.rows.data = "" if plan.errors else json.dumps(rows, ensure_ascii=False)
        except DomainError as error:
            form.rows.data = ""
            form.blame(error)
    page = render_template("dissemination/import.html", form=form, conference=conference, plan=plan)
    return page, 422 if form.errors or form.form_errors or (plan and plan.errors) else 200


def _imported(conference: Conference, form: ProgrammeFileForm) -> Any:
    count = importing.import_programme(
        conference_id=conference.id,
        rows=programme_file.typed_rows(form.rows.data or ""),
        actor=access.actor("organiser"),
        key=form.key,
    )
    text = ngettext("%(num)s point has been imported.", "%(num)s points have been imported.", count)
    flash(text, "success")
    return redirect(url_for(".edit_programme", conference_id=conference.id))


@blueprint.post("/organizator/konferencje/<conference_id>/laureaci")
@guarded("conference.arrange", queries.find)
def publish_laureates(conference: Conference) -> Any:
    """Give the announced laureates their slots."""
    form = _laureates_form(conference)
    if form.validate_on_submit():
        count = service.publish_laureates(
            conference_id=conference.id,
            edition_id=form.edition_id.data,
            with_distinctions=form.with_distinctions.data,
            actor=access.actor("organiser"),
        )
        flash(_slots_added(count), "success")
    return redirect(url_for(".edit_programme", conference_id=conference.id))


def _slots_added(count: int) -> str:
    if not count:
        return str(_("Everybody chosen is in the programme already."))
    return str(
        ngettext(
            "%(num)s presentation has been added and waits to be placed.",
            "%(num)s presentations have been added and wait to be placed.",
            count,
        )
    )


@blueprint.route("/organizator/konferencje/<conference_id>/punkty/nowy", methods=["GET", "POST"])
@guarded("conference.arrange", queries.find)
def add_item(conference: Conference) -> Any:
    """Add a point to the programme."""
    return _item_page(conference, None, ItemForm())


@blueprint.route(
    "/organizator/konferencje/<conference_id>/punkty/<item_id>", methods=["GET", "POST"]
)
@guarded("conference.arrange", queries.find)
def edit_item(conference: Conference, item_id: str) -> Any:
    """Change a point of the programme."""
    placed, waiting = queries.programme(conference.id)
    item = _found(placed + waiting, item_id)
    return _item_page(conference, item, ItemForm(data=ItemForm.data_of(item)))


def _item_page(conference: Conference, item: ProgrammeItem | None, form: ItemForm) -> Any:
    form.offer(conference)
    if form.validate_on_submit():
        try:
            service.save_item(
                conference_id=conference.id,
                item_id=item.id if item else None,
                version=form.version_seen if item else None,
                **form.values(conference),
                actor=access.actor("organiser"),
                key=form.key,
            )
        except DomainError as error:
            form.blame_for(error, item.version if item else 0)
        else:
            flash(_("The programme has been saved."), "success")
            return redirect(url_for(".edit_programme", conference_id=conference.id))
    return form_page("dissemination/item_form.html", form, conference=conference, item=item)


@blueprint.post("/organizator/konferencje/<conference_id>/punkty/<item_id>/usun")
@guarded("conference.arrange", queries.find)
def delete_item(conference: Conference, item_id: str) -> Any:
    """Remove a point from the programme."""
    service.delete_item(
        conference_id=conference.id, item_id=item_id, actor=access.actor("organiser")
    )
    flash(_("The point has been removed."), "success")
    return redirect(url_for(".edit_programme", conference_id=conference.id))
