"""Going to an OpenID Connect provider to sign in, and coming back."""

from typing import Any

from flask import flash, make_response, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from leader_award.accounts import account_views, provider, second_factor_views
from leader_award.accounts.blueprint import blueprint, landing
from leader_award.accounts.models import Person
from leader_award.platform import db
from leader_award.platform.access import SENT, guarded
from leader_award.platform.errors import DomainError
from leader_award.platform.web import safe_target

_TARGET = "after_provider"


@blueprint.get("/logowanie/zewnetrzne")
@guarded("provider.use")
def sign_in_elsewhere() -> Any:
    """Send the browser to the provider."""
    target = safe_target(request.args.get("next"), "")
    if current_user.is_authenticated:
        return redirect(target or landing())
    try:
        answer = provider.redirect_to_provider()
    except DomainError as error:
        return _failed(error)
    session[_TARGET] = target
    return answer


@blueprint.get("/logowanie/zewnetrzne/powrot")
@guarded("provider.use")
def return_from_provider() -> Any:
    """Sign in whom the provider has recognised."""
    target = safe_target(session.pop(_TARGET, None), "")
    try:
        claims = provider.claims_of_return()
        person_id, goes_on = provider.sign_in(claims)
    except DomainError as error:
        return _failed(error)
    if goes_on:
        return redirect(url_for(".second_step", next=target or None))
    person = db.session().get_one(Person, person_id)
    where = second_factor_views.after_signing_in(person, target, claims.is_strong)
    response = make_response(redirect(where))
    return account_views.in_their_language(response, person)


@blueprint.post("/konto/logowanie-zewnetrzne/odlacz")
@guarded("account.use", fresh=SENT)
def unlink_provider() -> Any:
    """Let the account be opened by password or passkey only."""
    provider.unlink(person_id=current_user.id)
    flash(_("Your account can no longer be opened from the other site."), "success")
    return redirect(url_for(".account"))


def _failed(error: DomainError) -> Any:
    flash(str(error), "error")
    return redirect(url_for(".sign_in"))
