from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import time_machine
from flask import Flask

from leader_award.app import create_app
from leader_award.platform.audit import Actor
from tests.conftest import settings_for


@pytest.fixture(scope="session")
def wordy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application for what needs its words and settings but no database."""
    app = create_app(settings_for(tmp_path_factory.mktemp("wordy"), "sqlite://"))
    with app.app_context():
        yield app


@pytest.fixture
def organiser(make_person: Callable[..., str]) -> Actor:
    return Actor(make_person("Olga Nowak", "olga@example.org", "organiser"), "organiser")


@pytest.fixture
def frozen() -> Iterator[Callable[[datetime], None]]:
    """Return a function that stops the clock at an instant, for embargoes to the millisecond."""
    travellers: list[time_machine.travel] = []

    def freeze(instant: datetime) -> None:
        traveller = time_machine.travel(instant, tick=False)
        traveller.start()
        travellers.append(traveller)

    yield freeze
    for traveller in reversed(travellers):
        traveller.stop()
