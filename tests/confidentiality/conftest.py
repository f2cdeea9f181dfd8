"""Both worlds, built once for all tests of confidentiality.

On SQLite alone: what is shown to whom is decided in Python, whatever the database.
"""

import copy
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
import time_machine
from flask import Flask

from tests.confidentiality import contest
from tests.confidentiality.asking import World, Worlds
from tests.confidentiality.contest import PRESENT
from tests.confidentiality.secret import FIRST, SECOND, Secret
from tests.conftest import Engines, move, settings_for


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

    (folder / "public").mkdir()
    move(application, engines, public)
    with application.app_context():
        shared = contest.build_public_part()

    def world(secret: Secret) -> World:
        own = folder / secret.name
        shutil.copytree(folder / "public", own)
        path = own / "database.db"
        with sqlite3.connect(public.database_url.removeprefix("sqlite:///")) as source:
            source.backup(sqlite3.connect(path))
        settings = settings_for(own, f"sqlite:///{path}")
        enter = partial(move, application, engines, settings)
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
