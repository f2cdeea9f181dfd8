"""Editions as pages show them: steps of a timetable, rows of parts, things to do."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from leader_award.accounts.models import Person
from leader_award.accounts.policy import is_organiser
from leader_award.editions import hooks, queries, reminding, rules, wording
from leader_award.editions.hooks import Panel, Reminder, Task
from leader_award.editions.models import Edition, Round
from leader_award.partnerships.queries import requests_to_act
from leader_award.platform import clock, db
from leader_award.platform.i18n import day, moment, translate

SOON = timedelta(days=3)
NEAR = timedelta(days=14)
"""So long before a stage ends the start page offers reminders."""


@dataclass(frozen=True)
class Step:
    """One step of a timeline; `state` is done, current or upcoming."""

    label: str
    when: str
    state: str
    note: str = ""
    url: str | None = None


def timetable_with_today(edition: Edition, now: datetime) -> list[Step]:
    """Return the stages in order, with today among them."""
    steps = [
        Step(
            str(wording.STAGES[stage]),
            moment(getattr(edition, stage)),
            "done" if getattr(edition, stage) <= now else "upcoming",
        )
        for stage in rules.STAGES
    ]
    passed = sum(step.state == "done" for step in steps)
    steps.insert(passed, Step(_("Today"), day(now), "current", _until_next(edition, now)))
    return steps


def _until_next(edition: Edition, now: datetime) -> str:
    ahead = [getattr(edition, stage) for stage in rules.STAGES if getattr(edition, stage) > now]
    return days_left(ahead[0], now) if ahead else ""


def days_left(instant: datetime, now: datetime) -> str:
    """Return how long it is until the instant, in days or, on the last day, hours."""
    left = instant - now
    if left >= timedelta(days=1):
        return str(ngettext("%(num)s day left", "%(num)s days left", left.days))
    hours = max(1, int(left.total_seconds() // 3600))
    return str(ngettext("%(num)s hour left", "%(num)s hours left", hours))


def phases(edition: Edition, now: datetime) -> list[Step]:
    """Return the stages as the public follows them: from the call to the results."""
    announced = edition.state in ("announced", "archived")
    spans = (
        (_("Call for entries"), edition.opens_at, edition.deadline),
        (_("Formal check"), edition.deadline, edition.check_until),
        (_("Merit assessment"), edition.check_until, edition.scoring_until),
        (_("Decision of the committee"), edition.scoring_until, edition.announcement_at),
    )
    steps = [
        Step(
            label,
            _("until %(moment)s", moment=day(end)),
            "done" if announced or end <= now else "current" if start <= now else "upcoming",
        )
        for label, start, end in spans
    ]
    steps[0] = replace(steps[0], when=_span(edition.opens_at, edition.deadline))
    results = "done" if announced else "upcoming"
    return [*steps, Step(_("Results"), day(edition.announcement_at), results)]


def _span(start: datetime, end: datetime) -> str:
    same_year = clock.to_warsaw(start).year == clock.to_warsaw(end).year
    first = str(format_date(start, "d MMMM")) if same_year else day(start)
    return str(_("%(start)s – %(end)s", start=first, end=day(end)))


def blocks(text: str) -> list[tuple[bool, list[str]]]:
    """Split typed text at empty lines into (is it a list?, its lines).

    A block whose lines all start with "- " is a list.
    """
    found = []
    for block in re.split(r"\n\s*\n", text.replace("\r", "").strip()):
        lines = block.split("\n")
        is_list = all(line.startswith("- ") for line in lines)
        found.append((is_list, [line[2:] for line in lines] if is_list else lines))
    return [(is_list, lines) for is_list, lines in found if any(lines)]


def name_of(item: Any) -> str:
    """Return the name by which a list shows a part."""
    for column in ("name", "title", "label", "text"):
        if hasattr(item, column):
            return translate(getattr(item, column))
    raise TypeError(f"{type(item).__name__} has no name")


def facts_of(kind: str, item: Any) -> list[str]:
    """Return what a list says about a part beside its name, ready to read."""
    if kind == "requirement":
        types = ", ".join(name.upper() for name in item.types)
        return [types, _size(item.max_bytes), _how_many(item)]
    if kind == "prize":
        return [str(wording.AWARDS[item.award]), _("quantity: %(count)s", count=item.count)]
    if kind == "check_item":
        return [item.paragraph]
    if kind == "question":
        return _facts_of_question(item)
    if kind == "round":
        return _facts_of_round(item)
    return []


def _facts_of_round(item: Round) -> list[str]:
    facts = [str(wording.ROUND_KINDS[item.kind])]
    if item.share:
        facts.append(_("%(share)s%% of the final score", share=item.share))
    else:
        facts.append(_("does not count towards the final score"))
    facts.append(
        ngettext("%(num)s juror for each entry", "%(num)s jurors for each entry", item.needed)
    )
    if item.opens_at is not None:
        facts.append(_("from %(moment)s", moment=moment(item.opens_at)))
    facts.append(_("until %(moment)s", moment=moment(item.ends_at)))
    return facts


def _size(size: int) -> str:
    return str(_("at most %(size)s MB each", size=max(1, size >> 20)))


def _how_many(item: Any) -> str:
    most = ngettext("at most %(num)s file", "at most %(num)s files", item.max_count)
    if item.min_count == 0:
        return str(_("optional, %(most)s", most=most))
    return str(_("required: %(fewest)s, %(most)s", fewest=item.min_count, most=most))


def _facts_of_question(item: Any) -> list[str]:
    facts = [str(wording.QUESTION_KINDS[item.kind])]
    if not item.required:
        facts.append(_("optional"))
    if item.limit_words:
        facts.append(ngettext("at most %(num)s word", "at most %(num)s words", item.limit_words))
    if item.limit_characters:
        facts.append(
            ngettext(
                "at most %(num)s character", "at most %(num)s characters", item.limit_characters
            )
        )
    if item.category_ids:
        count = len(item.category_ids)
        facts.append(ngettext("only in %(num)s category", "only in %(num)s categories", count))
    return facts


def decision_row(panel: Panel) -> dict[str, Any]:
    """Return a panel that needs a decision as a row of a task list."""
    return {
        "label": panel.title,
        "url": panel.url,
        "hint": panel.text,
        "status": panel.figure,
        "status_kind": "warning",
    }


def late_row(edition: Edition, kind: Reminder, count: int) -> dict[str, Any]:
    """Return a kind of reminder as a row of a task list: what is late, and the way to remind."""
    return {
        "label": kind.title,
        "url": url_for("editions.remind", edition_id=edition.id, kind=kind.code),
        "hint": _("See who is late and send reminders"),
        "status": str(count),
        "status_kind": "warning",
    }


def access_requests(_edition: Edition, _person: Person, _now: datetime) -> Panel | None:
    """Return the requests to act for an organisation, which organisers decide about."""
    count = len(requests_to_act())
    if not count:
        return None
    return Panel(
        order=5,
        title=_("Requests for access"),
        figure=str(count),
        text=_("People ask to act for an organisation."),
        url=url_for("partnerships.requests"),
        tone=hooks.ATTENTION,
    )


def start_tasks(person: Person, now: datetime) -> list[dict[str, Any]]:
    """Return everything the person has to do, the nearest term first."""
    tasks = [task for panel in hooks.start_panels for task in panel(person, now)]
    tasks.sort(key=lambda t: (t.until is None, t.until or now, t.order, str(t.title)))
    return [_as_row(task, now) for task in tasks]


def _as_row(task: Task, now: datetime) -> dict[str, Any]:
    row: dict[str, Any] = {"label": task.title, "url": task.url, "hint": task.text}
    if task.state == hooks.DONE:
        row |= {"status": _("finished"), "status_kind": "success"}
    elif task.state == hooks.ATTENTION:
        row |= {"status": _("your move"), "status_kind": "warning"}
    if task.until is not None:
        late = task.until <= now
        row |= {
            "deadline": _("until %(moment)s", moment=moment(task.until)),
            "deadline_iso": task.until.isoformat(),
            "deadline_kind": "late" if late else "soon" if task.until - now < SOON else "normal",
        }
    return row


def organiser_tasks(person: Person, now: datetime) -> list[Task]:
    """Return what organisers have to do about each edition that is under way."""
    if not is_organiser(person):
        return []
    tasks = [_task_of(edition, now) for edition in queries.all_editions()]
    return [task for task in tasks if task is not None]


def reminder_tasks(person: Person, now: datetime) -> list[Task]:
    """Return whom organisers may want to remind: where the term is near."""
    if not is_organiser(person):
        return []
    return [
        Task(
            order=90,
            title=_("Remind: %(what)s", what=kind.title),
            text=_("%(edition)s – late: %(count)s", edition=translate(edition.name), count=count),
            url=url_for("editions.remind", edition_id=edition.id, kind=kind.code),
        )
        for edition in queries.all_editions()
        if edition.state in ("open", "checking", "scoring") and _term_is_near(edition, now)
        for kind, count in reminding.due(edition, now)
    ]


def _term_is_near(edition: Edition, now: datetime) -> bool:
    """Return whether the stage ends soon, or should have ended."""
    stage = {"open": "deadline", "checking": "check_until", "scoring": "scoring_until"}
    ends_at: datetime = getattr(edition, stage[edition.state])
    return ends_at - now < NEAR


def _task_of(edition: Edition, now: datetime) -> Task | None:
    event = rules.next_event(edition.state)
    if event is None or event == "archive":
        return None
    if event == "start_checking" and now < edition.deadline:
        return None
    if any(ask(db.session(), edition.id, event) for ask in hooks.set_going):
        return None
    until = {
        "open_call": edition.opens_at,
        "start_checking": None,
        "start_scoring": edition.check_until,
        "start_deciding": edition.scoring_until,
        "announce": edition.announcement_at,
    }[event]
    return Task(
        order=80,
        title=str(wording.EVENTS[event]),
        text=translate(edition.name),
        url=url_for("editions.board", edition_id=edition.id),
        until=until,
        state=hooks.ATTENTION if event == "start_checking" else hooks.NEUTRAL,
    )
