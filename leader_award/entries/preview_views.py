"""The pages of attached files as pictures, for whoever may have the file itself."""

from typing import Any

from flask import Response, abort, render_template, url_for
from flask_login import current_user

from leader_award.entries import policy, previews, queries
from leader_award.entries.blueprint import blueprint
from leader_award.entries.files import SANDBOX
from leader_award.entries.models import Entry
from leader_award.platform.access import guarded
from leader_award.platform.storage import StoredFile


@blueprint.get("/zgloszenia/<entry_id>/pliki/<file_id>/strony")
@guarded("entry.view", queries.find)
def file_pages(entry: Entry, file_id: str) -> Any:
    """Show all pages of a file of the entry, with their texts."""
    stored = find_file(entry, file_id)
    own = policy.is_applicant(current_user, entry)
    return pages_page(
        previews.Source(stored),
        name=stored.name,
        url=url_for("entries.file", entry_id=entry.id, file_id=file_id),
        back_to=entry.reference or entry.working_title,
        back_url=url_for(
            "entries.overview" if own else "entries.organiser_entry", entry_id=entry.id
        ),
    )


@blueprint.get("/zgloszenia/<entry_id>/pliki/<file_id>/strony/<int:number>/<int:width>.webp")
@guarded("entry.view", queries.find)
def file_page(entry: Entry, file_id: str, number: int, width: int) -> Any:
    """Send the picture of one page of a file of the entry."""
    return send_page(previews.Source(find_file(entry, file_id)), number, width)


def find_file(entry: Entry, file_id: str) -> StoredFile:
    """Return a file of the entry, organisers get only what was submitted; 404 for any other."""
    own = policy.is_applicant(current_user, entry)
    find = queries.file_of_entry if own else queries.submitted_file
    return find(entry, file_id) or abort(404)


def pages_page(source: previews.Source, *, name: str, url: str, back_to: str, back_url: str) -> Any:
    """Return the page that shows a file, downloaded at `url`; 404 for a kind that cannot be."""
    if source.stored.media_type not in previews.KINDS:
        abort(404)
    texts: list[str] = []
    try:
        shown = previews.shown(previews.survey(source.stored))
        texts = previews.page_texts(source) if shown.sizes else []
    except previews.Busy as error:
        shown = previews.Shown(known=False, problem=str(error))
    except previews.NotShown as error:
        shown = previews.Shown(known=True, problem=str(error))
    return render_template(
        "entries/file_pages.html",
        name=name,
        url=url,
        back_to=back_to,
        back_url=back_url,
        shown=shown,
        texts=texts,
    )


def send_page(source: previews.Source, number: int, width: int) -> Response:
    """Return the picture of one page; 404 if it cannot be shown, 503 while others are drawn."""
    if source.stored.media_type not in previews.KINDS:
        abort(404)
    try:
        picture = previews.page_picture(source, number, width)
    except previews.Busy:
        abort(503)
    except previews.NotShown:
        picture = None
    if picture is None:
        abort(404)
    response = Response(picture, mimetype="image/webp")
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Content-Disposition"] = "inline"
    return response
