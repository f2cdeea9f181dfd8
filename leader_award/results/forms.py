"""Forms of decisions, of the announcement and of the press pack."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import (
    BooleanField,
    FileField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from leader_award.platform.db import Translated
from leader_award.platform.forms import BaseForm, MomentField, stripped, text_field
from leader_award.platform.i18n import translate
from leader_award.results import rules, wording
from leader_award.results.board import Board, PrizeUse, Row
from leader_award.results.models import PressText
from leader_award.results.press_queries import Attached
from leader_award.results.queries import Results

NOW, LATER = "now", "later"


class DecisionForm(BaseForm):
    """`award` is an outcome, with the id of a prize after a colon where there is one."""

    version = IntegerField(widget=HiddenInput(), default=0)
    award = RadioField(
        _l("Decision"), [InputRequired(_l("Choose the decision about this entry."))], choices=[]
    )
    reason = TextAreaField(
        _l("Justification by the committee"),
        [Length(max=rules.LONGEST_REASON)],
        filters=[stripped],
    )
    departure = TextAreaField(
        _l("Why the decision departs from the ranking"),
        [Length(max=rules.LONGEST_REASON)],
        filters=[stripped],
    )

    @classmethod
    def of(cls, board: Board, row: Row) -> "DecisionForm":
        """Return the form for an entry, showing what was decided before."""
        decision = row.decision
        form = cls(
            version=decision.version if decision else 0,
            award=_code(decision.outcome, decision.prize_id) if decision else None,
            reason=decision.reason if decision else "",
            departure=decision.departure if decision else "",
        )
        form.award.choices = list(_choices(board, row))
        return form

    @property
    def outcome(self) -> str:
        """The chosen outcome."""
        return str(self.award.data).partition(":")[0]

    @property
    def prize_id(self) -> str | None:
        """The chosen prize's id, or None."""
        return str(self.award.data).partition(":")[2] or None


def _code(outcome: str, prize_id: str | None) -> str:
    return f"{outcome}:{prize_id}" if prize_id else outcome


def _choices(board: Board, row: Row) -> Iterable[tuple[str, str, dict[str, Any]]]:
    """Yield each possible decision; a prize that has run out cannot be chosen."""
    for outcome in rules.outcomes_for(has_final=board.edition.has_final, decided=row.outcome):
        prizes = [use for use in board.prizes if use.prize.award == outcome]
        for use in prizes:
            own = row.decision is not None and row.decision.prize_id == use.prize.id
            left = use.left + own
            label = f"{wording.OUTCOMES[outcome]}: {translate(use.prize.name)} ({_left(use, left)})"
            yield _code(outcome, use.prize.id), label, {} if left > 0 else {"disabled": True}
        label = str(wording.OUTCOMES[outcome])
        yield outcome, _("%(award)s, without a prize", award=label) if prizes else label, {}


def _left(use: PrizeUse, left: int) -> str:
    text: str = ngettext(
        "%(num)s of %(count)s left", "%(num)s of %(count)s left", left, count=use.prize.count
    )
    return text


class FinalistsForm(BaseForm):
    entry_ids = SelectMultipleField(_l("Finalists"), choices=[])

    @classmethod
    def of(cls, rows: Sequence[Row]) -> "FinalistsForm":
        """Return the form, showing who is a finalist so far."""
        form = cls(entry_ids=[row.entry.id for row in rows if row.outcome in rules.IN_FINAL])
        form.entry_ids.choices = [(row.entry.id, row.entry.title) for row in rows]
        return form


class AnnouncementForm(BaseForm):
    when = RadioField(
        _l("When do the results become public?"),
        [InputRequired(_l("Choose when the results become public."))],
        choices=[(LATER, _l("At a set moment")), (NOW, _l("As soon as they are approved"))],
    )
    at = MomentField(_l("Moment of the announcement"))
    shows_places = BooleanField(_l("Applicants learn their entry's place in the ranking"))

    @classmethod
    def of(cls, board: Board, now: datetime, **options: Any) -> "AnnouncementForm":
        """Return the form, showing what was prepared, or else the timetable's instant.

        `options` are those of every form: with formdata=None it ignores what was sent.
        """
        prepared = board.announcement
        at = prepared.planned_for if prepared else board.edition.announcement_at
        return cls(
            when=(LATER if prepared.planned_for else NOW) if prepared else LATER,
            at=at if at and at > now else None,
            shows_places=prepared.shows_places if prepared else False,
            **options,
        )

    @property
    def instant(self) -> datetime | None:
        """The chosen instant, None for that of the approval."""
        return self.at.instant if self.when.data == LATER else None

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for a moment only where one is to be set."""
        super().validate(extra_validators)
        if self.when.data != LATER:
            for part in self.at.form:
                part.errors = []
        return not self.errors


class PressTextForm(BaseForm):
    version = IntegerField(widget=HiddenInput(), default=0)
    polish = TextAreaField(
        _l("Text in Polish"), [Length(max=rules.LONGEST_PRESS_TEXT)], filters=[stripped]
    )
    english = TextAreaField(
        _l("Text in English"), [Length(max=rules.LONGEST_PRESS_TEXT)], filters=[stripped]
    )
    contact = text_field(_l("Contact for the press"), Length(max=300))

    @classmethod
    def of(cls, row: PressText | None) -> "PressTextForm":
        """Return the form, showing what was saved before."""
        if row is None:
            return cls()
        return cls(
            version=row.version,
            polish=row.text.get("pl", ""),
            english=row.text.get("en", ""),
            contact=row.contact,
        )

    @property
    def text(self) -> Translated:
        """What was typed, by language."""
        return _by_language(self.polish.data, self.english.data)


def _by_language(polish: str | None, english: str | None) -> Translated:
    return {code: text for code, text in (("pl", polish), ("en", english)) if text}


class OwnPictureForm(BaseForm):
    file = FileField(_l("Picture"))
    polish = text_field(
        _l("What the picture shows"),
        InputRequired(_l("Describe the picture for those who cannot see it.")),
        Length(max=300),
    )
    english = text_field(_l("What the picture shows, in English"), Length(max=300))
    credit = text_field(
        _l("Author of the picture"), InputRequired(_l("Name the author.")), Length(max=200)
    )
    rights = BooleanField(
        _l("The press may print this picture free of charge with the author's name"),
        [InputRequired(_l("Without this consent the picture cannot be given to the press."))],
    )

    @property
    def alternative(self) -> Translated:
        """The description, by language."""
        return _by_language(self.polish.data, self.english.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for a file, unless one is chosen otherwise."""
        super().validate(extra_validators)
        if not self.has_source and not (self.file.data and self.file.data.filename):
            self.file.errors = [_("Choose a picture.")]
        return not self.errors

    @property
    def has_source(self) -> bool:
        """Whether the picture is one that is stored already."""
        return False


class PictureForm(OwnPictureForm):
    source = SelectField(_l("Picture from an awarded entry"), choices=[])
    entry_id = SelectField(_l("Whom the picture shows"), choices=[])

    @classmethod
    def of(cls, results: Results, attached: Iterable[Attached]) -> "PictureForm":
        """Return the form with the awards and the pictures that awarded entries brought."""
        form = cls()
        awards = (*results.laureates, *results.distinctions, *results.finalists)
        form.entry_id.choices = [
            ("", _("the edition as a whole")),
            *((award.entry_id, award.name) for award in awards),
        ]
        form.source.choices = [
            ("", _("none; I choose a file")),
            *(
                (one.stored.id, f"{one.reference} {one.title}: {one.stored.name}")
                for one in attached
            ),
        ]
        return form

    @property
    def has_source(self) -> bool:
        """Whether the picture is one that an entry brought."""
        return bool(self.source.data)
