"""Bugs by which what somebody typed or sent was run, or led elsewhere."""

import ast
import io
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

import leader_award
from leader_award.accounts.forms import PlainWords
from leader_award.entries import service as entries
from leader_award.entries.models import Entry, Submission
from leader_award.platform import db, sheets, storage
from leader_award.platform.outbox import OutgoingMail
from tests.entries.builders import PDF, clerk_of, entry, make_draft
from tests.jury.builders import expertise
from tests.peer_bugs.conftest import Contest
from tests.peer_bugs.planting import sees, written
from tests.scoring.builders import open_card, rubric

pytestmark = pytest.mark.peerbug

SOURCE = Path(leader_award.__file__).parent
PAYLOAD = '"><img src=x onerror=alert(1)><script>alert(1)</script>'


class Runs(HTMLParser):
    """Collects what a browser would run in a page, other than our own script files."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and not (given.get("src") or "").startswith("/static/"):
            self.found.append(tag)
        self.found += [name for name in given if name.startswith("on")]
        self.found += [v for v in given.values() if (v or "").strip().startswith("javascript:")]


def test_06_no_upload_is_shown_inside_the_site(app: Flask, contest: Contest) -> None:
    """HotCRP CVE-2026-25156: uploads were served inline, and their scripts ran as the site's."""
    own_file = contest.own.attachments[0].file_id

    def check() -> None:
        answer = contest.owner.get(f"/zgloszenia/{contest.own.id}/pliki/{own_file}")
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

    def plant(patch: pytest.MonkeyPatch) -> None:
        view = app.view_functions["entries.file"]

        def inline(**arguments: Any) -> Any:
            answer = view(**arguments)
            answer.headers["Content-Disposition"] = "inline"
            return answer

        patch.setitem(app.view_functions, "entries.file", inline)

    sees(check, plant)


def running_calls(source: str) -> list[str]:
    """Names called in the source that run text as code."""
    runs = {"eval", "exec", "compile", "__import__"}
    return [
        node.func.id
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in runs
    ]


def test_07_points_are_numbers_and_nothing_typed_is_run(app: Flask, contest: Contest) -> None:
    """HotCRP CVE-2026-23836: a formula for scores could be made to run code."""
    for path in SOURCE.rglob("*.py"):
        assert running_calls(path.read_text(encoding="utf-8")) == [], path
    assert running_calls("x = eval(points)") == ["eval"]
    card_id = open_card(contest.scene.assignment(0, 1))
    names = [f"points-{criterion}" for criterion in rubric(contest.scene)]

    def check() -> None:
        for typed in ("3+4", "__import__('os').getpid()", "7 ** 9", "{{7*7}}", "0x7", "７", "1e0"):
            sent = dict.fromkeys(names, typed) | {"version": "1"}
            answer = contest.outsider.post(f"/jury/karty/{card_id}", data=sent)
            assert answer.status_code in (409, 422), typed

    def plant(patch: pytest.MonkeyPatch) -> None:
        patch.setitem(app.view_functions, "scoring.save_card", lambda **_: ("", 302))

    sees(check, plant)


@pytest.mark.parametrize(
    "name",
    ["../../x.pdf", "/etc/x.pdf", "..\\..\\x.pdf", "%2e%2e%2fx.pdf", "a\x00b.pdf", "CON.pdf"],
)
def test_11_name_of_a_file_leads_nowhere(app: Flask, name: str) -> None:
    """pretalx 60722c43c: an export followed names of files out of its folder."""
    made = iter(range(9))

    def check() -> None:
        entry_id = make_draft()
        requirement = entry(entry_id).edition.attachment_requirements[0].id
        try:
            entries.add_attachment(
                entry_id=entry_id,
                requirement_id=requirement,
                stream=io.BytesIO(PDF + bytes([next(made)])),
                filename=name,
                actor=clerk_of(entry_id),
            )
        except DBAPIError as error:  # PostgreSQL keeps no NUL
            raise AssertionError("the name came to the database as it was typed") from error
        stored = entry(entry_id).attachments[-1].file
        assert stored.key.isalnum()
        assert Path(stored.name).name == stored.name
        assert not {"/", "\\", "\x00"} & set(stored.name)
        assert not stored.name.startswith(("CON", "%2e%2e%2f/"))

    if name.startswith("%"):
        check()  # stays the plain text that it is
        return
    sees(check, lambda patch: patch.setattr(storage, "safe_name", lambda given: given))


def staff_pages(app: Flask, contest: Contest) -> list[str]:
    values = {"entry_id": contest.own.id, "edition_id": contest.own.edition_id}
    values |= {"juror_id": contest.scene.juror_ids[0], "card_id": contest.card_id}
    urls = app.url_map.bind("localhost")
    return [
        urls.build(rule.endpoint, {name: values[name] for name in rule.arguments})
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.arguments <= set(values)
        if rule.rule.startswith(("/organizator", "/administrator"))
    ]


def spoil(contest: Contest) -> None:
    """Put the payload into the texts of the entry and of what was submitted."""
    with db.transaction() as writer:
        writer.get_one(Entry, contest.own.id).title = PAYLOAD
        submission = writer.scalars(
            select(Submission).where(Submission.entry_id == contest.own.id)
        ).one()
        submission.content = submission.content.replace(
            "Rozwiązanie numer 1", PAYLOAD.replace('"', '\\"')
        )


def test_12_texts_of_applicants_run_on_no_page_of_the_staff(app: Flask, contest: Contest) -> None:
    """pretalx GHSA-cjcx-jfp2-f7m2: the organisers' search ran what a speaker had typed."""
    spoil(contest)
    pages = staff_pages(app, contest)
    assert len(pages) > 30
    shown = []

    def check() -> None:
        for path in pages:
            answer = contest.organiser.get(path)
            if answer.mimetype == "text/html":
                assert Runs(answer.text).found == [], path
                shown.append("&lt;script&gt;alert(1)" in answer.text)

    unsafe = written(
        app, "entries/organiser_list.html", "{{ row.title or", "{{ row.title | safe or"
    )
    sees(check, unsafe)
    assert any(shown)


def test_13_no_name_brings_a_link_into_a_mail(app: Flask, contest: Contest) -> None:
    """pretalx, 2026: names and titles put links into mails to strangers."""
    levels = dict.fromkeys(
        (f"expertise-{category}" for category in expertise(contest.own.edition_id, 0, 0)), "3"
    )
    edition = f"/organizator/edycje/{contest.own.edition_id}/jury/zaproszenie"

    def check() -> None:
        for number, name in enumerate(
            ("[kliknij](https://evil.example)", "Jan https://evil.example", "Jan\r\nBcc: x@y.z")
        ):
            sent = {"name": name, "email": f"obcy{number}@example.org", "idempotency_key": name}
            sent |= {"language": "pl", "capacity": "9", "minimum": "0"} | levels
            assert contest.organiser.post(edition, data=sent).status_code == 422, name
        for mail in db.session().scalars(select(OutgoingMail)):
            assert "evil.example" not in mail.body
            assert "\n" not in mail.subject
        db.session().rollback()

    def plant(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(PlainWords, "__call__", lambda *_: None)

    sees(check, plant)


def test_18_question_before_deleting_runs_nothing(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    """Indico CVE-2023-37901: the name of a thing ran in the question whether to delete it."""
    for name in ("app.js", "page.js"):  # the scripts that ask before something is deleted
        script = (SOURCE / "static" / "js" / name).read_text(encoding="utf-8")
        for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert way not in script
    entry_id = make_draft(title=PAYLOAD)
    owner = signed_in(entry(entry_id).created_by_id)

    def check() -> None:
        page = owner.get(f"/zgloszenia/{entry_id}/wycofaj").text
        assert "alert(1)" in page
        assert Runs(page).found == []

    title = "{{ entry.working_title or"
    unsafe = written(app, "entries/withdraw.html", title, title.replace(" or", " | safe or"))
    sees(check, unsafe)


def test_21_cell_that_looks_like_a_formula_stays_text(app: Flask, contest: Contest) -> None:
    """Indico 2.2.3: a prefix against formulas was stripped again on export."""
    with db.transaction() as writer:
        writer.get_one(Entry, contest.own.id).title = "=HYPERLINK(1)"
        submission = writer.scalars(
            select(Submission).where(Submission.entry_id == contest.own.id)
        ).one()
        submission.content = submission.content.replace("Rozwiązanie numer 1", "=HYPERLINK(1)")

    def check() -> None:
        path = f"/organizator/edycje/{contest.own.edition_id}/ranking.csv"
        table = contest.organiser.get(path).data.decode("utf-8-sig")
        assert "HYPERLINK" in table
        cells = [cell for line in table.splitlines() for cell in line.split(";")]
        assert not any(cell.strip('"').startswith("=") for cell in cells)

    sees(check, lambda patch: patch.setattr(sheets, "as_text", lambda cell: cell))
