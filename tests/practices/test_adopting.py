"""Others say that they adopted a practice; the organiser decides what is shown."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from leader_award.platform import db
from leader_award.practices.models import Adoption
from tests.practices import builders
from tests.practices.conftest import Entrant

CARD = "/dobre-praktyki/wspolne-autobusy-szkolne"
SAID = {"text": "Przejęliśmy rozkład jazdy."}


@pytest.fixture
def card(entrant: Entrant) -> str:
    return builders.published(entrant.person_id, entrant.organisation_id)


@pytest.fixture
def other(
    card: str, make_person: Callable[..., str], signed_in: Callable[[str], FlaskClient]
) -> Entrant:
    """Somebody of another local government."""
    person_id = make_person("Jan z Suwałk")
    organisation_id = builders.join(person_id, builders.make_unit("206301", "Suwałki"))
    return Entrant(person_id, organisation_id, signed_in(person_id))


def said() -> Adoption:
    db.session().rollback()
    return db.session().scalars(select(Adoption)).one()


def say(other: Entrant, **changes: str) -> int:
    data = SAID | {"organisation_id": other.organisation_id} | changes
    return other.browser.post(f"{CARD}/wdrozenie", data=data).status_code


def decide(organiser: FlaskClient, answer: str, **data: str) -> int:
    url = f"/organizator/dobre-praktyki/wdrozenia/{said().id}/{answer}"
    return organiser.post(url, data={"version": str(said().version)} | data).status_code


def test_adoption_is_shown_and_counted_only_after_the_organiser_has_read_it(
    client: FlaskClient, other: Entrant, organiser: FlaskClient
) -> None:
    assert say(other) == 302
    assert "Przejęliśmy" not in client.get(CARD).get_data(as_text=True)
    assert "1 zgłoszenie do przeczytania" in organiser.get("/start").get_data(as_text=True)
    assert decide(organiser, "pokaz") == 302
    page = client.get(CARD).get_data(as_text=True)
    assert "Przejęliśmy rozkład jazdy." in page
    assert "Miasto Suwałki" in page
    record = client.get("/api/v1/practices/wspolne-autobusy-szkolne").json
    assert record is not None
    assert record["adoptions"] == 1
    assert "1 wdrożenie u innych" in client.get("/dobre-praktyki").get_data(as_text=True)


def test_refusal_needs_a_reason_that_its_author_reads(
    client: FlaskClient, other: Entrant, organiser: FlaskClient
) -> None:
    say(other)
    assert decide(organiser, "odrzuc", reason=" ") == 422
    assert decide(organiser, "odrzuc", reason="To reklama.") == 302
    assert "To reklama." in other.browser.get(f"{CARD}/wdrozenie").get_data(as_text=True)
    page = client.get(CARD).get_data(as_text=True)
    assert "To reklama." not in page
    assert "Przejęliśmy" not in page


def test_text_changed_meanwhile_is_not_shown_unread(
    client: FlaskClient, other: Entrant, organiser: FlaskClient
) -> None:
    say(other)
    seen = str(said().version)
    say(other, text="Kup u nas!")
    assert decide(organiser, "pokaz", version=seen) == 422
    assert "Kup u nas" not in client.get(CARD).get_data(as_text=True)


def test_changed_text_waits_again(
    client: FlaskClient, other: Entrant, organiser: FlaskClient
) -> None:
    say(other)
    decide(organiser, "pokaz")
    say(other, text="Po roku wycofaliśmy się.")
    assert said().state == "waiting"
    assert "Przejęliśmy" not in client.get(CARD).get_data(as_text=True)


@pytest.mark.parametrize(
    "changes", [{"text": " "}, {"text": "x" * 2001}, {"organisation_id": "foreign"}]
)
def test_bad_input_is_refused(other: Entrant, changes: dict[str, str]) -> None:
    assert say(other, **changes) == 422
    assert db.session().scalars(select(Adoption)).all() == []


def test_own_practice_is_not_adopted(entrant: Entrant, card: str) -> None:
    page = entrant.browser.get(f"{CARD}/wdrozenie").get_data(as_text=True)
    assert "To praktyka Twojej organizacji" in page
    assert say(entrant) == 422


def test_only_people_of_an_organisation_adopt(
    client: FlaskClient,
    card: str,
    make_person: Callable[..., str],
    signed_in: Callable[[str], FlaskClient],
) -> None:
    assert "/logowanie" in client.get(f"{CARD}/wdrozenie").headers["Location"]
    nobody = signed_in(make_person("Nikt"))
    assert nobody.post(f"{CARD}/wdrozenie", data=SAID).status_code == 404


def test_author_takes_it_back(client: FlaskClient, other: Entrant, entrant: Entrant) -> None:
    say(other)
    url = f"/dobre-praktyki/wdrozenia/{said().id}/cofnij"
    assert entrant.browser.post(url).status_code == 404
    assert other.browser.post(url).status_code == 302
    assert db.session().scalars(select(Adoption)).all() == []
