"""Bugs at the border between a visitor's headers and the site."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.middleware.proxy_fix import ProxyFix

from leader_award.accounts import rules
from leader_award.accounts import views as account_views
from leader_award.accounts.service import create_person
from leader_award.platform import db
from leader_award.platform.outbox import OutgoingMail
from tests.peer_bugs.planting import sees

pytestmark = pytest.mark.peerbug

PASSWORD = "Bocian-na-kominie-7"
ELSEWHERE = ("//evil.example", "/\\evil.example", "https:evil.example", "/\t/evil.example")
ELSEWHERE += ("https://evil.example", "//x@evil.example", "javascript:alert(1)", "\\\\evil.example")


@pytest.fixture
def anna(app: Flask) -> str:
    with db.transaction() as writer:
        create_person(
            writer, email="anna@example.org", name="Anna", password=PASSWORD, confirmed=True
        )
    return "anna@example.org"


def test_14_forwarded_addresses_do_not_lift_the_limit(
    app: Flask, client: FlaskClient, anna: str
) -> None:
    """pretalx: the limit of attempts counted by a header that the visitor sets."""
    numbers = iter(range(10**6))

    def check() -> None:
        answers = []
        for _ in range(rules.ATTEMPTS_PER_ADDRESS + 5):
            number = next(numbers)
            sent = {"email": f"nobody{number}@example.org", "password": "wrong"}
            headers = {"X-Forwarded-For": f"10.{number >> 8 & 255}.{number & 255}.1"}
            answers.append(client.post("/logowanie", data=sent, headers=headers).status_code)
        assert answers[-1] == 429

    def plant(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(app, "wsgi_app", ProxyFix(app.wsgi_app))

    sees(check, plant)


def test_17_signing_in_leads_to_no_other_site(app: Flask, client: FlaskClient, anna: str) -> None:
    """Indico 3.3.5, 3.3.9 and 3.3.10: the address to go on to could be elsewhere, three times."""

    def check() -> None:
        for target in ELSEWHERE:
            answer = client.post(
                "/logowanie",
                query_string={"next": target},
                data={"email": anna, "password": PASSWORD, "next": target},
            )
            assert answer.status_code == 302
            assert re.match(r"/(?![/\\])", answer.location), target
            client.post("/wyloguj")

    def plant(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(account_views, "safe_target", lambda target, _fallback: target)

    sees(check, plant)


def test_19_name_that_the_site_is_asked_for_by_gets_into_no_link(
    app: Flask, client: FlaskClient, anna: str
) -> None:
    """Indico 2.3.4: the Host header stood in the link that resets a password."""

    def check() -> None:
        answer = client.post(
            "/nie-pamietam-hasla", data={"email": anna}, headers={"Host": "evil.example"}
        )
        assert answer.status_code == 400
        for mail in db.session().scalars(select(OutgoingMail)):
            assert "evil.example" not in mail.body
        db.session().rollback()

    sees(check, lambda patch: patch.setitem(app.config, "TRUSTED_HOSTS", None))


def test_20_answers_to_somebody_signed_in_are_kept_by_no_cache(
    app: Flask, client: FlaskClient, anna: str
) -> None:
    """Indico 3.2.4: proxies mixed up sessions because answers did not say whose they were."""
    client.post("/logowanie", data={"email": anna, "password": PASSWORD})

    def check() -> None:
        for path in ("/konto", "/start", "/", "/nie-ma-takiej"):
            headers: Any = client.get(path).headers
            assert headers.get("Cache-Control") == "no-store", path
            assert "Cookie" in headers.get("Vary", ""), path

    sees(check, lambda patch: patch.setitem(app.after_request_funcs, None, []))
