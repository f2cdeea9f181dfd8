"""Who gets a place: rules alone, under any sequence of people coming and going."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from leader_award.dissemination import kinds, places
from leader_award.dissemination.places import CANCELLED, CONFIRMED, PENDING, WAITING, Refused
from leader_award.platform.errors import NotAllowed

BEGINS = datetime(2026, 12, 16, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@dataclass
class Seat:
    id: str
    organisation_key: str
    state: str = PENDING
    queued_at: datetime | None = None


@dataclass
class Terms:
    state: str = "published"
    takes_registrations: bool = True
    capacity: int | None = None
    per_organisation: int | None = None
    registration_until: datetime | None = None


class ComingAndGoing(RuleBasedStateMachine):
    """The service does exactly this with rows: join, cancel, change the capacity, settle."""

    def __init__(self) -> None:
        super().__init__()
        self.seats: list[Seat] = []
        self.capacity: int | None = 3
        self.limit = 2
        self.order: list[str] = []

    @rule(organisation=st.sampled_from("abcd"))
    def join(self, organisation: str) -> None:
        try:
            places.check_limit(self.seats, self.limit, organisation)
        except Refused:
            return
        seat = Seat(f"{len(self.seats):04}", organisation)
        self.seats.append(seat)
        event = places.event_on_joining(self.seats, self.capacity)
        seat.state = places.next_state(seat.state, event)
        seat.queued_at = BEGINS + len(self.seats) * MINUTE

    @precondition(lambda self: any(s.state in (CONFIRMED, WAITING) for s in self.seats))
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        active = [seat for seat in self.seats if seat.state in (CONFIRMED, WAITING)]
        seat = data.draw(st.sampled_from(active))
        seat.state = places.next_state(seat.state, "cancel")
        self.settle()

    @rule(capacity=st.one_of(st.none(), st.integers(1, 6)))
    def change_capacity(self, capacity: int | None) -> None:
        try:
            places.check_capacity(self.seats, capacity)
        except Refused:
            return
        self.capacity = capacity
        self.settle()

    def settle(self) -> None:
        waiting = [seat.id for seat in places.queue(self.seats)]
        moved = places.moving_up(self.seats, self.capacity)
        assert [seat.id for seat in moved] == waiting[: len(moved)], "nobody overtakes"
        for seat in moved:
            seat.state = places.next_state(seat.state, "move_up")

    @invariant()
    def never_more_confirmed_than_places(self) -> None:
        confirmed = sum(seat.state == CONFIRMED for seat in self.seats)
        assert self.capacity is None or confirmed <= self.capacity

    @invariant()
    def nobody_waits_while_a_place_is_free(self) -> None:
        free = places.free_places(self.seats, self.capacity)
        assert free == 0 or not places.queue(self.seats)

    @invariant()
    def limits_of_organisations_hold(self) -> None:
        for key in "abcd":
            own = [s for s in self.seats if s.organisation_key == key]
            assert sum(s.state in (CONFIRMED, WAITING) for s in own) <= self.limit

    @invariant()
    def queue_keeps_the_order_of_coming(self) -> None:
        waiting = [seat.id for seat in places.queue(self.seats)]
        assert waiting == sorted(waiting)


TestComingAndGoing = ComingAndGoing.TestCase


@pytest.mark.parametrize(
    ("terms", "asked", "now", "reason"),
    [
        (Terms(), BEGINS, BEGINS, places.BEGUN),
        (Terms(state="planned"), BEGINS - MINUTE, BEGINS - MINUTE, places.CLOSED),
        (Terms(takes_registrations=False), BEGINS - MINUTE, BEGINS - MINUTE, places.CLOSED),
        (
            Terms(registration_until=BEGINS - 60 * MINUTE),
            BEGINS - 60 * MINUTE,
            BEGINS - 60 * MINUTE,
            places.LATE,
        ),
    ],
)
def test_registration_is_refused_with_its_reason(
    terms: Terms, asked: datetime, now: datetime, reason: object
) -> None:
    with pytest.raises(Refused) as caught:
        places.check_open(terms, BEGINS, asked, now)
    assert caught.value.message is reason


def test_who_asked_in_time_may_confirm_until_the_event_begins() -> None:
    until = BEGINS - 60 * MINUTE
    terms = Terms(registration_until=until)
    places.check_open(terms, BEGINS, until - MINUTE, BEGINS - MINUTE)


def test_limit_without_a_name_of_the_organisation_is_refused_at_its_field() -> None:
    with pytest.raises(Refused) as caught:
        places.check_limit([], 3, "")
    assert caught.value.field == "organisation"


@pytest.mark.parametrize("state", [CANCELLED, PENDING])
def test_nobody_moves_up_who_does_not_wait(state: str) -> None:
    with pytest.raises(NotAllowed):
        places.next_state(state, "move_up")


@given(st.sampled_from(sorted(kinds.KINDS)))
def test_each_kind_can_be_held_and_what_is_typed_counts_more(kind: str) -> None:
    nothing = kinds.limits(kind, days=None, least=None, capacity=None, per_organisation=None)
    assert 1 <= nothing["days"] <= kinds.LONGEST
    assert (nothing["least"] or 0) <= (nothing["capacity"] or 10**6)
    typed = kinds.limits(kind, days=3, least=2, capacity=9, per_organisation=1)
    assert typed == {"days": 3, "least": 2, "capacity": 9, "per_organisation": 1}


def test_workshops_and_visits_begin_with_the_numbers_of_the_source() -> None:
    found = {
        kind: (one.days, one.least, one.capacity, one.per_organisation)
        for kind, one in kinds.KINDS.items()
    }
    assert found["workshop_two_days"] == (2, 15, 20, None)
    assert found["workshop_one_day"] == (1, 15, 25, None)
    assert found["study_visit"][3] == 3
