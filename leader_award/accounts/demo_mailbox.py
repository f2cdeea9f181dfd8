"""The demonstration's mailbox: every mail the site would send, so that a walk needs no SMTP."""

from typing import Any

from flask import render_template

from leader_award.accounts import queries
from leader_award.accounts.blueprint import blueprint
from leader_award.platform.access import guarded
from leader_award.platform.outbox import OutgoingMail


@blueprint.get("/demo/poczta")
@guarded("demo.see_mailbox")
def mailbox() -> Any:
    """List the mails, newest first, and show the newest."""
    mails = queries.outgoing_mails()
    return _page(mails[0] if mails else None)


@blueprint.get("/demo/poczta/<mail_id>")
@guarded("demo.see_mailbox", queries.find_mail)
def mail(mail: OutgoingMail) -> Any:
    """Show one mail beside the list."""
    return _page(mail)


def _page(shown: OutgoingMail | None) -> str:
    return render_template("accounts/mailbox.html", mails=queries.outgoing_mails(), shown=shown)
