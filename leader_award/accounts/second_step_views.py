"""The second step of signing in, and signing in by a passkey alone."""

from typing import Any

from flask import flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from leader_award.accounts import (
    account_views,
    passkeys,
    queries,
    second_factor,
    service,
    sessions,
)
from leader_award.accounts.blueprint import blueprint, landing
from leader_award.accounts.forms import PasskeyForm, SecondStepForm
from leader_award.accounts.models import Person
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError
from leader_award.platform.web import safe_target


@blueprint.get("/logowanie/drugi-skladnik")
@guarded("site.see")
def second_step() -> Any:
    """Ask somebody whose password was right for their second factor."""
    waiting = sessions.waiting_session()
    if waiting is None:
        return redirect(url_for(".sign_in", next=safe_target(request.args.get("next"), "") or None))
    return _second_page(waiting.person, SecondStepForm())


@blueprint.post("/logowanie/drugi-skladnik")
@guarded("site.see")
def give_second_factor() -> Any:
    """Take a code of the app, or a recovery code, and sign in."""
    waiting = sessions.waiting_session()
    if waiting is None:
        return _too_late()
    person, form = waiting.person, SecondStepForm()
    if not form.validate():
        return _second_page(person, form), 422
    try:
        factor = second_factor.give_code(
            person.id, form.code.data or "", address=request.remote_addr
        )
        return _signed_in(person.id, factor, request.args.get("next"))
    except service.TooManyAttempts as error:
        form.blame(error)
        return _second_page(person, form), 429
    except DomainError as error:
        form.blame(error)
        return _second_page(person, form), 422


@blueprint.post("/logowanie/klucz/pytanie")
@guarded("site.see")
def ask_for_passkey() -> Any:
    """Answer what a browser needs to use a passkey: of who is signing in, or any of this site."""
    waiting = None if current_user.is_authenticated else sessions.waiting_session()
    return jsonify(passkeys.ask_to_use(waiting.person_id if waiting else current_user.id))


@blueprint.post("/logowanie/klucz")
@guarded("site.see")
def sign_in_with_passkey() -> Any:
    """Sign in by a passkey, as the second step or without any password."""
    form = PasskeyForm()
    waiting = sessions.waiting_session()
    expected = waiting.person_id if waiting else None
    try:
        person_id = passkeys.owner(form.credential.data or "", person_id=expected)
        return _signed_in(person_id, second_factor.PASSKEY, form.next.data)
    except DomainError as error:
        flash(str(error), "error")
    return redirect(
        url_for(
            ".second_step" if waiting else ".sign_in", next=safe_target(form.next.data, "") or None
        )
    )


def _signed_in(person_id: str, factor: str, target: str | None) -> Any:
    service.finish_signing_in(person_id, factor)
    response = make_response(redirect(safe_target(target, landing())))
    person = queries.find_person(person_id)
    return account_views.in_their_language(response, person) if person else response


def _too_late() -> Any:
    flash(_("Too much time has passed since you gave the password. Sign in again."), "warning")
    return redirect(url_for(".sign_in"))


def _second_page(person: Person, form: SecondStepForm) -> str:
    form.code.data = ""
    return render_template(
        "accounts/second_step.html",
        form=form,
        passkey_form=PasskeyForm(next=safe_target(request.args.get("next"), "")),
        factor=second_factor.of_person(person.id),
        passkeys_possible=passkeys.are_possible(),
    )
