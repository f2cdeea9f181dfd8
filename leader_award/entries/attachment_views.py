"""The page of attachments: files go up one by one, with progress or by the plain form."""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from leader_award.entries import presenting, queries, service
from leader_award.entries.blueprint import blueprint
from leader_award.entries.forms import AttachmentForm, attachment_form
from leader_award.entries.models import Entry
from leader_award.platform import access, clock, storage
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError
from leader_award.platform.forms import BaseForm


@blueprint.get("/zgloszenia/<entry_id>/zalaczniki")
@guarded("entry.edit", queries.whole)
def attachments(entry: Entry) -> Any:
    """Show each file that the form asks for, and what has been added."""
    forms = _forms(entry)
    if "braki" in request.args:
        presenting.blame_files(entry, forms)
    return _page(entry, forms)


def _forms(entry: Entry) -> dict[str, AttachmentForm]:
    return {
        requirement.id: attachment_form(requirement)
        for requirement in entry.edition.attachment_requirements
    }


def _page(entry: Entry, forms: dict[str, AttachmentForm]) -> str:
    requirements = entry.edition.attachment_requirements
    return render_template(
        "entries/attachments.html",
        entry=entry,
        forms=forms,
        limits={wanted.id: presenting.limits(wanted) for wanted in requirements},
        accepted={wanted.id: presenting.accepted(wanted) for wanted in requirements},
        standing=presenting.standing_of(entry, clock.now()),
    )


@blueprint.post("/zgloszenia/<entry_id>/zalaczniki/<requirement_id>")
@guarded("entry.edit", queries.whole)
def add_attachment(entry: Entry, requirement_id: str) -> Any:
    """Take a file; answer JSON to the script that shows progress, a page to the plain form."""
    upload = request.files.get("file") or request.files.get(f"file-{requirement_id}")
    by_script = request.headers.get("X-Requested-With") == "upload"
    try:
        take(entry, requirement_id, upload)
    except DomainError as error:
        if by_script:
            return jsonify(message=str(error.message)), 422
        forms = _forms(entry)
        if requirement_id in forms:
            forms[requirement_id].file.errors = [named(upload, error)]
        return _page(entry, forms), 422
    if by_script:
        return jsonify(list=_list_of(entry.id, requirement_id)), 201
    flash(_("The file has been added."), "success")
    address = url_for(".attachments", entry_id=entry.id, _anchor=f"files-{requirement_id}")
    return redirect(address)


def named(upload: FileStorage | None, error: DomainError) -> str:
    """Return the message after the file's name, as the script shows it."""
    name = storage.safe_name(upload.filename) if upload and upload.filename else ""
    return f"{name}: {error.message}" if name else str(error.message)


def take(entry: Entry, requirement_id: str, upload: FileStorage | None) -> None:
    """Add the file to the entry. Raises DomainError, also when there is no file."""
    if upload is None or not upload.filename:
        raise DomainError(_("Choose a file first."), field="file")
    service.add_attachment(
        entry_id=entry.id,
        requirement_id=requirement_id,
        stream=upload.stream,
        filename=upload.filename,
        actor=access.actor("applicant"),
    )


def _list_of(entry_id: str, requirement_id: str) -> str:
    return render_template(
        "entries/_files.html",
        entry=queries.whole(entry_id),
        requirement_id=requirement_id,
        in_form="formularz" in request.args,
    )


@blueprint.post("/zgloszenia/<entry_id>/zalaczniki/usun/<attachment_id>")
@guarded("entry.edit", queries.whole)
def remove_attachment(entry: Entry, attachment_id: str) -> Any:
    """Take a file out of the entry."""
    if BaseForm().validate_on_submit():
        try:
            service.remove_attachment(
                entry_id=entry.id, attachment_id=attachment_id, actor=access.actor("applicant")
            )
        except DomainError as error:
            flash(str(error.message), "error")
        else:
            flash(_("The file has been removed."), "success")
    return redirect(url_for(".attachments", entry_id=entry.id))
