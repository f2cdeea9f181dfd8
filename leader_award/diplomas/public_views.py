"""The public page that verifies a diploma."""

from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_login import current_user

from leader_award.diplomas import documents, queries, rules, wording
from leader_award.diplomas.blueprint import blueprint
from leader_award.diplomas.queries import Found
from leader_award.entries.files import send_bytes, send_stored
from leader_award.platform import access
from leader_award.platform.access import guarded

MOST_TYPED = 40


@blueprint.get(rules.VERIFY_PATH)
@guarded("site.see")
def ask() -> Any:
    """Ask for the code of a diploma, and lead to its page."""
    typed = rules.typed_code(request.args.get("kod", "")[:MOST_TYPED])
    if typed:
        return redirect(url_for(".verify", code=typed))
    return _page("ask", 200)


@blueprint.get(f"{rules.VERIFY_PATH}/<code>")
@guarded("site.see")
def verify(code: str) -> Any:
    """Say whether a diploma with this code was issued, to whom, for what, and if it is valid.

    A code that nobody has and one that is not to be known yet are answered alike.
    """
    found = queries.by_code(code[:MOST_TYPED])
    if found is None or not access.can(current_user, "diploma.verify", found):
        return _page("unknown", 404, code=code[:MOST_TYPED])
    return _page("verify", 200, diploma=found.diploma, wording=wording)


def _page(name: str, status: int, **context: Any) -> Response:
    response = make_response(render_template(f"diplomas/{name}.html", **context), status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@blueprint.get(f"{rules.VERIFY_PATH}/<code>.pdf")
@guarded("diploma.verify", queries.by_code)
def document(found: Found) -> Response:
    """Give the diploma as a PDF to whoever knows its code; 410 once it has been revoked."""
    row = found.diploma
    if row.revoked_at is not None:
        return _page("verify", 410, diploma=row, wording=wording)
    if row.file is not None:
        response = send_stored(row.file)
    else:
        response = send_bytes(documents.pdf_of(row), documents.file_name(row), "application/pdf")
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
