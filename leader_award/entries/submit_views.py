"""Checking, submitting and what there is afterwards: confirmation, receipt files, downloads."""

from typing import Any

from flask import abort, redirect, render_template, url_for

from leader_award.entries import (
    content,
    documents,
    presenting,
    queries,
    receipts,
    receipts_stamping,
    service,
    working,
)
from leader_award.entries.blueprint import blueprint
from leader_award.entries.files import send_bytes, send_stored, send_text
from leader_award.entries.models import Entry, Submission
from leader_award.entries.preview_views import find_file
from leader_award.platform import access, clock
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError
from leader_award.platform.forms import BaseForm


@blueprint.get("/zgloszenia/<entry_id>/sprawdz")
@guarded("entry.edit", queries.whole)
def check(entry: Entry) -> Any:
    """Show what is missing and everything as it will be submitted."""
    return _check_page(entry, BaseForm())


def _check_page(entry: Entry, form: BaseForm, *, beside_category: str = "") -> str:
    now = clock.now()
    standing = presenting.standing_of(entry, now)
    lines = presenting.gap_lines(entry, working.gaps(entry))
    if beside_category:
        lines.insert(0, presenting.category_line(entry, beside_category))
    return render_template(
        "entries/check.html",
        entry=entry,
        form=form,
        standing=standing,
        until=presenting.deadline(standing.until, now) if standing.until else None,
        lines=lines,
        content=content.compose(entry),
    )


@blueprint.post("/zgloszenia/<entry_id>/zloz")
@guarded("entry.edit", queries.whole)
def submit(entry: Entry) -> Any:
    """Submit the entry and show the confirmation."""
    form = BaseForm()
    if not form.validate_on_submit():
        return _check_page(entry, form), 422
    try:
        service.submit_entry(entry_id=entry.id, actor=access.actor("applicant"))
    except DomainError as error:
        beside = str(error.message) if error.field == "category_id" else ""
        if not beside:
            form.blame(error)
        again = queries.whole(entry.id) or abort(404)
        return _check_page(again, form, beside_category=beside), 422
    return redirect(url_for(".confirmation", entry_id=entry.id))


@blueprint.get("/zgloszenia/<entry_id>/potwierdzenie")
@guarded("entry.edit", queries.whole)
def confirmation(entry: Entry) -> Any:
    """Confirm the latest submission: reference, instant, digests."""
    if not entry.submissions:
        return redirect(url_for(".overview", entry_id=entry.id))
    now = clock.now()
    standing = presenting.standing_of(entry, now)
    latest = entry.submissions[-1]
    return render_template(
        "entries/confirmation.html",
        entry=entry,
        submission=latest,
        content=content.parsed(latest),
        standing=standing,
        until=presenting.deadline(standing.until, now) if standing.until else None,
    )


@blueprint.get("/zgloszenia/<entry_id>/pliki/<file_id>")
@guarded("entry.view", queries.find)
def file(entry: Entry, file_id: str) -> Any:
    """Send a file of the entry; organisers get only what was submitted."""
    return send_stored(find_file(entry, file_id))


def _version(entry: Entry, number: int) -> Submission:
    found = next((s for s in entry.submissions if s.number == number), None)
    return found or abort(404)


@blueprint.get("/zgloszenia/<entry_id>/wersje/<int:number>.json")
@guarded("entry.view", queries.whole)
def version_json(entry: Entry, number: int) -> Any:
    """Send the canonical form of a submission, byte for byte what its digest is of."""
    name = f"{entry.reference}-{number}.json"
    return send_text(_version(entry, number).content, name, "application/json")


@blueprint.get("/zgloszenia/<entry_id>/wersje/<int:number>.pdf")
@guarded("entry.view", queries.whole)
def version_pdf(entry: Entry, number: int) -> Any:
    """Send a submission as a document to print and file."""
    submission = _version(entry, number)
    pdf = documents.entry_pdf(content.parsed(submission), sha256=submission.sha256)
    return send_bytes(pdf, f"{entry.reference}-{number}.pdf", "application/pdf")


@blueprint.get("/zgloszenia/<entry_id>/dowody")
@guarded("entry.view", queries.whole)
def evidence(entry: Entry) -> Any:
    """Show the receipt of each submission, checked anew, and how to check it elsewhere."""
    if not entry.submissions:
        abort(404)
    return render_template(
        "entries/evidence.html",
        entry=entry,
        receipts=receipts.receipts(entry),
        stamping=receipts_stamping.is_on(),
    )


@blueprint.get("/zgloszenia/<entry_id>/wersje/<int:number>/dowod.zip")
@guarded("entry.view", queries.whole)
def receipt(entry: Entry, number: int) -> Any:
    """Send the receipt of a submission with everything that is needed to check it."""
    found = next((r for r in receipts.receipts(entry) if r.submission.number == number), None)
    packed = receipts.bundle(entry, found or abort(404))
    return send_bytes(packed, f"{entry.reference}-{number}-dowod.zip", "application/zip")


@blueprint.get("/zgloszenia/<entry_id>/wersja-robocza.pdf")
@guarded("entry.edit", queries.whole)
def draft_pdf(entry: Entry) -> Any:
    """Send the working copy as a document, marked as one that has not been submitted."""
    pdf = documents.entry_pdf(content.compose(entry), sha256=None)
    return send_bytes(pdf, f"{entry.working_title[:60]} – wersja robocza.pdf", "application/pdf")
