"""What organisers do with the words of mails, and the words that a mail is sent with."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale, gettext
from flask_babel import lazy_gettext as _l
from jinja2 import TemplateError

from leader_award.accounts.models import Person
from leader_award.correspondence import queries, shipped, syntax, wording
from leader_award.correspondence.mails import BY_TEMPLATE, Mail
from leader_award.correspondence.models import MailWording
from leader_award.correspondence.syntax import Problem
from leader_award.platform import audit, clock, db, outbox
from leader_award.platform.audit import Actor
from leader_award.platform.errors import Conflict, DomainError, NotFound

TRIAL = "correspondence/trial"
"""In the place of a template, for mails that somebody sends to try the words of another."""


def words(mail: Mail, language: str) -> tuple[str, str]:
    """Return subject and body that are in force, with names in them."""
    kept = queries.latest(mail.template, language)
    if kept is None or kept.shipped:
        return shipped.of(mail).words(language)
    return kept.subject, kept.body


def problems(mail: Mail, language: str, subject: str, body: str) -> list[Problem]:
    """Return everything that keeps these words from being used."""
    offered = shipped.of(mail).placeholders
    return syntax.problems(
        subject,
        body,
        known=[one.called(language) for one in offered],
        required=_required(mail, language),
    )


def _required(mail: Mail, language: str) -> list[str]:
    """Return the required names; one that the program's own words hold in the subject is free."""
    in_body = {syntax.key(name) for name in syntax.names_in(shipped.of(mail).words(language)[1])}
    return [
        one.called(language)
        for one in shipped.of(mail).placeholders
        if one.required and syntax.key(one.called(language)) in in_body
    ]


def required(mail: Mail, language: str) -> list[str]:
    """Return the names that the body may not lack."""
    return _required(mail, language)


def example(mail: Mail, language: str, subject: str, body: str) -> tuple[str, str]:
    """Return the mail with examples in it; a name that nothing stands for stays as it is."""
    known = {one.called(language): one.example(language) for one in shipped.of(mail).placeholders}
    keys = {syntax.key(name) for name in known}
    unknown = {
        name: syntax.written(name)
        for name in syntax.names_in(f"{subject}\n{body}")
        if syntax.key(name) not in keys
    }
    values = known | unknown
    return syntax.subject_line(subject, values), syntax.letter(body, values)


def save(*, mail: Mail, language: str, subject: str, body: str, version: int, actor: Actor) -> int:
    """Put these words in force for mails queued from now on; return the version's number.

    `version` is the one that was edited, 0 for the program's words. Raises DomainError on what
    is wrong with the words, Conflict if somebody else saved meanwhile.
    """
    subject, body = syntax.subject_line(subject, _as_typed(subject)), syntax.clean(body).strip()
    for one in problems(mail, language, subject, body):
        raise DomainError(wording.sentence(one), field=one.field)
    with db.transaction() as writer:
        before = queries.latest(mail.template, language, writer)
        if (before.number if before else 0) != version:
            raise Conflict(_l("Somebody else has changed this mail meanwhile. Open it again."))
        kept = _next(mail, language, before, actor)
        if (subject, syntax.normal(body)) == shipped.of(mail).words(language):
            kept.shipped = True
        else:
            kept.subject, kept.body = subject, body
        writer.add(kept)
        writer.flush()
        audit.record(writer, actor, "mail_wording.saved", kept, {"number": kept.number})
        return kept.number


def _as_typed(text: str) -> dict[str, str]:
    return {name: syntax.written(name) for name in syntax.names_in(text)}


def restore(*, mail: Mail, language: str, number: int, actor: Actor) -> None:
    """Put an earlier version in force again, or the program's words for 0.

    Raises NotFound, and DomainError if the version holds names that there are no more.
    """
    old = queries.version(mail.template, language, number)
    if number and old is None:
        raise NotFound(_l("This does not exist, or you may not see it."))
    if old is not None and not old.shipped:
        for one in problems(mail, language, old.subject, old.body):
            raise DomainError(wording.sentence(one))
    with db.transaction() as writer:
        kept = _next(mail, language, queries.latest(mail.template, language, writer), actor)
        if old is None or old.shipped:
            kept.shipped = True
        else:
            kept.subject, kept.body = old.subject, old.body
        writer.add(kept)
        writer.flush()
        audit.record(writer, actor, "mail_wording.restored", kept, {"number": kept.number})


def _next(mail: Mail, language: str, before: MailWording | None, actor: Actor) -> MailWording:
    return MailWording(
        template=mail.template,
        language=language,
        number=(before.number if before else 0) + 1,
        at=clock.now(),
        by_id=actor.person_id,
    )


def send_trial(*, mail: Mail, language: str, subject: str, body: str, actor: Actor) -> str:
    """Queue the words with examples in them to the actor; return the address."""
    with force_locale(language):
        mark = gettext("[trial]")
    title, text = example(mail, language, subject, body)
    with db.transaction() as writer:
        person = writer.get_one(Person, actor.person_id)
        outbox.put(writer, person.email, f"{mark} {title}", f"{text}\n", TRIAL)
        audit.record(writer, actor, "mail_wording.tried", "mail_wording")
        return person.email


def other_words(template: str, language: str) -> Callable[[Mapping[str, Any]], str] | None:
    """Return what writes this mail instead of its template, or None; for the outbox."""
    mail = BY_TEMPLATE.get(template)
    kept = queries.latest(template, language) if mail else None
    if mail is None or kept is None or kept.shipped:
        return None
    return partial(_write, mail, kept.language, kept.subject, kept.body)


def _write(mail: Mail, language: str, subject: str, body: str, context: Mapping[str, Any]) -> str:
    """Return the mail with the organisers' words, or the program's if they no longer fit."""
    names = {syntax.key(name) for name in syntax.names_in(f"{subject}\n{body}")}
    try:
        values = shipped.of(mail).values(context, names, language)
        title, text = syntax.subject_line(subject, values), syntax.letter(body, values)
    except (KeyError, TemplateError, shipped.Undeclared):
        current_app.logger.exception("the words of %s no longer fit its template", mail.template)
        return render_template(mail.template, **context)
    return f"{title}\n\n{text}"
