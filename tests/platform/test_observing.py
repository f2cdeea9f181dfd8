"""What an operator sees of a running site, and what must never be seen there."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from leader_award.accounts.models import Person
from leader_award.platform import clock, db, outbox, security_log
from leader_award.platform.logs import JsonLines
from leader_award.platform.outbox import Recipient

TOKEN = "collector-of-figures"
SECRET = "secret-token-of-a-link"


class Lines(logging.Handler):
    """Keeps what the log would write."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.written: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.written.append(self.format(record))

    def about(self, event: str) -> list[dict[str, object]]:
        lines = [json.loads(line) for line in self.written]
        return [line for line in lines if line.get("event") == event]


@pytest.fixture
def lines() -> Iterator[Lines]:
    kept = Lines()
    logger = logging.getLogger("leader_award")
    level = logger.level
    logger.addHandler(kept)
    logger.setLevel(logging.INFO)
    yield kept
    logger.removeHandler(kept)
    logger.setLevel(level)


@pytest.fixture
def proxied(app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A site that stands behind a proxy of ours and has a collector of figures."""
    settings = replace(app.config["SETTINGS"], trusted_proxies=1, metrics_token=TOKEN)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    return app.test_client()


def test_process_is_alive_even_when_its_storage_is_gone(app: Flask, client: FlaskClient) -> None:
    folder = app.extensions["storage_folder"]
    (folder / "health").unlink(missing_ok=True)
    folder.rmdir()
    folder.write_text("not a folder")
    assert client.get("/livez").json == {"alive": True}
    assert client.get("/healthz").status_code == 503


def test_each_answer_has_a_number_of_its_own(client: FlaskClient) -> None:
    numbers = {client.get("/livez").headers["X-Request-ID"] for _ in range(3)}
    assert len(numbers) == 3


def test_number_is_taken_from_our_proxy(proxied: FlaskClient) -> None:
    assert number_of(proxied, "0123456789abcdef" * 2) == "0123456789abcdef" * 2
    assert number_of(proxied, "typed by a visitor") != "typed by a visitor"


def test_number_is_taken_from_nobody_else(client: FlaskClient) -> None:
    assert number_of(client, "0123456789abcdef" * 2) != "0123456789abcdef" * 2


def number_of(client: FlaskClient, given: str) -> str:
    return client.get("/livez", headers={"X-Request-ID": given}).headers["X-Request-ID"]


def test_request_is_logged_by_its_route_and_not_by_its_address(
    client: FlaskClient, lines: Lines
) -> None:
    answer = client.get(f"/zaproszenie/{SECRET}?email=anna@example.org")
    logged = lines.about("request.answered")[-1]
    assert logged["route"] == "accounts.invitation"
    assert logged["request"] == answer.headers["X-Request-ID"]
    assert SECRET not in "".join(lines.written)
    assert "anna" not in "".join(lines.written)


def test_failure_is_logged_with_its_place_and_without_what_was_sent(
    app: Flask, client: FlaskClient, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(token: str) -> str:
        raise ValueError(f"nobody may read {token}")

    monkeypatch.setitem(app.view_functions, "accounts.invitation", fail)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = client.get(f"/zaproszenie/{SECRET}")
    number = answer.headers["X-Request-ID"]
    assert answer.status_code == 500
    assert number in answer.get_data(as_text=True), "who reports it can tell which one it was"
    [logged] = lines.about("request.failed")
    assert (logged["error"], logged["request"]) == ("ValueError", number)
    assert logged["route"] == "accounts.invitation"
    assert " fail" in str(logged["trace"])
    assert SECRET not in "".join(lines.written)


def test_line_tells_its_instant_in_utc(lines: Lines) -> None:
    before = datetime.now(UTC) - timedelta(milliseconds=1)
    security_log.note("tested", route="a.route")
    [line] = lines.about("tested")
    assert before <= datetime.fromisoformat(str(line["at"])) <= datetime.now(UTC)
    assert str(line["at"]).endswith("Z")
    assert (line["route"], line["level"]) == ("a.route", "warning")


def test_message_cannot_begin_a_line_of_its_own(lines: Lines) -> None:
    logging.getLogger("leader_award.anything").warning('a\n{"event": "forged"}')
    assert len(lines.written) == 1
    assert "\n" not in lines.written[0]


def test_figures_are_not_there_without_a_token_in_the_settings(client: FlaskClient) -> None:
    assert client.get("/metrics", headers=bearer(TOKEN)).status_code == 404
    assert client.get("/metrics", headers=bearer("None")).status_code == 404


def test_figures_are_for_who_shows_the_token(proxied: FlaskClient) -> None:
    assert proxied.get("/metrics").status_code == 404
    assert proxied.get("/metrics", headers=bearer("another")).status_code == 404
    assert proxied.get("/metrics", headers=bearer(TOKEN)).status_code == 200


def test_figures_count_requests_and_mails(app: Flask, proxied: FlaskClient) -> None:
    before = figures(proxied)
    proxied.get("/livez")
    with app.app_context(), db.transaction() as writer:
        about = Person(name="Anna", email="anna@example.org")
        outbox.queue(
            writer,
            Recipient("anna@example.org"),
            "accounts/mail/password_changed.txt",
            person=about,
            at=clock.now(),
        )
    after = figures(proxied)
    alive = ("leader_award_requests_total", "probes.alive")
    assert after[alive] == before.get(alive, 0) + 1
    assert after["leader_award_mails", outbox.WAITING] == 1
    assert after["leader_award_mails", outbox.FAILED] == 0


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def figures(client: FlaskClient) -> dict[tuple[str, str], float]:
    """Return each figure by its name and its route or state."""
    text = client.get("/metrics", headers=bearer(TOKEN)).text
    return {
        (sample.name, sample.labels.get("route") or sample.labels.get("state", "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
