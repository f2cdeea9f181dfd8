"""Both worlds, built once for all tests of confidentiality.

On SQLite alone: what is shown to whom is decided in Python, whatever the database.
"""

import copy
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask

from leader_award.platform import storage, tasks
from tests.confidentiality import contest
from tests.confidentiality.asking import World, Worlds
from tests.confidentiality.contest import PRESENT
from tests.confidentiality.secret import FIRST, SECOND, Secret
from tests.conftest import Engines, settings_for


@pytest.fixture(scope="session")
def built(
    application: Flask,
    engines: Engines,
    databases: Callable[[str], Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Worlds:
    """Build the public part, copy it, and add a secret to each copy."""
    folder = tmp_path_factory.mktemp("worlds")
    public = settings_for(folder / "public", databases("sqlite").fresh())

    def entrance(settings: Any) -> Callable[[], None]:
        def enter() -> None:
            application.config["SETTINGS"] = settings
            application.extensions["engine"] = engines.at(settings.database_url)
            storage.init_app(application, settings.storage_url)
            tasks.init_app(application)

        return enter

    (folder / "public").mkdir()
    entrance(public)()
    with application.app_context():
        shared = contest.build_public_part()

    def world(secret: Secret) -> World:
        own = folder / secret.name
        shutil.copytree(folder / "public", own)
        path = own / "database.db"
        with sqlite3.connect(public.database_url.removeprefix("sqlite:///")) as source:
            source.backup(sqlite3.connect(path))
        settings = settings_for(own, f"sqlite:///{path}")
        enter = entrance(settings)
        enter()
        found = copy.deepcopy(shared)
        with application.app_context():
            contest.add_secret(found, secret)
            contest.note_public_things(found)
        return World(application, enter, secret, found, settings)

    return Worlds(world(FIRST), world(SECOND))


@pytest.fixture
def worlds(built: Worlds) -> Iterator[Worlds]:
    """Both worlds, at the present: a day on which three editions have secrets."""
    with time_machine.travel(PRESENT, tick=False):
        yield built
