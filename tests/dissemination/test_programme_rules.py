from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

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
    room_id: str | None = None
    speaker_names: list[tuple[str, str]] = field(default_factory=list)
    title: dict[str, str] = field(default_factory=lambda: {"pl": "Punkt"})


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


ROOMS = st.sampled_from([None, "a", "b"])
NAMES = st.sampled_from(["", "Anna Lis", "ANNA LIŚ", "Jan Kos"])


@given(ROOMS, ROOMS, NAMES, NAMES)
def test_points_at_one_time_clash_by_room_by_being_for_everybody_or_by_speaker(
    room: str | None, other_room: str | None, name: str, other_name: str
) -> None:
    other = slot(0, 30)
    other.room_id, other.speaker_names = other_room, [(other_name, "")] if other_name else []
    same_person = bool(name) and name.lower().replace("ś", "s") == other_name.lower().replace(
        "ś", "s"
    )
    clash = None in (room, other_room) or room == other_room or same_person
    speakers = [(name, "ZMP")] if name else []

    def place() -> None:
        rules.check_times(
            START, START + timedelta(minutes=5), [other], None, room_id=room, speakers=speakers
        )

    if clash:
        with pytest.raises(rules.ProgrammeError):
            place()
    else:
        place()


SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 60)), min_size=1, max_size=8)


@given(SPANS, st.integers(0, 200), st.integers(1, 90))
def test_pushing_makes_room_without_overlaps_and_keeps_order_and_length(
    gaps: list[tuple[int, int]], start: int, length: int
) -> None:
    others, at = [], 0
    for number, (gap, took) in enumerate(gaps):
        others.append(slot(at + gap, took, f"{number}"))
        at += gap + took
    own = slot(start, length, "own")
    moved = rules.pushed_later(own, others)
    now = [(*moved.get(o.id, (o.starts_at, o.ends_at)), o) for o in others]
    assert all(
        end - begin == o.ends_at - o.starts_at and begin >= o.starts_at for begin, end, o in now
    )
    assert [o.id for _b, _e, o in sorted(now, key=lambda one: one[0])] == [o.id for o in others]
    times = sorted([(b, e) for b, e, _o in now] + [(own.starts_at, own.ends_at)])
    assert all(first[1] <= second[0] for first, second in pairwise(times))


@given(st.integers(0, 60), st.integers(1, 60), st.integers(0, 60), st.integers(1, 60))
def test_two_points_that_change_places_keep_lengths_pause_and_outer_ends(
    start: int, first_length: int, pause: int, second_length: int
) -> None:
    first, second = slot(start, first_length), slot(start + first_length + pause, second_length)
    times = [(s.starts_at, s.ends_at) for s in (first, second)]
    later, earlier = rules.exchanged(times[0], times[1])
    assert earlier[0] == first.starts_at
    assert later[1] == second.ends_at
    assert later[0] - earlier[1] == timedelta(minutes=pause)
    assert later[1] - later[0] == timedelta(minutes=first_length)


@pytest.mark.parametrize(
    "line", ["Slajdy", "Slajdy, javascript:alert(1)", ", https://a.pl", "x, https://a b"]
)
def test_material_without_a_title_or_web_address_is_refused(line: str) -> None:
    with pytest.raises(rules.ProgrammeError) as caught:
        rules.read_materials(line)
    assert caught.value.field == "materials"


def test_materials_are_read_one_in_a_line_and_written_back() -> None:
    text = "Slajdy, część 1, https://a.pl/1.pdf\n\nNagranie, https://b.pl"
    found = rules.read_materials(text)
    assert found[0] == {"title": "Slajdy, część 1", "url": "https://a.pl/1.pdf"}
    assert rules.read_materials(rules.write_materials(found)) == found


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
