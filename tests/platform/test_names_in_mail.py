"""A name that somebody types becomes neither a link nor a header of a mail to others."""

import email

import pytest
from flask import Flask
from flask_mail import Message
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from leader_award.accounts import rules
from leader_award.accounts.forms import AcceptForm, AccountForm, InviteOrganiserForm
from leader_award.dissemination.registration_forms import RegistrationForm
from leader_award.jury.forms import InviteForm
from leader_award.partnerships.forms import (
    InviteColleagueForm,
    OrganisationForm,
    RegisterClerkForm,
)
from leader_award.partnerships.models import OrganisationMember
from leader_award.partnerships.partnership_forms import PartnershipForm
from leader_award.platform import db, outbox
from leader_award.platform.forms import BaseForm
from leader_award.platform.outbox import Recipient
from tests.entries.builders import make_clerk, make_organisation

QUOTED = [
    (RegisterClerkForm, "name"),
    (RegisterClerkForm, "position"),
    (InviteColleagueForm, "name"),
    (AcceptForm, "name"),
    (AccountForm, "name"),
    (InviteOrganiserForm, "name"),
    (InviteForm, "name"),
    (RegistrationForm, "name"),
    (RegistrationForm, "organisation"),
    (OrganisationForm, "name"),
    (PartnershipForm, "name"),
]
"""Fields that mails to people who do not know the writer quote."""
HOSTILE = [
    "https://evil.example",
    "[kliknij](https://evil.example/x)",
    "Wygraj na www.evil.pl",
    "evil.example",
    "pisz@evil.example",
    "Jan\r\nBcc: x",
    "Jan\x1b[2J",
]


def errors(app: Flask, form: type[BaseForm], field: str, typed: str) -> list[str]:
    with app.test_request_context():
        made = form(formdata=MultiDict({field: typed}))
        made.validate()
        return [str(error) for error in made[field].errors]


@pytest.mark.parametrize(("form", "field"), QUOTED)
def test_name_with_a_link_or_a_line_break_is_refused_with_a_sentence(
    application: Flask, form: type[BaseForm], field: str
) -> None:
    for typed in HOSTILE:
        assert errors(application, form, field, typed) == ["Wpisz to bez adresów internetowych."]
    for typed in ("Gmina Łódź", "dr hab. Zofia Żak-Łęcka", "Usługi Wodne sp. z o.o.", "O’Neill"):
        assert errors(application, form, field, typed) == []


def test_link_would_get_in_if_names_were_not_looked_at(
    application: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "holds_link", lambda _text: False)
    assert errors(application, InviteForm, "name", HOSTILE[0]) == []


def test_name_kept_from_before_becomes_no_header(app: Flask) -> None:
    organisation_id = make_organisation("Zła\r\nBcc: x@evil.example\r\n\r\n<b>treść</b>")
    make_clerk(organisation_id)
    with db.transaction() as writer:
        member = writer.scalars(select(OrganisationMember)).one()
        to = Recipient("obcy@example.org")
        mail = outbox.queue(writer, to, "partnerships/mail/approved.txt", member=member)
        message = Message(mail.subject, recipients=[mail.to], body=mail.body)
    read = email.message_from_bytes(message.as_bytes())
    assert "\n" not in str(message.subject)
    assert read["Bcc"] is None
    assert read["To"] == "obcy@example.org"
    assert read.get_content_type() == "text/plain"
