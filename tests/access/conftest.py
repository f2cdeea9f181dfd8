"""The scene, built once for all tests of access.

On SQLite alone: who may do what is decided in Python, whatever the database.
"""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from leader_award.accounts import sessions
from tests.access import contest, surroundings, talks
from tests.access.machine import World
from tests.access.scene import Scene, build
from tests.conftest import Engines, move, settings_for

PARTS = [
    surroundings.practice_cards,
    contest.editions,
    talks.discussions,
    talks.trainings,
    *surroundings.AROUND,
]


@pytest.fixture(scope="session")
def built(
    application: Flask,
    engines: Engines,
    databases: Callable[[str], Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[World, Any]:
    """Build the scene; return the world and its settings."""
    url = databases("sqlite").fresh()
    settings = settings_for(tmp_path_factory.mktemp("scene"), url)
    move(application, engines, settings)
    scene, tokens = Scene(), {}
    with application.app_context():
        build(scene, PARTS)
        for who, person_id in scene.people.items():
            if person_id:
                factor = "app" if who == "keyed_organiser" else None
                tokens[who] = sessions.start_session(person_id, second_factor=factor)
        scene.add("session", "always", session_id=contest.session_of(tokens["owner"]))
    world = World(application, scene, url.removeprefix("sqlite:///"), tokens)
    return world, settings


@pytest.fixture
def world(built: tuple[World, Any], engines: Engines, tmp_path: Path) -> Iterator[World]:
    """The application on the scene; what a test changes there is undone after it."""
    found, settings = built
    move(found.app, engines, settings)
    kept = sqlite3.connect(tmp_path / "kept.db")
    with sqlite3.connect(found.path) as scene:
        scene.backup(kept)
    before = found.changes
    yield found
    if found.changes != before:
        found.restore(kept)
    kept.close()
