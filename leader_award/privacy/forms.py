"""Forms of the pages about personal data."""

from datetime import datetime, time, timedelta

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from leader_award.platform import clock
from leader_award.platform.forms import BaseForm, stripped, text_field


class SearchForm(BaseForm):
    """Whom to look for."""

    text: StringField = text_field(_l("E-mail address or name"), InputRequired(), Length(max=320))


class EraseForm(BaseForm):
    """In which texts the name is to be replaced, and that it is really meant."""

    places = SelectMultipleField(_l("Replace the name in"), validate_choice=True)
    sure = BooleanField(
        _l("I have checked who it is. I know that this cannot be undone."),
        validators=[InputRequired(_l("Confirm that you have checked it."))],
    )


class RefuseForm(BaseForm):
    """Why the data are not erased."""

    answer = TextAreaField(
        _l("Reason for refusing"),
        validators=[InputRequired(), Length(max=2000)],
        filters=[stripped],
    )


class ReadingsForm(BaseForm):
    """Which readings to look up; both days are included."""

    text: StringField = text_field(_l("Person, entry or number"), Optional(), Length(max=320))
    since = DateField(_l("From"), validators=[Optional()])
    until = DateField(_l("To"), validators=[Optional()])

    def period(self) -> tuple[datetime | None, datetime | None]:
        """Return the instants at which the period begins, and has ended; None is open."""
        since, until = self.since.data, self.until.data
        return (
            clock.from_warsaw(since, time()) if since else None,
            clock.from_warsaw(until + timedelta(days=1), time()) if until else None,
        )
