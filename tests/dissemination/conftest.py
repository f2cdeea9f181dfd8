from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.dissemination.builders import make_conference


@pytest.fixture
def conference_id(app: Flask) -> str:
    return make_conference()


@pytest.fixture
def organiser(
    make_person: Callable[..., str], signed_in: Callable[[str], FlaskClient]
) -> FlaskClient:
    return signed_in(make_person("Olga", None, "organiser"))
