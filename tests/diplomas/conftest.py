from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import time_machine

from leader_award.platform.audit import Actor


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
