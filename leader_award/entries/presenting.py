"""Entries as pages show them: where one stands, what is left to do, what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from leader_award.editions.models import (
    AttachmentRequirement,
    Category,
    Edition,
    Extension,
    FormSection,
    Question,
)
from leader_award.editions.rules import effective_deadline
from leader_award.entries import content, queries, rules, wording, working
from leader_award.entries.models import Entry, FormalCheck, Submission
from leader_award.entries.rules import Gap
from leader_award.platform.errors import DomainError
from leader_award.platform.i18n import day, moment, translate

SOON = timedelta(days=3)


@dataclass(frozen=True)
class Standing:
    """Where an entry stands for its applicant at an instant.

    `events` are what the applicant may do now; `until` is the instant before which, if there is
    one; `changed` tells that the working copy is not what was submitted last.
    """

    entry: Entry
    events: frozenset[str]
    deadline: datetime
    until: datetime | None
    extended: bool
    submission: Submission | None
    changed: bool
    check: FormalCheck | None
    why_closed: str

    @property
    def editable(self) -> bool:
        """Whether anything can be changed now."""
        return "save" in self.events

    @property
    def title(self) -> str:
        """The title as the applicant knows it: the working one while it can be changed."""
        return self.entry.working_title if self.editable else self.entry.title

    @property
    def category(self) -> Category | None:
        """The category, likewise."""
        return self.entry.working_category if self.editable else self.entry.category

    @property
    def label(self) -> str:
        """The state in words."""
        if self.changed and self.editable and self.entry.state == "submitted":
            return str(_("changed since submitted"))
        return str(wording.STATES[self.entry.state])

    @property
    def tag(self) -> str:
        """The kind of tag for the state."""
        if self.changed and self.editable and self.entry.state == "submitted":
            return "warning"
        return wording.STATE_TAGS[self.entry.state]


def standing(entry: Entry, extension: Extension | None, now: datetime) -> Standing:
    """Return where the entry (loaded whole) stands."""
    seen = working.circumstances(entry, extension, now)
    events = frozenset(rules.possible(entry.state, "applicant", seen))
    reason = rules.refusal(entry.state, "submit", "applicant", seen)
    submission = entry.submissions[-1] if entry.submissions else None
    returned = entry.state == "returned"
    deadline = effective_deadline(entry.edition, extension)
    return Standing(
        entry=entry,
        events=events,
        deadline=deadline,
        until=(entry.complete_until if returned else deadline) if "submit" in events else None,
        extended=extension is not None and deadline > entry.edition.deadline,
        submission=submission,
        changed=submission is not None
        and not content.same(content.compose(entry), content.parsed(submission)),
        check=entry.checks[-1] if entry.checks else None,
        why_closed=str(working.why_not(reason, entry, extension, now)) if reason else "",
    )


def standing_of(entry: Entry, now: datetime) -> Standing:
    """Return where one entry stands; reads the applicant's extension."""
    found = queries.extensions_of([entry.applicant_id])
    return standing(entry, found.get((entry.edition_id, entry.applicant_id)), now)


def descriptions(edition: Edition) -> dict[str, str]:
    """Return what each category is about, by its id, as hints of the choices."""
    return {category.id: translate(category.description) for category in edition.categories}


# ---- time


def time_left(instant: datetime, now: datetime) -> str:
    """Return in words how long it is until the instant, rounded down, at least a minute."""
    minutes = max(1, int((instant - now).total_seconds() // 60))
    if minutes < 60:
        return str(ngettext("%(num)s minute left", "%(num)s minutes left", minutes))
    hours = minutes // 60
    if hours < 24:
        return str(ngettext("%(num)s hour left", "%(num)s hours left", hours))
    return str(ngettext("%(num)s day left", "%(num)s days left", hours // 24))


def deadline(instant: datetime, now: datetime) -> dict[str, Any]:
    """Return text, iso and kind for the macro `deadline`; the zone is named."""
    if instant <= now:
        text = _("passed on %(when)s Polish time", when=moment(instant))
        return {"text": text, "iso": instant.isoformat(), "kind": "late"}
    text = _(
        "until %(when)s Polish time – %(left)s", when=moment(instant), left=time_left(instant, now)
    )
    kind = "soon" if instant - now < SOON else "normal"
    return {"text": text, "iso": instant.isoformat(), "kind": kind}


# ---- the applicant's list and the tasks of one entry


def own_row(found: Standing, now: datetime, *, with_applicant: bool) -> dict[str, Any]:
    """Return a line of the list of one's entries, for the macro `task_list`."""
    entry = found.entry
    parts = [entry.reference, translate(entry.edition.name)]
    if found.category is not None:
        parts.append(translate(found.category.name))
    if with_applicant:
        parts.append(entry.applicant.name)
    row: dict[str, Any] = {
        "label": found.title or _("Entry without a title"),
        "url": url_for("entries.overview", entry_id=entry.id),
        "hint": " · ".join(part for part in parts if part),
        "status": found.label,
        "status_kind": found.tag,
    }
    wants_action = entry.state != "submitted" or found.changed
    if found.until is not None and wants_action:
        line = deadline(found.until, now)
        row |= {
            "deadline": line["text"],
            "deadline_iso": line["iso"],
            "deadline_kind": line["kind"],
        }
    return row


def tasks(entry: Entry) -> list[dict[str, Any]]:
    """Return the pages of the entry with how far each is, for the macro `task_list`."""
    rows = [_basics_task(entry)]
    answers = working.values(entry)
    asked = content.questions_of(entry)
    for section in entry.edition.sections:
        if asked[section.id]:
            rows.append(_section_task(entry, section, asked[section.id], answers))
    rows.append(_partners_task(entry))
    if entry.edition.attachment_requirements:
        rows.append(_attachments_task(entry))
    return rows


def form_parts(entry: Entry) -> list[dict[str, Any]]:
    """Return the parts of the page with the whole entry and how far each is, as `tasks` does."""
    address = url_for("entries.form", entry_id=entry.id)
    rows = []
    for row in tasks(entry):
        place = row["url"].rpartition("/")[2]
        rows.append(row | {"url": f"{address}#{PLACES.get(place, place)}"})
    return rows


PLACES = {"podstawy": "basics", "partnerzy": "partners", "zalaczniki": "attachments"}
"""Where on the page with the whole entry that stands which has a page of its own."""


def _task(label: str, url: str, progress: str, hint: str = "") -> dict[str, Any]:
    status, kind = wording.PROGRESS[progress]
    return {"label": label, "url": url, "hint": hint, "status": status, "status_kind": kind}


def _basics_task(entry: Entry) -> dict[str, Any]:
    missing = [gap for gap in working.gaps(entry) if gap.page == "basics"]
    return _task(
        _("Title, partnership and category"),
        url_for("entries.basics", entry_id=entry.id),
        "begun" if missing else "complete",
    )


def _section_task(
    entry: Entry, section: FormSection, questions: Sequence[Question], answers: Mapping[str, Any]
) -> dict[str, Any]:
    answered = sum(answers.get(question.id) is not None for question in questions)
    return _task(
        translate(section.title),
        url_for("entries.section", entry_id=entry.id, section_id=section.id),
        rules.progress([working.asked(question) for question in questions], answers),
        _("%(answered)s of %(all)s questions answered", answered=answered, all=len(questions)),
    )


def _partners_task(entry: Entry) -> dict[str, Any]:
    count = len(entry.partners)
    return _task(
        _("Partners"),
        url_for("entries.partners", entry_id=entry.id),
        "complete" if count else "empty",
        ngettext("%(num)s organisation", "%(num)s organisations", count)
        if count
        else _("local government units and other organisations that take part"),
    )


def _attachments_task(entry: Entry) -> dict[str, Any]:
    missing = [gap for gap in working.gaps(entry) if gap.page == "attachments"]
    count = len(entry.attachments)
    progress = ("begun" if count else "empty") if missing else ("complete" if count else "empty")
    return _task(
        _("Attachments"),
        url_for("entries.attachments", entry_id=entry.id),
        progress,
        ngettext("%(num)s file", "%(num)s files", count),
    )


def following_page(entry: Entry, section_id: str) -> str:
    """Return the address of the page after this section ("" for the first one)."""
    asked = content.questions_of(entry)
    sections = [section.id for section in entry.edition.sections if asked[section.id]]
    place = sections.index(section_id) + 1 if section_id in sections else 0
    if place < len(sections):
        return url_for("entries.section", entry_id=entry.id, section_id=sections[place])
    return url_for("entries.partners", entry_id=entry.id)


def page_after_partners(entry: Entry) -> str:
    """Return the address of the attachments, or of the check when none are asked for."""
    if entry.edition.attachment_requirements:
        return url_for("entries.attachments", entry_id=entry.id)
    return url_for("entries.check", entry_id=entry.id)


def limits(requirement: AttachmentRequirement) -> str:
    """Return which files a requirement takes, ready to read."""
    types = ", ".join(kind.upper() for kind in requirement.types)
    size = wording.size(requirement.max_bytes)
    if requirement.max_count == 1:
        return str(_("%(types)s, one file up to %(size)s", types=types, size=size))
    most = ngettext("at most %(num)s file", "at most %(num)s files", requirement.max_count)
    return str(
        _(
            "%(types)s, %(most)s, up to %(size)s each",
            types=types,
            most=most,
            size=size,
        )
    )


def accepted(requirement: AttachmentRequirement) -> str:
    """Return the extensions for the `accept` attribute of a file input."""
    kinds = [*requirement.types, *(["jpeg"] if "jpg" in requirement.types else [])]
    return ",".join(f".{kind}" for kind in kinds)


# ---- what is wrong


def gap_lines(entry: Entry, gaps: Sequence[Gap]) -> list[dict[str, str]]:
    """Return what is missing as lines that link to the field: text, label and url."""
    return [
        {
            "label": _label_of(entry, gap),
            "text": wording.sentence(gap.problem),
            "url": _address_of(entry, gap),
        }
        for gap in gaps
    ]


def gap_sentences(entry: Entry, gaps: Sequence[Gap]) -> list[str]:
    """Return what is missing as sentences that name the field, where no page can be linked to."""
    return [f"{_label_of(entry, gap)}: {wording.sentence(gap.problem)}" for gap in gaps]


def basics_gaps(entry: Entry) -> list[DomainError]:
    """Return what is missing from the basics as errors beside their fields."""
    return [
        DomainError(wording.sentence(gap.problem), field=gap.anchor.removesuffix("-0"))
        for gap in working.gaps(entry)
        if gap.page == "basics"
    ]


def blame_files(entry: Entry, forms: Mapping[str, Any]) -> None:
    """Put beside the file field of each requirement (id) what is missing there."""
    for gap in working.gaps(entry):
        if gap.page == "attachments" and gap.thing_id in forms:
            forms[gap.thing_id].file.errors = [wording.sentence(gap.problem)]


def field_label(name: str, questions: Mapping[str, Question]) -> str:
    """Return how a field of the entry, or a question by its id, is called on its page."""
    if name in questions:
        return translate(questions[name].label)
    labels = {
        "title": _("Title of the entry"),
        "partnership_name": _("Name of the partnership"),
        "category_id": _("Category"),
    }
    return str(labels[name])


def category_line(entry: Entry, sentence: str) -> dict[str, str]:
    """Return a line that links to the choice of the category."""
    gap = Gap("basics", "category_id-0", rules.Problem("no_category"))
    return {"label": str(_("Category")), "text": sentence, "url": _address_of(entry, gap)}


def _label_of(entry: Entry, gap: Gap) -> str:
    if gap.page == "basics":
        return field_label(gap.anchor.removesuffix("-0"), {})
    if gap.page == "section":
        questions = [q for s in entry.edition.sections for q in s.questions]
        return translate(next(q.label for q in questions if q.id == gap.thing_id))
    wanted = entry.edition.attachment_requirements
    return translate(next(item.label for item in wanted if item.id == gap.thing_id))


def _address_of(entry: Entry, gap: Gap) -> str:
    return url_for("entries.form", entry_id=entry.id, braki=1, _anchor=gap.anchor)


def wrong_answers(
    questions: Sequence[Question], answers: Mapping[str, Any], *, with_gaps: bool
) -> dict[str, str]:
    """Return what is wrong with the kept answers, in words, by question id.

    That a question has not been answered is only said `with_gaps`.
    """
    found = {q.id: rules.problem_of(working.asked(q), answers.get(q.id)) for q in questions}
    return {
        question_id: wording.sentence(problem)
        for question_id, problem in found.items()
        if problem is not None and (with_gaps or problem.code != "unanswered")
    }


# ---- answers as people read them


def shown(kind: str, value: Any) -> str:
    """Return a kept answer as text to read, in the current language; "" when there is none."""
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return str(_("Yes")) if value else str(_("No"))
    if isinstance(value, list):
        return "; ".join(value)
    return _figure(kind, str(value))


def _figure(kind: str, text: str) -> str:
    try:
        if kind == "date":
            return day(date.fromisoformat(text))
        if kind == "number":
            return str(format_decimal(text, format="#,##0.######"))
    except (ValueError, ArithmeticError):
        return text
    return text
