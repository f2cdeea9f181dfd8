"""The regulations' machinery: states of an edition, its timetable, what is frozen when.

Pure: instants come in as arguments, and an edition is anything with the attributes named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Protocol

STAGES = ("opens_at", "deadline", "check_until", "scoring_until", "announcement_at")
"""The instants of a timetable, in the order in which they must come."""

PARTS = (
    "basics",
    "timetable",
    "categories",
    "form",
    "attachments",
    "rounds",
    "rubric",
    "checks",
    "prizes",
)
"""What can be frozen, besides "deadline", which is one instant of the timetable."""

ATTACHMENT_TYPES = ("pdf", "docx", "odt", "xlsx", "ods", "pptx", "odp", "jpg", "png")
LEAST_TRIMMED_CARDS = 4
"""From so many cards on the highest and the lowest are left out, so that two at least decide."""
MAX_ATTACHMENT_BYTES = 50 * 1024 * 1024
ORGANISERS = ("organiser", "administrator")


class Timed(Protocol):
    """Anything with the instants of a timetable."""

    @property
    def opens_at(self) -> Any:
        """An aware instant."""

    @property
    def deadline(self) -> Any:
        """An aware instant."""

    @property
    def check_until(self) -> Any:
        """An aware instant."""

    @property
    def scoring_until(self) -> Any:
        """An aware instant."""

    @property
    def announcement_at(self) -> Any:
        """An aware instant."""


class StatedAndTimed(Timed, Protocol):
    """An edition as these rules see it."""

    @property
    def state(self) -> Any:
        """One of the states of EVENTS."""


class Until(Protocol):
    """An extension as these rules see it."""

    @property
    def until(self) -> Any:
        """An aware instant."""


@dataclass(frozen=True)
class Timetable:
    """The instants of an edition, aware."""

    opens_at: datetime
    deadline: datetime
    check_until: datetime
    scoring_until: datetime
    announcement_at: datetime

    @classmethod
    def of(cls, edition: Timed) -> "Timetable":
        """Return the timetable of an edition."""
        return cls(*(getattr(edition, stage) for stage in STAGES))


@dataclass(frozen=True)
class Event:
    """One line of the state table: in `before`, those in `roles` may cause `after`.

    `on_board` is False for what happens through a page of its own.
    """

    before: str
    after: str
    roles: tuple[str, ...] = ORGANISERS
    on_board: bool = True


EVENTS: Mapping[str, Event] = {
    "open_call": Event("planned", "open"),
    "start_checking": Event("open", "checking"),
    "start_scoring": Event("checking", "scoring"),
    "start_deciding": Event("scoring", "deciding"),
    "announce": Event("deciding", "announced", (*ORGANISERS, "system"), on_board=False),
    "archive": Event("announced", "archived"),
}


def next_event(state: str) -> str | None:
    """Return the event that leads on from `state`, or None at the end."""
    return next((name for name, event in EVENTS.items() if event.before == state), None)


def allows(state: str, event: str, role: str) -> bool:
    """Return whether the table lets `role` cause `event` in `state`."""
    line = EVENTS[event]
    return line.before == state and role in line.roles


def guard(event: str, edition: StatedAndTimed, now: datetime) -> str | None:
    """Return the code of what in the timetable forbids the event now, or None."""
    if event == "open_call" and now >= edition.deadline:
        return "deadline_passed"
    if event == "start_checking" and now < edition.deadline:
        return "call_still_open"
    return None


def effective_deadline(edition: Timed, extension: Until | None = None) -> datetime:
    """Return the instant before which this applicant must submit."""
    deadline: datetime = edition.deadline
    return max(deadline, extension.until) if extension else deadline


def later_deadline(edition: Timed, now: datetime) -> datetime:
    """Return the term to offer to an applicant who needs more time.

    It is a week after the deadline, or after `now` if that is later, but within the formal check.
    """
    wanted: datetime = max(edition.deadline, now) + timedelta(days=7)
    if wanted < edition.check_until:
        return wanted
    latest: datetime = edition.check_until - timedelta(minutes=1)
    return latest


def accepts_entries(edition: StatedAndTimed, now: datetime, extension: Until | None = None) -> bool:
    """Return whether an entry whose transaction starts at `now` counts.

    The deadline's own instant is too late; an extension holds on while the checks go on.
    """
    if edition.state not in ("open", "checking"):
        return False
    return bool(edition.opens_at <= now < effective_deadline(edition, extension))


def phase(edition: StatedAndTimed, now: datetime) -> str:
    """Return what the public sees: the state, with the call split by its instants.

    "upcoming" before it opens, "open", and "closed" between the deadline and the checks.
    """
    if edition.state != "open":
        return str(edition.state)
    if now < edition.opens_at:
        return "upcoming"
    return "open" if now < edition.deadline else "closed"


def disorder(timetable: Timed) -> list[str]:
    """Return the stages that do not come after the one before them."""
    return [
        later
        for earlier, later in pairwise(STAGES)
        if getattr(timetable, later) <= getattr(timetable, earlier)
    ]


def forbidden_moves(
    edition: StatedAndTimed, planned: Timed, now: datetime
) -> list[tuple[str, str]]:
    """Return (stage, code) for each instant that may not move like this any more.

    Instants of a stage that is over stay; what is moved may not land in the past.
    """
    if edition.state == "planned":
        return []
    fixed = _fixed_stages(edition, now)
    moved = [s for s in STAGES if getattr(edition, s) != getattr(planned, s)]
    return [
        (stage, "over" if stage in fixed else "past")
        for stage in moved
        if stage in fixed or getattr(planned, stage) <= now
    ]


def _fixed_stages(edition: StatedAndTimed, now: datetime) -> set[str]:
    over = {
        "open": 0,
        "checking": 2,
        "scoring": 3,
        "deciding": 4,
        "announced": len(STAGES),
        "archived": len(STAGES),
    }[edition.state]
    fixed = set(STAGES[:over])
    if now >= edition.opens_at:
        fixed.add("opens_at")
    return fixed


def needs_reason(edition: StatedAndTimed, planned: Timed) -> bool:
    """Return whether this moves the deadline of a call that has been published."""
    return bool(edition.state != "planned" and edition.deadline != planned.deadline)


def frozen_by_state(state: str) -> set[str]:
    """Return the parts that nobody may change in this state, whatever else there is."""
    frozen: set[str] = set()
    for reached, parts in (
        ("checking", {"categories", "form", "attachments", "deadline"}),
        ("scoring", {"checks"}),
        ("deciding", {"rounds", "rubric"}),
        ("announced", {"prizes", "timetable"}),
        ("archived", {"basics"}),
    ):
        if _reached(state, reached):
            frozen |= parts
    return frozen


def _reached(state: str, goal: str) -> bool:
    order = ("planned", *(event.after for event in EVENTS.values()))
    return order.index(state) >= order.index(goal)


def missing_for_call(
    *,
    theme: str,
    call_text: str,
    categories: int,
    questions: int,
    rubrics: Iterable[Sequence[int]],
    checks: int,
) -> list[str]:
    """Return the set-up pages that still need something before the call can open.

    `rubrics` holds the weights of each round's rubric.
    """
    lacking = {
        "basics": not theme or not call_text,
        "categories": categories == 0,
        "form": questions == 0,
        "rubric": not all(complete(weights) for weights in rubrics),
        "checks": checks == 0,
    }
    return [part for part, lacks in lacking.items() if lacks]


def complete(weights: Sequence[int]) -> bool:
    """Return whether a rubric with these weights can be scored by."""
    return sum(weights) == 100


class Dated(Protocol):
    """A round as these rules see it."""

    @property
    def opens_at(self) -> Any:
        """An aware instant, or None: as soon as the stage begins and there is who to assess."""

    @property
    def until(self) -> Any:
        """An aware instant, or None: the end of the stage."""


def misdated(rounds: Sequence[Dated], edition: Timed) -> tuple[int, str, str] | None:
    """Return (index, field, code) of the first round whose dates do not fit, or None.

    Codes: "early" and "late" (outside the assessment of the timetable), "reversed", and "overlap"
    (before the round before it ends). Dates left out are the stage's.
    """
    previous_end = edition.check_until
    for index, one in enumerate(rounds):
        end = one.until or edition.scoring_until
        if one.opens_at is not None and one.opens_at < edition.check_until:
            return index, "opens_at", "early"
        if one.opens_at is not None and one.opens_at < previous_end:
            return index, "opens_at", "overlap"
        if end > edition.scoring_until:
            return index, "until", "late"
        if one.opens_at is not None and end <= one.opens_at:
            return index, "until", "reversed"
        if end < previous_end:
            return index, "until", "early" if index == 0 else "overlap"
        previous_end = end
    return None


def share_fault(shares: Sequence[int]) -> str | None:
    """Return what is wrong with the rounds' shares of the final score, or None.

    Codes: "range" (not 0..100), "sum" (they do not make 100).
    """
    if not all(0 <= share <= 100 for share in shares):
        return "range"
    return None if sum(shares) == 100 else "sum"


def badly_described(levels: Iterable[Mapping[str, Any]], maximum: int) -> str | None:
    """Return what is wrong with bands {"from", "to"} meant to cover 0..maximum, or None.

    Codes: "reversed" (from > to), "gap", "overlap", "outside". No bands at all are right.
    """
    expected = 0
    bands = sorted((int(band["from"]), int(band["to"])) for band in levels)
    for low, high in bands:
        if low > high:
            return "reversed"
        if low < 0 or high > maximum:
            return "outside"
        if low > expected:
            return "gap"
        if low < expected:
            return "overlap"
        expected = high + 1
    return "gap" if bands and expected != maximum + 1 else None


def asked_in(question_categories: Sequence[str], category_id: str | None) -> bool:
    """Return whether a question is asked of an entry in this category (None: not chosen yet)."""
    return not question_categories or category_id in question_categories


def moved(ids: Sequence[str], item: str, by: int) -> list[str]:
    """Return the order after moving one item up (-1) or down (1); at an end nothing changes."""
    order = list(ids)
    here = order.index(item)
    order.insert(max(here + by, 0), order.pop(here))  # to insert beyond the end is at the end
    return order
