"""The agenda: what comes on it, who sees it, who opens an entry for changes."""

import pytest
from flask import Flask
from sqlalchemy import select

from leader_award.discussion import opening, queries, rules, service
from leader_award.editions.models import Edition
from leader_award.jury import service as jury
from leader_award.platform import db
from leader_award.platform.audit import AuditEvent
from leader_award.platform.db import new_id
from leader_award.platform.errors import Conflict, DomainError, NotAllowed, NotFound
from leader_award.platform.outbox import OutgoingMail
from tests.discussion.builders import (
    Held,
    change,
    item,
    make_discussion,
    make_scored,
    open_for_changes,
)
from tests.editions.builders import lead_to
from tests.scoring.builders import make_scoring_edition, reopen


@pytest.fixture
def held(app: Flask) -> Held:
    return make_discussion()


def on_agenda(held: Held) -> list[str]:
    db.session().rollback()
    found = queries.of_round(held.round_id)
    assert found is not None
    return [one.entry_id for one in found.items if one.state != rules.REMOVED]


def seen_by(held: Held, juror: int) -> list[str]:
    db.session().rollback()
    return [own.item.entry_id for own in queries.items_for(held.juror(juror).person_id or "")]


def actions() -> list[str]:
    rows = db.session().scalars(select(AuditEvent).order_by(AuditEvent.sequence))
    return [one.action for one in rows]


def test_most_disputed_entries_come_first_and_those_without_dispute_not_at_all(held: Held) -> None:
    divided, agreed, little = held.scene.entry_ids
    assert on_agenda(held) == [divided, little]
    assert agreed not in on_agenda(held)


def test_no_more_entries_than_asked_for(app: Flask) -> None:
    held = make_discussion(most=1)
    assert on_agenda(held) == held.scene.entry_ids[:1]


def open_agenda(held: Held, **changes: object) -> str:
    given = {"round_id": held.round_id, "most": 5, "shows_cards": False, "actor": held.first}
    return service.open_agenda(**(given | {"key": new_id()} | changes))  # type: ignore[arg-type]


def test_a_round_has_one_agenda(held: Held) -> None:
    with pytest.raises(NotAllowed):
        open_agenda(held)


def test_no_agenda_before_enough_cards_are_sealed(app: Flask) -> None:
    held = make_scored()
    for juror in (0, 1):
        reopen_card(held, held.card_id(1, juror))
    with pytest.raises(NotAllowed, match="cztery karty na pięć"):
        open_agenda(held)


def reopen_card(held: Held, card_id: str) -> None:
    reopen(card_id, "Brak uwag", held.first)


@pytest.mark.parametrize("most", [0, 101])
def test_an_agenda_begins_with_one_to_a_hundred_entries(app: Flask, most: int) -> None:
    with pytest.raises(DomainError) as refused:
        open_agenda(make_scored(), most=most)
    assert refused.value.field == "most"


def test_entry_is_put_on_by_hand_with_a_word_why_and_taken_off_with_another(held: Held) -> None:
    agreed = held.scene.entry_ids[1]
    added = service.add_item(
        round_id=held.round_id, entry_id=agreed, why="Wszyscy nisko.", actor=held.first
    )
    assert on_agenda(held)[-1] == agreed
    service.remove_item(item_id=added, why="Jednak jasne.", actor=held.first)
    assert agreed not in on_agenda(held)
    assert (item(added).why, item(added).removed_reason) == ("Wszyscy nisko.", "Jednak jasne.")
    assert actions()[-2:] == ["agenda.entry_added", "agenda.entry_removed"]


@pytest.mark.parametrize("why", ["", " \n ", "x" * (rules.LONGEST_WORD + 1)])
def test_nothing_goes_on_or_off_without_a_word(held: Held, why: str) -> None:
    with pytest.raises(DomainError) as refused:
        service.remove_item(item_id=held.item(), why=why, actor=held.first)
    assert refused.value.field == "why"
    with pytest.raises(DomainError):
        service.add_item(
            round_id=held.round_id, entry_id=held.scene.entry_ids[1], why=why, actor=held.first
        )
    assert len(on_agenda(held)) == 2


def test_entry_stands_on_the_agenda_once_and_is_of_the_round(held: Held) -> None:
    other = make_scoring_edition(entries=1, jurors=1)
    for entry_id in (held.scene.entry_ids[0], other.entry_ids[0], "nobodys-0000"):
        with pytest.raises(DomainError) as refused:
            service.add_item(
                round_id=held.round_id, entry_id=entry_id, why="Tak.", actor=held.first
            )
        assert refused.value.field == "entry_id"


def test_order_is_the_organiser_s(held: Held) -> None:
    divided, _agreed, little = held.scene.entry_ids
    service.move_item(item_id=held.item(2), by=-1, actor=held.first)
    assert on_agenda(held) == [little, divided]
    service.move_item(item_id=held.item(2), by=-1, actor=held.first)
    assert on_agenda(held) == [little, divided]


def test_one_entry_at_a_time_is_the_current_one(held: Held) -> None:
    for entry in (0, 2):
        service.make_current(item_id=held.item(entry), actor=held.first)
    assert [item(held.item(n)).current_since is not None for n in (0, 2)] == [False, True]


def test_one_organiser_asks_and_another_opens(held: Held) -> None:
    ids = [held.item(0)]
    opening.ask_to_open(round_id=held.round_id, item_ids=ids, actor=held.first)
    with pytest.raises(NotAllowed, match="inny organizator"):
        opening.approve_opening(round_id=held.round_id, item_ids=ids, actor=held.first)
    assert item(ids[0]).state == rules.ASKED
    opening.approve_opening(round_id=held.round_id, item_ids=ids, actor=held.second)
    assert item(ids[0]).state == rules.OPEN


def test_request_can_be_declined_or_taken_back(held: Held) -> None:
    for actor in (held.first, held.second):
        opening.ask_to_open(round_id=held.round_id, item_ids=[held.item()], actor=held.first)
        opening.decline_opening(round_id=held.round_id, item_ids=[held.item()], actor=actor)
        assert (item(held.item()).state, item(held.item()).asked_by_id) == (rules.LISTED, None)


def test_entry_with_a_card_not_sealed_cannot_be_opened(held: Held) -> None:
    reopen_card(held, held.card_id(0, 1))
    with pytest.raises(NotAllowed, match="nie wszystkie jego karty"):
        opening.ask_to_open(round_id=held.round_id, item_ids=[held.item()], actor=held.first)


def test_nothing_is_opened_once_the_assessment_is_over(held: Held) -> None:
    opening.ask_to_open(round_id=held.round_id, item_ids=[held.item()], actor=held.first)
    lead_to(held.scene.edition_id, "deciding")
    with pytest.raises(NotAllowed, match="runda jest otwarta"):
        opening.approve_opening(round_id=held.round_id, item_ids=[held.item()], actor=held.second)


@pytest.mark.parametrize("ids", [[], ["nobodys-0000"]])
def test_what_is_opened_has_to_be_on_this_agenda(held: Held, ids: list[str]) -> None:
    with pytest.raises(DomainError):
        opening.ask_to_open(round_id=held.round_id, item_ids=ids, actor=held.first)


def test_each_juror_of_what_opens_gets_one_mail(held: Held) -> None:
    open_for_changes(held, 0, 2)
    mails = db.session().scalars(
        select(OutgoingMail).where(OutgoingMail.template == "discussion/mail/opened.txt")
    )
    found = mails.all()
    assert sorted(one.about_id or "" for one in found) == sorted(held.scene.juror_ids)
    assert all("2 Twoje zgłoszenia" in one.subject for one in found)


def test_conclusion_closes_an_entry_and_needs_words_and_the_version_seen(held: Held) -> None:
    open_for_changes(held)
    seen = item(held.item()).version
    for words, version, fault in (("", seen, DomainError), ("Tak.", seen - 1, Conflict)):
        with pytest.raises(fault):
            service.conclude(
                item_id=held.item(), version=version, conclusion=words, actor=held.first
            )
    service.conclude(item_id=held.item(), version=seen, conclusion="Zgoda.", actor=held.first)
    assert (item(held.item()).state, item(held.item()).conclusion) == (rules.CONCLUDED, "Zgoda.")
    with pytest.raises(NotAllowed):
        change(held, 5)
    service.resume(item_id=held.item(), actor=held.first)
    assert (item(held.item()).state, item(held.item()).conclusion) == (rules.LISTED, "Zgoda.")


def test_nothing_changes_on_the_agenda_after_the_announcement(held: Held) -> None:
    with db.transaction() as writer:
        db.lock(writer, Edition, held.scene.edition_id).state = "announced"
    with pytest.raises(NotAllowed, match="wyniki są ogłoszone"):
        service.make_current(item_id=held.item(), actor=held.first)


def test_jurors_see_their_own_entries_on_the_agenda(held: Held) -> None:
    assert seen_by(held, 0) == [held.scene.entry_ids[0], held.scene.entry_ids[2]]


def test_recused_juror_never_sees_the_entry_on_the_agenda(held: Held) -> None:
    jury.declare_conflicts(
        juror_id=held.scene.juror_ids[0],
        conflicts={held.scene.entry_ids[0]: ("family", "")},
        actor=held.juror(0),
    )
    assert seen_by(held, 0) == [held.scene.entry_ids[2]]
    assert seen_by(held, 1) == [held.scene.entry_ids[0], held.scene.entry_ids[2]]


def test_juror_whose_card_is_not_sealed_does_not_learn_how_far_the_others_are(held: Held) -> None:
    reopen_card(held, held.card_id(0, 0))
    assert seen_by(held, 0) == [held.scene.entry_ids[2]]


def test_entry_taken_off_is_off_for_jurors(held: Held) -> None:
    service.remove_item(item_id=held.item(), why="Jasne.", actor=held.first)
    assert seen_by(held, 0) == [held.scene.entry_ids[2]]


def test_what_is_not_there_is_not_found(held: Held) -> None:
    with pytest.raises(NotFound):
        service.make_current(item_id="nobodys-0000", actor=held.first)
    with pytest.raises(NotFound):
        service.add_item(round_id="nobodys-0000", entry_id="x", why="Tak.", actor=held.first)
