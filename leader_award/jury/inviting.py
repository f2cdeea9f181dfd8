"""Inviting many jurors at once: all of a pasted list, or nobody while a line is wrong."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.jury import invitation_lines, service
from leader_award.jury.blueprint import blueprint
from leader_award.jury.forms import JurorForm, juror_form
from leader_award.jury.invitation_lines import Line
from leader_award.platform import access, db
from leader_award.platform.access import guarded
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError
from leader_award.platform.forms import stripped
from leader_award.platform.i18n import LANGUAGES

FAULTS = {
    "no_address": _l("There is no e-mail address in this line."),
    "two_addresses": _l("There are two e-mail addresses in this line."),
    "bad_address": _l("Write an e-mail address such as name@office.pl."),
    "no_name": _l("There is no first name and surname in this line."),
    "long_name": _l("Use at most 200 characters."),
    "bad_name": _l("This name holds an address of a page or signs that no name has."),
    "repeated": _l("This address stands in an earlier line already."),
}


class LinesRefused(DomainError):
    """Some lines are wrong; `faults` says what, by the number of the line."""

    def __init__(self, faults: Mapping[int, Any]) -> None:
        super().__init__(
            _l("Nobody has been invited yet: some lines have to be mended first."), field="people"
        )
        self.faults = faults


class InviteManyForm(JurorForm):
    """A list of people who get the same capacity and expertise."""

    people = TextAreaField(
        _l("Jurors, one in a line"),
        validators=[InputRequired(_l("Write at least one juror."))],
        filters=[stripped],
    )
    language = RadioField(
        _l("Language of the invitations"), choices=list(LANGUAGES.items()), default="pl"
    )


def invite_jurors(
    *,
    edition_id: str,
    lines: Sequence[Line],
    capacity: int,
    minimum: int,
    expertise: Mapping[str, int],
    language: str,
    actor: Actor,
    key: str,
) -> int:
    """Invite everybody on the list with the same bounds and expertise; return how many.

    All in one transaction. Raises LinesRefused when a line is wrong or its person is on the jury
    already, DomainError beside `capacity`, `minimum` or `people`, NotAllowed.
    """
    if len(lines) > invitation_lines.MOST:
        raise DomainError(
            _l("Invite at most %(most)s people at once.", most=invitation_lines.MOST),
            field="people",
        )
    faults: dict[int, Any] = {line.number: FAULTS[line.fault] for line in lines if line.fault}
    with db.transaction():
        for line in lines:
            if line.fault:
                continue
            try:
                service.invite_juror(
                    edition_id=edition_id,
                    email=line.email,
                    name=line.name,
                    capacity=capacity,
                    minimum=minimum,
                    expertise=expertise,
                    language=language,
                    actor=actor,
                    key=f"{key[:40]}-{line.number}",
                )
            except DomainError as error:
                if error.field != "email":
                    raise
                faults[line.number] = error.message
        if faults:
            raise LinesRefused(faults)
    return len(lines)


def _edition(edition_id: str) -> Edition | None:
    return edition_queries.whole(edition_id)


@blueprint.route("/organizator/edycje/<edition_id>/jury/zaproszenia", methods=["GET", "POST"])
@guarded("jury.arrange", _edition)
def invite_many(edition: Edition) -> Any:
    """Invite everybody on a pasted list."""
    form = juror_form(InviteManyForm, edition.categories)
    lines = invitation_lines.read(form["people"].data or "")
    faults: Mapping[int, Any] = {}
    if form.validate_on_submit():
        try:
            count = invite_jurors(
                edition_id=edition.id,
                lines=lines,
                **form.bounds(),
                expertise=form.expertise(),
                language=form["language"].data,
                actor=access.actor("organiser"),
                key=form.key,
            )
        except LinesRefused as error:
            faults = error.faults
            form.blame(error)
        except DomainError as error:
            form.blame(error)
        else:
            words = ngettext(
                "%(num)s invitation is on its way.", "%(num)s invitations are on their way.", count
            )
            flash(words, "success")
            return redirect(url_for(".people", edition_id=edition.id))
    page = render_template(
        "jury/invite_many.html",
        edition=edition,
        form=form,
        wrong=[(line, faults[line.number]) for line in lines if line.number in faults],
        right=len(lines) - len(faults),
    )
    return page, (422 if form.errors or form.form_errors else 200)
