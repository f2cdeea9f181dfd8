"""One's own account."""

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user

from leader_award.accounts import hooks, policy, provider, queries, second_factor, service, sessions
from leader_award.accounts.blueprint import blueprint
from leader_award.accounts.forms import AccountForm, AddressForm, ChangePasswordForm
from leader_award.accounts.models import Person, SignInSession
from leader_award.platform import access, clock, cookies, i18n
from leader_award.platform.access import PAGE, guarded, is_post
from leader_award.platform.errors import DomainError


@blueprint.route("/konto", methods=["GET", "POST"])
@guarded("account.use")
def account() -> Any:
    """Show the account and change name and language."""
    form = AccountForm(obj=current_user)
    if form.validate_on_submit():
        language = form.language.data
        service.update_account(
            person_id=current_user.id, name=form.name.data or "", language=language
        )
        with force_locale(language):
            flash(_("Your account is saved."), "success")
        return cookies.remember(make_response(redirect(url_for(".account"))), i18n.COOKIE, language)
    page = render_template(
        "accounts/account.html",
        form=form,
        open_sessions=queries.open_sessions(current_user.id, clock.now()),
        current_session_id=current_user.presence.session_id,
        issuers=provider.issuers_of(current_user.id),
        factor=second_factor.of_person(current_user.id),
        is_needed=policy.needs_second_factor(current_user),
        panels=[panel for make in hooks.account_panels if (panel := make(current_user))],
    )
    return page, 422 if is_post() else 200


def in_their_language(response: Response, person: Person) -> Response:
    """Keep the language that this browser chose; without a choice take the person's."""
    chosen = cookies.remembered(i18n.COOKIE)
    if chosen is None and person.language != i18n.current_language():
        cookies.remember(response, i18n.COOKIE, person.language)
    return response


@blueprint.route("/konto/haslo", methods=["GET", "POST"])
@guarded("account.use")
def change_password() -> Any:
    """Change one's own password; every other browser is signed out."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            service.change_password(
                person_id=current_user.id,
                current=form.current.data or "",
                password=form.password.data or "",
                address=request.remote_addr,
            )
        except DomainError as error:
            form.blame(error)
        else:
            sessions.start_session(
                current_user.id, second_factor=current_user.presence.second_factor
            )
            flash(_("Your password is changed; your other browsers are signed out."), "success")
            return redirect(url_for(".account"))
    page = render_template("accounts/change_password.html", form=form)
    return page, 422 if is_post() else 200


@blueprint.route("/konto/adres", methods=["GET", "POST"])
@guarded("account.use", fresh=PAGE)
def change_email() -> Any:
    """Ask for a new address and send a link to it."""
    form = AddressForm()
    if form.validate_on_submit():
        try:
            service.request_email_change(person_id=current_user.id, email=form.email.data or "")
        except DomainError as error:
            form.blame(error)
        else:
            flash(
                _("A link is on its way to %(to)s. Open it to confirm.", to=form.email.data),
                "success",
            )
            return redirect(url_for(".account"))
    page = render_template("accounts/change_email.html", form=form)
    return page, 422 if is_post() else 200


@blueprint.post("/konto/sesje/<session_id>/zakoncz")
@guarded("session.end", queries.find_session)
def end_session(row: SignInSession) -> Any:
    """End one of one's own sessions."""
    service.end_open_session(session_id=row.id, actor=access.actor("person"))
    flash(_("The session is ended."), "success")
    return redirect(url_for(".account"))


@blueprint.post("/konto/sesje/zakoncz-pozostale")
@guarded("account.use")
def end_other_sessions() -> Any:
    """End every session of one's own but this one."""
    service.end_other_sessions(person_id=current_user.id, keep_id=current_user.presence.session_id)
    flash(_("Your other browsers are signed out."), "success")
    return redirect(url_for(".account"))
