"""Pages on which the entry is written: the basics and each section, saved as they are typed."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from leader_award.editions.models import FormSection, Question
from leader_award.entries import content, presenting, queries, rules, service, working
from leader_award.entries.blueprint import blueprint
from leader_award.entries.forms import (
    PREFIX,
    AnswersForm,
    BasicsForm,
    WholeForm,
    answers_form,
    stored_texts,
)
from leader_award.entries.models import Entry
from leader_award.platform import access, clock
from leader_award.platform.access import guarded
from leader_award.platform.errors import Conflict, DomainError, NotAllowed
from leader_award.platform.i18n import hour, translate

Typed = BasicsForm | AnswersForm | WholeForm
Show = Callable[[Typed], str]


# ---- basics


def _basics_form(entry: Entry, *, filled: bool) -> BasicsForm:
    form = BasicsForm(data=working.values(entry)) if filled else BasicsForm()
    return form.offer(entry.edition.categories)


@blueprint.get("/zgloszenia/<entry_id>/podstawy")
@guarded("entry.edit", queries.whole)
def basics(entry: Entry) -> Any:
    """Show title, partnership and category."""
    form = _basics_form(entry, filled=True)
    form.show_version(entry.version)
    if "braki" in request.args:
        for line in presenting.basics_gaps(entry):
            form.blame(line)
    return _basics_page(entry, form)


@blueprint.post("/zgloszenia/<entry_id>/podstawy")
@guarded("entry.edit", queries.whole)
def save_basics(entry: Entry) -> Any:
    """Save title, partnership and category, and go on."""
    form = _basics_form(entry, filled=False)
    refused = save(entry, form, lambda typed: _basics_page(entry, typed))
    return refused or redirect(_next_address(entry, ""))


@blueprint.post("/zgloszenia/<entry_id>/podstawy/autozapis")
@guarded("entry.edit", queries.whole)
def autosave_basics(entry: Entry) -> Any:
    """Save what has been typed so far, without leaving the page."""
    return autosave(entry, _basics_form(entry, filled=False), {})


def _basics_page(entry: Entry, form: Typed) -> str:
    return render_template(
        "entries/basics.html",
        entry=entry,
        typed=form,
        standing=presenting.standing_of(entry, clock.now()),
        descriptions=presenting.descriptions(entry.edition),
    )


# ---- sections


def _section_of(entry: Entry, section_id: str) -> tuple[FormSection, list[Question]]:
    questions = content.questions_of(entry).get(section_id)
    if not questions:
        abort(404)
    section = next(s for s in entry.edition.sections if s.id == section_id)
    return section, questions


@blueprint.get("/zgloszenia/<entry_id>/czesc/<section_id>")
@guarded("entry.edit", queries.whole)
def section(entry: Entry, section_id: str) -> Any:
    """Show the questions of one section with the answers kept so far."""
    part, questions = _section_of(entry, section_id)
    answers = working.values(entry)
    form = answers_form(questions, answers)()
    form.show_version(entry.version)
    with_gaps = "braki" in request.args
    form.blame_answers(presenting.wrong_answers(questions, answers, with_gaps=with_gaps))
    return _section_page(entry, part, questions, form)


@blueprint.post("/zgloszenia/<entry_id>/czesc/<section_id>")
@guarded("entry.edit", queries.whole)
def save_section(entry: Entry, section_id: str) -> Any:
    """Save the answers of a section, and go on unless one of them has to be mended."""
    part, questions = _section_of(entry, section_id)
    form = answers_form(questions, {})()
    refused = save(entry, form, lambda typed: _section_page(entry, part, questions, typed))
    if refused is not None:
        return refused
    answers = {a.question_id: a.value for a in reread(entry).answers}
    if presenting.wrong_answers(questions, answers, with_gaps=False):
        flash(_("Saved. Some answers below have to be mended before you submit."), "warning")
        return redirect(url_for(".section", entry_id=entry.id, section_id=section_id))
    return redirect(_next_address(entry, section_id))


@blueprint.post("/zgloszenia/<entry_id>/czesc/<section_id>/autozapis")
@guarded("entry.edit", queries.whole)
def autosave_section(entry: Entry, section_id: str) -> Any:
    """Save the answers typed so far, and tell which of them have to be mended."""
    _part, questions = _section_of(entry, section_id)
    form = answers_form(questions, {})()
    kept = {q.id: rules.read_answer(q.kind, form[PREFIX + q.id].data) for q in questions}
    wrong = presenting.wrong_answers(questions, kept, with_gaps=False)
    return autosave(entry, form, {PREFIX + name: text for name, text in wrong.items()})


def _section_page(entry: Entry, part: FormSection, questions: list[Question], form: Typed) -> str:
    now = clock.now()
    standing = presenting.standing_of(entry, now)
    return render_template(
        "entries/section.html",
        entry=entry,
        section=part,
        questions=questions,
        typed=form,
        pages=presenting.tasks(entry),
        standing=standing,
        until=presenting.deadline(standing.until, now) if standing.until else None,
        shows_errors="braki" in request.args or request.method == "POST",
    )


# ---- saving


def reread(entry: Entry) -> Entry:
    """Return the entry as it is after a change."""
    found = queries.whole(entry.id)
    return found or abort(404)


def _next_address(entry: Entry, section_id: str) -> str:
    if request.form.get("then") == "overview":
        return url_for(".overview", entry_id=entry.id)
    return presenting.following_page(entry, section_id)


def save(entry: Entry, form: Typed, show: Show) -> Any:
    """Save what was typed; return the page that tells why it was not, or None."""
    typed = form.changes()
    asked = request.form.getlist("conflict")
    choices = {name: request.form.get(f"keep-{name}") for name in asked}
    if any(choice not in ("mine", "stored") for choice in choices.values()):
        return _conflict_page(entry, typed, asked, undecided=True)
    kept = {name: value for name, value in typed.items() if choices.get(name) != "stored"}
    try:
        service.save_entry(
            entry_id=entry.id, version=form.seen, changes=kept, actor=access.actor("applicant")
        )
    except Conflict as conflict:
        return _conflict_page(reread(entry), typed, list(conflict.changes), undecided=False)
    except DomainError as error:
        form.blame(error)
        return show(form), 422
    return None


def autosave(entry: Entry, form: Typed, wrong: Mapping[str, str]) -> Any:
    """Save what was typed so far; return the answer of success (a dict) or a refusal's response.

    `wrong` has sentences beside fields, which are shown although everything is kept.
    """
    try:
        version = service.save_entry(
            entry_id=entry.id,
            version=form.seen,
            changes=form.changes(),
            actor=access.actor("applicant"),
        )
    except Conflict as conflict:
        return jsonify(
            message=str(conflict.message),
            url=request.path.removesuffix("/autozapis"),
            version=reread(entry).version,
            changes=stored_texts(conflict.changes),
        ), 409
    except NotAllowed as error:
        url = url_for(".overview", entry_id=entry.id)
        return jsonify(message=str(error.message), url=url), 409
    except DomainError as error:
        fields = {error.field: str(error.message)} if error.field else {}
        return jsonify(message=str(error.message), fields=fields), 422
    return {"version": version, "saved_at": hour(clock.now()), "fields": dict(wrong)}


def _conflict_page(
    entry: Entry, typed: Mapping[str, Any], fields: list[str], *, undecided: bool
) -> Any:
    questions = {q.id: q for s in entry.edition.sections for q in s.questions}
    categories = {c.id: translate(c.name) for c in entry.edition.categories}
    stored = working.values(entry)

    def shown(name: str, value: Any) -> str:
        if name == "category_id":
            return categories.get(value, "")
        kind = questions[name].kind if name in questions else "short_text"
        return presenting.shown(kind, rules.read_answer(kind, value))

    rows = [
        {
            "name": name,
            "label": presenting.field_label(name, questions),
            "mine": shown(name, typed.get(name)),
            "stored": shown(name, stored.get(name)),
        }
        for name in fields
        if name in typed
    ]
    page = render_template(
        "entries/conflict.html",
        entry=entry,
        rows=rows,
        carried=_carried(),
        undecided=undecided,
        back=request.path,
    )
    return page, 409


def _carried() -> list[tuple[str, str]]:
    """Return everything that was typed, to be sent again with the choice."""
    left_out = ("csrf_token", "version", "conflict")
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in left_out and not name.startswith("keep-")
    ]
