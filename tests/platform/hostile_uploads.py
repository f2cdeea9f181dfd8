"""A web process of its own that is sent hostile files; prints how it answered and what it took.

Run as `python -m tests.platform.hostile_uploads FOLDER [unpacking]`: FOLDER is for its data, and
`unpacking` plants the bug of looking into archives without a bound.
"""

import io
import json
import sys
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from leader_award.accounts import sessions
from leader_award.app import all_tables, create_app
from leader_award.editions import service as editions
from leader_award.platform import db, file_types
from tests.conftest import settings_for
from tests.dissemination.builders import make_conference
from tests.editions.builders import ORGANISER, both, make_edition
from tests.entries.builders import PDF, PNG, clerk_of, entry, make_draft, zipped
from tests.jury.builders import make_confirmed_person

TYPES = ["pdf", "docx", "odt", "png", "jpg"]
DOCX = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"}
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MEGABYTE = 1 << 20


def with_zeros(members: dict[str, bytes], name: str, megabytes: int) -> bytes:
    """An archive with one more member, of so many zeros."""
    packed = io.BytesIO(zipped(members))
    with (
        zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(name, "w") as member,
    ):
        for _ in range(megabytes):
            member.write(bytes(MEGABYTE))
    return packed.getvalue()


def claiming(archive: bytes, size: int) -> bytes:
    """The archive, whose directory claims that its last member unpacks to so many bytes."""
    place = archive.rindex(b"PK\x01\x02") + 24
    return archive[:place] + size.to_bytes(4, "little") + archive[place + 4 :]


def nested(depth: int) -> bytes:
    """Archives in archives, sixteen in each."""
    inner = b"\0" * MEGABYTE
    for _ in range(depth):
        inner = zipped({f"{number}.zip": inner for number in range(16)})
    return inner


def laughing() -> bytes:
    """A workbook whose one cell is an entity of entities, a thousand million words long."""
    entities = '<!ENTITY a0 "ha ha ha ha ha ha ha ha">'
    for level in range(1, 10):
        entities += f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">'
    cell = '<c t="inlineStr"><is><t>&a9;</t></is></c>'
    sheet = f'<!DOCTYPE x [{entities}]><worksheet xmlns="{SHEET}"><sheetData><row>{cell}</row>'
    return workbook((sheet + "</sheetData></worksheet>").encode())


def workbook(sheet: bytes) -> bytes:
    """A workbook of this one sheet."""
    import openpyxl

    made = io.BytesIO()
    openpyxl.Workbook().save(made)
    with zipfile.ZipFile(made) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return zipped(members | {"xl/worksheets/sheet1.xml": sheet})


def pixels(side: int) -> bytes:
    """A picture that says that it is so many pixels wide and high."""
    return PNG[:16] + side.to_bytes(4) * 2 + PNG[24:]


def attachments() -> Iterator[tuple[str, bytes]]:
    """Hostile files for an entry, by the names they come under."""
    yield "520 MB of zeros.docx", with_zeros(DOCX, "word/media/0.bin", 520)
    yield "4 GB by its own account.docx", claiming(zipped(DOCX), (1 << 32) - 2)
    yield "archives in archives.docx", nested(4)
    yield "30000 members.docx", zipped(DOCX | {f"word/{n:050}": b"" for n in range(30_000)})
    yield "long type.odt", with_zeros({"content.xml": b"<office/>"}, "mimetype", 60)
    yield "30000 by 30000.png", pixels(30_000)
    yield "cut off.pdf", PDF[: len(PDF) // 2]
    yield "page and document.pdf", b"<script>alert(1)</script>" + PDF
    yield "document and archive.docx", PDF + zipped(DOCX)
    yield "drawing.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    yield "20 MB.pdf", PDF + bytes(20 * MEGABYTE) + b"%%EOF"
    yield "page.html", b"<script>alert(1)</script>"
    yield "drawing.svg", b"<svg onload='alert(1)'/>"


NAMES = (
    *("../../../etc/passwd.pdf", "a\x00b.pdf", "fakt\u202efdp.pdf", "x" * 300 + ".pdf"),
    *("CON.pdf", "📄.pdf", "a\"';.pdf", "a\r\nSet-Cookie: b=c.pdf", ".pdf", "C:\\x\\y.pdf"),
)
"""Names under which a sound file comes."""


def tables() -> Iterator[tuple[str, bytes]]:
    """Hostile tables for an organiser's import."""
    yield "entities.xlsx", laughing()
    yield "4 GB.xlsx", claiming(workbook(b""), (1 << 32) - 2)
    yield "zeros.xlsx", with_zeros({"a": b""}, "xl/worksheets/sheet1.xml", 60)
    yield "nothing.xlsx", workbook(b"")
    yield "no table.csv", b"\xff\xfe\x00\x00" * 100


def memory(name: str) -> int:
    """This process's memory now (VmRSS) or at most so far (VmHWM), in bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


def send(client: FlaskClient, path: str, name: str, content: bytes) -> int:
    answer = client.post(path, data={"file": (io.BytesIO(content), name)})
    return answer.status_code


def signed_in(app: Flask, person_id: str) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie[sessions.COOKIE_KEY] = sessions.start_session(person_id)
    return client


def unpacks(path: Path, _extension: str) -> None:
    """The bug: whatever an archive holds is read into memory."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                archive.open(member).read(250 * MEGABYTE)


def main(folder: Path, *, unpacking: bool) -> None:
    app = create_app(settings_for(folder, f"sqlite:///{folder / 'uploads.db'}"))
    app.config["WTF_CSRF_ENABLED"] = False
    all_tables().create_all(db.make_engine(f"sqlite:///{folder / 'uploads.db'}"))
    with app.app_context():
        edition_id = make_edition(open_now=False)
        editions.save_requirement(
            edition_id=edition_id,
            label=both("Plik"),
            types=TYPES,
            max_bytes=5 * MEGABYTE,
            max_count=20,
            actor=ORGANISER,
        )
        editions.advance(edition_id=edition_id, event="open_call", actor=ORGANISER)
        entry_id = make_draft(edition_id)
        asked = entry(entry_id).edition.attachment_requirements[-1].id
        files = f"/zgloszenia/{entry_id}/zalaczniki/{asked}"
        applicant = signed_in(app, clerk_of(entry_id).person_id or "")
        organiser = signed_in(app, make_confirmed_person("Olga", "organiser"))
        imports = [
            f"/organizator/konferencje/{make_conference()}/import",
            "/organizator/partnerstwa/wczytaj",
        ]
    # the client keeps what it sends in memory, so the files are made one by one
    sound = {
        name: send(applicant, files, name, PDF + str(number).encode())
        for number, name in enumerate(NAMES)
    }
    if unpacking:
        file_types.problem_of = unpacks  # type: ignore[assignment]
    before = memory("VmRSS")
    sent = islice(attachments(), 1) if unpacking else attachments()
    refused = {name: send(applicant, files, name, content) for name, content in sent}
    refused |= {
        f"{name} {path}": send(organiser, path, name, content)
        for path in imports
        for name, content in tables()
    }
    refused["70 MB at once"] = applicant.post(
        files, environ_overrides={"CONTENT_LENGTH": str(70 * MEGABYTE)}
    ).status_code
    grown = memory("VmHWM") - before
    with app.app_context():
        kept = [attachment.file.name for attachment in entry(entry_id).attachments]
    lives = applicant.get("/healthz").status_code
    print(
        json.dumps(
            {"sound": sound, "refused": refused, "grown": grown, "kept": kept, "lives": lives}
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), unpacking="unpacking" in sys.argv)
