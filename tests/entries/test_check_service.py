from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from leader_award.editions import service as editions
from leader_award.editions.models import CheckItem
from leader_award.entries import check_queries, formal_check
from leader_award.entries.models import FormalCheck
from leader_award.platform import clock, db
from leader_award.platform.audit import Actor, AuditEvent
from leader_award.platform.db import new_id
from leader_award.platform.errors import Conflict, DomainError, NotAllowed
from leader_award.platform.outbox import OutgoingMail
from tests.editions.builders import lead_to, make_edition, reloaded
from tests.entries.builders import entry, make_clerk, make_submitted_entry, save, submit

LETTER = "Prosimy dołączyć podpisane porozumienie."


@pytest.fixture
def edition_id(app: Flask) -> str:
    return make_edition()


@pytest.fixture
def organiser(make_person: Callable[..., str]) -> Actor:
    return Actor(make_person("Olga Nowak", "olga@example.org", "organiser"), "organiser")


def items_of(edition_id: str) -> list[CheckItem]:
    return list(check_queries.check_items(db.session(), edition_id))


def findings(edition_id: str, *, unmet: int = 0) -> dict[str, tuple[str, str]]:
    return {
        item.id: ("not_met", "Brakuje podpisu.") if number < unmet else ("met", "")
        for number, item in enumerate(items_of(edition_id))
    }


def check(entry_id: str, actor: Actor, outcome: str = "admitted", **changes: Any) -> str:
    edition_id = entry(entry_id).edition_id
    given: dict[str, Any] = {
        "submission_id": entry(entry_id).submissions[-1].id,
        "findings": findings(edition_id, unmet=0 if outcome == "admitted" else 1),
        "letter": "" if outcome == "admitted" else LETTER,
        "complete_until": clock.now() + timedelta(days=7) if outcome == "returned" else None,
        "key": new_id(),
    }
    return formal_check.record_check(
        entry_id=entry_id, outcome=outcome, actor=actor, **(given | changes)
    )


def mails(template: str) -> list[OutgoingMail]:
    name = f"entries/mail/{template}.txt"
    query = select(OutgoingMail).where(OutgoingMail.template == name)
    return list(db.session().scalars(query.order_by(OutgoingMail.to)))


def count(model: Any) -> int:
    db.session().expire_all()
    return db.session().scalar(select(func.count()).select_from(model)) or 0


def test_admitted_entry_goes_on_and_its_applicant_is_told(
    edition_id: str, organiser: Actor
) -> None:
    entry_id = make_submitted_entry(edition_id)
    lead_to(edition_id, "checking")
    check(entry_id, organiser)
    assert entry(entry_id).state == "admitted"
    (mail,) = mails("check_admitted")
    assert entry(entry_id).reference in mail.subject
    assert f"http://localhost/zgloszenia/{entry_id}" in mail.body
    event = db.session().scalar(select(AuditEvent).where(AuditEvent.action == "entry.checked"))
    assert event is not None
    assert (event.person_id, event.details["outcome"]) == (organiser.person_id, "admitted")


def test_letter_reaches_every_member_in_their_language(edition_id: str, organiser: Actor) -> None:
    clerk = make_clerk(email="a@example.org")
    make_clerk(clerk[1], email="b@example.org", language="en")
    entry_id = make_submitted_entry(edition_id, clerk=clerk)
    lead_to(edition_id, "checking")
    until = clock.now() + timedelta(days=7)
    check(entry_id, organiser, "returned", complete_until=until)
    polish, english = mails("check_returned")
    assert [polish.to, english.to] == ["a@example.org", "b@example.org"]
    assert polish.subject != english.subject
    assert LETTER in polish.body
    assert LETTER in english.body
    assert (entry(entry_id).state, entry(entry_id).complete_until) == ("returned", until)


def test_completed_entry_can_be_checked_again_and_admitted(
    edition_id: str, organiser: Actor
) -> None:
    entry_id = make_submitted_entry(edition_id)
    lead_to(edition_id, "checking")
    check(entry_id, organiser, "returned")
    save(entry_id, {"title": "Uzupełniony transport"})
    submit(entry_id)
    check(entry_id, organiser)
    assert entry(entry_id).state == "admitted"
    assert [c.outcome for c in entry(entry_id).checks] == ["returned", "admitted"]


def test_rejection_carries_its_reason(edition_id: str, organiser: Actor) -> None:
    entry_id = make_submitted_entry(edition_id)
    lead_to(edition_id, "checking")
    check(entry_id, organiser, "rejected", letter="Rozwiązanie działa od dwóch miesięcy.")
    assert entry(entry_id).state == "rejected"
    (mail,) = mails("check_rejected")
    assert "Rozwiązanie działa od dwóch miesięcy." in mail.body


def test_check_of_an_older_version_than_the_latest_is_refused(
    edition_id: str, organiser: Actor
) -> None:
    entry_id = make_submitted_entry(edition_id)
    lead_to(edition_id, "checking")
    first = entry(entry_id).submissions[-1].id
    check(entry_id, organiser, "returned")
    save(entry_id, {"title": "Nowszy tytuł"})
    submit(entry_id)
    with pytest.raises(Conflict):
        check(entry_id, organiser, submission_id=first)
    assert entry(entry_id).state == "submitted"
    assert count(FormalCheck) == 1


def test_form_sent_twice_records_one_check_and_one_mail(edition_id: str, organiser: Actor) -> None:
    entry_id = make_submitted_entry(edition_id)
    lead_to(edition_id, "checking")
    assert check(entry_id, organiser, key="k") == check(entry_id, organiser, key="k")
    assert (count(FormalCheck), len(mails("check_admitted"))) == (1, 1)


def test_second_organiser_who_comes_later_is_told(edition_id: str, organiser: Actor) -> None:
    entry_id = make_submitted_entry(edition_id)
    lead_to(edition_id, "checking")
    check(entry_id, organiser)
    with pytest.raises(NotAllowed):
        check(entry_id, organiser, "rejected")
    assert entry(entry_id).state == "admitted"


def test_check_before_the_deadline_is_refused(edition_id: str, organiser: Actor) -> None:
    entry_id = make_submitted_entry(edition_id)
    with pytest.raises(NotAllowed):
        check(entry_id, organiser)
    assert count(FormalCheck) == 0


def test_entry_whose_applicant_has_an_extension_waits_for_it(
    app: Flask, edition_id: str, organiser: Actor, at: Callable[[datetime], None]
) -> None:
    entry_id = make_submitted_entry(edition_id)
    until = reloaded(edition_id).deadline + timedelta(days=5)
    with app.test_request_context():
        editions.grant_extension(
            edition_id=edition_id,
            organisation_id=entry(entry_id).applicant_id,
            until=until,
            reason="Awaria",
            actor=organiser,
        )
    lead_to(edition_id, "checking")
    with pytest.raises(NotAllowed):
        check(entry_id, organiser)
    at(until)
    check(entry_id, organiser)
    assert entry(entry_id).state == "admitted"


def test_entry_not_completed_in_time_can_be_rejected_and_nothing_else(
    edition_id: str, organiser: Actor, at: Callable[[datetime], None]
) -> None:
    entry_id = make_submitted_entry(edition_id)
    lead_to(edition_id, "checking")
    until = clock.now() + timedelta(days=7)
    check(entry_id, organiser, "returned", complete_until=until)
    with pytest.raises(NotAllowed):
        check(entry_id, organiser, "rejected")
    at(until)
    with pytest.raises(NotAllowed):
        check(entry_id, organiser)
    check(entry_id, organiser, "rejected")
    assert entry(entry_id).state == "rejected"


def test_item_without_a_verdict_is_named_and_nothing_is_kept(
    edition_id: str, organiser: Actor
) -> None:
    entry_id = make_submitted_entry(edition_id)
    lead_to(edition_id, "checking")
    some = findings(edition_id)
    forgotten = next(reversed(some))
    del some[forgotten]
    with pytest.raises(DomainError) as refused:
        check(entry_id, organiser, findings=some)
    assert refused.value.field == f"verdict_{forgotten}"
    assert count(FormalCheck) == 0


def test_verdict_on_a_foreign_item_is_refused(edition_id: str, organiser: Actor) -> None:
    entry_id = make_submitted_entry(edition_id)
    foreign = items_of(make_edition())[0].id
    lead_to(edition_id, "checking")
    with pytest.raises(Conflict):
        check(entry_id, organiser, findings=findings(edition_id) | {foreign: ("met", "")})


def test_letter_names_each_unmet_item_with_paragraph_and_remark(edition_id: str) -> None:
    items = items_of(edition_id)
    letter = formal_check.compose_letter(items, findings(edition_id, unmet=2))
    assert items[0].text["pl"].rstrip(".") in letter
    assert f"({items[1].paragraph}): Brakuje podpisu." in letter
    assert items[2].text["pl"].rstrip(".") not in letter


def test_scoring_waits_until_every_entry_has_its_outcome(edition_id: str, organiser: Actor) -> None:
    entry_id = make_submitted_entry(edition_id)
    lead_to(edition_id, "checking")
    with pytest.raises(NotAllowed, match="1"):
        editions.advance(edition_id=edition_id, event="start_scoring", actor=organiser)
    check(entry_id, organiser)
    editions.advance(edition_id=edition_id, event="start_scoring", actor=organiser)
    assert reloaded(edition_id).state == "scoring"


def test_items_are_frozen_by_the_first_check(edition_id: str, organiser: Actor) -> None:
    entry_id = make_submitted_entry(edition_id)
    lead_to(edition_id, "checking")
    assert formal_check.frozen_parts(db.session(), edition_id) == set()
    check(entry_id, organiser)
    assert formal_check.frozen_parts(db.session(), edition_id) == {"checks"}
