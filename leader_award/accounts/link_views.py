"""Pages behind the links that mails carry, and asking for such a mail."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from leader_award.accounts import hooks, links, service
from leader_award.accounts.blueprint import blueprint
from leader_award.accounts.forms import AcceptForm, AddressForm, EmptyForm, NewPasswordForm
from leader_award.accounts.links import LinkError, LinkUnknown, LinkUsed
from leader_award.platform.access import guarded, is_post
from leader_award.platform.errors import DomainError


@blueprint.route("/potwierdzenie/<token>", methods=["GET", "POST"])
@guarded("site.see")
def confirm(token: str) -> Any:
    """Ask for a click (mail scanners open links too), then confirm the address."""
    try:
        link = service.peek_link(links.CONFIRM, token)
        if is_post():
            service.confirm_email(token)
            flash(_("Your address is confirmed. You can sign in now."), "success")
            begin = next(filter(None, (find() for find in hooks.first_steps)), None)
            return redirect(url_for(".sign_in", email=link.email, next=begin))
    except LinkError as error:
        return _dead_link(error, links.CONFIRM, token)
    return render_template("accounts/confirm.html", email=link.email)


@blueprint.post("/potwierdzenie/<token>/nowy-link")
@guarded("site.see")
def confirm_again(token: str) -> Any:
    """Send a new confirmation link in place of an expired one."""
    service.resend_confirmation(token)
    return redirect(url_for(".mail_sent"))


@blueprint.route("/nie-pamietam-hasla", methods=["GET", "POST"])
@guarded("site.see")
def forgotten_password() -> Any:
    """Ask for a link to choose a new password; the answer never tells who has an account."""
    form = AddressForm()
    if is_post() and not form.validate():
        return render_template("accounts/forgotten_password.html", form=form), 422
    if is_post():
        service.ask_for_password_reset(form.email.data or "")
        return redirect(url_for(".mail_sent"))
    form.email.data = form.email.data or request.args.get("email", "")
    return render_template("accounts/forgotten_password.html", form=form)


@blueprint.route("/nowy-adres/<token>", methods=["GET", "POST"])
@guarded("site.see")
def confirm_email_change(token: str) -> Any:
    """Ask for a click, then make the address the account's."""
    form = EmptyForm()
    try:
        link = service.peek_link(links.EMAIL, token)
        if form.validate_on_submit():
            address = service.confirm_email_change(token)
            flash(
                _("From now on you sign in with the address %(email)s.", email=address), "success"
            )
            return redirect(url_for(".account"))
    except LinkError as error:
        return _dead_link(error, links.EMAIL, token)
    except DomainError as error:
        form.blame(error)
    page = render_template("accounts/confirm_email_change.html", form=form, email=link.email)
    return page, 409 if is_post() else 200


@blueprint.get("/sprawdz-poczte")
@guarded("site.see")
def mail_sent() -> Any:
    """Say that a mail is on its way, if there is somebody to send it to."""
    return render_template("accounts/mail_sent.html")


@blueprint.route("/nowe-haslo/<token>", methods=["GET", "POST"])
@guarded("site.see")
def new_password(token: str) -> Any:
    """Choose a new password."""
    form = NewPasswordForm()
    try:
        link = service.peek_link(links.RESET, token)
        if form.validate_on_submit():
            service.reset_password(token, form.password.data or "")
            flash(_("The new password is set. Sign in with it."), "success")
            return redirect(url_for(".sign_in", email=link.email))
    except LinkError as error:
        return _dead_link(error, links.RESET, token)
    except DomainError as error:
        form.blame(error)
    page = render_template("accounts/new_password.html", form=form, email=link.email)
    return page, 422 if is_post() else 200


@blueprint.route("/zaproszenie/<token>", methods=["GET", "POST"])
@guarded("site.see")
def invitation(token: str) -> Any:
    """Accept an invitation: a new person gives name and password, others only say yes."""
    try:
        person = service.invited_person(token)
    except LinkError as error:
        return _dead_link(error, links.INVITATION, token)
    is_new = person.email_confirmed_at is None
    form = AcceptForm(name=person.name) if is_new else EmptyForm()
    if form.validate_on_submit():
        given = {"name": form.name.data, "password": form.password.data} if is_new else {}
        try:
            service.accept_invitation(token, **given)
        except LinkError as error:
            return _dead_link(error, links.INVITATION, token)
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("Thank you, the invitation is accepted. Sign in now."), "success")
            return redirect(url_for(".sign_in", email=person.email))
    page = render_template("accounts/invitation.html", form=form, person=person, is_new=is_new)
    return page, 422 if is_post() else 200


def _dead_link(error: LinkError, purpose: str, token: str) -> Any:
    """Explain a link that does not work and offer the next step."""
    kind = "unknown" if isinstance(error, LinkUnknown) else "expired"
    if isinstance(error, LinkUsed):
        kind = "used"
    page = render_template(
        "accounts/dead_link.html", error=error, kind=kind, purpose=purpose, token=token
    )
    return page, 404 if kind == "unknown" else 410
