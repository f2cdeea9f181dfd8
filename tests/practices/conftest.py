from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.practices import builders


@dataclass(frozen=True)
class Entrant:
    """Somebody who acts for the organisation of the cards, and their browser."""

    person_id: str
    organisation_id: str
    browser: FlaskClient


@pytest.fixture
def entrant(
    app: Flask, make_person: Callable[..., str], signed_in: Callable[[str], FlaskClient]
) -> Entrant:
    person_id = make_person("Ewa Wnioskodawca")
    organisation_id = builders.join(person_id, builders.make_unit())
    return Entrant(person_id, organisation_id, signed_in(person_id))


@pytest.fixture
def organiser(
    make_person: Callable[..., str], signed_in: Callable[[str], FlaskClient]
) -> FlaskClient:
    return signed_in(make_person("Olga", None, "organiser"))
