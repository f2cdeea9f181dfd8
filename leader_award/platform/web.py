"""What every answer of the site has in common: headers, error pages, remembered choices."""

from typing import Any
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)
from flask_login import current_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from markupsafe import Markup
from werkzeug.exceptions import SecurityError

from leader_award.platform import access, carrying, cookies, i18n, security_log
from leader_award.platform.access import guarded, rule
from leader_award.platform.errors import Conflict, DomainError, NotFound

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)

preferences = Blueprint("preferences", __name__)


@rule("site.see", public=True)
def _everybody(_person: Any, _thing: Any, _now: Any) -> bool:
    return True


def init_app(app: Flask) -> None:
    """Protect forms against forgery, set the headers, and answer errors in plain words."""
    CSRFProtect(app)
    app.register_blueprint(preferences)
    app.after_request(_headers)
    for status in (400, 403, 404, 405, 413, 429, 500, 503):
        app.register_error_handler(status, _error_page)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(NotFound, lambda _error: _page(404))
    app.register_error_handler(Conflict, lambda error: _page(409, error))
    app.register_error_handler(DomainError, lambda error: _page(409, error))


def _headers(response: Response) -> Response:
    headers = response.headers
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers["Strict-Transport-Security"] = f"max-age={2 * 365 * 86400}"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if request.endpoint != "static":
        headers["Vary"] = "Cookie"
        if current_user.is_authenticated:
            headers["Cache-Control"] = "no-store"
        else:
            # what is public changes at an instant: a cache has to ask before it answers
            headers.setdefault("Cache-Control", "private, no-cache")
    return response


def _error_page(error: Any) -> Any:
    if isinstance(error, SecurityError):
        # asked for under a name that is not ours: a page would hold links to it
        security_log.note("host.refused")
        return Response(f"{error.code} Bad Request\n", error.code, mimetype="text/plain")
    if error.code >= 500:
        return _page_of_failure(error.code)
    return _page(error.code)


def _page_of_failure(status: int) -> Any:
    try:
        return _page(status)
    except Exception:  # what the page itself needs may be what failed, such as the database
        return Response(f"{status} Leader Award\n", status, mimetype="text/plain")


def _stale_form(error: CSRFError) -> Any:
    security_log.note("form.refused", route=request.endpoint)
    kept = None if access.is_public_route() else carrying.page()
    return kept or _page(400, error, stale=True)


def _page(status: int, error: Any = None, *, stale: bool = False) -> Any:
    if request.accept_mimetypes.best == "application/json":
        return jsonify(message=str(error or status)), status
    context = {"error": error, "stale": stale, "number": g.get("request_id")}
    return render_template("error.html", status=status, **context), status


def fragment(template: str, **context: Any) -> Markup:
    """Return a template's output as safe markup, for a place on another feature's page."""
    # the template escapes; `Markup` only keeps its output from being escaped again
    return Markup(render_template(template, **context))  # noqa: S704  # nosec B704


def safe_target(target: str | None, fallback: str) -> str:
    """Return `target` if it is a path of this site, else `fallback` (no open redirects)."""
    if not target or not target.startswith("/") or target[1:2] in ("/", "\\"):
        return fallback
    if any(ord(character) < 32 or character == "\\" for character in target):
        return fallback
    parts = urlsplit(target)
    return fallback if parts.scheme or parts.netloc else target


def _back() -> Any:
    return make_response(redirect(safe_target(request.form.get("back"), "/")))


@preferences.post("/ustawienia/jezyk")
@guarded("site.see")
def language() -> Any:
    """Remember the visitor's language."""
    chosen = request.form.get("language", "pl")
    kept = chosen if chosen in i18n.LANGUAGES else "pl"
    return cookies.remember(_back(), i18n.COOKIE, kept)


@preferences.post("/ustawienia/motyw")
@guarded("site.see")
def theme() -> Any:
    """Remember the visitor's theme: light, dark, or the device's own."""
    chosen = request.form.get("theme", "")
    kept = chosen if chosen in ("light", "dark") else "auto"
    return cookies.remember(_back(), "theme", kept)
