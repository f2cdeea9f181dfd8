"""The whole entry on one page: basics, answers, partners, attachments, saved as they are typed."""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from leader_award.editions.models import Question
from leader_award.entries import answer_views, content, presenting, queries, rules, service, working
from leader_award.entries.attachment_views import named, take
from leader_award.entries.blueprint import blueprint
from leader_award.entries.forms import (
    PREFIX,
    AttachmentForm,
    UnitRowsForm,
    WholeForm,
    attachment_form,
    whole_form,
)
from leader_award.entries.models import Entry
from leader_award.partnerships.wording import ORGANISATION_KINDS
from leader_award.platform import access, clock
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError

SHOWN = "shown"
"""Name under which a page sends the ids of the questions it shows: others keep their answers."""
FILE = "file-"


@blueprint.get("/zgloszenia/<entry_id>/formularz")
@guarded("entry.edit", queries.whole)
def form(entry: Entry) -> Any:
    """Show everything that an entry asks for."""
    return _page(entry, with_gaps="braki" in request.args)


@blueprint.post("/zgloszenia/<entry_id>/formularz")
@guarded("entry.edit", queries.whole)
def save_form(entry: Entry) -> Any:
    """Save all that was typed and chosen, then check, submit, or do what was pressed."""
    typed = _typed(entry)
    refused = answer_views.save(entry, typed, lambda shown: _page(entry, shown=shown))
    if refused is not None:
        return refused
    rows, files = UnitRowsForm(), _file_forms(entry)
    if not (_add_partners(entry, rows) & _add_files(entry, files)):
        return _page(answer_views.reread(entry), rows=rows, files=files), 422
    return _go_on(answer_views.reread(entry))


@blueprint.post("/zgloszenia/<entry_id>/formularz/autozapis")
@guarded("entry.edit", queries.whole)
def autosave_form(entry: Entry) -> Any:
    """Save the texts typed so far; tell which are wrong, and if other questions are asked now."""
    typed = _typed(entry)
    kept = {q.id: rules.read_answer(q.kind, typed[PREFIX + q.id].data) for q in typed.questions}
    wrong = presenting.wrong_answers(typed.questions, kept, with_gaps=False)
    answer = answer_views.autosave(
        entry, typed, {PREFIX + name: text for name, text in wrong.items()}
    )
    if isinstance(answer, dict):
        now_asked = {q.id for q in _asked(answer_views.reread(entry))}
        others = now_asked != set(request.form.getlist(SHOWN))
        return jsonify(answer | {"reveals": ["other-questions"] if others else []})
    return answer


# ---- what was sent


def _asked(entry: Entry) -> list[Question]:
    return [q for group in content.questions_of(entry).values() for q in group]


def _typed(entry: Entry) -> WholeForm:
    shown = set(request.form.getlist(SHOWN))
    questions = [q for s in entry.edition.sections for q in s.questions if q.id in shown]
    return whole_form(questions, {})().offer_all(entry.edition.categories)


def _file_forms(entry: Entry) -> dict[str, AttachmentForm]:
    forms = {}
    for requirement in entry.edition.attachment_requirements:
        forms[requirement.id] = attachment_form(requirement)
        forms[requirement.id].file.name = FILE + requirement.id
    return forms


def _add_partners(entry: Entry, rows: UnitRowsForm) -> bool:
    """Add the partners whose rows are filled in; return whether all could be."""
    if not rows.validate():
        return False
    for unit, part in rows.rows:
        if not unit.data:
            continue
        try:
            service.add_unit_partner(
                entry_id=entry.id,
                terc=unit.data,
                part=part.data or "",
                actor=access.actor("applicant"),
            )
        except DomainError as error:
            (part if error.field == "part" else unit).errors = [error.message]
        else:
            unit.text, unit.data, part.data = "", None, ""
    return not rows.errors


def _add_files(entry: Entry, forms: dict[str, AttachmentForm]) -> bool:
    """Add the files that a plain form carries; return whether all could be."""
    right = True
    for requirement_id, own in forms.items():
        for upload in request.files.getlist(FILE + requirement_id):
            if upload.filename:
                right &= _add_file(entry, requirement_id, upload, own)
    return right


def _add_file(entry: Entry, requirement_id: str, upload: FileStorage, own: AttachmentForm) -> bool:
    try:
        take(entry, requirement_id, upload)
    except DomainError as error:
        own.file.errors = [named(upload, error)]
        return False
    return True


def _go_on(entry: Entry) -> Any:
    """Do what the pressed button says, after everything has been saved."""
    then, _colon, thing = request.form.get("then", "").partition(":")
    actor = access.actor("applicant")
    try:
        if then == "remove-partner":
            service.remove_partner(entry_id=entry.id, partner_id=thing, actor=actor)
        elif then == "remove-file":
            service.remove_attachment(entry_id=entry.id, attachment_id=thing, actor=actor)
        elif then == "submit":
            service.submit_entry(entry_id=entry.id, actor=actor)
            return redirect(url_for(".confirmation", entry_id=entry.id))
        elif then == "check":
            return redirect(url_for(".check", entry_id=entry.id))
        elif then == "overview":
            return redirect(url_for(".overview", entry_id=entry.id))
    except service.Incomplete:
        flash(_("Saved, but not submitted yet: something is missing or has to be mended."), "error")
        return redirect(url_for(".form", entry_id=entry.id, braki=1))
    except DomainError as error:
        flash(str(error.message), "error")
    place = {"partners": "partners", "remove-partner": "partners", "remove-file": "attachments"}
    return redirect(url_for(".form", entry_id=entry.id, _anchor=place.get(then)))


# ---- the page


def _page(
    entry: Entry,
    *,
    with_gaps: bool = False,
    shown: Any = None,
    rows: UnitRowsForm | None = None,
    files: dict[str, AttachmentForm] | None = None,
) -> str:
    now = clock.now()
    standing = presenting.standing_of(entry, now)
    answers = working.values(entry)
    asked = content.questions_of(entry)
    questions = _asked(entry)
    typed = shown or whole_form(questions, answers)(formdata=None, data=answers).offer_all(
        entry.edition.categories
    )
    if shown is None:
        typed.show_version(entry.version)
        typed.blame_answers(presenting.wrong_answers(questions, answers, with_gaps=with_gaps))
    if with_gaps:
        for line in presenting.basics_gaps(entry):
            typed.blame(line)
    files = files or _file_forms(entry)
    if with_gaps:
        presenting.blame_files(entry, files)
    requirements = entry.edition.attachment_requirements
    return render_template(
        "entries/form.html",
        entry=entry,
        typed=typed,
        sections=[section for section in entry.edition.sections if asked[section.id]],
        asked={key: [q for q in group if PREFIX + q.id in typed] for key, group in asked.items()},
        rows=rows or UnitRowsForm(formdata=None),
        files=files,
        limits={wanted.id: presenting.limits(wanted) for wanted in requirements},
        accepted={wanted.id: presenting.accepted(wanted) for wanted in requirements},
        descriptions=presenting.descriptions(entry.edition),
        kinds=ORGANISATION_KINDS,
        standing=standing,
        parts=presenting.form_parts(entry),
        until=presenting.deadline(standing.until, now) if standing.until else None,
        shows_errors=with_gaps or request.method == "POST",
    )
