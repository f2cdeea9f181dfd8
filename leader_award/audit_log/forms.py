"""What the record of events is filtered by, and digests to hold against the chain."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField
from wtforms.validators import Length, Optional

from leader_award.platform import audit_verifier
from leader_award.platform.forms import BaseForm, stripped


class LogFilterForm(BaseForm):
    """Which events to show; the names of the fields stand in the address."""

    class Meta:
        csrf = False

    osoba = StringField(_l("Person: name or e-mail"), [Length(max=200)], filters=[stripped])
    zgloszenie = StringField(_l("Entry number"), [Length(max=40)], filters=[stripped])
    juror = SelectField(_l("Juror"), validate_choice=False)
    edycja = SelectField(_l("Edition"), validate_choice=False)
    grupa = SelectField(_l("What it is about"), validate_choice=False)
    od = DateField(_l("From day"), [Optional()])
    do = DateField(_l("To day"), [Optional()])


class CheckForm(BaseForm):
    """Asks for a check of the chain, perhaps also against a digest that was given out."""

    given = StringField(_l("Digest from a receipt or a protocol"), filters=[stripped])

    def validate_given(self, field: Any) -> None:
        """Want NUMBER:DIGEST, or nothing."""
        if field.data:
            try:
                audit_verifier.read_head(field.data)
            except ValueError:
                field.errors = [
                    *field.errors,
                    _l("Write the event's number, a colon and the digest of 64 characters."),
                ]

    @property
    def heads(self) -> dict[int, str]:
        """The digest by number, if one was typed."""
        return dict([audit_verifier.read_head(self.given.data)]) if self.given.data else {}
