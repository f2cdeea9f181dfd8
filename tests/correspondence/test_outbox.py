"""Organisers see what was written to whom; links that open something are the recipient's alone."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from leader_award.correspondence import masking
from leader_award.platform import clock, db, outbox
from leader_award.platform.outbox import FAILED, SENDING, SENT, STOPPED, WAITING, OutgoingMail

SignedIn = Callable[[str], FlaskClient]
STATES = (WAITING, SENDING, SENT, FAILED, STOPPED)
LISTED = "/organizator/korespondencja?stan="
SECRET = "http://localhost/nowe-haslo/tajny-token"


@pytest.fixture
def organiser(make_person: Any, signed_in: SignedIn) -> FlaskClient:
    return signed_in(make_person("Olga Organizator", None, "organiser"))


def put(subject: str = "Przypomnienie", body: str = "Treść.", state: str = WAITING) -> str:
    """A mail in the outbox; returns its id."""
    with db.transaction() as writer:
        mail = outbox.put(writer, "jan@example.org", subject, body, "entries/mail/receipt.txt")
        mail.state = state
        writer.flush()
        return mail.id


def mails() -> list[OutgoingMail]:
    db.session().rollback()
    return list(db.session().query(OutgoingMail).order_by(OutgoingMail.created_at))


def state_of(mail_id: str) -> str:
    db.session().rollback()
    return db.session().get_one(OutgoingMail, mail_id).state


def test_mails_are_listed_by_state(organiser: FlaskClient) -> None:
    for state in STATES:
        put(f"Temat {state}", state=state)
    shown = {
        word: [state for state in STATES if f"Temat {state}" in organiser.get(LISTED + word).text]
        for word in ("oczekujace", "nieudane", "wyslane", "wstrzymane")
    }
    assert shown == {
        "oczekujace": [WAITING, SENDING],
        "nieudane": [FAILED],
        "wyslane": [SENT],
        "wstrzymane": [STOPPED],
    }


def test_mail_is_found_by_address_or_subject(organiser: FlaskClient) -> None:
    put("Wezwanie do uzupełnienia")
    assert "Wezwanie" in organiser.get("/organizator/korespondencja?q=uzupelnienie").text
    assert "Wezwanie" in organiser.get("/organizator/korespondencja?q=jan@example").text
    assert "Wezwanie" not in organiser.get("/organizator/korespondencja?q=receipt").text


@pytest.mark.parametrize("state", [WAITING, FAILED, STOPPED])
def test_mail_that_has_not_gone_out_is_sent_now(organiser: FlaskClient, state: str) -> None:
    mail_id = put(state=state)
    organiser.post(f"/organizator/korespondencja/{mail_id}/wyslij")
    assert state_of(mail_id) == WAITING
    assert len(mails()) == 1


def test_mail_that_was_sent_goes_out_as_a_copy_with_its_own_identity(
    organiser: FlaskClient,
) -> None:
    mail_id = put(state=SENT)
    organiser.post(f"/organizator/korespondencja/{mail_id}/wyslij")
    first, copy = sorted(mails(), key=lambda mail: mail.state == WAITING)
    assert (first.state, copy.state) == (SENT, WAITING)
    assert first.message_id != copy.message_id
    assert (first.subject, first.body) == (copy.subject, copy.body)


def test_sent_mail_with_a_secret_link_is_not_sent_again(organiser: FlaskClient) -> None:
    mail_id = put(body=f"Kliknij: {SECRET}", state=SENT)
    assert "Wyślij ponownie" not in organiser.get(f"/organizator/korespondencja/{mail_id}").text
    organiser.post(f"/organizator/korespondencja/{mail_id}/wyslij")
    assert len(mails()) == 1


def test_stopped_mail_does_not_go_out(app: Flask, organiser: FlaskClient) -> None:
    mail_id = put()
    organiser.post(f"/organizator/korespondencja/{mail_id}/wstrzymaj")
    assert state_of(mail_id) == STOPPED
    assert outbox._claim(10) == []


@pytest.mark.parametrize("state", [SENDING, SENT])
def test_mail_on_its_way_cannot_be_stopped(organiser: FlaskClient, state: str) -> None:
    mail_id = put(state=state)
    organiser.post(f"/organizator/korespondencja/{mail_id}/wstrzymaj")
    assert state_of(mail_id) == state


def addresses(app: Flask) -> Iterator[tuple[str, bool]]:
    """An address of every page of the site, and whether a token is in it."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" in (rule.methods or ()) and not rule.endpoint.startswith("static"):
                values = {name: 7 if name in ("number", "width") else f"x{name}"
                          for name in rule.arguments}  # fmt: skip
                try:
                    path = app.url_for(rule.endpoint, **values)
                except ValueError:  # a choice of words, none of them ours
                    continue
                yield outbox.link(path), "token" in rule.arguments


def test_no_address_with_a_token_is_shown_to_organisers(app: Flask) -> None:
    secret = [address for address, is_secret in addresses(app) if is_secret]
    assert len(secret) > 5
    assert all(masking.holds_secret(f"Link: {address}.") for address in secret)
    assert not any(address in masking.masked(f"a {address}") for address in secret)


@pytest.mark.parametrize(
    "text",
    [
        "https://elsewhere.example/?u=http://localhost/nowe-haslo/tajny-token",
        "xhttp://localhost/nowe-haslo/tajny-token",
        "http://localhost/logowanie?next=/nowe-haslo/tajny-token",
        "http://localhost//nowe-haslo/tajny-token",
        "http://old-name.example/nowe-haslo/tajny-token",
        "(http://localhost/nowe-haslo/tajny-token)",
    ],
)
def test_secret_is_left_out_however_the_address_is_written(app: Flask, text: str) -> None:
    assert "tajny-token" not in masking.masked(text)


def test_harmless_addresses_stay(app: Flask) -> None:
    text = "Zgłoszenie: http://localhost/zgloszenia/abc123."
    assert masking.masked(text) == text


def test_organiser_never_reads_a_secret(organiser: FlaskClient) -> None:
    mail_id = put(subject=f"Link {SECRET}", body=f"Kliknij: {SECRET}", state=FAILED)
    for page in ("/organizator/korespondencja", f"/organizator/korespondencja/{mail_id}"):
        text = organiser.get(page).text
        assert "tajny-token" not in text
        assert "tylko dla odbiorcy" in text


def test_text_that_was_removed_is_said_to_be(organiser: FlaskClient) -> None:
    mail_id = put(subject="", body="", state=SENT)
    page = organiser.get(f"/organizator/korespondencja/{mail_id}").text
    assert "minął okres" in page
    assert "Wyślij ponownie" not in page


def test_list_of_mails_has_pages(app: Flask, organiser: FlaskClient) -> None:
    now = clock.now()
    with db.transaction() as writer:
        for number in range(51):
            mail = outbox.put(writer, "a@example.org", f"Numer {number:03}.", "x", "t")
            mail.created_at = now + timedelta(seconds=number)
    assert "Numer 000." not in organiser.get("/organizator/korespondencja").text
    assert "Numer 000." in organiser.get("/organizator/korespondencja?page=2").text
