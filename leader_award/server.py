"""Serving: the web server (gunicorn) and the worker beside it."""

import multiprocessing
import os
import shutil
import subprocess  # nosec B404 - starts our own worker only
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import click
from flask import Flask
from sqlalchemy import Engine, inspect

from leader_award import migrations
from leader_award.accounts.views import demo_accounts
from leader_award.app import create_app
from leader_award.demo.load import is_empty, load_demonstration, sign_ins
from leader_award.demo.people import list_accounts
from leader_award.platform import db, logs, observing, outbox, self_check
from leader_award.platform.settings import PREFIX, Settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option(
    "--demo", is_flag=True, help="Load the demonstration first, if the database is empty."
)
@click.option("--only-web", is_flag=True, help="Run no worker here: one runs elsewhere (`worker`).")
def serve(host: str, port: int, demo: bool, only_web: bool) -> None:
    """Serve the site and run the worker; migrate first. Ctrl+C stops both."""
    _use_one_thread_for_numbers()
    if demo:
        os.environ[PREFIX + "DEMO"] = "1"  # the worker and the web processes inherit it
    settings = Settings.from_environment(port=port)
    if _web_processes() > 1 and observing.SHARED_FOLDER not in os.environ:
        _start_again_with_shared_figures(settings)
    os.environ[PREFIX + "BASE_URL"] = settings.base_url
    refuse_unsafe(self_check.faults(settings))
    _prepare_apart(settings)
    with nullcontext() if only_web else _worker_beside():
        _run_gunicorn(settings, host, port)


@contextmanager
def _worker_beside() -> Iterator[None]:
    helper = subprocess.Popen([sys.executable, "-m", "leader_award", "worker"])  # nosec B603
    try:
        yield
    finally:
        helper.terminate()
        helper.wait()


def refuse_unsafe(faults: list[str]) -> None:
    """End with status 1, naming each fault, if there is one."""
    if faults:
        click.echo("It would not be safe to serve this to others:", err=True)
        for fault in faults:
            click.echo(f"  - {fault}", err=True)
        raise SystemExit(1)


def _web_processes() -> int:
    return int(os.environ.get("WEB_CONCURRENCY", "1"))


def _start_again_with_shared_figures(settings: Settings) -> None:
    """Start this command anew: where figures are added up is read when the library is imported."""
    folder = settings.data_dir / "figures"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    os.environ[observing.SHARED_FOLDER] = str(folder)
    command = [sys.executable, "-m", "leader_award", *sys.argv[1:]]
    os.execv(sys.executable, command)  # noqa: S606  # nosec B606 - our own program


def _use_one_thread_for_numbers() -> None:
    """Keep linear algebra to one thread, unless the operator asks otherwise.

    Its matrices are small and requests run beside each other: threads of threads were measured
    to be slower. It must be said before numpy is first imported; child processes inherit it.
    """
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _prepare_apart(settings: Settings) -> None:
    """Prepare in a process of its own: the store's threads do not survive a fork.

    Ends this process with the other one's status if that fails.
    """
    child = multiprocessing.get_context("spawn").Process(target=_prepare, args=(settings,))
    child.start()
    child.join()
    if child.exitcode:
        raise SystemExit(1)


def _prepare(settings: Settings) -> None:
    app = create_app(settings)
    with app.app_context():
        migrate_as_owner(settings)
        if not settings.is_local:
            refuse_unsafe(self_check.database_faults(db.engine()))
        if settings.demo:
            if is_empty():
                click.echo("Loading the demonstration …")
                load_demonstration()
            click.echo(f"\nLeader Award is at {settings.base_url}\n")
            click.echo(sign_ins())
    app.extensions["engine"].dispose()


def migrate_as_owner(settings: Settings) -> None:
    """Bring the schema up to date, as the role that owns the tables if one is named."""
    if settings.owner_database_url is None:
        migrations.upgrade(db.engine())
        return
    owner = db.make_engine(settings.owner_database_url)
    migrations.upgrade(owner)
    role = db.engine().url.username
    if role:
        grant(owner, role)
    owner.dispose()


def grant(owner: Engine, role: str) -> None:
    """Give a PostgreSQL role what the web processes need, as the owner of the tables."""
    tables = inspect(owner).get_table_names()
    with owner.execution_options(writing=True).begin() as connection:
        for statement in self_check.grant_statements(role, tables):
            connection.exec_driver_sql(statement)


def make_app(settings: Settings) -> Flask:
    """Return the application; a demonstration shows its accounts on the sign-in page."""
    if settings.demo and list_accounts not in demo_accounts:
        demo_accounts.append(list_accounts)
    logs.configure(as_json=settings.json_log)
    return create_app(settings)


def gunicorn_options(host: str, port: int, *, as_json: bool = False) -> dict[str, Any]:
    """Return how gunicorn is to serve.

    Threads, so that a slow upload holds up nobody else. It believes no proxy: whom to believe
    is decided in the application alone.
    """
    return {
        "bind": f"{host}:{port}",
        "workers": _web_processes(),
        "worker_class": "gthread",
        "threads": 8,
        "timeout": 120,
        "control_socket_disable": True,
        "forwarded_allow_ips": "",
        "logconfig_dict": logs.configuration(as_json=as_json),
    }


def _run_gunicorn(settings: Settings, host: str, port: int) -> None:
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]
        """Gunicorn, set up in code."""

        def load_config(self) -> None:
            """Set each option."""
            options = gunicorn_options(host, port, as_json=settings.json_log)
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            """Make the application in each web process."""
            return make_app(settings)

    Server().run()


@click.command()
def worker() -> None:
    """Run only the worker: it sends mail and does what is due."""
    _use_one_thread_for_numbers()
    settings = Settings.from_environment()
    logs.configure(as_json=settings.json_log)
    app = create_app(settings)
    queue: Any = app.extensions["queue"]
    with app.app_context():
        outbox.drain()
    queue.create_consumer(workers=1, periodic=True, max_delay=2.0).run()
