import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from leader_award.accounts.models import Person
from leader_award.editions import service as editions
from leader_award.editions.models import Prize
from leader_award.platform import clock, db
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError, NotAllowed
from leader_award.platform.outbox import OutgoingMail
from leader_award.results import queries, service
from leader_award.results.models import Announcement
from tests.editions.builders import reloaded
from tests.entries.builders import clerk_of, entry, make_clerk
from tests.results.builders import decide_all, edition_to_decide, prizes

MILLISECOND = timedelta(milliseconds=1)


def mails() -> list[OutgoingMail]:
    query = select(OutgoingMail).where(OutgoingMail.template == "results/mail/result.txt")
    db.session().expire_all()
    return list(db.session().scalars(query.order_by(OutgoingMail.subject)))


def test_undecided_entry_stops_the_announcement(app: Flask, organiser: Actor) -> None:
    edition_id, entries = edition_to_decide(organiser)
    service.decide(entry_id=entries[0], outcome="laureate", actor=organiser)
    with pytest.raises(NotAllowed):
        service.announce(edition_id=edition_id, at=None, actor=organiser)
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
        service.announce(edition_id=edition_id, at=None, actor=organiser)


def test_announcement_at_an_instant_that_has_come_is_refused(app: Flask, organiser: Actor) -> None:
    edition_id, entries = edition_to_decide(organiser)
    decide_all(entries, organiser)
    with pytest.raises(DomainError) as refused:
        service.announce(edition_id=edition_id, at=clock.now() - MILLISECOND, actor=organiser)
    assert refused.value.field == "at"


def test_results_announced_at_once_are_public_and_the_edition_moves_on(
    app: Flask, organiser: Actor
) -> None:
    edition_id, entries = edition_to_decide(organiser)
    decide_all(entries, organiser)
    service.announce(edition_id=edition_id, at=None, actor=organiser)
    assert queries.announced(edition_id, clock.now())
    assert service.queue_announcement_mails() == 3
    assert reloaded(edition_id).state == "announced"


def test_decisions_cannot_change_while_an_announcement_is_set(app: Flask, organiser: Actor) -> None:
    edition_id, entries = edition_to_decide(organiser)
    decide_all(entries, organiser)
    at = clock.now() + timedelta(hours=1)
    service.announce(edition_id=edition_id, at=at, actor=organiser)
    with pytest.raises(NotAllowed):
        service.decide(entry_id=entries[0], outcome="not_awarded", actor=organiser)
    with pytest.raises(NotAllowed):
        service.announce(edition_id=edition_id, at=at + MILLISECOND, actor=organiser)
    service.cancel_announcement(edition_id=edition_id, actor=organiser)
    service.decide(entry_id=entries[0], outcome="not_awarded", actor=organiser)


def test_announcement_cannot_be_called_off_from_its_instant_on(
    app: Flask, organiser: Actor, frozen: Callable[..., None]
) -> None:
    edition_id, entries = edition_to_decide(organiser)
    decide_all(entries, organiser)
    at = clock.now() + timedelta(hours=1)
    service.announce(edition_id=edition_id, at=at, actor=organiser)
    frozen(at)
    with pytest.raises(NotAllowed):
        service.cancel_announcement(edition_id=edition_id, actor=organiser)
    assert db.session().get(Announcement, edition_id) is not None


def test_mails_go_out_from_the_instant_on_and_only_once(
    app: Flask, organiser: Actor, frozen: Callable[..., None]
) -> None:
    edition_id, entries = edition_to_decide(organiser)
    decide_all(entries, organiser)
    at = clock.now() + timedelta(hours=1)
    service.announce(edition_id=edition_id, at=at, actor=organiser)
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
    service.announce(edition_id=edition_id, at=None, actor=organiser)
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
    service.announce(edition_id=edition_id, at=None, actor=organiser)
    assert [entry(key).state for key in entries] == ["admitted"] * 3
    service.queue_announcement_mails()
    assert [entry(key).state for key in entries] == ["finalist", "finalist", "admitted"]


def test_announcement_repeated_by_a_double_click_changes_nothing(
    app: Flask, organiser: Actor
) -> None:
    edition_id, entries = edition_to_decide(organiser)
    decide_all(entries, organiser)
    for _ in range(2):
        service.announce(edition_id=edition_id, at=None, actor=organiser)
    assert db.session().scalar(select(func.count()).select_from(Announcement)) == 1


def test_person_whose_account_is_closed_gets_no_mail(app: Flask, organiser: Actor) -> None:
    edition_id, entries = edition_to_decide(organiser, entries=1)
    decide_all(entries, organiser)
    with db.transaction() as writer:
        writer.get_one(Person, clerk_of(entries[0]).person_id).disabled_at = clock.now()
    service.announce(edition_id=edition_id, at=None, actor=organiser)
    assert service.queue_announcement_mails() == 0


def test_two_workers_at_once_write_each_mail_once(app: Flask, organiser: Actor) -> None:
    edition_id, entries = edition_to_decide(organiser)
    decide_all(entries, organiser)
    service.announce(edition_id=edition_id, at=None, actor=organiser)
    start = threading.Barrier(2)

    def work() -> int:
        with app.app_context():
            start.wait()
            return service.queue_announcement_mails()

    with ThreadPoolExecutor(2) as pool:
        counts = [pool.submit(work), pool.submit(work)]
    assert sorted(count.result() for count in counts) == [0, 3]
    assert len(mails()) == 3
