"""Setting up, replacing and removing one's own second factor."""

from typing import Any

import segno
from flask import current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from leader_award.accounts import (
    one_time_codes,
    passkeys,
    policy,
    queries,
    sealing,
    second_factor,
    wording,
)
from leader_award.accounts.blueprint import blueprint, landing
from leader_award.accounts.forms import AppForm, EmptyForm, NewPasskeyForm
from leader_award.accounts.models import Passkey, Person
from leader_award.platform.access import PAGE, guarded, is_post
from leader_award.platform.errors import DomainError
from leader_award.platform.web import safe_target

SETUP_SECONDS = 3600
"""For so long the page with the QR code can be used."""


def where_to_set_up(person: Any) -> str | None:
    """Return where somebody is led whose roles wait for a second factor."""
    if not policy.awaits_second_factor(person):
        return None
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return url_for("accounts.second_factor", next=target)


def after_signing_in(person: Person, target: str, has_factor: bool = False) -> str:
    """Return where somebody goes who has just signed in and wanted to see `target` ("": any)."""
    if policy.needs_second_factor(person) and not has_factor:
        return url_for("accounts.second_factor", next=target or None)
    return target or landing()


@blueprint.get("/konto/drugi-skladnik", endpoint="second_factor")
@guarded("account.use")
def overview() -> Any:
    """Show what is set up, and what can be added or removed."""
    return render_template(
        "accounts/second_factor.html",
        factor=second_factor.of_person(current_user.id),
        is_needed=policy.needs_second_factor(current_user),
        is_awaited=policy.awaits_second_factor(current_user),
        passkeys_possible=passkeys.are_possible(),
        next=_next(),
    )


@blueprint.route("/konto/drugi-skladnik/aplikacja", methods=["GET", "POST"])
@guarded("account.use", fresh=PAGE)
def set_up_app() -> Any:
    """Show the QR code, and keep the secret once the app gives the right code."""
    form = AppForm()
    purpose = f"set up {current_user.id}"
    try:
        secret = sealing.unseal(form.sealed.data or "", purpose, within=SETUP_SECONDS)
    except sealing.Unreadable:
        secret, is_known = one_time_codes.new_secret(), False
        form.sealed.data = sealing.seal(secret, purpose)
    else:
        is_known = True
    if is_post() and not is_known:
        form.blame(DomainError(_("The QR code was too old. Scan this new one, please.")))
    elif form.validate_on_submit():
        try:
            codes = second_factor.set_up_app(
                person_id=current_user.id,
                secret=secret,
                code=form.code.data or "",
                session_id=current_user.presence.session_id,
            )
        except DomainError as error:
            form.blame(error)
        else:
            return _added(_("The authenticator app is set up."), codes)
    form.code.data = ""
    address = one_time_codes.setup_address(
        secret, account=current_user.email, issuer=_("Local Government Management Leader")
    )
    page = render_template(
        "accounts/set_up_app.html",
        form=form,
        picture=segno.make(address, micro=False).svg_data_uri(scale=5, border=3, light="white"),
        secret=one_time_codes.grouped(secret),
        address=address,
        next=_next(),
    )
    return page, 422 if is_post() else 200


@blueprint.route("/konto/drugi-skladnik/aplikacja/usun", methods=["GET", "POST"])
@guarded("account.use", fresh=PAGE)
def remove_app() -> Any:
    """Ask, then forget the app."""
    form = EmptyForm()
    if form.validate_on_submit():
        try:
            second_factor.remove_app(
                person_id=current_user.id, must_keep_one=policy.needs_second_factor(current_user)
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The authenticator app is removed."), "success")
            return redirect(url_for(".second_factor"))
    return render_template("accounts/remove_factor.html", form=form, passkey=None), _status(form)


@blueprint.route("/konto/drugi-skladnik/klucz", methods=["GET", "POST"])
@guarded("account.use", fresh=PAGE)
def add_passkey() -> Any:
    """Name a passkey and let the browser make it."""
    form = NewPasskeyForm(name=wording.browser_name(str(request.user_agent)))
    if form.validate_on_submit():
        try:
            codes = passkeys.add(
                person_id=current_user.id,
                answer=form.credential.data or "",
                name=form.name.data or "",
                session_id=current_user.presence.session_id,
            )
        except DomainError as error:
            form.blame(error)
        else:
            return _added(_("The passkey is added."), codes)
    form.credential.data = ""
    page = render_template(
        "accounts/add_passkey.html",
        form=form,
        passkeys_possible=passkeys.are_possible(),
        next=_next(),
    )
    return page, _status(form)


@blueprint.post("/konto/drugi-skladnik/klucz/pytanie")
@guarded("account.use")
def ask_for_new_passkey() -> Any:
    """Answer what a browser needs to make a passkey."""
    return jsonify(passkeys.ask_to_add(current_user))


@blueprint.route("/konto/drugi-skladnik/klucz/<passkey_id>/usun", methods=["GET", "POST"])
@guarded("passkey.change", queries.find_passkey, fresh=PAGE)
def remove_passkey(passkey: Passkey) -> Any:
    """Ask, then forget a passkey."""
    form = EmptyForm()
    if form.validate_on_submit():
        try:
            passkeys.remove(
                passkey_id=passkey.id, must_keep_one=policy.needs_second_factor(current_user)
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The passkey is removed."), "success")
            return redirect(url_for(".second_factor"))
    return render_template("accounts/remove_factor.html", form=form, passkey=passkey), _status(form)


@blueprint.route("/konto/drugi-skladnik/kody", methods=["GET", "POST"])
@guarded("account.use", fresh=PAGE)
def renew_recovery_codes() -> Any:
    """Replace the recovery codes and show the new ones, once."""
    form = EmptyForm()
    if form.validate_on_submit():
        try:
            codes = second_factor.renew_recovery_codes(person_id=current_user.id)
        except DomainError as error:
            form.blame(error)
        else:
            return _codes_page(codes)
    page = render_template(
        "accounts/renew_recovery_codes.html",
        form=form,
        factor=second_factor.of_person(current_user.id),
    )
    return page, _status(form)


def _added(message: str, codes: list[str]) -> Any:
    flash(message, "success")
    return _codes_page(codes) if codes else redirect(_next() or url_for(".second_factor"))


def _codes_page(codes: list[str]) -> str:
    return render_template(
        "accounts/recovery_codes.html",
        codes=[one_time_codes.grouped(code, "-") for code in codes],
        site=current_app.config["SETTINGS"].base_url,
        next=_next() or (landing() if policy.needs_second_factor(current_user) else ""),
    )


def _next() -> str:
    return safe_target(request.args.get("next"), "")


def _status(form: Any) -> int:
    return 422 if form.errors or form.form_errors else 200
