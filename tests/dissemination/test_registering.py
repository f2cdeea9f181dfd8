"""People register, wait, move up, cancel and are moved, through the services."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from leader_award.accounts.links import LinkExpired, LinkUnknown, LinkUsed
from leader_award.dissemination import registering, service
from leader_award.dissemination.models import Conference
from leader_award.dissemination.places import Refused
from leader_award.platform import db
from leader_award.platform.audit import SYSTEM, Actor
from leader_award.platform.db import new_id
from tests.dissemination.builders import (
    BEFORE,
    add,
    link_in,
    mails,
    make_event,
    registration,
    states,
)

EMAIL = "anna@gmina.example"
BEGINS = datetime(2026, 12, 16, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def three_weeks_before(at: Callable[[datetime], None]) -> None:
    at(BEFORE)


def ask(conference_id: str, email: str = EMAIL, organisation: str = "Gmina Brwinów") -> None:
    registering.ask(
        conference_id=conference_id,
        email=email,
        name="Anna Lis",
        organisation=organisation,
        language="pl",
    )


def token(number: int = -1) -> str:
    return link_in(mails("/confirm.")[number]).rsplit("/", 1)[1]


def confirm(conference_id: str, number: int = -1) -> str:
    return registering.confirm(conference_id=conference_id, token=token(number))


def test_place_is_taken_only_when_the_address_is_confirmed(app: Flask) -> None:
    conference_id = make_event(capacity=1)
    ask(conference_id)
    assert states(conference_id) == {"pending": 1}
    other = add(conference_id)
    assert registration(confirm(conference_id)).state == "waiting", "somebody else was quicker"
    assert registration(other).state == "confirmed"
    assert mails("/waiting")[0].to == EMAIL


def test_link_works_once_and_not_after_two_days(app: Flask, at: Callable[..., None]) -> None:
    conference_id = make_event()
    ask(conference_id)
    registration_id = confirm(conference_id)
    with pytest.raises(LinkUsed):
        confirm(conference_id)
    with pytest.raises(LinkUnknown):
        registering.confirm(conference_id=conference_id, token="made-up")
    ask(conference_id, "jan@gmina.example")
    at(BEFORE + timedelta(hours=48, minutes=1))
    with pytest.raises(LinkExpired):
        confirm(conference_id)
    assert registration(registration_id).state == "confirmed"
    assert states(conference_id) == {"confirmed": 1, "pending": 1}


def test_registering_twice_changes_nothing_and_only_the_owner_is_told(app: Flask) -> None:
    conference_id = make_event()
    ask(conference_id)
    registration_id = confirm(conference_id)
    for _ in range(5):
        ask(conference_id, EMAIL.upper(), "Inna gmina")
    assert registration(registration_id).organisation == "Gmina Brwinów"
    told = mails("already_registered")
    assert len(told) == 3, "no more than three mails an hour to one address"
    assert link_in(told[0]).startswith("/bilet/")


def test_signed_in_person_registers_at_once_and_is_refused_a_second_time(
    app: Flask, make_person: Callable[..., str]
) -> None:
    conference_id = make_event()
    actor = Actor(make_person("Anna Lis", EMAIL), "participant")

    def register() -> str:
        return registering.register(
            conference_id=conference_id, name="Anna Lis", organisation="", actor=actor
        )

    assert registration(register()).state == "confirmed"
    with pytest.raises(Refused, match="już zgłoszony"):
        register()


@pytest.mark.parametrize(
    ("fields", "instant"),
    [
        ({}, BEGINS),
        ({}, BEGINS + timedelta(days=30)),
        ({"registration_until": BEFORE + timedelta(days=2)}, BEFORE + timedelta(days=2)),
    ],
)
def test_nobody_registers_for_a_past_event_or_after_the_time_limit(
    app: Flask, at: Callable[..., None], fields: dict[str, datetime], instant: datetime
) -> None:
    conference_id = make_event(**fields)
    at(instant)
    with pytest.raises(Refused):
        ask(conference_id)
    assert states(conference_id) == {}


def test_event_that_was_withdrawn_takes_nobody(app: Flask) -> None:
    conference_id = make_event()
    service.advance(conference_id=conference_id, event="withdraw", actor=SYSTEM)
    with pytest.raises(Refused):
        ask(conference_id)


def test_limit_of_an_organisation_counts_people_however_its_name_is_written(app: Flask) -> None:
    conference_id = make_event(kind="study_visit", days=1)
    for name in ("Partnerstwo Żuławy", "partnerstwo  zulawy", "PARTNERSTWO ŻUŁAWY"):
        add(conference_id, organisation=name)
    with pytest.raises(Refused) as caught:
        ask(conference_id, organisation="Partnerstwo Żuławy")
    assert caught.value.field == "organisation"
    ask(conference_id, organisation="Partnerstwo Nyskie")
    assert registration(confirm(conference_id)).state == "confirmed"


def test_limit_reached_between_asking_and_confirming_refuses_and_leaves_the_link_alive(
    app: Flask,
) -> None:
    conference_id = make_event(per_organisation=1)
    ask(conference_id)
    other = add(conference_id)
    with pytest.raises(Refused):
        confirm(conference_id)
    registering.cancel(registration_id=other, actor=SYSTEM)
    assert registration(confirm(conference_id)).state == "confirmed"


def test_of_25_people_20_get_a_place_and_two_cancellations_let_the_first_two_move_up(
    app: Flask,
) -> None:
    conference_id = make_event(kind="workshop_two_days")
    ids = [add(conference_id, f"Osoba {number:02}") for number in range(25)]
    assert states(conference_id) == {"confirmed": 20, "waiting": 5}
    for registration_id in (ids[3], ids[11], ids[3]):
        registering.cancel(registration_id=registration_id, actor=SYSTEM)
    assert [registration(one).state for one in ids[20:]] == ["confirmed"] * 2 + ["waiting"] * 3
    assert states(conference_id) == {"confirmed": 20, "waiting": 3, "cancelled": 2}
    moved = {mail.to for mail in mails("moved_up")}
    assert moved == {registration(one).email for one in ids[20:22]}
    assert len(mails("/cancelled")) == 2, "cancelling twice is one cancellation"


def test_who_cancelled_may_register_anew_at_the_end_of_the_queue(app: Flask) -> None:
    conference_id = make_event(capacity=1)
    ask(conference_id)
    first = confirm(conference_id)
    second = add(conference_id)
    registering.cancel(registration_id=first, actor=SYSTEM)
    ask(conference_id)
    assert confirm(conference_id) == first
    assert (registration(first).state, registration(second).state) == ("waiting", "confirmed")


def test_nobody_cancels_or_moves_up_once_the_event_has_begun(
    app: Flask, at: Callable[..., None]
) -> None:
    conference_id = make_event(capacity=1)
    first, second = add(conference_id), add(conference_id)
    at(BEGINS)
    with pytest.raises(Refused):
        registering.cancel(registration_id=first, actor=SYSTEM)
    assert registration(second).state == "waiting"


def test_more_places_let_people_move_up_and_fewer_than_are_taken_are_refused(app: Flask) -> None:
    conference_id = make_event(capacity=1)
    ids = [add(conference_id) for _ in range(3)]
    version = db.session().get_one(Conference, conference_id).version
    service.update_conference(
        conference_id=conference_id, version=version, capacity=2, actor=SYSTEM
    )
    assert [registration(one).state for one in ids] == ["confirmed", "confirmed", "waiting"]
    with pytest.raises(Refused) as caught:
        service.update_conference(
            conference_id=conference_id, version=version + 1, capacity=1, actor=SYSTEM
        )
    assert caught.value.field == "capacity"
    assert states(conference_id) == {"confirmed": 2, "waiting": 1}


def test_moving_somebody_to_another_event_frees_the_place_for_the_first_who_waits(
    app: Flask,
) -> None:
    source, target = make_event(capacity=1), make_event(capacity=1)
    first, second = add(source), add(source)
    moved = registering.move(registration_id=first, to_conference_id=target, actor=SYSTEM)
    assert registration(moved).state == "confirmed"
    assert (registration(first).state, registration(second).state) == ("cancelled", "confirmed")
    assert mails("/moved.")[0].to == registration(first).email
    with pytest.raises(Refused):
        registering.move(registration_id=moved, to_conference_id=target, actor=SYSTEM)


def test_two_people_at_once_for_the_last_place_get_one_place_and_one_wait(app: Flask) -> None:
    conference_id = make_event(capacity=3)
    add(conference_id), add(conference_id)

    def come(number: int) -> str:
        with app.app_context():
            return registration(add(conference_id, f"Osoba {number}")).state

    with ThreadPoolExecutor(6) as pool:
        found = sorted(pool.map(come, range(6)))
    assert found == ["confirmed"] + ["waiting"] * 5
    assert states(conference_id) == {"confirmed": 3, "waiting": 5}


def test_cancelling_and_coming_at_once_never_gives_a_place_twice(app: Flask) -> None:
    conference_id = make_event(capacity=4)
    ids = [add(conference_id) for _ in range(6)]

    def act(number: int) -> None:
        with app.app_context():
            if number % 2:
                add(conference_id, f"Nowa {number}")
            else:
                registering.cancel(registration_id=ids[number // 2], actor=SYSTEM)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(act, range(6)))
    assert states(conference_id) == {"confirmed": 4, "waiting": 2, "cancelled": 3}


def test_form_of_the_organiser_sent_twice_adds_one_person(app: Flask) -> None:
    conference_id, key = make_event(), new_id()
    ids = [
        registering.add(
            conference_id=conference_id,
            email=EMAIL,
            name="Anna Lis",
            organisation="",
            actor=SYSTEM,
            key=key,
        )
        for _ in range(2)
    ]
    assert ids[0] == ids[1]
    assert states(conference_id) == {"confirmed": 1}
