"""The pages of the outbox."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from leader_award.correspondence import masking, outbox_queries, outbox_service, wording
from leader_award.correspondence.blueprint import blueprint
from leader_award.platform import access
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError
from leader_award.platform.outbox import FAILED, WAITING, OutgoingMail


@blueprint.get("/organizator/korespondencja")
@guarded("mail.oversee")
def outbox() -> Any:
    """List what waits, what failed and what was sent."""
    state = request.args.get("stan", "")
    state = state if state in outbox_queries.STATES else ""
    text = request.args.get("q", "").replace("\x00", "").strip()[:100]
    number = request.args.get("page", 1, type=int)
    return render_template(
        "correspondence/outbox.html",
        page=outbox_queries.page(state, text, number),
        state=state,
        text=text,
        masked=masking.masked,
        wording=wording,
    )


@blueprint.get("/organizator/korespondencja/<mail_id>")
@guarded("mail.oversee", outbox_queries.find)
def mail(mail: OutgoingMail) -> Any:
    """Show a mail without what is for its recipient alone."""
    return render_template(
        "correspondence/mail.html",
        mail=mail,
        subject=masking.masked(mail.subject),
        body=masking.masked(mail.body),
        may_send_again=outbox_service.may_send_again(mail),
        may_stop=mail.state in (WAITING, FAILED),
        wording=wording,
    )


@blueprint.post("/organizator/korespondencja/<mail_id>/wyslij")
@guarded("mail.oversee", outbox_queries.find)
def send_again(mail: OutgoingMail) -> Any:
    """Send a mail once more."""
    try:
        outbox_service.send_again(mail_id=mail.id, actor=access.actor("organiser"))
    except DomainError as error:
        flash(str(error), "error")
    else:
        flash(_("The mail is waiting to be sent."), "success")
    return redirect(url_for(".mail", mail_id=mail.id))


@blueprint.post("/organizator/korespondencja/<mail_id>/wstrzymaj")
@guarded("mail.oversee", outbox_queries.find)
def stop(mail: OutgoingMail) -> Any:
    """Keep a mail from being sent."""
    try:
        outbox_service.stop(mail_id=mail.id, actor=access.actor("organiser"))
    except DomainError as error:
        flash(str(error), "error")
    else:
        flash(_("The mail will not be sent."), "success")
    return redirect(url_for(".mail", mail_id=mail.id))
