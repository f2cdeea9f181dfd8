"""Choosing a unit of the register, registering for it, inviting colleagues, organisations."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length, StopValidation

from leader_award.accounts.forms import PlainWords, email_field, name_field, password_field
from leader_award.partnerships import queries
from leader_award.partnerships.models import ORGANISATION_KINDS, Unit
from leader_award.partnerships.organisations import valid_regon
from leader_award.partnerships.text import fold
from leader_award.partnerships.wording import ORGANISATION_KINDS as KIND_LABELS
from leader_award.partnerships.wording import unit_title
from leader_award.platform.errors import DomainError
from leader_award.platform.forms import BaseForm, stripped, text_field


class UnitField(StringField):
    """A unit of the register, typed or chosen from what is typed; `data` is its TERYT code.

    With JavaScript the field is a combobox whose choice arrives in `<name>-code`. Without it a
    code or the full name of exactly one unit is taken as it stands; otherwise `matches` holds
    what could be meant, and the page offers it as radio buttons named `<name>-pick`. Draw it
    with the macro `unit_field` of `partnerships/_unit_field.html`.
    """

    def __init__(self, label: Any = None, *, required: bool = True, **kwargs: Any) -> None:
        super().__init__(label or _l("Local government unit"), **kwargs)
        self.flags.required = required
        self.text = ""
        self.matches: Sequence[Unit] = ()

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Find the unit that the request means."""
        super().process(formdata, *args, **kwargs)
        if formdata is None or self.name not in formdata:
            return
        self.text = stripped(formdata.get(self.name))[: queries.LONGEST_SEARCH]
        self.data = self._understood(
            formdata.get(f"{self.name}-code"), formdata.get(f"{self.name}-pick")
        )

    def _understood(self, code: str | None, pick: str | None) -> str | None:
        if not self.text:
            return None
        chosen = queries.find_unit(code) if code else None
        if chosen is not None and fold(unit_title(chosen)) == fold(self.text):
            return chosen.terc if chosen.abolished_on is None else None
        called = queries.units_called(self.text)
        if len(called) == 1:
            return called[0].terc
        self.matches = called or queries.search_units(self.text)
        return pick if pick in {unit.terc for unit in self.matches} else None

    def pre_validate(self, _form: Any) -> None:
        """Refuse a text that means no unit, or several."""
        if not self.text and self.flags.required:
            raise StopValidation(_l("Type the name of the local government unit."))
        if not self.text or self.data is not None:
            return
        if self.matches:
            raise StopValidation(_l("Choose below which one you mean."))
        raise StopValidation(_l("The register has no unit of this name or code."))

    def _value(self) -> str:
        if self.text or not self.data:
            return self.text
        unit = queries.find_unit(self.data)
        return unit_title(unit) if unit else ""


def position_field() -> StringField:
    """Return a required field for a position in an office."""
    return text_field(
        _l("Position in the office"),
        DataRequired(_l("Type your position.")),
        Length(max=200, message=_l("Use at most 200 characters.")),
        PlainWords(),
    )


class RegisterClerkForm(BaseForm):
    unit = UnitField(_l("Local government that you work for"))
    name = name_field()
    position = position_field()
    email = email_field(_l("Your e-mail address at work"))
    password = password_field()


class JoinForm(BaseForm):
    unit = UnitField()
    position = position_field()


class InviteColleagueForm(BaseForm):
    name = name_field(_l("Colleague's first name and surname"))
    email = email_field(_l("Colleague's e-mail address"))


def organisation_kind_field(label: Any = None) -> SelectField:
    """Return a required choice of the kinds of organisation that are not in the register."""
    kinds = [(kind, KIND_LABELS[kind]) for kind in ORGANISATION_KINDS if kind != "jst"]
    return SelectField(
        label or _l("Kind of organisation"),
        choices=[("", _l("Choose from the list")), *kinds],
        validators=[DataRequired(_l("Choose the kind of organisation."))],
    )


class OrganisationForm(BaseForm):
    """An organisation that is not in the register; others may extend it."""

    kind = organisation_kind_field()
    name = text_field(
        _l("Full name of the organisation"),
        DataRequired(_l("Type the name of the organisation.")),
        Length(max=300, message=_l("Use at most 300 characters.")),
        PlainWords(),
    )
    place = text_field(_l("Town"), Length(max=100, message=_l("Use at most 100 characters.")))
    regon = text_field(_l("REGON"), Length(max=20))

    def validate_regon(self, field: StringField) -> None:
        """Check the digits of a REGON, if there is one."""
        try:
            valid_regon(field.data)
        except DomainError as error:
            raise StopValidation(str(error)) from error
