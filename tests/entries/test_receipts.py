import copy
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient
from sqlalchemy import select, update

from leader_award.entries import receipt_verifier, receipts, receipts_stamping
from leader_award.entries.models import Submission, SubmissionStamp
from leader_award.platform import audit, audit_verifier, clock, db, storage
from leader_award.platform.outbox import OutgoingMail
from tests.editions.builders import make_edition
from tests.entries.builders import (
    PDF,
    clerk_of,
    entry,
    make_clerk,
    make_submitted_entry,
    save,
    submit,
)
from tests.platform.authority import Authority, running

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def entry_id(app: Flask) -> str:
    return make_submitted_entry(make_edition(year=2015))


def receipt(entry_id: str, place: int = 0) -> receipts.Receipt:
    db.session().expire_all()
    return receipts.receipts(entry(entry_id))[place]


def document(entry_id: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(receipts.as_json(receipt(entry_id)))
    return found


def unpacked(entry_id: str, folder: Path) -> Path:
    packed = receipts.bundle(entry(entry_id), receipt(entry_id))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(folder)
    return folder


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Check the evidence as its owner does: in a folder of their own, with nothing of the site."""
    command = [sys.executable, "-I", "-S", "receipt_verifier.py", "receipt.json", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_evidence_holds_by_itself_with_its_files_and_the_head_from_the_mail(
    entry_id: str, tmp_path: Path
) -> None:
    folder = unpacked(entry_id, tmp_path)
    attached = entry(entry_id).attachments[0].file
    (folder / "kopia.pdf").write_bytes(b"".join(storage.read(attached)))
    mail = db.session().scalars(
        select(OutgoingMail).where(OutgoingMail.template == "entries/mail/receipt.txt")
    )
    event = receipt(entry_id).event
    printed = mail.first()
    assert printed is not None
    assert event.digest in printed.body
    done = run(folder, "kopia.pdf", "--head", f"{event.sequence}:{event.digest}")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("The receipt holds.")
    assert "checked, unchanged" in done.stdout


def test_file_that_was_not_submitted_and_a_foreign_head_do_not_fit(
    entry_id: str, tmp_path: Path
) -> None:
    folder = unpacked(entry_id, tmp_path)
    (folder / "inny.pdf").write_bytes(PDF + b" ")
    other = run(folder, "inny.pdf")
    assert (other.returncode, other.stdout) == (
        1,
        "The file inny.pdf was not submitted like this.\n",
    )
    head = receipt(entry_id).head
    assert run(folder, "--head", head[:-1] + ("0" if head[-1] != "0" else "1")).returncode == 1


def test_what_is_no_receipt_is_said_to_be_none(entry_id: str, tmp_path: Path) -> None:
    folder = unpacked(entry_id, tmp_path)
    for text in ("", "[]", "{}", '{"format": "leader-award-receipt-1", "content": {}}'):
        (folder / "receipt.json").write_text(text)
        assert run(folder).returncode == 2


def changed(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every receipt that differs from this one in one value."""
    for path in _leaves(document):
        forged = copy.deepcopy(document)
        place: Any = forged
        for step in path[:-1]:
            place = place[step]
        old = place[path[-1]]
        place[path[-1]] = old + 1 if type(old) is int else f"{old}x"
        yield ".".join(str(step) for step in path), forged


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list):
        steps = value.items() if isinstance(value, dict) else enumerate(value)
        for step, inner in steps:
            yield from _leaves(inner, (*path, step))
    else:
        yield path


def faults(document: dict[str, Any]) -> list[str]:
    try:
        return list(receipt_verifier.check(document, {}))
    except ValueError as error:
        return [str(error)]


def test_every_single_change_of_a_receipt_is_found(entry_id: str) -> None:
    original = document(entry_id)
    assert faults(original) == []
    seen = dict(changed(original))
    assert {"content.title", "event.at", "event.previous", "sha256", "head"} <= set(seen)
    missed = [path for path, forged in seen.items() if not faults(forged)]
    assert missed == ["timestamp"]  # which the authority's own signature covers


def test_receipt_written_anew_whole_is_found_by_the_head_from_the_mail(entry_id: str) -> None:
    forged = document(entry_id)
    head = forged["head"]
    forged["content"]["title"] = "Inny tytuł"
    forged["sha256"] = receipt_verifier.digest_of(forged["content"])
    event = forged["event"]
    event["details"]["sha256"] = forged["sha256"]
    event["digest"] = audit_verifier.digest_of(event)
    forged["head"] = f"{event['sequence']}:{event['digest']}"
    assert receipt_verifier.check(forged, {}) == []
    assert receipt_verifier.check(forged, {}, head) != []


def test_both_programs_compute_the_digest_of_an_event_alike(entry_id: str) -> None:
    event = receipt(entry_id).event
    assert receipt_verifier.EVENT == audit_verifier.CONTENT
    content = audit.content_of(event)
    fields = [content[field] for field in receipt_verifier.EVENT]
    assert receipt_verifier.digest_of(fields) == event.digest


def test_evidence_of_a_submission_stays_the_same_whatever_happens_later(entry_id: str) -> None:
    before = receipts.bundle(entry(entry_id), receipt(entry_id))
    make_submitted_entry(entry(entry_id).edition_id)
    assert receipts.bundle(entry(entry_id), receipt(entry_id)) == before


def test_each_version_has_its_own_evidence(entry_id: str) -> None:
    save(entry_id, {"title": "Nowy tytuł"})
    submit(entry_id)
    numbers = [one.submission.number for one in receipts.receipts(entry(entry_id))]
    assert numbers == [2, 1]
    assert receipt(entry_id).event.sequence > receipt(entry_id, 1).event.sequence


def test_applicant_downloads_evidence_and_others_do_not(
    entry_id: str, signed_in: SignIn, client: FlaskClient
) -> None:
    page, packed = f"/zgloszenia/{entry_id}/dowody", f"/zgloszenia/{entry_id}/wersje/1/dowod.zip"
    own = signed_in(clerk_of(entry_id).person_id or "")
    assert "złożona treść zgadza się" in own.get(page).text
    assert own.get(packed).mimetype == "application/zip"
    assert own.get(packed.replace("/1/", "/2/")).status_code == 404
    assert page in own.get(f"/zgloszenia/{entry_id}/potwierdzenie").text
    stranger = signed_in(make_clerk()[0])
    assert {stranger.get(path).status_code for path in (page, packed)} == {404}
    assert client.get(page).status_code == 302


def test_page_says_when_what_is_stored_was_changed(entry_id: str, signed_in: SignIn) -> None:
    with db.transaction() as writer:
        text = receipt(entry_id).submission.content.replace("2015", "2016")
        writer.execute(update(Submission).values(content=text))
    page = signed_in(clerk_of(entry_id).person_id or "").get(f"/zgloszenia/{entry_id}/dowody").text
    assert "nie zgadzają się z dziennikiem" in page


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with running(tmp_path_factory.mktemp("tsa")) as found:
        yield found


@pytest.fixture
def stamping(app: Flask, authority: Authority) -> Authority:
    """Let this application have submissions stamped."""
    object.__setattr__(app.config["SETTINGS"], "tsa_url", authority.url)
    return authority


def test_submission_is_stamped_after_it_and_openssl_confirms_it(
    entry_id: str, stamping: Authority, tmp_path: Path
) -> None:
    assert receipt(entry_id).stamp is None
    assert receipts_stamping.stamp_submissions() == 1
    assert receipts_stamping.stamp_submissions() == 0
    folder = unpacked(entry_id, tmp_path)
    event = receipt(entry_id).event
    assert stamping.verifies((folder / "timestamp.tsr").read_bytes(), event.digest)
    assert f"-digest {event.digest}" in (folder / "README.txt").read_text(encoding="utf-8")
    assert run(folder).returncode == 0


def test_authority_that_is_away_delays_the_stamp_and_hurts_nothing(
    entry_id: str, stamping: Authority, at: Callable[[datetime], None]
) -> None:
    with stamping.broken():
        assert receipts_stamping.stamp_submissions() == 0
    row = db.session().scalars(select(SubmissionStamp)).one()
    assert (row.tries, row.response) == (1, None)
    assert "status 500" in row.last_error
    assert entry(entry_id).state == "submitted"
    assert receipts_stamping.stamp_submissions() == 0, "it is not yet time to try again"
    at(clock.now() + timedelta(minutes=2))
    assert receipts_stamping.stamp_submissions() == 1
    assert receipt(entry_id).stamp is not None


def test_without_an_authority_nobody_is_asked(entry_id: str) -> None:
    assert current_app.config["SETTINGS"].tsa_url is None
    assert receipts_stamping.stamp_submissions() == 0
    assert db.session().scalars(select(SubmissionStamp)).all() == []
