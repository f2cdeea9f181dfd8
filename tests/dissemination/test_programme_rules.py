from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leader_award.dissemination import rules
from leader_award.platform.errors import NotAllowed


@dataclass
class Slot:
    id: str
    starts_at: datetime | None
    ends_at: datetime | None


START = datetime(2026, 12, 16, 10, tzinfo=UTC)


def slot(start: int, length: int, name: str = "other") -> Slot:
    begins = START + timedelta(minutes=start)
    return Slot(name, begins, begins + timedelta(minutes=length))


@given(st.integers(0, 200), st.integers(1, 60), st.integers(0, 200), st.integers(1, 60))
def test_two_points_fit_exactly_when_they_share_no_minute(
    start: int, length: int, other_start: int, other_length: int
) -> None:
    own = slot(start, length)
    share = set(range(start, start + length)) & set(range(other_start, other_start + other_length))
    if share:
        with pytest.raises(rules.ProgrammeError) as caught:
            rules.check_times(own.starts_at, own.ends_at, [slot(other_start, other_length)], None)
        assert caught.value.field == "starts_at"
    else:
        rules.check_times(own.starts_at, own.ends_at, [slot(other_start, other_length)], None)


def test_point_does_not_overlap_itself_nor_one_that_waits() -> None:
    own = slot(0, 30, "own")
    rules.check_times(own.starts_at, own.ends_at, [own, Slot("w", None, None)], "own")


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [(START, None, "ends_at"), (None, START, "starts_at"), (START, START, "ends_at")],
)
def test_incomplete_or_empty_time_is_refused_at_its_field(
    start: datetime | None, end: datetime | None, field: str
) -> None:
    with pytest.raises(rules.ProgrammeError) as caught:
        rules.check_times(start, end, [], None)
    assert caught.value.field == field


def test_conference_cannot_be_held_before_it_is_published() -> None:
    with pytest.raises(NotAllowed):
        rules.next_state("planned", "close")
    assert rules.next_state("planned", "publish") == "published"


def test_event_that_has_happened_already_changes_nothing() -> None:
    assert rules.next_state("published", "publish") == "published"
    with pytest.raises(NotAllowed):
        rules.next_state("held", "publish")


@pytest.mark.parametrize("state", ["planned", "published", "held", "archived"])
def test_every_possible_event_leads_on(state: str) -> None:
    for name, event in rules.possible_events(state).items():
        assert rules.next_state(state, name) == event.after != state


def test_one_more_point_is_proposed_after_the_last_one() -> None:
    assert rules.slot_after([]) is None
    proposed = rules.slot_after([slot(0, 90), slot(30, 10), Slot("w", None, None)])
    assert proposed == (START + timedelta(minutes=90), START + timedelta(minutes=105))


def test_speakers_are_read_one_in_a_line_and_written_back() -> None:
    text = "Anna Stephansen, IRIS\n\n  Felix Laate ,Greater Stavanger Area, Norway\r\nJan"
    speakers = [
        ("Anna Stephansen", "IRIS"),
        ("Felix Laate", "Greater Stavanger Area, Norway"),
        ("Jan", ""),
    ]
    assert rules.read_speakers(text) == speakers
    assert rules.read_speakers(rules.write_speakers(speakers)) == speakers


@pytest.mark.parametrize("line", ["a" * 201, f"Jan, {'b' * 201}"])
def test_line_too_long_for_a_speaker_is_refused_at_its_field(line: str) -> None:
    with pytest.raises(rules.ProgrammeError) as caught:
        rules.read_speakers(line)
    assert caught.value.field == "speakers"
