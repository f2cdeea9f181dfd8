"""The result sheet as a PDF, set by typst from data alone: nothing typed becomes markup."""

import functools
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import typst
from flask_babel import format_decimal, get_locale
from flask_babel import gettext as _

from leader_award.platform.i18n import translate
from leader_award.results import wording
from leader_award.results.marks import Mark
from leader_award.results.sheet import RoundMarks, Sheet

TEMPLATE = Path(__file__).parent / "sheet.typ"


def sheet_pdf(sheet: Sheet) -> bytes:
    """Return the sheet as a tagged PDF (PDF/UA-1) in the current language.

    Raises ValueError for a sheet whose results have no instant.
    """
    if sheet.announced_at is None:
        raise ValueError("these results have no instant")
    pdf = _compiler().compile(
        sys_inputs={"data": json.dumps(_laid_out(sheet), ensure_ascii=False)},
        format="pdf",
        pdf_standards="ua-1",
        timestamp=int(sheet.announced_at.timestamp()),
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no single document")
    return pdf


@functools.cache
def _compiler() -> Any:
    """Return the compiler; its fonts are those inside the wheel, so every server sets alike."""
    return typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), ignore_system_fonts=True)


def points(value: Fraction | None) -> str:
    """Return points to two decimals as the language writes them, "–" for none."""
    return "–" if value is None else str(format_decimal(float(value), format="0.00"))


def _laid_out(sheet: Sheet) -> dict[str, Any]:
    locale = get_locale()
    return {
        "language": locale.language if locale else "pl",
        "caption": _("Local Government Management Leader"),
        "title": _("Result sheet"),
        "facts": _facts(sheet),
        "reason": {
            "heading": _("Justification by the committee"),
            "text": sheet.result.decision.reason,
        },
        "rounds": [_round(one) for one in sheet.rounds],
        "note": str(wording.compared(sheet)) if sheet.rounds else "",
        "figure": {
            "own": _("your entry"),
            "middle": _("median of the category"),
            "box": _("middle half of the category"),
        },
        "comments": {
            "heading": _("What the jury writes to you"),
            "texts": list(sheet.comments),
        },
        "page": _("page"),
    }


def _facts(sheet: Sheet) -> list[list[str]]:
    entry, decision = sheet.entry, sheet.result.decision
    facts = (
        (_("Edition"), translate(entry.edition.name)),
        (_("Reference number"), entry.reference),
        (_("Entry"), entry.title),
        (_("Result"), wording.OUTCOMES[decision.outcome]),
        (_("Prize"), translate(decision.prize.name) if decision.prize else ""),
        (_("Place in the category"), wording.place(sheet)),
        (_("Announced"), wording.to_second(sheet.announced_at) if sheet.announced_at else ""),
    )
    return [[str(label), str(value)] for label, value in facts if value]


def _round(found: RoundMarks) -> dict[str, Any]:
    name = translate(found.name)
    compared = any(mark.others for mark in found.marks)
    columns = [_("Criterion"), _("Weight"), _("Highest possible"), _("Your entry")]
    if compared:
        columns += [_("Lower quartile"), _("Median"), _("Upper quartile")]
    return {
        "heading": _("Marks: %(round)s", round=name) if name else _("Marks by criterion"),
        "columns": columns,
        "rows": [_row(mark, compared=compared) for mark in found.marks],
        "bars": [_bar(mark) for mark in found.marks if mark.own is not None] if compared else [],
        "figure": figure_words(found),
    }


def _row(mark: Mark, *, compared: bool) -> list[str]:
    row = [translate(mark.name), str(mark.weight), str(mark.maximum), points(mark.own)]
    if not compared:
        return row
    found = mark.others
    values = (found.low, found.middle, found.high) if found else (None, None, None)
    return [*row, *map(points, values)]


def _bar(mark: Mark) -> dict[str, Any]:
    found = mark.others
    return {
        "label": translate(mark.name),
        "own": mark.share(mark.own) if mark.own is not None else None,
        "box": [mark.share(found.low), mark.share(found.middle), mark.share(found.high)]
        if found
        else None,
    }


def figure_words(found: RoundMarks) -> str:
    """Return what the figure shows, for those who cannot see it."""
    return "; ".join(
        _(
            "%(criterion)s: your entry %(own)s, median %(middle)s",
            criterion=translate(mark.name),
            own=points(mark.own),
            middle=points(mark.others.middle if mark.others else None),
        )
        for mark in found.marks
    )
