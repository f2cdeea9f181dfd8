"""Whatever changes after an approval takes it back, and approval always needs other eyes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from leader_award.editions import service as editions
from leader_award.editions.models import Prize
from leader_award.platform import clock, db
from leader_award.platform.audit import Actor, AuditEvent
from leader_award.platform.errors import Conflict, NotAllowed
from leader_award.platform.outbox import OutgoingMail
from leader_award.ranking.models import TieVote
from leader_award.results import announcing, approval, press, queries, rules, service
from leader_award.results.models import Announcement, Decision
from tests.editions.builders import reloaded
from tests.results.builders import announce, decide_all, edition_to_decide, second_organiser

MILLISECOND = timedelta(milliseconds=1)
Change = Callable[[str, list[str], Actor], None]


@pytest.fixture
def decided(app: Flask, organiser: Actor) -> tuple[str, list[str]]:
    edition_id, entries = edition_to_decide(organiser)
    decide_all(entries, organiser)
    return edition_id, entries


def standing(edition_id: str) -> str:
    db.session().expire_all()
    return approval.state_of(queries.announcement(edition_id))


def prepared_by(edition_id: str) -> str | None:
    db.session().expire_all()
    return db.session().get_one(Announcement, edition_id).prepared_by_id


def change_decision(_edition_id: str, entries: list[str], actor: Actor) -> None:
    service.decide(entry_id=entries[2], outcome="distinction", actor=actor)


def withdraw_decision(_edition_id: str, entries: list[str], actor: Actor) -> None:
    service.withdraw_decision(entry_id=entries[0], actor=actor)


def rename_edition(edition_id: str, _entries: list[str], actor: Actor) -> None:
    editions.update_edition(
        edition_id=edition_id,
        version=reloaded(edition_id).version,
        note={"pl": "Uwaga", "en": "Note"},
        actor=actor,
    )


def write_for_the_press(edition_id: str, _entries: list[str], actor: Actor) -> None:
    press.save_press_text(
        edition_id=edition_id, text={"pl": "Tekst"}, contact="", version=0, actor=actor
    )


def change_prize_beneath_us(edition_id: str, _entries: list[str], _actor: Actor) -> None:
    with db.transaction() as writer:
        prize = writer.scalar(select(Prize).where(Prize.edition_id == edition_id))
        assert prize is not None
        prize.count += 1


def vote(edition_id: str, entries: list[str], _actor: Actor) -> None:
    with db.transaction() as writer:
        writer.add(TieVote(edition_id=edition_id, order=entries, recorded_at=clock.now()))


def move_the_announcement(edition_id: str, _entries: list[str], actor: Actor) -> None:
    at = clock.now() + timedelta(hours=3)
    service.prepare_announcement(edition_id=edition_id, at=at, actor=actor)


def test_any_change_after_the_approval_takes_it_back_and_nothing_becomes_public(
    decided: tuple[str, list[str]], organiser: Actor, frozen: Callable[..., None]
) -> None:
    edition_id, entries = decided
    at = clock.now() + timedelta(hours=1)
    changes: list[Change] = [
        change_decision,
        rename_edition,
        write_for_the_press,
        change_prize_beneath_us,
        vote,
        move_the_announcement,
        withdraw_decision,
    ]
    for change in changes:
        at += MILLISECOND
        announce(edition_id, at)
        assert standing(edition_id) == rules.APPROVED
        change(edition_id, entries, organiser)
        assert standing(edition_id) == rules.PREPARED, change.__name__
    frozen(at + MILLISECOND)
    assert not queries.announced(edition_id, clock.now())
    assert service.queue_announcement_mails() == 0


def test_who_changed_last_cannot_approve_and_both_organisers_are_told(
    decided: tuple[str, list[str]], organiser: Actor
) -> None:
    edition_id, entries = decided
    second = second_organiser()
    at = clock.now() + timedelta(hours=1)
    service.prepare_announcement(edition_id=edition_id, at=at, actor=organiser)
    service.approve_announcement(edition_id=edition_id, actor=second)
    change_decision(edition_id, entries, second)
    assert prepared_by(edition_id) == second.person_id
    with pytest.raises(NotAllowed):
        service.approve_announcement(edition_id=edition_id, actor=second)
    service.approve_announcement(edition_id=edition_id, actor=organiser)
    told = select(OutgoingMail.body).where(OutgoingMail.template.contains("taken_back"))
    bodies = db.session().scalars(told).all()
    assert len(bodies) == 2
    assert all(f"/organizator/edycje/{edition_id}/wyniki/ogloszenie" in body for body in bodies)
    actions = db.session().scalars(select(AuditEvent.action)).all()
    assert actions.count("results.approval_taken_back") == 1


def test_change_before_the_approval_makes_its_author_the_one_who_cannot_approve(
    decided: tuple[str, list[str]], organiser: Actor
) -> None:
    edition_id, entries = decided
    second = second_organiser()
    service.prepare_announcement(edition_id=edition_id, at=None, actor=organiser)
    change_decision(edition_id, entries, second)
    with pytest.raises(NotAllowed):
        service.approve_announcement(edition_id=edition_id, actor=second)
    assert standing(edition_id) == rules.PREPARED


def test_only_organiser_can_prepare_but_not_approve(
    decided: tuple[str, list[str]], organiser: Actor
) -> None:
    edition_id, _entries = decided
    service.prepare_announcement(edition_id=edition_id, at=None, actor=organiser)
    with pytest.raises(NotAllowed, match="inny organizator"):
        service.approve_announcement(edition_id=edition_id, actor=organiser)
    assert announcing.other_organisers(db.session(), organiser.person_id) == []
    assert not queries.announced(edition_id, clock.now())


def test_approval_of_what_is_no_longer_as_it_was_seen_is_refused(
    decided: tuple[str, list[str]], organiser: Actor
) -> None:
    edition_id, _entries = decided
    service.prepare_announcement(edition_id=edition_id, at=None, actor=organiser)
    with pytest.raises(Conflict):
        service.approve_announcement(edition_id=edition_id, actor=second_organiser(), seen="0" * 64)
    assert standing(edition_id) == rules.PREPARED


def test_unapproved_announcement_passes_its_instant_and_has_to_be_set_anew(
    decided: tuple[str, list[str]], organiser: Actor, frozen: Callable[..., None]
) -> None:
    edition_id, _entries = decided
    at = clock.now() + timedelta(hours=1)
    service.prepare_announcement(edition_id=edition_id, at=at, actor=organiser)
    second = second_organiser()
    frozen(at)
    with pytest.raises(NotAllowed):
        service.approve_announcement(edition_id=edition_id, actor=second)
    service.prepare_announcement(edition_id=edition_id, at=at + MILLISECOND, actor=organiser)
    service.approve_announcement(edition_id=edition_id, actor=second)
    assert standing(edition_id) == rules.APPROVED


def test_nothing_that_was_announced_can_change_afterwards(
    decided: tuple[str, list[str]], organiser: Actor
) -> None:
    edition_id, entries = decided
    announce(edition_id)
    changes: list[Change] = [change_decision, withdraw_decision, vote]
    for change in changes:
        with pytest.raises(NotAllowed):
            change(edition_id, entries, organiser)
    assert standing(edition_id) == rules.PUBLIC
    outcomes = db.session().scalars(select(Decision.outcome).order_by(Decision.outcome)).all()
    assert outcomes == ["distinction", "laureate", "not_awarded"]
    assert db.session().scalars(select(TieVote)).all() == []


def test_jurors_and_applicants_cannot_bring_a_step_about(
    decided: tuple[str, list[str]], organiser: Actor
) -> None:
    edition_id, _entries = decided
    for role in ("juror", "applicant"):
        with pytest.raises(NotAllowed):
            service.prepare_announcement(
                edition_id=edition_id, at=None, actor=Actor(organiser.person_id, role)
            )
    assert standing(edition_id) == rules.UNPREPARED
