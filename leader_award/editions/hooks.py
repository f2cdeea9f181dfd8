"""Places where later features add what editions alone cannot know.

A feature appends to these lists in its `views.register`, through `add`, so that registering an
application twice in one process (tests do) leaves one copy of each.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from markupsafe import Markup
from sqlalchemy import Select
from sqlalchemy.orm import Session

from leader_award.accounts.models import Person
from leader_award.editions.models import DeadlineChange, Edition, Rubric
from leader_award.partnerships.models import Organisation
from leader_award.platform.audit import Actor

NEUTRAL, ATTENTION, DONE = "neutral", "attention", "done"
"""Tones of a panel and states of a task; what needs attention stands first."""


@dataclass(frozen=True)
class Panel:
    """One figure on the organiser's board of an edition.

    `order` is ten times the stage (entries 10, formal check 20, jury 30, assignment 35,
    scoring 40, ranking 50, results 60, conference 70); `figure` is ready to read ("12 of 45");
    `text` is one sentence; `tone` ATTENTION means that somebody has to decide something.
    """

    order: int
    title: str
    figure: str
    text: str
    url: str
    tone: str = NEUTRAL


@dataclass(frozen=True)
class Task:
    """One thing a person has to do, on their start page; `until` None means no term."""

    order: int
    title: str
    text: str
    url: str
    until: datetime | None = None
    state: str = NEUTRAL


@dataclass(frozen=True)
class Late:
    """A person who is late with a thing: who gets the mail, about what, until when.

    `about` is a row with an id, `what` says in words what is left, `context` is what the template
    of the mail needs.
    """

    person: Person
    about: Any
    what: str
    until: datetime | None
    context: Mapping[str, Any]

    @property
    def key(self) -> str:
        """What names this person and thing in a form."""
        return f"{self.about.id}.{self.person.id}"


@dataclass(frozen=True)
class Reminder:
    """A kind of reminder. `code` is part of its address; `template` the mail.

    `late` returns exactly those who are late, `count` how many things are late (one statement or
    a few), `things` the ids of all things of an edition that the mail may be about.
    """

    code: str
    title: Any
    lead: Any
    template: str
    late: Callable[[Session, Edition, datetime], list[Late]]
    count: Callable[[Session, Edition, datetime], int]
    things: Callable[[str], Select[str]]


freeze_reasons: list[Callable[[Session, str], set[str]]] = []
"""(reader or writer, edition id) -> parts of the regulations that may no longer change, out of
`rules.PARTS`; the sentence that tells why is `wording.FREEZE_REASONS`."""

scored_rubrics: list[Callable[[Session, str], set[str]]] = []
"""(reader or writer, edition id) -> ids of the versions of rubrics by which cards are scored."""

rubric_replaced: list[Callable[[Session, Rubric, Rubric, Actor], object]] = []
"""(writer, version before, new version in force, actor), in the transaction in which it comes into
force: whoever holds points moves them, or raises NotAllowed."""

round_in_use: list[Callable[[Session, str], bool]] = []
"""(writer, round id) -> whether something hangs on the round that it cannot be deleted under."""

deadline_moved: list[Callable[[Session, Edition, DeadlineChange], object]] = []
"""(writer, edition with the new deadline, the change), in the transaction in which the deadline of
a published call moves."""

event_obstacles: list[Callable[[Session, str, str], str | None]] = []
"""(reader or writer, edition id, event) -> why the event cannot happen yet, or None."""

set_going: list[Callable[[Session, str, str], bool]] = []
"""(reader, edition id, event) -> whether the event comes by itself now, or waits for somebody who
is told so: then no organiser is asked to bring it about."""

applicants: list[Callable[[Session, str], list[Organisation]]] = []
"""(reader, edition id) -> organisations that have started an entry in the edition."""

board_panels: list[Callable[[Edition, datetime], Panel | None]] = []
"""(edition, now) -> a panel on the organiser's board of that edition, or None."""

board_decisions: list[Callable[[Edition, Person, datetime], Panel | None]] = []
"""(edition, organiser, now) -> something that waits for a decision and has no panel, or None."""

board_sections: list[Callable[[Edition, datetime], Markup | None]] = []
"""(edition, now) -> an HTML fragment on the organiser's board of that edition, or None."""

reminders: list[Reminder] = []
"""Whom an organiser can remind of what."""

home_panels: list[Callable[[Edition | None, datetime], Markup | None]] = []
"""(open or latest public edition, now) -> an HTML fragment for the home page, or None."""

edition_panels: list[Callable[[Edition | None, datetime], Markup | None]] = []
"""(edition, now) -> an HTML fragment for the public page of that edition, or None."""

start_panels: list[Callable[[Person, datetime], list[Task]]] = []
"""(person, now) -> what this person has to do."""

record_pages: list[Callable[[str, str], str]] = []
"""("edition", "entry" or "juror", its id) -> the address of the record of events about it."""


def record_page(kind: str, key: str) -> str | None:
    """Return the address of the record of events about a thing, or None if none is kept."""
    return next((page(kind, key) for page in record_pages), None)


def scored(session: Session, edition_id: str) -> set[str]:
    """Return the ids of the versions of rubrics by which cards of the edition are scored."""
    return {rubric_id for ask in scored_rubrics for rubric_id in ask(session, edition_id)}


Added = TypeVar("Added")


def add(hooks: list[Added], *functions: Added) -> None:
    """Append each function (or description) to the list unless it is there already."""
    hooks.extend(function for function in functions if function not in hooks)
