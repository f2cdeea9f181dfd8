"""An installation that others can reach is not served while its settings are unsafe."""

import runpy
from collections.abc import Callable, Iterator
from contextvars import Context
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError

from leader_award.cli import main
from leader_award.platform import audit, self_check
from leader_award.platform.db import make_engine
from leader_award.platform.settings import Settings
from leader_award.server import grant
from tests.conftest import settings_for


@pytest.fixture
def safe(tmp_path: Path) -> Settings:
    """Settings of a site that may be served to everybody."""
    tmp_path.chmod(0o750)
    return settings_for(
        tmp_path,
        "sqlite://",
        base_url="https://lider.example.org",
        secret_key="s" * 48,
        smtp_url="smtp+tls://mail.example.org",
        contact_email="biuro@example.org",
        second_factor_required=True,
        trusted_proxies=1,
    )


FAULTS: dict[str, dict[str, Any]] = {
    "BASE_URL": {"base_url": "http://lider.example.org"},
    "TRUSTED_PROXIES": {"trusted_proxies": 0},
    "SECRET_KEY": {"secret_key": "sekret"},
    "OIDC_ISSUER": {"oidc_issuer": "http://login.example.org"},
    "DEMO": {"demo": True},
    "SMTP_URL": {"smtp_url": None},
    "SECOND_FACTOR": {"second_factor_required": False},
    "CONTACT_EMAIL": {"contact_email": Settings.contact_email},
}


def test_safe_settings_have_no_fault(safe: Settings) -> None:
    assert self_check.faults(safe, {}) == []


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_named_alone_with_its_setting(safe: Settings, name: str) -> None:
    (fault,) = self_check.faults(replace(safe, **FAULTS[name]), {})
    assert name in fault


IN_THE_OPEN: list[tuple[str, str, bool]] = [
    ("smtp_url", "smtp://mail.example.org", True),
    ("smtp_url", "smtps://mail.example.org", False),
    ("smtp_url", "smtp://127.0.0.1:25", False),
    ("tsa_url", "http://tsa.example.org", True),
    ("tsa_url", "https://tsa.example.org", False),
    ("database_url", "postgresql+psycopg://web@db.example.org/leader", True),
    ("database_url", "postgresql+psycopg://web@db.example.org/leader?sslmode=prefer", True),
    ("database_url", "postgresql+psycopg://web@db.example.org/leader?sslmode=verify-full", False),
    ("database_url", "postgresql+psycopg://web@/leader?host=/run/postgresql", False),
    ("owner_database_url", "postgresql+psycopg://owner@db.example.org/leader", True),
]


@pytest.mark.parametrize(("setting", "url", "is_fault"), IN_THE_OPEN)
def test_other_machines_are_spoken_to_over_tls(
    safe: Settings, setting: str, url: str, is_fault: bool
) -> None:
    found = self_check.faults(replace(safe, **{setting: url}), {})
    assert [setting.upper() in fault for fault in found] == [True] * is_fault


def test_debugging_and_readable_secrets_are_faults(safe: Settings) -> None:
    (fault,) = self_check.faults(safe, {"FLASK_DEBUG": "1"})
    assert "FLASK_DEBUG" in fault
    key = safe.data_dir / "secret_key"
    key.write_text("s" * 48)
    key.chmod(0o644)
    (fault,) = self_check.faults(safe, {})
    assert str(key) in fault


def test_nothing_is_asked_of_what_only_this_machine_reaches(safe: Settings) -> None:
    local = replace(safe, base_url="http://127.0.0.1:8000", smtp_url=None, secret_key="x")
    assert self_check.faults(local, {"FLASK_DEBUG": "1"}) == []


def test_serving_ends_before_it_begins_and_names_every_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADER_AWARD_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LEADER_AWARD_BASE_URL", "http://lider.example.org")
    for command in ("serve", "check"):
        # in a context of its own: another test's application may be open in this one
        answer = Context().run(CliRunner().invoke, main, [command])
        assert answer.exit_code == 1
        for name in ("BASE_URL", "SMTP_URL", "CONTACT_EMAIL"):
            assert name in answer.output
    assert not (tmp_path / "leader-award.db").exists() or command == "check"


def test_another_server_does_not_serve_it_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEADER_AWARD_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LEADER_AWARD_BASE_URL", "http://lider.example.org")
    with pytest.raises(SystemExit):
        runpy.run_path("wsgi.py")
    assert "BASE_URL is not https" in capsys.readouterr().err


def test_folder_that_everybody_may_read_is_a_fault(safe: Settings) -> None:
    safe.data_dir.chmod(0o755)
    (fault,) = self_check.faults(safe, {})
    assert f"chmod o= {safe.data_dir}" in fault


def test_sqlite_without_its_safeguards_is_a_fault(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    assert self_check.database_faults(make_engine(url)) == []
    bare = create_engine(url)
    event.listen(bare, "connect", lambda c, _record: c.execute("PRAGMA synchronous=NORMAL"))
    faults = " ".join(self_check.database_faults(bare))
    assert "synchronous" in faults
    assert "foreign_keys" in faults


@pytest.fixture
def owner(databases: Callable[[str], Any], pytestconfig: pytest.Config) -> Iterator[Engine]:
    """A PostgreSQL database by its owner, and a role `web` beside."""
    if "postgresql" not in pytestconfig.getoption("--databases"):
        pytest.skip("PostgreSQL was not asked for")
    server = databases("postgresql")
    url = server.fresh(own=True)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE ROLE web LOGIN"))
    yield engine
    with engine.begin() as connection:
        connection.execute(text("DROP OWNED BY web"))
        connection.execute(text("DROP ROLE web"))
    engine.dispose()
    server.done_with(url)


def test_web_role_can_work_and_cannot_rewrite_the_record(owner: Engine) -> None:
    (fault,) = self_check.database_faults(owner)
    assert "leader-award grant" in fault
    grant(owner, "web")
    web = create_engine(make_url(owner.url).set(username="web", password=None))
    assert self_check.database_faults(web) == []
    with web.begin() as connection:
        connection.execute(text("INSERT INTO audit_head VALUES (1, 0, :none)"), {"none": "0" * 64})
        connection.execute(text("UPDATE audit_head SET sequence = 0"))
    for statement in ("UPDATE audit_event SET role = 'x'", "DROP TRIGGER audit_event_append_only"):
        on = " ON audit_event" if statement.startswith("DROP") else ""
        with pytest.raises(DBAPIError) as refusal, web.begin() as connection:
            connection.execute(text(statement + on))
        assert audit.REFUSAL not in str(refusal.value)  # the right is missing, not only the trigger
    web.dispose()
