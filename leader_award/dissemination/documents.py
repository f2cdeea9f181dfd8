"""Programme, attendance list and badges as PDFs, set by typst from data alone."""

import functools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typst
from flask_babel import get_locale
from flask_babel import gettext as _

from leader_award.dissemination import tickets
from leader_award.dissemination.board import days_of
from leader_award.dissemination.models import Conference, ProgrammeItem, Registration
from leader_award.platform import clock
from leader_award.platform.i18n import day, hour, translate

FOLDER = Path(__file__).parent


def programme_pdf(conference: Conference, placed: Sequence[ProgrammeItem]) -> bytes:
    """Return the programme, day by day, as a tagged PDF in the current language."""
    return _compile(
        "programme.typ",
        _head(conference)
        | {
            "note": _("Hours in Polish time (Europe/Warsaw)."),
            "days": [
                {"title": day(on), "points": [_point(item) for item in items]}
                for on, items in days_of(conference, placed)
            ],
        },
    )


def _point(item: ProgrammeItem) -> dict[str, Any]:
    return {
        "hours": f"{hour(item.starts_at)}–{hour(item.ends_at)}"
        if item.starts_at and item.ends_at
        else "",
        "title": translate(item.title),
        "room": item.room.name if item.room else "",
        "who": ", ".join(
            f"{name} ({affiliation})" if affiliation else name
            for name, affiliation in item.speaker_names
        ),
        "is_break": item.kind == "break",
    }


def attendance_pdf(conference: Conference, registrations: Sequence[Registration]) -> bytes:
    """Return the attendance list: a line to sign for each person and day, as a tagged PDF."""
    return _compile(
        "attendance.typ",
        _head(conference)
        | {
            "heading": _("Attendance list"),
            "columns": [
                _("No."),
                _("First name and surname"),
                _("Organisation"),
                *_signature_columns(conference),
            ],
            "days": conference.days,
            "rows": [[one.name, one.organisation] for one in registrations],
        },
    )


def _signature_columns(conference: Conference) -> list[str]:
    if conference.days == 1:
        return [_("Signature")]
    return [f"{on:%d.%m}" for on in conference.each_day]


def badges_pdf(conference: Conference, registrations: Sequence[Registration]) -> bytes:
    """Return a badge for each person, ten to an A4 sheet, with the ticket's QR code."""
    return _compile(
        "badges.typ",
        _head(conference)
        | {
            "heading": _("Badges"),
            "alt": _("QR code of the ticket"),
            "badges": [
                {
                    "name": one.name,
                    "organisation": one.organisation,
                    "qr": tickets.qr_svg(one.code, alone=True),
                }
                for one in registrations
            ],
        },
    )


def _head(conference: Conference) -> dict[str, Any]:
    locale = get_locale()
    return {
        "language": locale.language if locale else "pl",
        "caption": _("Local Government Management Leader"),
        "title": translate(conference.name),
        "when": dates(conference),
        "where": ", ".join(filter(None, (conference.place, conference.address))),
        "page": _("page"),
    }


def dates(conference: Conference) -> str:
    """Return the days of an event in words."""
    if conference.days == 1:
        return day(conference.held_on)
    first, last = conference.held_on, conference.last_day
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    return f"{day(first)} – {day(last)}"


def _compile(template: str, data: dict[str, Any]) -> bytes:
    pdf = _compiler(template).compile(
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        format="pdf",
        pdf_standards="ua-1",
        timestamp=int(clock.now().timestamp()),
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no single document")
    return pdf


@functools.cache
def _compiler(template: str) -> Any:
    """Return the compiler; its fonts are those inside the wheel, so every server sets alike."""
    return typst.Compiler(str(FOLDER / template), root=str(FOLDER), ignore_system_fonts=True)
