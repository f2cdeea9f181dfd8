"""Many jurors are invited at once: everybody on the list, or nobody while a line is wrong."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from leader_award.editions import queries as edition_queries
from leader_award.jury import invitation_lines, queries
from leader_award.jury.models import Juror
from leader_award.platform import db
from leader_award.platform.outbox import OutgoingMail
from tests.editions.builders import make_edition
from tests.jury.builders import make_assessed_edition, make_organiser, seat_juror


@pytest.mark.parametrize(
    "text",
    ["Ewa Lis <ewa@lis.pl>", "Ewa Lis, ewa@lis.pl", "ewa@lis.pl; Ewa Lis", '"Ewa Lis" EWA@lis.pl'],
)
def test_name_and_address_are_found_however_they_are_written(text: str) -> None:
    (line,) = invitation_lines.read(text)
    assert (line.name, line.email, line.fault) == ("Ewa Lis", "ewa@lis.pl", "")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Ewa Lis", "no_address"),
        ("Ewa Lis <ewa@lis.pl> <jan@kos.pl>", "two_addresses"),
        ("Ewa Lis <ewa@lis>", "bad_address"),
        ("<ewa@lis.pl>", "no_name"),
        ("www.zle.pl <ewa@lis.pl>", "bad_name"),
        ("E" * 201 + " <ewa@lis.pl>", "long_name"),
    ],
)
def test_what_is_wrong_with_a_line_is_told_apart(text: str, fault: str) -> None:
    (line,) = invitation_lines.read(text)
    assert line.fault == fault


def test_second_line_with_one_address_is_the_wrong_one_and_blank_lines_are_nothing() -> None:
    lines = invitation_lines.read("Ewa <ewa@lis.pl>\n\n  \nInna Ewa <EWA@lis.pl>")
    assert [(line.number, line.fault) for line in lines] == [(1, ""), (4, "repeated")]


@pytest.fixture
def browser(app: Flask, signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    person_id = make_organiser().person_id
    assert person_id is not None
    return signed_in(person_id)


def path(edition_id: str) -> str:
    return f"/organizator/edycje/{edition_id}/jury/zaproszenia"


def filled(edition_id: str, people: str, **changes: str) -> dict[str, str]:
    edition = edition_queries.whole(edition_id)
    assert edition is not None
    levels = {f"expertise-{category.id}": "2" for category in edition.categories}
    return {"people": people, "capacity": "7", "minimum": "0", "language": "pl"} | levels | changes


def test_everybody_on_the_list_is_invited_with_the_same_capacity_and_expertise(
    browser: FlaskClient,
) -> None:
    edition_id = make_edition()
    said = filled(edition_id, "Ewa Lis <ewa@lis.pl>\nJan Kos <jan@kos.pl>", idempotency_key="k")
    for _ in range(2):
        assert browser.post(path(edition_id), data=said).status_code == 302
    found = queries.jurors(edition_id)
    assert [juror.person.name for juror in found] == ["Jan Kos", "Ewa Lis"]
    assert {juror.capacity for juror in found} == {7}
    assert {tuple(juror.expertise.values()) for juror in found} == {(2, 2)}
    sent = select(OutgoingMail.to).where(OutgoingMail.template == "jury/mail/invitation.txt")
    assert sorted(db.session().scalars(sent)) == ["ewa@lis.pl", "jan@kos.pl"]


def test_one_wrong_line_holds_everybody_back_and_nothing_typed_is_lost(
    browser: FlaskClient,
) -> None:
    edition_id = make_edition()
    seated = seat_juror(edition_id, "Ala Jest", signs=False)
    there = db.session().get_one(Juror, seated).person.email
    list_of_all = f"Ewa Lis <ewa@lis.pl>\nJan Kos\nAla Jest <{there}>"
    answer = browser.post(path(edition_id), data=filled(edition_id, list_of_all))
    assert answer.status_code == 422
    page = answer.text
    assert "Wiersz 2" in page
    assert "Wiersz 3" in page
    assert "Wiersz 1" not in page
    assert "Ewa Lis &lt;ewa@lis.pl&gt;" in page
    assert db.session().scalar(select(func.count(Juror.id))) == 1
    assert (
        db.session().scalar(select(OutgoingMail.id).where(OutgoingMail.to == "ewa@lis.pl")) is None
    )


def test_impossible_capacity_is_said_beside_it_once(browser: FlaskClient) -> None:
    edition_id = make_edition()
    said = filled(edition_id, "Ewa Lis <ewa@lis.pl>", capacity="0")
    answer = browser.post(path(edition_id), data=said)
    assert answer.status_code == 422
    assert 'id="capacity-error"' in answer.text
    assert queries.jurors(edition_id) == []


def test_assignment_is_proposed_from_the_list_of_jurors(browser: FlaskClient) -> None:
    edition_id, _entries = make_assessed_edition(1)
    propose = f"/organizator/edycje/{edition_id}/przydzial/propozycja"
    people = f"/organizator/edycje/{edition_id}/jury"
    assert propose not in browser.get(people).text
    seat_juror(edition_id)
    assert propose in browser.get(people).text
