"""The page that asks who one is, before what needs `fresh` (see `platform.access`)."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from leader_award.accounts import identity, passkeys, second_factor
from leader_award.accounts.blueprint import blueprint, landing
from leader_award.accounts.forms import IdentityForm
from leader_award.platform import access
from leader_award.platform.access import guarded, is_post
from leader_award.platform.errors import DomainError
from leader_award.platform.web import safe_target


@blueprint.route("/konto/potwierdzenie", methods=["GET", "POST"])
@guarded("account.use")
def confirm_identity() -> Any:
    """Ask, then go to the page that was asked for."""
    form = IdentityForm()
    if is_post() and _is_confirmed(form):
        return redirect(safe_target(request.args.get("next"), landing()))
    return _page(form, kept=[]), 422 if is_post() else 200


@access.asks_identity
def ask_identity() -> Any:
    """Ask in the place of a view: what was sent to it waits on the page and is sent again."""
    if not is_post():
        target = request.full_path.rstrip("?")
        return redirect(url_for("accounts.confirm_identity", next=target))
    form = IdentityForm()
    if form.is_given and _is_confirmed(form):
        return None
    kept = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name != "csrf_token" and not name.startswith(form.PREFIX)
    ]
    return _page(form, kept), 422 if form.is_given else 403


def _is_confirmed(form: IdentityForm) -> bool:
    if not form.validate():
        return False
    if not form.is_given:
        form.blame(DomainError(_("Type the password."), field="password"))
        return False
    try:
        identity.confirm(
            current_user,
            password=form.password.data or "",
            code=form.code.data or "",
            credential=form.credential.data or "",
            address=request.remote_addr,
        )
    except DomainError as error:
        form.blame(error)
        return False
    return True


def _page(form: IdentityForm, kept: list[tuple[str, str]]) -> str:
    form.credential.data = ""
    return render_template(
        "accounts/confirm_identity.html",
        form=form,
        kept=kept,
        lost_files=any(file.filename for file in request.files.values()),
        factor=second_factor.of_person(current_user.id),
        passkeys_possible=passkeys.are_possible(),
    )
