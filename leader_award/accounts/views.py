"""Signing in and out."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from flask import (
    Flask,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_login import current_user

from leader_award.accounts import (
    account_views,
    administration_views,
    demo_mailbox,
    identity_views,
    link_views,
    passkeys,
    people_views,
    policy,
    provider,
    provider_views,
    second_factor,
    second_factor_views,
    second_step_views,
    service,
    sessions,
    wording,
)
from leader_award.accounts.blueprint import address_of, blueprint, landing
from leader_award.accounts.forms import SignInForm
from leader_award.accounts.signing_in import RESETS
from leader_award.platform import access, tasks
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError
from leader_award.platform.web import safe_target

__all__ = [
    "DemoAccount",
    "account_views",
    "administration_views",
    "blueprint",
    "demo_accounts",
    "demo_mailbox",
    "identity_views",
    "link_views",
    "people_views",
    "policy",
    "provider_views",
    "register",
    "second_factor_views",
    "second_step_views",
]


class DemoAccount(NamedTuple):
    """A demonstration account, for which the sign-in page has a button."""

    email: str
    password: str
    name: str
    role: Any


demo_accounts: list[Callable[[], Iterable[tuple[str, str, str, Any]]]] = []
"""Each function gives (e-mail, password, name, words about the role) of some accounts."""


def register(app: Flask) -> None:
    """Add the pages, and load the signed-in person of each request."""
    sessions.init_app(app)
    app.register_blueprint(blueprint)
    app.add_template_filter(wording.browser_name)
    tasks.register(RESETS, service.send_wanted_resets, every_minute=True)
    if second_factor_views.where_to_set_up not in access.detours:
        access.detours.append(second_factor_views.where_to_set_up)


@blueprint.get("/logowanie")
@guarded("site.see")
def sign_in() -> Any:
    """Show the sign-in form, or go on for somebody who is signed in."""
    target = request.args.get("next")
    if current_user.is_authenticated:
        return redirect(safe_target(target, landing()))
    form = SignInForm(email=request.args.get("email", ""), next=safe_target(target, ""))
    return _page(form)


@blueprint.post("/logowanie")
@guarded("site.see")
def start() -> Any:
    """Sign in and go to the page that was asked for, or to one's tasks."""
    form = SignInForm()
    if not form.validate():
        return _page(form), 422
    try:
        person = service.authenticate(
            form.email.data or "", form.password.data or "", address=request.remote_addr
        )
    except service.TooManyAttempts as error:
        form.blame(error)
        return _page(form), 429
    except DomainError as error:
        form.blame(error)
        return _page(form), 422
    target = safe_target(form.next.data, "")
    if second_factor.of_person(person.id).is_set_up:
        sessions.start_session(person.id, awaits_factor=True)
        return redirect(url_for(".second_step", next=target or None))
    sessions.start_session(person.id)
    response = make_response(redirect(second_factor_views.after_signing_in(person, target)))
    return account_views.in_their_language(response, person)


@blueprint.post("/wyloguj")
@guarded("account.use")
def sign_out() -> Any:
    """End the session, on the server too, and say so."""
    sessions.end_session()
    flash(_("You are signed out."), "success")
    return redirect(url_for("accounts.sign_in"))


def _page(form: SignInForm) -> str:
    listed = []
    if current_app.config["SETTINGS"].demo:
        listed = [DemoAccount(*row) for accounts in demo_accounts for row in accounts()]
    return render_template(
        "accounts/sign_in.html",
        form=form,
        demo_accounts=listed,
        passkeys_possible=passkeys.are_possible(),
        provider=provider.name(),
        registration_url=address_of("partnerships.register_clerk"),
    )
