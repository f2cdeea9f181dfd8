"""An entry as a PDF, set by typst from data alone: nothing typed by a person becomes markup."""

import functools
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from flask_babel import get_locale
from flask_babel import gettext as _

from leader_award.entries import presenting, wording
from leader_award.partnerships.wording import ORGANISATION_KINDS
from leader_award.platform import clock
from leader_award.platform.i18n import translate

TEMPLATE = Path(__file__).parent / "entry.typ"


def entry_pdf(content: dict[str, Any], *, sha256: str | None) -> bytes:
    """Return the content of an entry as a tagged PDF (PDF/UA-1) in the current language.

    `sha256` is the digest of the submission; None marks the document as a working copy.
    """
    at = datetime.fromisoformat(content["submitted_at"]) if content["submitted_at"] else None
    pdf = _compiler().compile(
        sys_inputs={"data": json.dumps(_laid_out(content, sha256, at), ensure_ascii=False)},
        format="pdf",
        pdf_standards="ua-1",
        timestamp=int((at or clock.now()).timestamp()),
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no single document")
    return pdf


@functools.cache
def _compiler() -> Any:
    """Return the compiler; its fonts are those inside the wheel, so every server sets alike."""
    return typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), ignore_system_fonts=True)


def _laid_out(content: dict[str, Any], sha256: str | None, at: datetime | None) -> dict[str, Any]:
    locale = get_locale()
    return {
        "language": locale.language if locale else "pl",
        "caption": _("Local Government Management Leader"),
        "title": content["title"] or _("Entry without a title"),
        "applicant": content["applicant"]["name"],
        "draft": None if sha256 else _("Working copy – not submitted"),
        "facts": _facts(content, at),
        "partners": _partners(content),
        "sections": _sections(content),
        "attachments": _attachments(content),
        "footer": _footer(content, sha256, at),
        "page": _("page"),
    }


def _facts(content: dict[str, Any], at: datetime | None) -> list[list[str]]:
    category = content["category"]
    facts = (
        (_("Reference number"), content["reference"]),
        (_("Version"), content["number"]),
        (_("Submitted"), wording.exact(at) if at else None),
        (_("Applicant"), content["applicant"]["name"]),
        (_("Name of the partnership"), content["partnership_name"]),
        (_("Category"), translate(category["name"]) if category else None),
    )
    return [[str(label), str(value)] for label, value in facts if value]


def _partners(content: dict[str, Any]) -> dict[str, Any]:
    return {
        "heading": _("Partners"),
        "none": _("No partners have been named."),
        "columns": [_("Organisation"), _("Part in the partnership")],
        "rows": [
            [
                f"{partner['name']} ({str(ORGANISATION_KINDS[partner['kind']]).lower()})",
                partner["part"],
            ]
            for partner in content["partners"]
        ],
    }


def _sections(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "title": translate(section["title"]),
            "questions": [
                {
                    "label": translate(question["label"]),
                    "answer": presenting.shown(question["kind"], question["answer"])
                    or _("No answer"),
                }
                for question in section["questions"]
            ],
        }
        for section in content["sections"]
    ]


def _attachments(content: dict[str, Any]) -> dict[str, Any]:
    return {
        "heading": _("Attachments"),
        "none": _("No files have been added."),
        "rows": [
            {
                "requirement": translate(file["requirement"]),
                "name": f"{file['name']} ({wording.size(file['size'])})",
                "sha256": file["sha256"],
            }
            for file in content["attachments"]
        ],
    }


def _footer(content: dict[str, Any], sha256: str | None, at: datetime | None) -> dict[str, str]:
    title = content["title"]
    return {
        "title": title if len(title) <= 70 else title[:69].rstrip() + "…",
        "digest": f"SHA-256 {sha256}" if sha256 else "",
        "instant": _("Submitted: %(instant)s", instant=wording.exact(at)) if at else "",
    }
