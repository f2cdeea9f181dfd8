"""The press pack: the public's page, its data and pictures, and what fills them."""

import io
from typing import Any

from flask import Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.platform import access, clock, storage
from leader_award.platform.access import guarded
from leader_award.platform.errors import Conflict, DomainError
from leader_award.platform.storage import StoredFile
from leader_award.results import press, press_data, press_queries, queries
from leader_award.results.blueprint import blueprint
from leader_award.results.forms import OwnPictureForm, PictureForm, PressTextForm
from leader_award.results.models import PressPicture
from leader_award.results.organiser_views import blueprint as decisions
from leader_award.results.press_queries import PressPack
from leader_award.results.queries import Embargo, OwnResult

LANGUAGES = ("pl", "en")


def revalidated(response: Response, etag: str | None = None) -> Any:
    """Return an answer that caches may keep but have to ask about each time.

    So no cache can give it before or after its time: whether there is anything to see is
    decided here, at each request (`docs/decisions/0016`).
    """
    response.headers["Cache-Control"] = "no-cache"
    if etag:
        response.set_etag(etag)
    else:
        response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/edycje/<slug>/prasa")
@guarded("results.see", queries.embargo)
def press_page(public: Embargo) -> Any:
    """Show the press what it may quote and print."""
    return _pack_page(press_queries.prepared_pack(public.edition), preview=False)


def _pack_page(pack: PressPack, *, preview: bool) -> str:
    return render_template(
        "results/press.html",
        pack=pack,
        results=pack.results,
        edition=pack.results.edition,
        quotes=[press_data.quote(pack, language) for language in LANGUAGES],
        preview=preview,
    )


@blueprint.get("/edycje/<slug>/prasa.json")
@guarded("results.see", queries.embargo)
def press_json(public: Embargo) -> Any:
    """Give the press pack to machines."""
    pack = press_queries.prepared_pack(public.edition)
    return revalidated(jsonify(press_data.pack_json(pack)))


@blueprint.get("/edycje/<slug>/prasa/<picture_id>-<int:width>.jpg")
@guarded("results.see", queries.embargo)
def press_file(public: Embargo, picture_id: str, width: int) -> Any:
    """Give one size of a picture."""
    stored = press_queries.released_file(public.edition.id, picture_id, width) or abort(404)
    return revalidated(_jpeg(stored), stored.sha256)


def _jpeg(stored: StoredFile) -> Response:
    try:
        response = Response(storage.read(stored), mimetype=stored.media_type)
    except FileNotFoundError:
        abort(404)
    response.content_length = stored.size
    response.headers.set("Content-Disposition", "inline", filename=stored.name)
    return response


# ---- the organiser fills the pack


@decisions.route("/organizator/edycje/<edition_id>/wyniki/prasa", methods=["GET", "POST"])
@guarded("results.decide", edition_queries.find)
def press_material(edition: Edition) -> Any:
    """Show what the press pack is made of; save the text."""
    form = PressTextForm.of(press_queries.press_text(edition.id))
    status = 200
    if form.validate_on_submit():
        try:
            press.save_press_text(
                edition_id=edition.id,
                text=form.text,
                contact=form.contact.data or "",
                version=form.version.data or 0,
                actor=access.actor("organiser"),
            )
            flash(_("The text for the press has been saved."), "success")
            return redirect(url_for(".press_material", edition_id=edition.id))
        except Conflict as error:
            form.version.data = _version(edition)
            form.blame(error)
            status = 409
    elif form.errors:
        status = 422
    pack = press_queries.prepared_pack(edition)
    page = render_template(
        "results/press_material.html",
        edition=edition,
        form=form,
        pack=pack,
        pictures=press_queries.pictures(edition.id),
        public=queries.announced(edition.id, clock.now()),
    )
    return page, status


def _version(edition: Edition) -> int:
    row = press_queries.press_text(edition.id)
    return row.version if row else 0


@decisions.get("/organizator/edycje/<edition_id>/wyniki/prasa/podglad")
@guarded("results.decide", edition_queries.find)
def press_preview(edition: Edition) -> Any:
    """Show the organiser the press pack as it will be."""
    return _pack_page(press_queries.prepared_pack(edition), preview=True)


@decisions.route("/organizator/edycje/<edition_id>/wyniki/prasa/zdjecie", methods=["GET", "POST"])
@guarded("results.decide", edition_queries.find)
def add_picture(edition: Edition) -> Any:
    """Add a picture: a file, or one that an awarded entry brought with it."""
    attached = {one.stored.id: one for one in press_queries.attached_pictures(edition.id)}
    form = PictureForm.of(queries.prepared_results(edition), attached.values())
    if form.validate_on_submit():
        source = attached.get(form.source.data or "")
        try:
            press.add_picture(
                edition_id=edition.id,
                entry_id=source.entry_id if source else form.entry_id.data or None,
                stream=_stream(source.stored) if source else form.file.data.stream,
                filename=source.stored.name if source else form.file.data.filename or "",
                alternative=form.alternative,
                credit=form.credit.data or "",
                actor=access.actor("organiser"),
                key=form.key,
            )
            flash(_("The picture has been added to the press pack."), "success")
            return redirect(url_for(".press_material", edition_id=edition.id))
        except DomainError as error:
            form.blame(error)
    page = render_template("results/add_picture.html", edition=edition, form=form)
    return page, 422 if form.errors else 200


def _stream(stored: StoredFile) -> io.BytesIO:
    return io.BytesIO(b"".join(storage.read(stored)))


@decisions.get("/organizator/zdjecia/<picture_id>.jpg")
@guarded("results.decide", press_queries.find_picture)
def press_thumbnail(picture: PressPicture) -> Any:
    """Give the organiser the smallest size of a picture, released or not."""
    return _jpeg(picture.renditions[0].file)


@decisions.post("/organizator/zdjecia/<picture_id>/udostepnij")
@guarded("results.decide", press_queries.find_picture)
def release_picture(picture: PressPicture) -> Any:
    """Put an applicant's picture into the press pack."""
    press.release_picture(picture_id=picture.id, actor=access.actor("organiser"))
    flash(_("The picture has been added to the press pack."), "success")
    return redirect(url_for(".press_material", edition_id=picture.edition_id))


@decisions.post("/organizator/zdjecia/<picture_id>/usun")
@guarded("results.decide", press_queries.find_picture)
def remove_picture(picture: PressPicture) -> Any:
    """Take a picture out of the press pack for good."""
    back = url_for(".press_material", edition_id=picture.edition_id)
    press.remove_picture(picture_id=picture.id, actor=access.actor("organiser"))
    flash(_("The picture has been removed."), "success")
    return redirect(back)


# ---- the awarded add a picture of their own


@blueprint.route("/zgloszenia/<entry_id>/wynik/zdjecie", methods=["GET", "POST"])
@guarded("results.add_picture", queries.own_result)
def own_picture(result: OwnResult) -> Any:
    """Let the people of an awarded entry give the press a picture."""
    form = OwnPictureForm()
    if form.validate_on_submit():
        try:
            press.add_picture(
                edition_id=result.entry.edition_id,
                entry_id=result.entry.id,
                stream=form.file.data.stream,
                filename=form.file.data.filename or "",
                alternative=form.alternative,
                credit=form.credit.data or "",
                actor=access.actor("applicant"),
                key=form.key,
            )
            flash(
                _("Thank you. The organiser looks at the picture before it is public."), "success"
            )
            return redirect(url_for(".own", entry_id=result.entry.id))
        except DomainError as error:
            form.blame(error)
    page = render_template("results/own_picture.html", result=result, form=form)
    return page, 422 if form.errors else 200
