"""What a browser remembers of its visitor's choices: language and theme."""

from flask import Response, current_app, request

YEAR = 365 * 86400


def _name(choice: str) -> str:
    """Return the cookie's name; over TLS the prefix binds it to this host and to TLS."""
    return f"__Host-{choice}" if current_app.config["SESSION_COOKIE_SECURE"] else choice


def remembered(choice: str) -> str | None:
    """Return what this browser chose, or None."""
    return request.cookies.get(_name(choice))


def remember(response: Response, choice: str, value: str) -> Response:
    """Let the browser remember a choice for a year; return the response."""
    response.set_cookie(
        _name(choice),
        value,
        max_age=YEAR,
        samesite="Lax",
        httponly=True,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response
