"""Organisers word the mails: refused beside the field, previewed, tried, compared, restored."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_mail import Message
from sqlalchemy import select

from leader_award.correspondence import queries, service, shipped
from leader_award.correspondence.mails import BY_KEY
from leader_award.correspondence.models import MailWording
from leader_award.platform import db, outbox
from leader_award.platform.audit import Actor, AuditEvent
from leader_award.platform.errors import Conflict, DomainError
from leader_award.platform.outbox import OutgoingMail, Recipient

SignedIn = Callable[[str], FlaskClient]
KEY = "entries-withdrawn"
PAGE = f"/organizator/korespondencja/tresci/{KEY}/pl"
MAIL = BY_KEY[KEY]
TEXT = "Zgłoszenie {{ numer_zgłoszenia }} wycofano {{ chwila }}.\n\n{{ podpis }}"


@pytest.fixture
def olga(make_person: Any) -> str:
    return make_person("Olga Organizator", "olga@example.org", "organiser")


@pytest.fixture
def organiser(olga: str, signed_in: SignedIn) -> FlaskClient:
    return signed_in(olga)


def save(olga: str, subject: str = "Wycofano", body: str = TEXT, version: int = 0) -> int:
    with_actor = Actor(olga, "organiser")
    return service.save(
        mail=MAIL, language="pl", subject=subject, body=body, version=version, actor=with_actor
    )


def last_mail() -> OutgoingMail:
    db.session().rollback()
    return db.session().scalars(select(OutgoingMail).order_by(OutgoingMail.created_at)).all()[-1]


def test_editor_starts_from_the_words_of_the_program(organiser: FlaskClient) -> None:
    page = organiser.get(PAGE).text
    assert "{{ tytuł_zgłoszenia }}" in page
    assert "Wspólne autobusy pięciu gmin" in page
    assert "Numer zgłoszenia" in page


def test_mail_queued_after_saving_has_the_organisers_words(app: Flask, olga: str) -> None:
    compose = Recipient("jan@example.org"), MAIL.template
    given = _context()
    before = outbox.compose(*compose, **given)
    save(olga)
    subject, body = outbox.compose(*compose, **given)
    assert before[0] != subject == "Wycofano"
    assert body.startswith("Zgłoszenie SLZ-2027-001 wycofano ")
    assert "Samorządowy Lider" in body


def _context() -> dict[str, Any]:
    named = SimpleNamespace(reference="SLZ-2027-001", title="Wspólne autobusy")
    return {"entry": named, "at": datetime(2027, 1, 14, 9, 32, tzinfo=UTC)}


def test_other_language_and_mails_queued_before_stay_as_they_were(app: Flask, olga: str) -> None:
    given = _context()
    with db.transaction() as writer:
        queued = outbox.queue(writer, Recipient("jan@example.org"), MAIL.template, **given)
        writer.flush()
        kept = queued.id, queued.subject, queued.body
    english = outbox.compose(Recipient("jan@example.org", "en"), MAIL.template, **given)
    save(olga)
    assert outbox.compose(Recipient("jan@example.org", "en"), MAIL.template, **given) == english
    mail = db.session().get_one(OutgoingMail, kept[0])
    assert (mail.id, mail.subject, mail.body) == kept


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{{ podpis }} {{ numer }}", "Czy chodzi o {{ numer_zgłoszenia }}?"),
        ("Bez podpisu.", "Nazwa {{ podpis }} musi pozostać"),
        ("{{ podpis }} {% if x %}", "W tekście pozostał znak"),
        ("", "To pole nie może być puste."),
    ],
)
def test_wrong_text_is_refused_beside_the_field_and_kept(
    organiser: FlaskClient, body: str, said: str
) -> None:
    answer = organiser.post(PAGE, data={"subject": "Temat", "body": body, "version": "0"})
    assert answer.status_code == 422
    assert said in answer.text
    assert body in answer.text
    assert queries.latest(MAIL.template, "pl") is None


def test_preview_saves_nothing_and_shows_the_example(organiser: FlaskClient) -> None:
    data = {"subject": "{{ numer_zgłoszenia }}!", "body": TEXT, "version": "0", "preview": "1"}
    page = organiser.post(PAGE, data=data).text
    assert "<strong>SLZ-2027-012!</strong>" in page
    assert queries.latest(MAIL.template, "pl") is None


def test_preview_of_a_text_that_cannot_be_saved_leaves_unknown_names(
    organiser: FlaskClient,
) -> None:
    data = {"subject": "Temat", "body": "{{ nieznane }}", "version": "0", "preview": "1"}
    assert "{{ nieznane }}</pre>" in organiser.post(PAGE, data=data).text


def test_trial_mail_goes_to_oneself_and_saves_nothing(organiser: FlaskClient) -> None:
    data = {"subject": "Temat", "body": TEXT, "version": "0", "trial": "1"}
    organiser.post(PAGE, data=data)
    mail = last_mail()
    assert mail.to == "olga@example.org"
    assert mail.subject == "[próba] Temat"
    assert "SLZ-2027-012" in mail.body
    assert queries.latest(MAIL.template, "pl") is None


def test_saving_what_somebody_else_changed_meanwhile_is_refused(app: Flask, olga: str) -> None:
    save(olga)
    with pytest.raises(Conflict):
        save(olga, "Inaczej")


def test_versions_say_who_and_when_and_can_be_restored(olga: str, organiser: FlaskClient) -> None:
    save(olga, "Pierwszy")
    save(olga, "Drugi", version=1)
    page = organiser.get(f"{PAGE}/wersje").text
    assert "Olga Organizator" in page
    assert "<ins>" in page
    organiser.post(f"{PAGE}/wersje/1")
    assert service.words(MAIL, "pl")[0] == "Pierwszy"
    organiser.post(f"{PAGE}/wersje/0")
    assert service.words(MAIL, "pl") == shipped.of(MAIL).words("pl")
    assert [one.number for one in queries.versions(MAIL.template, "pl")] == [4, 3, 2, 1]


def test_version_that_is_not_there_is_not_restored(organiser: FlaskClient) -> None:
    assert organiser.post(f"{PAGE}/wersje/7").status_code == 404


def test_words_saved_as_the_program_has_them_follow_the_program(app: Flask, olga: str) -> None:
    subject, body = shipped.of(MAIL).words("pl")
    save(olga, subject, body)
    kept = queries.latest(MAIL.template, "pl")
    assert kept is not None
    assert kept.shipped
    assert service.other_words(MAIL.template, "pl") is None


def test_words_with_a_name_that_there_is_no_more_give_way_to_the_program(
    app: Flask, olga: str, caplog: pytest.LogCaptureFixture
) -> None:
    given = _context()
    expected = outbox.compose(Recipient("jan@example.org"), MAIL.template, **given)
    save(olga)
    with db.transaction() as writer:
        writer.scalars(select(MailWording)).one().body = "{{ dawna_nazwa }}"
    with caplog.at_level(logging.CRITICAL):
        assert outbox.compose(Recipient("jan@example.org"), MAIL.template, **given) == expected
    with pytest.raises(DomainError):
        service.restore(mail=MAIL, language="pl", number=1, actor=Actor(olga, "organiser"))


def test_subject_cannot_carry_another_header(app: Flask, olga: str) -> None:
    save(olga, "Temat\r\nBcc: x@evil.example\u2028{{ tytuł_zgłoszenia }}")
    given = _context()
    given["entry"].title = "A\r\nX-Evil: 1\n\x0b\x85B"
    subject, body = outbox.compose(Recipient("jan@example.org"), MAIL.template, **given)
    message = Message(subject, recipients=["jan@example.org"], body=body, sender="a@example.org")
    sent = message.as_bytes()
    headers = sent.split(b"\n\n", 1)[0].decode()
    assert "\nBcc:" not in headers
    assert "\nX-Evil:" not in headers
    assert subject.startswith("Temat Bcc: x@evil.example")


def test_no_line_of_a_sent_mail_is_longer_than_allowed(app: Flask, olga: str) -> None:
    save(olga, body=f"{'słowo ' * 900}\n\n{'a' * 3000}\n{{{{ podpis }}}}")
    _subject, body = outbox.compose(Recipient("jan@example.org"), MAIL.template, **_context())
    message = Message("Temat", recipients=["jan@example.org"], body=body, sender="a@example.org")
    assert max(len(line) for line in message.as_bytes().splitlines()) <= 998
    assert max(len(line.encode()) for line in body.splitlines()) <= 998


def test_what_is_done_with_words_is_recorded(olga: str, organiser: FlaskClient) -> None:
    save(olga)
    organiser.post(PAGE, data={"subject": "T", "body": TEXT, "version": "1", "trial": "1"})
    organiser.post(f"{PAGE}/wersje/0")
    actions = db.session().scalars(select(AuditEvent.action)).all()
    assert {"mail_wording.saved", "mail_wording.tried", "mail_wording.restored"} <= set(actions)


def test_list_says_which_mails_were_changed(olga: str, organiser: FlaskClient) -> None:
    save(olga)
    page = organiser.get("/organizator/korespondencja/tresci").text
    assert page.count("zmieniona: Polski") == 1
    assert "Gdy ocena formalna wykazuje braki" in page


@pytest.mark.parametrize("address", ["entries-receipt/de", "nieznana/pl"])
def test_unknown_mail_or_language_is_not_found(organiser: FlaskClient, address: str) -> None:
    answer = organiser.get(f"/organizator/korespondencja/tresci/{address}")
    assert answer.status_code == 404
