"""Jurors who are late get one mail each, and nobody else does."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from leader_award.editions import reminding
from leader_award.jury import reminders as jury_reminders
from leader_award.platform import clock, db
from leader_award.platform.outbox import OutgoingMail
from leader_award.scoring import overview, reminders
from tests.editions.builders import lead_to, reloaded
from tests.jury.builders import clear, make_assessed_edition, seat_juror
from tests.scoring.builders import Scene, fill_in, make_scoring_edition, open_card, score_all, seal


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scoring_edition(entries=2, jurors=2)


def late(edition_id: str) -> list[str]:
    """The jurors whom the cards' reminder finds, in the order of the page."""
    edition = reloaded(edition_id)
    rows = reminding.rows(reminders.CARDS, edition, clock.now())
    assert reminders.CARDS.count(db.session(), edition, clock.now()) == len(rows)
    return [row.late.about.id for row in rows]


def test_jurors_with_open_cards_are_late_until_they_seal_the_last(scene: Scene) -> None:
    assert set(late(scene.edition_id)) == set(scene.juror_ids)
    for entry in range(2):
        card_id = open_card(scene.assignment(entry))
        fill_in(card_id)
        seal(card_id)
    assert late(scene.edition_id) == [scene.juror_ids[1]]


def test_nobody_is_late_once_all_cards_are_sealed(scene: Scene) -> None:
    score_all(scene.edition_id)
    assert late(scene.edition_id) == []


def test_juror_who_owes_an_answer_about_an_entry_is_late(app: Flask) -> None:
    edition_id, entry_ids = make_assessed_edition(2)
    juror_id = seat_juror(edition_id, clears=entry_ids[:1])
    lead_to(edition_id, "scoring")
    assert late(edition_id) == [juror_id]
    clear(juror_id)
    assert late(edition_id) == []


def test_nobody_is_late_once_the_assessment_is_over(scene: Scene) -> None:
    lead_to(scene.edition_id, "deciding")
    assert late(scene.edition_id) == []


def test_who_has_not_signed_is_reminded_of_the_declaration_alone(scene: Scene) -> None:
    unsigned = seat_juror(scene.edition_id, "Ala Późna", signs=False)
    assert unsigned not in late(scene.edition_id)
    edition = reloaded(scene.edition_id)
    kind = jury_reminders.DECLARATIONS
    (row,) = reminding.rows(kind, edition, clock.now())
    assert row.late.about.id == unsigned
    assert f"/jury/{unsigned}/deklaracja" in row.body
    assert kind.count(db.session(), edition, clock.now()) == 1


def test_organiser_reminds_the_late_jurors_from_the_board_with_one_confirmation(
    scene: Scene, signed_in: Callable[[str], FlaskClient]
) -> None:
    assert scene.organiser.person_id
    browser = signed_in(scene.organiser.person_id)
    board = f"/organizator/edycje/{scene.edition_id}"
    path = f"{board}/przypomnienia/karty"
    assert path in browser.get(board).text
    page = browser.get(path).text
    assert "2 Twoje karty oceny" in page  # the mail itself stands on the page
    keys = [row.late.key for row in reminding.rows(reminders.CARDS, reloaded(scene.edition_id),
                                                   clock.now())]  # fmt: skip
    assert browser.post(path, data={"idempotency_key": "none"}).status_code == 422
    sent = browser.post(path, data={"people": keys[:1], "idempotency_key": "k"})
    assert sent.status_code == 302
    query = select(OutgoingMail).where(OutgoingMail.template == overview.REMINDER)
    (mail,) = db.session().scalars(query).all()
    assert "2 Twoje karty oceny" in mail.body
    assert "Przypomnienia z ostatnich dwóch tygodni" in browser.get(path).text


def test_board_names_the_widest_gaps_first(
    scene: Scene, signed_in: Callable[[str], FlaskClient]
) -> None:
    assert scene.organiser.person_id
    for entry in range(2):
        card_id = open_card(scene.assignment(entry, 0))
        fill_in(card_id)
        seal(card_id)
    page = signed_in(scene.organiser.person_id).get(f"/organizator/edycje/{scene.edition_id}").text
    part = page[page.index("Jurorzy, którym zostały karty") :]
    assert "Piotr Borek" in part
    assert "Ewa Adamska" not in part
    assert "0 z 2" in part
