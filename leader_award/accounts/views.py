"""Pages of signing in and of one's own account."""

from typing import Any

from flask import Blueprint, Flask, redirect, url_for

from leader_award.accounts import policy, sessions
from leader_award.platform.access import guarded

blueprint = Blueprint("accounts", __name__)
__all__ = ["blueprint", "policy"]


def register(app: Flask) -> None:
    """Add the pages, and load the signed-in person of each request."""
    sessions.init_app(app)
    app.register_blueprint(blueprint)


@blueprint.get("/logowanie")
@guarded("site.see")
def sign_in() -> Any:
    """Show the sign-in form."""
    return ""


@blueprint.post("/wyloguj")
@guarded("account.use")
def sign_out() -> Any:
    """End the session and go home."""
    sessions.end_session()
    return redirect(url_for("accounts.sign_in"))
