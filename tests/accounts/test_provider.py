"""Signing in through a real OpenID Connect provider that runs beside the tests."""

import io
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import oidc_provider_mock
import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jws
from joserfc.jwk import RSAKey
from sqlalchemy import select
from webauthn.helpers import bytes_to_base64url
from werkzeug import Request, Response

from leader_award.accounts import second_factor, service
from leader_award.accounts.models import Person, ProviderIdentity, SignInSession
from leader_award.platform import audit, clock, db
from leader_award.platform.audit import SYSTEM
from tests.accounts.builders import PASSWORD, app_code, confirmed_person, mails, with_app

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
START, BACK = "/logowanie/zewnetrzne", "/logowanie/zewnetrzne/powrot"
ANNA = {"email": "anna@example.org", "email_verified": True}


@dataclass
class Provider:
    """The provider, what it was asked for tokens, and how these are bent on their way to us."""

    url: str
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    bend: Callable[[str], str] | None = None

    def person(self, subject: str, **claims: Any) -> None:
        """Let the provider say this about somebody; it says even what it should not."""
        requests.put(f"{self.url}/users/{subject}", json=claims, timeout=5).raise_for_status()

    def sign_in(self, address: str, subject: str = "anna") -> str:
        """Do what a browser does at the provider; return the path it sends it back to."""
        sent = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=5)
        back = urlsplit(sent.headers["Location"])
        return f"{back.path}?{back.query}"


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with oidc_provider_mock.run_server_in_thread() as server:
        provider = Provider(f"http://localhost:{server.server_port}")
        answer = server.app

        def between(environ: dict[str, Any], start: Any) -> Any:
            request = Request(environ)
            if request.path != "/oauth2/token":
                return answer(environ, start)
            provider.asked.append(parse_qs(request.get_data().decode()))
            environ["wsgi.input"] = io.BytesIO(request.get_data())
            response = Response.from_app(answer, environ)
            token = json.loads(response.get_data())
            if provider.bend:
                token["id_token"] = provider.bend(token["id_token"])
            response.set_data(json.dumps(token))
            return response(environ, start)

        server.app = between
        yield provider


@pytest.fixture
def provider(app: Flask, running: Provider) -> Provider:
    app.config["SETTINGS"] = replace(
        app.config["SETTINGS"],
        oidc_issuer=running.url,
        oidc_client_id="leader",
        oidc_client_secret="only for tests",
    )
    running.asked.clear()
    running.person("anna", **ANNA)
    return running


def enter(client: FlaskClient, provider: Provider, target: str = "") -> Any:
    """Go to the provider, sign in there, and come back."""
    there = client.get(f"{START}?next={target}").location
    return client.get(provider.sign_in(there))


def message(client: FlaskClient) -> str:
    return client.get("/logowanie").text


def test_person_with_a_confirmed_address_signs_in_and_is_linked(app, client, provider) -> None:
    person_id = confirmed_person()
    assert "Zaloguj się przez localhost" in client.get("/logowanie").text
    assert enter(client, provider, "/konto/haslo").location == "/konto/haslo"
    assert client.get("/konto").status_code == 200
    linked = db.session().scalars(select(ProviderIdentity)).one()
    assert (linked.issuer, linked.subject, linked.person_id) == (provider.url, "anna", person_id)
    assert "przez inny serwis" in mails("anna@example.org")[-1].body
    event = db.session().scalars(select(audit.AuditEvent)).all()[-1]
    assert (event.action, event.details) == ("person.signed_in", {"by": "provider"})


def test_question_and_answer_are_bound_by_state_nonce_and_pkce(app, client, provider) -> None:
    confirmed_person()
    there = client.get(START).location
    asked = {name: value[0] for name, value in parse_qs(urlsplit(there).query).items()}
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "http://localhost/logowanie/zewnetrzne/powrot"
    assert all(len(asked[name]) >= 20 for name in ("state", "nonce", "code_challenge"))
    client.get(provider.sign_in(there))
    assert len(provider.asked[0]["code_verifier"][0]) >= 43


def test_once_linked_the_address_does_not_matter_any_more(app, client, provider) -> None:
    person_id = confirmed_person()
    enter(client, provider)
    client.post("/wyloguj")
    confirmed_person("new@example.org", "Somebody Else")
    provider.person("anna", email="new@example.org", email_verified=True)
    enter(client, provider)
    last = db.session().scalars(select(SignInSession).order_by(SignInSession.created_at)).all()[-1]
    assert last.person_id == person_id
    assert len(mails("anna@example.org")) == 2  # the confirmation and one link


def test_owner_undoes_the_link_and_a_new_sign_in_makes_it_again(app, client, provider) -> None:
    confirmed_person()
    enter(client, provider)
    assert "Odłącz" in client.get("/konto").text
    assert client.post("/konto/logowanie-zewnetrzne/odlacz").location == "/konto"
    assert db.session().scalars(select(ProviderIdentity)).all() == []
    assert "odłączono" in mails("anna@example.org")[-1].body
    assert "Odłącz" not in client.get("/konto").text


def test_lost_second_factor_takes_the_link_with_it(app, client, provider) -> None:
    person_id = confirmed_person()
    enter(client, provider)
    second_factor.reset(person_id=person_id, actor=SYSTEM)
    assert db.session().scalars(select(ProviderIdentity)).all() == []
    assert client.get("/konto").status_code == 302


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ({"email": "anna@example.org"}, "nie potwierdza"),
        ({"email": "anna@example.org", "email_verified": False}, "nie potwierdza"),
        ({"email": "anna@example.org", "email_verified": "true"}, "nie potwierdza"),
        ({"email_verified": True}, "nie potwierdza"),
        ({"email": "stranger@example.org", "email_verified": True}, "Nie ma tu konta"),
    ],
)
def test_address_that_is_not_vouched_for_or_unknown_opens_nothing(
    app, client, provider, claims: dict[str, Any], told: str
) -> None:
    confirmed_person()
    provider.person("anna", **claims)
    assert enter(client, provider).location == "/logowanie"
    assert told in message(client)
    assert client.get("/konto").status_code == 302
    assert db.session().scalars(select(ProviderIdentity)).all() == []
    assert len(db.session().scalars(select(Person)).all()) == 1


def test_account_whose_own_address_was_never_confirmed_is_not_linked(app, client, provider) -> None:
    service.register_person(email="anna@example.org", name="A Squatter", password=PASSWORD)
    assert enter(client, provider).location == "/logowanie"
    assert db.session().scalars(select(ProviderIdentity)).all() == []


def test_disabled_account_stays_shut(app, client, provider) -> None:
    person_id = confirmed_person()
    with db.transaction() as writer:
        writer.get_one(Person, person_id).disabled_at = clock.now()
    assert enter(client, provider).location == "/logowanie"
    assert client.get("/konto").status_code == 302


def test_answer_for_another_browser_is_refused(app, client, provider) -> None:
    confirmed_person()
    victim = app.test_client()
    victim.get(START)
    stolen = provider.sign_in(client.get(START).location)
    assert victim.get(stolen).location == "/logowanie"
    assert victim.get("/konto").status_code == 302
    assert "nie powiodło się" in message(victim)


def test_answer_works_once_and_bent_ones_never(app, client, provider) -> None:
    confirmed_person()
    answer = provider.sign_in(client.get(START).location)
    for bent in (
        re.sub("state=[^&]+", "state=x", answer),
        f"{BACK}?error=access_denied&state=x",
        BACK,
    ):
        assert client.get(bent).location == "/logowanie"
    client.get(answer)
    client.post("/wyloguj")
    assert client.get(answer).location == "/logowanie"
    assert client.get("/konto").status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [{"nonce": "x" * 20}, {"aud": ["other"]}, {"iss": "https://evil.example"}, {"exp": 1}],
    ids=["nonce", "audience", "issuer", "time"],
)
def test_token_that_was_not_meant_for_us_now_is_refused(
    app, client, provider, wrong: dict[str, Any]
) -> None:
    confirmed_person()
    provider.person("anna", **ANNA, **wrong)
    assert enter(client, provider).location == "/logowanie"
    assert client.get("/konto").status_code == 302


def signed_by_somebody_else(token: str) -> str:
    content = jws.extract_compact(token.encode())
    key = RSAKey.generate_key(2048, parameters={"kid": content.headers().get("kid", "x")})
    return jws.serialize_compact(content.headers(), content.payload, key)


NO_ALGORITHM = bytes_to_base64url(b'{"alg":"none"}')


def unsigned(token: str) -> str:
    _, payload, _ = token.split(".")
    return f"{NO_ALGORITHM}.{payload}."


@pytest.mark.parametrize("bend", [signed_by_somebody_else, unsigned])
def test_token_without_the_signature_of_the_provider_is_refused(
    app, client, provider, bend: Callable[[str], str]
) -> None:
    confirmed_person()
    provider.bend = bend
    assert enter(client, provider).location == "/logowanie"
    provider.bend = None
    assert enter(client, provider).location in ("/start", "/konto")


def test_provider_that_calls_itself_differently_is_not_used(app, client, provider) -> None:
    other = provider.url.replace("localhost", "127.0.0.1")
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], oidc_issuer=f"{other}/")
    assert client.get(START).location == "/logowanie"


def test_provider_that_does_not_answer_is_told_of_plainly(app, client, provider) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], oidc_issuer="http://localhost:9")
    assert client.get(START).location == "/logowanie"
    assert "nie powiodło się" in message(client)


def test_without_a_provider_there_are_no_such_pages(app, client) -> None:
    assert client.get(START).status_code == 404
    assert client.get(BACK).status_code == 404
    assert START not in client.get("/logowanie").text


def test_second_step_is_asked_unless_the_provider_has_had_one(app, client, provider) -> None:
    secret, _ = with_app(confirmed_person())
    assert enter(client, provider, "/konto").location == "/logowanie/drugi-skladnik?next=/konto"
    assert client.get("/konto").status_code == 302
    client.post("/logowanie/drugi-skladnik", data={"code": app_code(secret)})
    assert client.get("/konto").status_code == 200
    client.post("/wyloguj")
    provider.person("anna", **ANNA, amr=["pwd", "otp", "mfa"])
    assert enter(client, provider, "/konto").location == "/konto"


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize(
    ("said", "works"),
    [
        ({}, False),
        ({"amr": ["pwd"]}, False),
        ({"acr": "0"}, False),
        ({"amr": ["mfa"]}, True),
        ({"acr": "http://eidas.europa.eu/LoA/high"}, True),
    ],
)
def test_role_works_only_if_the_provider_says_that_there_was_a_second_factor(
    app, provider, said: dict[str, Any], works: bool
) -> None:
    service.grant_role(confirmed_person(), "organiser", actor=SYSTEM)
    provider.person("anna", **ANNA, **said)
    client = app.test_client()
    where = enter(client, provider, "/organizator/osoby").location
    assert (where == "/organizator/osoby") is works
    assert (client.get("/organizator/osoby").status_code == 200) is works


def test_provider_gives_nobody_a_role(app, client, provider) -> None:
    person_id = confirmed_person()
    provider.person("anna", **ANNA, roles=["administrator"], groups=["organiser"], amr=["mfa"])
    enter(client, provider)
    assert db.session().get_one(Person, person_id).roles == set()


def test_sign_in_is_fresh_only_if_the_provider_says_when_it_was(app, client, provider) -> None:
    confirmed_person()
    page = "/konto/drugi-skladnik/aplikacja"
    answers = []
    for at in (None, int(time.time()) - 3600, int(time.time()) - 60):
        provider.person("anna", **ANNA, auth_time=at)
        enter(client, provider)
        answers.append(client.get(page).status_code)
        client.post("/wyloguj")
    assert answers == [302, 302, 200]


def test_signing_in_elsewhere_never_leads_off_the_site(app, client, provider) -> None:
    confirmed_person()
    assert enter(client, provider, "//evil.example").location in ("/start", "/konto")
