import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from leader_award.accounts.models import Person
from leader_award.editions import service as editions
from leader_award.editions.models import Prize
from leader_award.platform import clock, db
from leader_award.platform.audit import Actor, AuditEvent
from leader_award.platform.errors import DomainError, NotAllowed
from leader_award.platform.outbox import OutgoingMail
from leader_award.results import approval, queries, rules, service
from leader_award.results.models import Announcement
from tests.editions.builders import reloaded
from tests.entries.builders import clerk_of, entry, make_clerk
from tests.results.builders import announce, decide_all, edition_to_decide, prizes, second_organiser

MILLISECOND = timedelta(milliseconds=1)


def mails() -> list[OutgoingMail]:
    query = select(OutgoingMail).where(OutgoingMail.template == "results/mail/result.txt")
    db.session().expire_all()
    return list(db.session().scalars(query.order_by(OutgoingMail.subject)))


def standing(edition_id: str) -> str:
    db.session().expire_all()
    return approval.state_of(queries.announcement(edition_id))


def actions(start: str) -> list[str]:
    """What the audit says, of actions that start like this."""
    query = select(AuditEvent.action).order_by(AuditEvent.sequence)
    return [a.removeprefix(f"{start}_") for a in db.session().scalars(query) if a.startswith(start)]


def test_undecided_entry_stops_the_announcement(app: Flask, organiser: Actor) -> None:
    edition_id, entries = edition_to_decide(organiser)
    service.decide(entry_id=entries[0], outcome="laureate", actor=organiser)
    with pytest.raises(NotAllowed):
        announce(edition_id)
    assert not queries.announced(edition_id, clock.now())


def test_prize_count_lowered_after_the_decisions_stops_the_announcement(
    app: Flask, organiser: Actor
) -> None:
    edition_id, entries = edition_to_decide(organiser)
    prize_id = prizes(edition_id)["laureate"]
    for entry_id in entries[:2]:
        service.decide(entry_id=entry_id, outcome="laureate", prize_id=prize_id, actor=organiser)
    service.decide_rest(edition_id=edition_id, actor=organiser)
    with db.transaction() as writer:
        writer.get_one(Prize, prize_id).count = 1
    with pytest.raises(NotAllowed):
        announce(edition_id)


def test_announcement_at_an_instant_that_has_come_is_refused(app: Flask, organiser: Actor) -> None:
    edition_id, entries = edition_to_decide(organiser)
    decide_all(entries, organiser)
    with pytest.raises(DomainError) as refused:
        announce(edition_id, clock.now() - MILLISECOND)
    assert refused.value.field == "at"


def test_results_announced_at_once_are_public_and_the_edition_moves_on(
    app: Flask, organiser: Actor
) -> None:
    edition_id, entries = edition_to_decide(organiser)
    decide_all(entries, organiser)
    announce(edition_id)
    assert queries.announced(edition_id, clock.now())
    assert service.queue_announcement_mails() == 3
    assert reloaded(edition_id).state == "announced"


def test_announcement_cannot_be_called_off_from_its_instant_on(
    app: Flask, organiser: Actor, frozen: Callable[..., None]
) -> None:
    edition_id, entries = edition_to_decide(organiser)
    decide_all(entries, organiser)
    at = clock.now() + timedelta(hours=1)
    announce(edition_id, at)
    frozen(at)
    with pytest.raises(NotAllowed):
        service.withdraw_announcement(edition_id=edition_id, actor=organiser)
    assert db.session().get(Announcement, edition_id) is not None


def test_mails_go_out_from_the_instant_on_and_only_once(
    app: Flask, organiser: Actor, frozen: Callable[..., None]
) -> None:
    edition_id, entries = edition_to_decide(organiser)
    decide_all(entries, organiser)
    at = clock.now() + timedelta(hours=1)
    announce(edition_id, at)
    frozen(at - MILLISECOND)
    assert service.queue_announcement_mails() == 0
    assert (mails(), reloaded(edition_id).state) == ([], "deciding")
    frozen(at)
    assert service.queue_announcement_mails() == 3
    assert service.queue_announcement_mails() == 0
    assert len(mails()) == 3


def test_each_mail_says_its_own_result_in_its_readers_language(
    app: Flask, organiser: Actor
) -> None:
    edition_id, entries = edition_to_decide(organiser)
    make_clerk(entry(entries[0]).applicant_id, email="en@example.org", language="en")
    decide_all(entries, organiser)
    announce(edition_id)
    assert service.queue_announcement_mails() == 4
    english = next(mail for mail in mails() if mail.to == "en@example.org")
    assert "is a laureate" in english.body
    assert "Uzasadnienie tajne: laureate" in english.body
    assert f"http://localhost/zgloszenia/{entries[0]}/wynik" in english.body
    polish = [mail for mail in mails() if mail is not english and mail.about_id == entries[2]]
    assert [("nie otrzymało nagrody" in mail.body) for mail in polish] == [True]
    assert "tajne" not in polish[0].body


def test_edition_cannot_become_announced_by_another_way(app: Flask, organiser: Actor) -> None:
    edition_id, entries = edition_to_decide(organiser)
    decide_all(entries, organiser)
    with pytest.raises(NotAllowed):
        editions.advance(edition_id=edition_id, event="announce", actor=organiser)


def test_finalists_entries_get_their_state_with_the_announcement(
    app: Flask, organiser: Actor
) -> None:
    edition_id, entries = edition_to_decide(organiser, has_final=True)
    service.mark_finalists(edition_id=edition_id, entry_ids=entries[:2], actor=organiser)
    service.decide_rest(edition_id=edition_id, actor=organiser)
    announce(edition_id)
    assert [entry(key).state for key in entries] == ["admitted"] * 3
    service.queue_announcement_mails()
    assert [entry(key).state for key in entries] == ["finalist", "finalist", "admitted"]


def test_repeating_a_step_changes_nothing(app: Flask, organiser: Actor) -> None:
    edition_id, entries = edition_to_decide(organiser)
    decide_all(entries, organiser)
    at, second = clock.now() + timedelta(hours=1), second_organiser()
    for _ in range(2):
        service.prepare_announcement(edition_id=edition_id, at=at, actor=organiser)
    for _ in range(2):
        service.approve_announcement(edition_id=edition_id, actor=second)
    service.prepare_announcement(edition_id=edition_id, at=at, actor=organiser)
    assert standing(edition_id) == rules.APPROVED
    assert actions("results.announcement") == ["prepared", "approved"]


def test_person_whose_account_is_closed_gets_no_mail(app: Flask, organiser: Actor) -> None:
    edition_id, entries = edition_to_decide(organiser, entries=1)
    decide_all(entries, organiser)
    with db.transaction() as writer:
        writer.get_one(Person, clerk_of(entries[0]).person_id).disabled_at = clock.now()
    announce(edition_id)
    assert service.queue_announcement_mails() == 0


def test_two_workers_at_once_write_each_mail_once(app: Flask, organiser: Actor) -> None:
    edition_id, entries = edition_to_decide(organiser)
    decide_all(entries, organiser)
    announce(edition_id)
    start = threading.Barrier(2)

    def work() -> int:
        with app.app_context():
            start.wait()
            return service.queue_announcement_mails()

    with ThreadPoolExecutor(2) as pool:
        counts = [pool.submit(work), pool.submit(work)]
    assert sorted(count.result() for count in counts) == [0, 3]
    assert len(mails()) == 3
