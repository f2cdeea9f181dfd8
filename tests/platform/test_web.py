"""What every answer has in common, and what no visitor can talk the site into."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from gunicorn.config import Config
from hypothesis import given
from hypothesis import strategies as st

import leader_award
from leader_award.app import create_app
from leader_award.platform import security_log
from leader_award.platform.web import safe_target
from leader_award.server import gunicorn_options
from tests.conftest import settings_for

TEMPLATES = Path(leader_award.__file__).parent / "templates"
INLINE = re.compile(
    r"<style|<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")|\son[a-z]+\s*=\s*[\"']|"
    r"javascript:|\sstyle=",
    re.IGNORECASE,
)
PUBLIC = {"base_url": "https://lider.example.org", "secure_cookies": True}


@pytest.fixture
def public(tmp_path: Path) -> FlaskClient:
    """A site as its visitors reach it, through one proxy of ours."""
    settings = settings_for(tmp_path, f"sqlite:///{tmp_path}/p.db", trusted_proxies=1, **PUBLIC)
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    app.add_url_rule("/address", view_func=lambda: f"{request.remote_addr} {request.scheme}")
    return app.test_client()


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil", ""])
def test_site_answers_only_to_its_own_name(client: FlaskClient, host: str) -> None:
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.get_data(as_text=True)


def test_name_that_a_proxy_passes_on_is_not_believed(client: FlaskClient) -> None:
    page = client.get("/", headers={"X-Forwarded-Host": "evil.example"})
    assert page.status_code == 200
    assert "evil.example" not in page.get_data(as_text=True)


def test_only_the_proxies_that_are_ours_say_whom_they_speak_for(public: FlaskClient) -> None:
    told = {"X-Forwarded-For": "6.6.6.6, 203.0.113.7", "X-Forwarded-Proto": "https"}
    answer = public.get("/address", base_url="http://lider.example.org", headers=told)
    assert answer.get_data(as_text=True) == "203.0.113.7 https"


def test_without_proxies_of_ours_nothing_is_believed(app: Flask) -> None:
    with app.test_request_context(headers={"X-Forwarded-For": "6.6.6.6"}):
        assert request.remote_addr != "6.6.6.6"
    assert "ProxyFix" not in type(app.wsgi_app).__name__


def test_safe_connection_is_asked_for_where_there_is_one(
    public: FlaskClient, client: FlaskClient
) -> None:
    there = public.get("/healthz", base_url="https://lider.example.org")
    assert there.headers["Strict-Transport-Security"] == "max-age=63072000"
    cookie = public.post(
        "/ustawienia/jezyk", base_url="https://lider.example.org", data={"language": "en"}
    )
    (line,) = cookie.headers.getlist("Set-Cookie")
    assert line.startswith("__Host-language=en")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(line.split("; "))
    assert public.application.config["SESSION_COOKIE_NAME"] == "__Host-session"
    assert "Strict-Transport-Security" not in client.get("/healthz").headers


def test_every_answer_carries_the_headers_that_confine_it(client: FlaskClient) -> None:
    for path in ("/", "/nie-ma", "/static/none", "/healthz"):
        headers = client.get(path).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_no_template_has_anything_inline() -> None:
    found = [
        f"{path.relative_to(TEMPLATES)}: {match.group()}"
        for path in sorted(TEMPLATES.rglob("*.html"))
        for match in INLINE.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []
    assert INLINE.search('<a onclick="x()">')
    assert INLINE.search("<script>x()</script>")


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH"])
def test_method_that_no_route_declares_is_refused(client: FlaskClient, method: str) -> None:
    assert client.open("/ustawienia/jezyk", method=method).status_code == 405


def test_method_cannot_be_overridden(client: FlaskClient) -> None:
    headers = {"X-HTTP-Method-Override": "POST", "X-Method-Override": "POST"}
    answer = client.get("/ustawienia/jezyk?_method=POST&language=en", headers=headers)
    assert answer.status_code == 405
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "target",
    [
        *("//evil", "/\\evil", "\\\\evil", "https:evil", "https://evil", "/\t/evil", "/\n/evil"),
        *("javascript:alert(1)", "evil.example", "@evil", "///evil", " //evil", "/\r\nLocation: x"),
        *("http:/evil", "/\x00", "", None),
    ],
)
def test_target_elsewhere_is_replaced(target: str | None) -> None:
    assert safe_target(target, "/start") == "/start"


@given(st.text(alphabet="/\\@:.evil\t\n %#?h", max_size=12))
def test_whatever_is_kept_as_target_stays_on_this_site(text: str) -> None:
    kept = safe_target(text, "/start")
    assert urlsplit(urljoin("https://here.example/a/b", kept)).netloc == "here.example"


def test_refusal_is_one_line_whatever_was_asked_for(
    make_person: Callable[..., str],
    signed_in: Callable[[str], FlaskClient],
    caplog: pytest.LogCaptureFixture,
) -> None:
    person_id = make_person("Anna\nKowalska")
    answer = signed_in(person_id).get("/organizator?x=%0aforged")
    assert answer.status_code == 403
    (line,) = [r.getMessage() for r in caplog.records if r.name == security_log.LOGGER.name]
    assert json.loads(line)["event"] == "access.refused"
    assert json.loads(line)["person"] == person_id
    assert not any(typed in line for typed in ("\n", "Kowalska", "forged"))


def test_log_keeps_line_breaks_inside_their_line(caplog: pytest.LogCaptureFixture) -> None:
    security_log.note("tested", route="a\r\n\u2028b")
    assert len(caplog.messages[-1].splitlines()) == 1


def test_forged_form_and_foreign_name_are_noted(
    app: Flask,
    client: FlaskClient,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    assert client.post("/ustawienia/jezyk", data={"language": "en"}).status_code == 400
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    noted = [json.loads(r.getMessage()) for r in caplog.records if "security" in r.name]
    assert noted == [
        {"event": "form.refused", "route": "preferences.language"},
        {"event": "host.refused"},
    ]


def broken() -> str:
    raise RuntimeError("secret at /srv/app/secret.py")


@pytest.mark.parametrize("accepted", ["text/html", "application/json"])
def test_page_of_an_error_shows_nothing_of_the_inside(
    app: Flask, client: FlaskClient, accepted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.view_functions, "editions.home", broken)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = client.get("/", headers={"Accept": accepted})
    assert answer.status_code == 500
    assert not any(word in answer.text for word in ("secret", "Traceback", "RuntimeError"))


def test_there_is_an_answer_even_when_the_database_has_failed(public: FlaskClient) -> None:
    answer = public.get("/", base_url="https://lider.example.org")  # it has no tables
    assert (answer.status_code, answer.text) == (500, "500 Leader Award\n")


@pytest.mark.parametrize(
    "form", [{"language": "x" * (5 << 20)}, {f"field{n}": "x" for n in range(1_100)}]
)
def test_form_beyond_its_bounds_is_refused(client: FlaskClient, form: dict[str, str]) -> None:
    headers = {"Content-Type": "multipart/form-data"}
    assert client.post("/ustawienia/jezyk", data=form, headers=headers).status_code == 413


def test_gunicorn_believes_no_proxy_by_itself() -> None:
    config = Config()
    for name, value in gunicorn_options("127.0.0.1", 8000).items():
        config.set(name, value)
    assert config.forwarded_allow_ips == []
    assert Config().forwarded_allow_ips != []
