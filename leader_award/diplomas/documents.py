"""Diplomas as PDF and as pictures, set by typst from data alone: no text becomes markup."""

import functools
import io
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import segno
import typst
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from leader_award.diplomas import rules
from leader_award.diplomas.models import Diploma
from leader_award.platform import db, outbox
from leader_award.platform.errors import NotFound
from leader_award.platform.storage import safe_name

TEMPLATE = Path(__file__).parent / "diploma.typ"
PREVIEW_DOTS = 72
"""Dots per inch of a picture for the preview."""


def certificate_pdf(diploma_id: str) -> tuple[str, bytes]:
    """Return the file name and the PDF (PDF/UA-1) of a diploma. Raises NotFound."""
    row = db.session().get(Diploma, diploma_id)
    if row is None:
        raise NotFound(_l("This does not exist, or you may not see it."))
    return file_name(row), pdf_of(row)


def file_name(row: Diploma) -> str:
    """Return the name of a diploma's file, e.g. "dyplom-Gmina Brwinów-ABCDEFGHJKMN.pdf"."""
    return safe_name(f"dyplom-{row.name[:80]}-{row.code}.pdf")


def pdf_of(row: Diploma) -> bytes:
    """Return one diploma as a tagged PDF; the same row always gives the same bytes."""
    title = f"{row.content['title']} – {row.name}"
    return _pdf([page_of(row.content, row.code, row.language)], title, row.language, row.issued_at)


def merged_pdf(rows: Sequence[Diploma], title: str, at: datetime) -> bytes:
    """Return diplomas as one tagged PDF for printing, one a page."""
    pages = [page_of(row.content, row.code, row.language) for row in rows]
    return _pdf(pages, title, "pl", at)


def preview_png(content: Mapping[str, Any], language: str) -> bytes:
    """Return a picture of a diploma that does not exist; its code leads nowhere."""
    page = page_of(content, "X" * rules.CODE_LENGTH, language)
    return _compiled(_input([page], _("Preview"), language), format="png", ppi=PREVIEW_DOTS)


def page_of(content: Mapping[str, Any], code: str, language: str) -> dict[str, Any]:
    """Return one page as diploma.typ takes it: what the diploma says, and how to verify it."""
    with force_locale(language):
        address = outbox.link(f"{rules.VERIFY_PATH}/{code}")
        return {
            "language": language,
            "kind": content["kind"],
            "orientation": content["orientation"],
            "caption": _("Local Government Management Leader"),
            "title": content["title"],
            "body": content["body"],
            "place_and_date": content["place_and_date"],
            "signatures": content["signatures"],
            "verify": {
                "svg": _code_picture(address),
                "alt": _("QR code leading to the page that verifies this diploma"),
                "text": _("Verify this diploma:"),
                "address": outbox.link(rules.VERIFY_PATH).split("//", 1)[-1],
                "code": rules.shown_code(code),
            },
        }


def _code_picture(address: str) -> str:
    buffer = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        buffer, kind="svg", border=2, dark="#0a3d49", xmldecl=False
    )
    return buffer.getvalue().decode()


def _input(pages: Sequence[dict[str, Any]], title: str, language: str) -> str:
    author = _("Local Government Management Leader")
    content = {"title": title, "author": author, "language": language, "diplomas": pages}
    return json.dumps(content, ensure_ascii=False)


def _pdf(pages: Sequence[dict[str, Any]], title: str, language: str, at: datetime) -> bytes:
    with force_locale(language):
        data = _input(pages, title, language)
    return _compiled(data, format="pdf", pdf_standards="ua-1", timestamp=int(at.timestamp()))


def _compiled(data: str, *, format: Literal["pdf", "png"], **options: Any) -> bytes:
    made = _compiler().compile(sys_inputs={"data": data}, format=format, **options)
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single document")
    return made


@functools.cache
def _compiler() -> Any:
    """Return the compiler; its fonts are our own and those in the wheel, the same everywhere."""
    folder = TEMPLATE.parent
    return typst.Compiler(
        str(TEMPLATE),
        root=str(folder),
        font_paths=[str(folder / "fonts")],
        ignore_system_fonts=True,
    )
