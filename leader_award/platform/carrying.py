"""What was typed into a form that met an ended session: kept on a page, to be sent again.

The session may have ended while the form lay open (a weekend, a sign-out in another window).
Nothing is stored: the page carries the typed texts as hidden fields, with a fresh token, a link to
sign in and a button that sends them to where they were going. Files and passwords do not travel.
"""

from typing import Any
from urllib.parse import urlsplit

from flask import render_template, request
from flask_login import current_user

LONGEST = 1024 * 1024
"""Characters that are carried; a longer form is refused as ever."""
NOT_CARRIED = ("csrf_token", "password", "code")


def page() -> Any:
    """Return the page with what this request sent, or None where nothing is to be carried.

    Only what a page of this site sent is: a foreign page might put words into somebody's mouth.
    """
    if request.method != "POST" or not _is_own() or _by_script():
        return None
    typed = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if not any(part in name for part in NOT_CARRIED)
    ]
    shown = [value for name, value in typed if _is_text(name, value)]
    if not shown or sum(len(value) for _name, value in typed) > LONGEST:
        return None
    signed_in = current_user.is_authenticated
    body = render_template(
        "carried.html",
        action=request.full_path.rstrip("?"),
        typed=typed,
        shown=shown,
        has_files=any(file.filename for file in request.files.values()),
        signed_in=signed_in,
    )
    return body, 403 if signed_in else 401, {"Cache-Control": "no-store"}


def _is_own() -> bool:
    origin = request.headers.get("Origin")
    return bool(origin) and urlsplit(origin).netloc == request.host


def _by_script() -> bool:
    return "X-Requested-With" in request.headers


def _is_text(name: str, value: str) -> bool:
    return bool(value.strip()) and name not in ("version", "idempotency_key", "then", "back")
