"""The rules of entries: their states, what an answer must be, what is missing.

Pure: no request, no database, no clock. Problems carry codes; `wording` has the sentences.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

APPLICANT, ORGANISER = ("applicant",), ("organiser", "administrator")
LONGEST_TEXT = 100_000
"""Characters of one answer that a draft still keeps; far above any limit an edition sets."""


@dataclass(frozen=True)
class Transition:
    """What follows an event: the state after it, who may cause it, and under which guard."""

    after: str
    who: tuple[str, ...]
    guard: str | None = None


EVENTS: Mapping[tuple[str | None, str], Transition] = {
    (None, "start"): Transition("draft", APPLICANT, "call_accepts"),
    ("draft", "save"): Transition("draft", APPLICANT),
    ("submitted", "save"): Transition("submitted", APPLICANT, "call_accepts"),
    ("returned", "save"): Transition("returned", APPLICANT, "term_runs"),
    ("draft", "submit"): Transition("submitted", APPLICANT, "call_accepts"),
    ("submitted", "submit"): Transition("submitted", APPLICANT, "call_accepts"),
    ("returned", "submit"): Transition("submitted", APPLICANT, "term_runs"),
    ("draft", "withdraw"): Transition("withdrawn", APPLICANT, "call_accepts"),
    ("submitted", "withdraw"): Transition("withdrawn", APPLICANT, "call_accepts"),
    ("submitted", "return"): Transition("returned", ORGANISER),
    ("submitted", "admit"): Transition("admitted", ORGANISER),
    ("submitted", "reject"): Transition("rejected", ORGANISER),
    ("returned", "reject"): Transition("rejected", ORGANISER, "term_over"),
    ("returned", "extend_term"): Transition("returned", ORGANISER),
    ("admitted", "take_back"): Transition("submitted", ORGANISER, "mail_held"),
    ("returned", "take_back"): Transition("submitted", ORGANISER, "mail_held"),
    ("rejected", "take_back"): Transition("submitted", ORGANISER, "mail_held"),
    ("admitted", "mark_finalist"): Transition("finalist", ORGANISER),
}
"""(state, event) -> what follows. What is not here cannot happen."""

LIVE = ("draft", "submitted", "returned", "admitted", "finalist")
"""States in which an entry takes the place of its applicant in a category."""
SUBMITTED = ("submitted", "returned", "admitted", "finalist")
"""States in which a live entry has been submitted."""


@dataclass(frozen=True)
class Circumstances:
    """What guards look at: the present, whether the call takes this applicant's entries now,
    the term for completing a returned entry, and whether the mail with the outcome of its check
    is still held back."""

    now: datetime
    call_accepts: bool
    complete_until: datetime | None = None
    mail_held: bool = False


def guard_holds(guard: str | None, circumstances: Circumstances) -> bool:
    """Return whether the guard lets the event happen. A term's own instant is too late."""
    term = circumstances.complete_until
    runs = term is not None and circumstances.now < term
    held = {
        None: True,
        "call_accepts": circumstances.call_accepts,
        "term_runs": runs,
        "term_over": term is not None and not runs,
        "mail_held": circumstances.mail_held,
    }
    return held[guard]


def refusal(state: str | None, event: str, role: str, circumstances: Circumstances) -> str | None:
    """Return why the event cannot happen: "state", or the name of the guard; None if it can."""
    line = EVENTS.get((state, event))
    if line is None or role not in line.who:
        return "state"
    return None if guard_holds(line.guard, circumstances) else line.guard


def possible(state: str, role: str, circumstances: Circumstances) -> list[str]:
    """Return the events that may happen now, for a page to offer."""
    return [
        event
        for before, event in EVENTS
        if before == state and refusal(state, event, role, circumstances) is None
    ]


# ---- answers


def clean_text(text: str) -> str:
    """Return text as it is kept: composed characters, plain line ends, no blanks at the ends.

    What no database or document can hold (NUL, lone surrogates, other controls) is left out.
    """
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in text if c in ("\n", "\t") or unicodedata.category(c) not in ("Cc", "Cs"))
    return "".join(kept).strip()


def count_words(text: str) -> int:
    """Return the number of runs of characters between white space."""
    return len(text.split())


def count_characters(text: str) -> int:
    """Return the number of characters (code points, a line end is one), blanks included."""
    return len(text)


def read_answer(kind: str, raw: Any) -> Any:
    """Return what was typed as it is kept: None when empty, else by the question's kind.

    Numbers become plain digits with a point ("1234.5"), days ISO dates, yes_no a bool, choices
    a list. What cannot be understood stays as typed, so that nothing is lost in a draft.
    """
    if isinstance(raw, bool):
        return raw if kind == "yes_no" else ("yes" if raw else "no")
    if isinstance(raw, (int, float, Decimal)):
        raw = f"{Decimal(str(raw)):f}"
    if isinstance(raw, date):
        raw = raw.isoformat()
    if kind == "choices":
        chosen = [raw] if isinstance(raw, str) else list(raw or [])
        return [text for text in (clean_text(str(item)) for item in chosen) if text] or None
    text = clean_text("" if raw is None else str(raw))
    if not text:
        return None
    readers = {"number": _read_number, "date": _read_day, "yes_no": _read_yes_no}
    return readers[kind](text) if kind in readers else text


def _read_number(text: str) -> str:
    digits = re.sub(r"\s", "", text).replace(",", ".").replace("−", "-")
    return digits if re.fullmatch(r"-?\d{1,18}(\.\d{1,6})?", digits, re.ASCII) else text


def _read_day(text: str) -> str:
    polish = re.fullmatch(r"(\d{1,2})[.-](\d{1,2})[.-](\d{4})", text)
    if polish:
        text = f"{polish[3]}-{int(polish[2]):02}-{int(polish[1]):02}"
    return text


def _read_yes_no(text: str) -> bool | str:
    return {"yes": True, "no": False}.get(text, text)


@dataclass(frozen=True)
class Asked:
    """A question as the rules see it."""

    id: str
    kind: str
    required: bool = True
    limit_words: int | None = None
    limit_characters: int | None = None
    options: Sequence[str] = ()
    section_id: str = ""


@dataclass(frozen=True)
class Problem:
    """What is wrong, by code; `numbers` and `text` go into the sentence."""

    code: str
    numbers: Mapping[str, int] = field(default_factory=dict)
    text: str = ""


def problem_of(question: Asked, value: Any) -> Problem | None:
    """Return what keeps this kept answer from being submitted, or None."""
    if value is None or value == "" or value == []:
        return Problem("unanswered") if question.required else None
    checks = {
        "number": _wrong_number,
        "date": _wrong_day,
        "yes_no": _wrong_yes_no,
        "choice": _wrong_choice,
        "choices": _wrong_choice,
    }
    return checks.get(question.kind, _too_long)(question, value)


def _too_long(question: Asked, value: Any) -> Problem | None:
    for code, limit, count in (
        ("too_many_words", question.limit_words, count_words(str(value))),
        ("too_many_characters", question.limit_characters, count_characters(str(value))),
    ):
        if limit is not None and count > limit:
            return Problem(code, {"limit": limit, "count": count, "over": count - limit})
    if question.kind == "short_text" and "\n" in str(value):
        return Problem("more_than_a_line")
    return None


def _wrong_number(_question: Asked, value: Any) -> Problem | None:
    right = isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value, re.ASCII)
    return None if right else Problem("not_a_number", text=str(value))


def _wrong_day(_question: Asked, value: Any) -> Problem | None:
    return None if is_day(value) else Problem("not_a_day", text=str(value))


def is_day(value: Any) -> bool:
    """Return whether a kept answer is an ISO date that exists."""
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return True


def _wrong_yes_no(_question: Asked, value: Any) -> Problem | None:
    return None if isinstance(value, bool) else Problem("not_an_option", text=str(value))


def _wrong_choice(question: Asked, value: Any) -> Problem | None:
    chosen = value if isinstance(value, list) else [value]
    strange = next((item for item in chosen if item not in question.options), None)
    return Problem("not_an_option", text=str(strange)) if strange is not None else None


# ---- completeness


@dataclass(frozen=True)
class Wanted:
    """An attachment requirement as the rules see it."""

    id: str
    min_count: int
    max_count: int


@dataclass(frozen=True)
class Gap:
    """One thing to mend before submitting.

    `page` is basics, section or attachments; `anchor` the id of the field on it; `thing_id` the
    question or requirement it concerns.
    """

    page: str
    anchor: str
    problem: Problem
    section_id: str = ""
    thing_id: str = ""


@dataclass(frozen=True)
class Working:
    """The working copy as the rules see it; `attached` counts files by requirement."""

    title: str
    category_id: str | None
    answers: Mapping[str, Any]
    attached: Mapping[str, int]


def gaps(
    working: Working,
    *,
    categories: Iterable[str],
    questions: Iterable[Asked],
    requirements: Iterable[Wanted],
) -> list[Gap]:
    """Return everything that keeps the entry from being submitted, in the order of its pages.

    `questions` are those asked in the entry's category.
    """
    found = []
    if not working.title:
        found.append(Gap("basics", "title", Problem("no_title")))
    known = set(categories)
    if known and working.category_id not in known:
        found.append(Gap("basics", "category_id-0", Problem("no_category")))
    for question in questions:
        problem = problem_of(question, working.answers.get(question.id))
        if problem:
            found.append(
                Gap("section", anchor(question), problem, question.section_id, question.id)
            )
    for wanted in requirements:
        problem = _wrong_count(wanted, working.attached.get(wanted.id, 0))
        if problem:
            place = f"requirement-{wanted.id}"
            found.append(Gap("attachments", place, problem, thing_id=wanted.id))
    return found


def anchor(question: Asked) -> str:
    """Return the id of the question's field on its page; of a group, its first choice."""
    grouped = question.kind in ("choice", "choices", "yes_no")
    return f"question-{question.id}" + ("-0" if grouped else "")


def _wrong_count(wanted: Wanted, count: int) -> Problem | None:
    if count < wanted.min_count:
        return Problem("too_few_files", {"wanted": wanted.min_count, "count": count})
    if count > wanted.max_count:
        return Problem("too_many_files", {"limit": wanted.max_count, "count": count})
    return None


def progress(questions: Sequence[Asked], answers: Mapping[str, Any]) -> str:
    """Return how far a section is: "empty", "begun" or "complete"."""
    answered = any(answers.get(question.id) is not None for question in questions)
    if any(problem_of(question, answers.get(question.id)) for question in questions):
        return "begun" if answered else "empty"
    return "complete" if answered or not questions else "empty"


def reference(year: int, number: int) -> str:
    """Return the reference of an entry: edition's year and its number in it."""
    return f"SLZ-{year}-{number:03}"
