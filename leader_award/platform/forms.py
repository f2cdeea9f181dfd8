"""What every form shares: hidden keys, errors beside the field, hours on the Warsaw clock."""

from datetime import datetime, time
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.i18n import translations as wtforms_words
from wtforms import DateField, Form, FormField, HiddenField, StringField, TimeField, ValidationError
from wtforms.validators import InputRequired, Optional

from leader_award.platform import clock
from leader_award.platform.db import new_id
from leader_award.platform.errors import DomainError


def stripped(value: Any) -> Any:
    """Filter: text without surrounding blanks and without NUL characters."""
    return value.replace("\x00", "").strip() if isinstance(value, str) else value


MOST_DIGITS = 9


def number_sent(field: Any) -> int:
    """Return the number that a hidden field brought, 0 if it brought none.

    What a page put into the field for the browser counts only once the browser sends it back.
    """
    sent = field.data
    fits = isinstance(sent, str) and sent.isdecimal() and len(sent) <= MOST_DIGITS
    return int(sent) if fits else 0


class BaseForm(FlaskForm):  # type: ignore[misc]
    """A form with CSRF protection, an idempotency key and room for the domain's errors."""

    idempotency_key = HiddenField(default=new_id)

    @property
    def key(self) -> str:
        """The idempotency key, the same when the form is sent twice."""
        return self.idempotency_key.data or new_id()

    def blame(self, error: DomainError) -> None:
        """Put the error beside the field it names, or on top of the form."""
        field = self._fields.get(error.field) if error.field else None
        if isinstance(field, MomentField):
            field = field.form.day  # a group has no place for errors of its own
        if field is not None:
            field.errors = [*field.errors, error.message]
        else:
            self.form_errors.append(error.message)


class _Moment(Form):
    day = DateField(_l("Day"), validators=[InputRequired()])
    hour = TimeField(_l("Hour"), validators=[InputRequired()], default=time(12, 0))

    class Meta:
        """Speak the visitor's language, as forms of their own do."""

        def get_translations(self, _form: Form) -> Any:
            """Return the words of WTForms in that language."""
            return wtforms_words

    def validate_hour(self, field: TimeField) -> None:
        """Refuse an hour that the clock change skips or repeats."""
        if self.day.data is None or field.data is None:
            return
        try:
            clock.from_warsaw(self.day.data, field.data)
        except DomainError as error:
            raise ValidationError(str(error)) from error


class _MaybeMoment(_Moment):
    day = DateField(_l("Day"), validators=[Optional()])
    hour = TimeField(_l("Hour"), validators=[Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Want both or none."""
        right = super().validate(extra_validators)
        for one, other in ((self.day, self.hour), (self.hour, self.day)):
            if one.data is None and other.data is not None and not one.errors:
                one.errors = [_l("Fill in both the day and the hour, or neither.")]
                right = False
        return right


class MomentField(FormField):  # type: ignore[type-arg]  # generic in its stubs only
    """A day and an hour in Europe/Warsaw; `instant` is the UTC instant they mean.

    With `required=False` both may be left empty, as `is_empty` tells.
    """

    def __init__(self, label: Any, *, required: bool = True, **kwargs: Any) -> None:
        super().__init__(_Moment if required else _MaybeMoment, label, **kwargs)

    @property
    def is_empty(self) -> bool:
        """Whether neither was filled in."""
        return self.form.day.data is None and self.form.hour.data is None

    @property
    def instant(self) -> datetime:
        """The instant; only after the form has validated."""
        day, hour = self.form.day.data, self.form.hour.data
        if day is None or hour is None:
            raise ValueError("the form has not validated")
        return clock.from_warsaw(day, hour)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Show an instant as its day and hour on the Warsaw clock."""
        if isinstance(data, datetime):
            local = clock.to_warsaw(data)
            data = {"day": local.date(), "hour": local.time().replace(second=0, microsecond=0)}
        elif data is None or not isinstance(data, dict):
            data = {}
        super().process(formdata, data, extra_filters)


def text_field(label: Any, *validators: Any, **kwargs: Any) -> StringField:
    """Return a text field whose blanks at both ends do not count."""
    return StringField(label, validators=list(validators), filters=[stripped], **kwargs)
