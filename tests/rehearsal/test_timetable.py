from datetime import UTC, date, datetime, timedelta

import pytest

from leader_award.rehearsal.timetable import ANCHORS, STOPS, compressed, moved

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize("stop_at", STOPS)
def test_anchors_follow_each_other_and_today_falls_before_the_step(stop_at: str) -> None:
    after = compressed(TODAY, stop_at)
    instants = [after[name] for name in ANCHORS]
    assert instants == sorted(instants)
    now = datetime(2026, 11, 25, 3, tzinfo=UTC)  # early in the morning of the day in Warsaw
    open_end = {"checking": "deadline", "scoring": "check_until", "deciding": "scoring_until"}
    if stop_at in open_end:
        assert after[open_end[stop_at]] < now
    assert (after["announcement_at"] < now) == (stop_at == "end")


def test_instants_between_anchors_keep_their_share_of_the_way() -> None:
    before = {name: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=100 * n)
              for n, name in enumerate(ANCHORS)}  # fmt: skip
    after = compressed(TODAY, "end")
    for name in ANCHORS:
        assert moved(before[name], before, after) == after[name]
    half = before["check_until"] + timedelta(days=50)
    way = after["scoring_until"] - after["check_until"]
    assert abs(moved(half, before, after) - after["check_until"] - way / 2) < timedelta(minutes=1)
    late = before["announcement_at"] + timedelta(days=3)
    assert moved(late, before, after) == after["announcement_at"] + timedelta(days=3)
