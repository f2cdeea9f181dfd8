"""The blueprint of events, shared by the modules of their pages."""

from typing import Any

from flask import Blueprint, Response, render_template

from leader_award.entries.files import disposition
from leader_award.platform import access

blueprint = Blueprint("dissemination", __name__)
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CALENDAR = "text/calendar"


def form_page(template: str, form: Any, **context: Any) -> Any:
    """Return a page with a form, as 422 when it was sent and not taken."""
    status = 422 if access.is_post() else 200
    return render_template(template, form=form, **context), status


def file(content: bytes, name: str, media_type: str, *, inline: bool = False) -> Response:
    """Return a file to keep under that name, or to look at in the browser."""
    response = Response(content, mimetype=media_type)
    kind = "inline" if inline else "attachment"
    response.headers["Content-Disposition"] = disposition(name, kind)
    return response
