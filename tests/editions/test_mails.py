"""Mails that failed are listed without what is in them, and can be sent again."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from leader_award.editions import mailing
from leader_award.platform import clock, db
from leader_award.platform.audit import Actor
from leader_award.platform.outbox import FAILED, SENT, WAITING, OutgoingMail

ORGANISER = Actor(None, "organiser")


def add_mail(state: str, to: str = "urzad@example.org") -> str:
    now = clock.now()
    with db.transaction() as writer:
        mail = OutgoingMail(
            to=to,
            subject="Potwierdzenie",
            body="Sekretny odnośnik",
            template="entries/mail/receipt.txt",
            message_id="<1@example.org>",
            state=state,
            created_at=now,
            next_attempt_at=now,
            attempts=3 if state != SENT else 1,
            last_error="SMTPRecipientsRefused: 550 no such user" if state == FAILED else None,
        )
        writer.add(mail)
        writer.flush()
        return mail.id


def state_of(mail_id: str) -> tuple[str, int]:
    db.session().expire_all()
    mail = db.session().get_one(OutgoingMail, mail_id)
    return mail.state, mail.attempts


@pytest.fixture
def browser(
    make_person: Callable[..., str], signed_in: Callable[[str], FlaskClient]
) -> FlaskClient:
    return signed_in(make_person("Olga", None, "organiser"))


def test_list_says_what_failed_and_never_what_was_written(browser: FlaskClient) -> None:
    assert "Wszystko zostało wysłane" in browser.get("/organizator/poczta").text
    add_mail(FAILED)
    add_mail(SENT, "inny@example.org")
    page = browser.get("/organizator/poczta").text
    assert "550 no such user" in page
    assert "urzad@example.org" in page
    assert "Sekretny" not in page
    assert "inny@example.org" not in page


def test_one_failed_mail_is_tried_again(browser: FlaskClient) -> None:
    first, second = add_mail(FAILED), add_mail(FAILED)
    browser.post("/organizator/poczta/ponow", data={"mail": first})
    assert state_of(first) == (WAITING, 0)
    assert state_of(second) == (FAILED, 3)


def test_all_failed_mails_are_tried_again_and_sent_ones_never(app: Flask) -> None:
    failed, sent = add_mail(FAILED), add_mail(SENT)
    assert mailing.try_again(mail_id=None, actor=ORGANISER) == 1
    assert mailing.try_again(mail_id=sent, actor=ORGANISER) == 0
    assert state_of(failed) == (WAITING, 0)
    assert state_of(sent) == (SENT, 1)
    assert mailing.unsent_counts() == {"failed": 0, "waiting": 1}
