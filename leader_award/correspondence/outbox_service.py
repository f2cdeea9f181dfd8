"""What organisers do with single mails: send again, do not send."""

from flask_babel import lazy_gettext as _l

from leader_award.correspondence import masking
from leader_award.platform import audit, db, outbox
from leader_award.platform.audit import Actor
from leader_award.platform.errors import NotAllowed
from leader_award.platform.outbox import FAILED, SENT, STOPPED, WAITING, OutgoingMail


def may_send_again(mail: OutgoingMail) -> bool:
    """Return whether the mail can go out once more.

    One that was sent goes out anew only if it holds no link for the recipient alone: such links
    work once and for a while, and the recipient asks for another where they got it.
    """
    if mail.state in (WAITING, FAILED, STOPPED):
        return bool(mail.body)
    return mail.state == SENT and bool(mail.body) and not masking.holds_secret(mail.body)


def send_again(*, mail_id: str, actor: Actor) -> None:
    """Send the mail now: itself if it has not gone out, a copy if it has. Raises NotAllowed."""
    with db.transaction() as writer:
        mail = db.lock(writer, OutgoingMail, mail_id)
        if not may_send_again(mail):
            raise NotAllowed(_l("This mail cannot be sent again."))
        if mail.state == SENT:
            outbox.repeat(writer, mail)
        else:
            outbox.try_again(writer, [mail.id])
        audit.record(writer, actor, "mail.sent_again", mail)


def stop(*, mail_id: str, actor: Actor) -> None:
    """Keep a waiting mail from going out. Raises NotAllowed once it is too late."""
    with db.transaction() as writer:
        mail = db.lock(writer, OutgoingMail, mail_id)
        if mail.state not in (WAITING, FAILED):
            raise NotAllowed(_l("It is too late: the mail is on its way or has been sent."))
        mail.state = STOPPED
        audit.record(writer, actor, "mail.stopped", mail)
