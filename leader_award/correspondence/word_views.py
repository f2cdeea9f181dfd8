"""The pages on which organisers word the mails."""

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from leader_award.correspondence import queries, service, shipped
from leader_award.correspondence.blueprint import blueprint
from leader_award.correspondence.forms import WordsForm
from leader_award.correspondence.mails import BY_KEY, MAILS, Mail
from leader_award.platform import access
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError
from leader_award.platform.i18n import LANGUAGES
from leader_award.practices.differences import difference


@dataclass(frozen=True)
class Edited:
    """A mail in one language."""

    mail: Mail
    language: str


def _load(key: str, language: str) -> Edited | None:
    if key not in BY_KEY or language not in LANGUAGES:
        return None
    return Edited(BY_KEY[key], language)


@blueprint.get("/organizator/korespondencja/tresci")
@guarded("mail.word")
def mails() -> Any:
    """List every mail: who gets it, when, and whether its words were changed."""
    return render_template(
        "correspondence/mails.html", mails=MAILS, changed=queries.changed(), languages=LANGUAGES
    )


@blueprint.get("/organizator/korespondencja/tresci/<key>/<language>")
@guarded("mail.word", _load)
def words(edited: Edited) -> Any:
    """Show the words of a mail in a form, beside the names and a preview."""
    subject, body = service.words(edited.mail, edited.language)
    kept = queries.latest(edited.mail.template, edited.language)
    form = WordsForm(subject=subject, body=body, version=kept.number if kept else 0)
    return _page(edited, form)


@blueprint.post("/organizator/korespondencja/tresci/<key>/<language>")
@guarded("mail.word", _load)
def save_words(edited: Edited) -> Any:
    """Preview the words, send them to oneself, or put them in force."""
    form = WordsForm()
    if not form.validate():
        return _page(edited, form), 422
    typed = {"subject": form.subject.data or "", "body": form.body.data or ""}
    form.blame_all(service.problems(edited.mail, edited.language, **typed))
    if "preview" in request.form:
        return _page(edited, form)
    if form.errors:
        return _page(edited, form), 422
    given: dict[str, Any] = {"mail": edited.mail, "language": edited.language, **typed}
    actor = access.actor("organiser")
    if "trial" in request.form:
        address = service.send_trial(**given, actor=actor)
        flash(_("A trial mail is on its way to %(address)s.", address=address), "success")
        return _page(edited, form)
    try:
        service.save(**given, version=form.edited, actor=actor)
    except DomainError as error:
        form.blame(error)
        return _page(edited, form), 422
    flash(_("Saved. Mails queued from now on have these words."), "success")
    return redirect(url_for(".words", key=edited.mail.key, language=edited.language))


def _page(edited: Edited, form: WordsForm) -> str:
    mail, language = edited.mail, edited.language
    return render_template(
        "correspondence/words.html",
        mail=mail,
        language=language,
        languages=LANGUAGES,
        form=form,
        placeholders=shipped.of(mail).placeholders,
        required=service.required(mail, language),
        example=service.example(mail, language, form.subject.data or "", form.body.data or ""),
        versions=len(queries.versions(mail.template, language)),
    )


@blueprint.get("/organizator/korespondencja/tresci/<key>/<language>/wersje")
@guarded("mail.word", _load)
def word_versions(edited: Edited) -> Any:
    """Show each version beside the words of the program."""
    mail, language = edited.mail, edited.language
    subject, body = shipped.of(mail).words(language)
    return render_template(
        "correspondence/word_versions.html",
        mail=mail,
        language=language,
        languages=LANGUAGES,
        versions=queries.versions(mail.template, language),
        shipped=(subject, body),
        difference=difference,
    )


@blueprint.post("/organizator/korespondencja/tresci/<key>/<language>/wersje/<int:number>")
@guarded("mail.word", _load)
def restore_words(edited: Edited, number: int) -> Any:
    """Put a version in force again, the program's words for 0."""
    if number and queries.version(edited.mail.template, edited.language, number) is None:
        abort(404)
    try:
        service.restore(
            mail=edited.mail,
            language=edited.language,
            number=number,
            actor=access.actor("organiser"),
        )
    except DomainError as error:
        flash(str(error), "error")
    else:
        flash(_("Restored. Mails queued from now on have these words."), "success")
    return redirect(url_for(".words", key=edited.mail.key, language=edited.language))
