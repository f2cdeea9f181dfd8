"""Forms of the register of partnerships."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from leader_award.accounts.forms import PlainWords
from leader_award.partnerships.forms import OrganisationForm, UnitField
from leader_award.partnerships.keeping import Facts
from leader_award.partnerships.wording import EVENTS, LEGAL_FORMS, SUPPORTS
from leader_award.platform.forms import BaseForm, stripped, text_field

AT_MOST_300 = Length(max=300, message=_l("Use at most 300 characters."))
AT_MOST_200 = Length(max=200, message=_l("Use at most 200 characters."))
AT_MOST_5000 = Length(max=5000, message=_l("Use at most 5,000 characters."))


ANY = ("", _l("all"))


class PartnershipForm(BaseForm):
    """What the register says of a partnership besides its members and events."""

    version = HiddenField(default="1")
    name = text_field(
        _l("Name of the partnership"),
        DataRequired(_l("Type the name.")),
        AT_MOST_300,
        PlainWords(),
    )
    legal_form = SelectField(
        _l("Legal form"),
        choices=[("", _l("Choose from the list")), *LEGAL_FORMS.items()],
        validators=[DataRequired(_l("Choose the legal form."))],
    )
    functional_area = text_field(_l("Functional area"), AT_MOST_300)
    supports = SelectMultipleField(_l("Support"), choices=list(SUPPORTS.items()))
    seat = UnitField(_l("Seat, for the map"), required=False)
    seat_assumed = BooleanField(_l("No source gives the seat: the place on the map is assumed"))
    assistant = text_field(_l("Individual assistant"), AT_MOST_200)
    advisers = TextAreaField(_l("Sector advisers"), validators=[AT_MOST_5000], filters=[stripped])
    description = TextAreaField(_l("Description"), validators=[AT_MOST_5000], filters=[stripped])
    note = TextAreaField(_l("Note on the data"), validators=[AT_MOST_5000], filters=[stripped])

    @property
    def facts(self) -> Facts:
        """Return what was typed; only after the form has validated."""
        return Facts(
            name=self.name.data or "",
            legal_form=self.legal_form.data,
            supports=frozenset(self.supports.data or ()),
            functional_area=self.functional_area.data or "",
            description=self.description.data or "",
            note=self.note.data or "",
            assistant=self.assistant.data or "",
            advisers=tuple(
                line.strip() for line in (self.advisers.data or "").splitlines() if line.strip()
            ),
            seat_terc=self.seat.data or None,
            seat_assumed=bool(self.seat_assumed.data),
        )


class MemberUnitForm(BaseForm):
    """A local government as a member."""

    unit = UnitField()


class MemberOtherForm(OrganisationForm):
    """An organisation of another sector as a member."""


class EventForm(BaseForm):
    """An event that people of the partnership attended."""

    kind = SelectField(
        _l("Kind of event"),
        choices=[("", _l("Choose from the list")), *EVENTS.items()],
        validators=[DataRequired(_l("Choose the kind of event."))],
    )
    title = text_field(_l("Name of the event"), DataRequired(_l("Type the name.")), AT_MOST_300)
    held_on = DateField(_l("Day"), validators=[InputRequired(_l("Give the day."))])
    people = IntegerField(
        _l("How many people attended"),
        validators=[
            InputRequired(_l("Give a number from 1 to 1,000.")),
            NumberRange(1, 1000, _l("Give a number from 1 to 1,000.")),
        ],
    )


class ImportForm(BaseForm):
    """A file to check."""

    file = FileField(_l("CSV or XLSX file"), validators=[FileRequired(_l("Choose a file."))])


class ConfirmImportForm(BaseForm):
    """The checked file, carried by the page from the check to the import."""

    content = HiddenField(validators=[DataRequired()])


class FilterForm(BaseForm):
    """What the public list is narrowed to, in the address."""

    class Meta:
        """Nothing is changed, so nothing can be forged."""

        csrf = False

    q = text_field(_l("Name, area or member"), Optional())
    support = SelectField(_l("Support"), choices=[ANY, *SUPPORTS.items()], validate_choice=False)
    form = SelectField(_l("Legal form"), choices=[ANY, *LEGAL_FORMS.items()], validate_choice=False)
    voivodeship = SelectField(_l("Voivodeship"), validate_choice=False)
