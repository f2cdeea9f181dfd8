"""Words for what the rules name by codes."""

from datetime import datetime
from typing import Any

from flask_babel import format_datetime, format_decimal, get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from leader_award.entries.rules import Problem
from leader_award.platform import clock, file_types

STATES = {
    "draft": _l("draft"),
    "submitted": _l("submitted"),
    "returned": _l("returned for completion"),
    "admitted": _l("admitted"),
    "rejected": _l("rejected"),
    "withdrawn": _l("withdrawn"),
    "finalist": _l("finalist"),
}
STATE_TAGS = {
    "draft": "neutral",
    "submitted": "success",
    "returned": "warning",
    "admitted": "success",
    "rejected": "danger",
    "withdrawn": "neutral",
    "finalist": "info",
}
PROGRESS = {
    "empty": (_l("not started"), "neutral"),
    "begun": (_l("in progress"), "progress"),
    "complete": (_l("complete"), "success"),
}
_PLAIN = {
    "unanswered": _l("Answer this question."),
    "more_than_a_line": _l("Write this in one line."),
    "no_title": _l("Enter the title of the entry."),
    "no_category": _l("Choose a category."),
}
_QUOTING = {
    "not_a_number": _l("“%(text)s” is not a number. Use digits, for example 1250 or 12.5."),
    "not_a_day": _l("“%(text)s” is not a date. Use day, month and year."),
    "not_an_option": _l("“%(text)s” is not among the answers to choose from."),
}


def sentence(problem: Problem) -> str:
    """Return the sentence that tells a person what is wrong, in the current language."""
    if problem.code in _PLAIN:
        return str(_PLAIN[problem.code])
    if problem.code in _QUOTING:
        return str(_QUOTING[problem.code]) % {"text": problem.text[:60]}
    return _counted(problem.code, dict(problem.numbers))


def _counted(code: str, numbers: dict[str, Any]) -> str:
    return str(_plural(code, numbers))


def _plural(code: str, numbers: dict[str, Any]) -> Any:
    if code == "too_many_words":
        return ngettext(
            "Too long by %(num)s word: %(count)s of %(limit)s.",
            "Too long by %(num)s words: %(count)s of %(limit)s.",
            numbers["over"],
            **numbers,
        )
    if code == "too_many_characters":
        return ngettext(
            "Too long by %(num)s character: %(count)s of %(limit)s.",
            "Too long by %(num)s characters: %(count)s of %(limit)s.",
            numbers["over"],
            **numbers,
        )
    if code == "too_few_files":
        return ngettext(
            "Add at least %(num)s file. There are %(count)s now.",
            "Add at least %(num)s files. There are %(count)s now.",
            numbers["wanted"],
            **numbers,
        )
    return ngettext(
        "At most %(num)s file is allowed here. Remove the others.",
        "At most %(num)s files are allowed here. Remove the others.",
        numbers["limit"],
        **numbers,
    )


FILE_PROBLEMS = {
    file_types.DAMAGED: _l(
        "The file is damaged or incomplete. Save it again and add the new copy."
    ),
    file_types.DIFFERENT: _l(
        "The file is not what its name says: its content is not of the type %(type)s. Save it in"
        " that format and add it again."
    ),
    file_types.DANGEROUS: _l(
        "The file contains macros, links outside itself or an unusual amount of packed data, so it"
        " was not taken. Save it as a PDF and add that."
    ),
}


def size(count: int) -> str:
    """Return a number of bytes as people read it, e.g. '2,4 MB' (1 MB = 1024 kB)."""
    for unit, bytes_in in (("MB", 1 << 20), ("kB", 1 << 10)):
        if count >= bytes_in:
            return f"{format_decimal(round(count / bytes_in, 1))} {unit}"
    return f"{count} B"


def exact(instant: datetime) -> str:
    """Return the instant to the millisecond on the Warsaw clock, with the zone named."""
    local = clock.to_warsaw(instant)
    offset = local.strftime("%z")
    locale = get_locale()
    point = "," if locale is None or locale.language == "pl" else "."
    day = format_datetime(instant, f"d MMMM y, HH:mm:ss{point}SSS")
    return str(_("%(when)s Polish time (UTC%(offset)s)", when=day, offset=f"{offset[:3]}:00"))
