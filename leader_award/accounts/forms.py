"""Forms of signing in, of one's own account and of inviting people."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    EmailField,
    Field,
    HiddenField,
    PasswordField,
    RadioField,
    StringField,
    ValidationError,
)
from wtforms.validators import DataRequired, Email, Length

from leader_award.accounts import rules
from leader_award.platform.forms import BaseForm, stripped
from leader_award.platform.i18n import LANGUAGES

PASSWORD_HINT = _l("At least 12 characters. A few unrelated words are easy to remember.")


class PlainWords:
    """Refuse addresses of pages in a text that mails to others will quote."""

    def __call__(self, _form: Any, field: Field) -> None:
        """Raise ValidationError if the text holds something a mail program makes a link of."""
        if rules.holds_link(field.data or ""):
            raise ValidationError(_l("Write it without web addresses."))


def email_field(label: Any = None) -> EmailField:
    """Return a required field for an e-mail address."""
    wrong = _l("Write an e-mail address such as name@office.pl.")
    return EmailField(
        label or _l("E-mail address"),
        filters=[stripped],
        validators=[DataRequired(_l("Type the e-mail address.")), Email(wrong), Length(max=254)],
    )


def name_field(label: Any = None) -> StringField:
    """Return a required field for first name and surname."""
    return StringField(
        label or _l("First name and surname"),
        filters=[stripped],
        validators=[
            DataRequired(_l("Type the first name and surname.")),
            Length(max=200, message=_l("Use at most 200 characters.")),
            PlainWords(),
        ],
    )


def password_field(label: Any = None) -> PasswordField:
    """Return a required field for a password; blanks belong to it."""
    return PasswordField(
        label or _l("Password"), validators=[DataRequired(_l("Type the password."))]
    )


class SignInForm(BaseForm):
    email = email_field()
    password = password_field()
    next = HiddenField()


def code_field(label: Any, *validators: Any) -> StringField:
    """Return a field for a code of an app or a recovery code."""
    return StringField(label, filters=[stripped], validators=[*validators, Length(max=40)])


class SecondStepForm(BaseForm):
    code = code_field(_l("Code"), DataRequired(_l("Type the code.")))


class PasskeyForm(BaseForm):
    """Carries what the browser's passkey answered, as JSON."""

    credential = HiddenField(validators=[Length(max=20_000)])
    next = HiddenField()


class AppForm(BaseForm):
    sealed = HiddenField()
    code = code_field(_l("Code from the app"), DataRequired(_l("Type the code.")))


class NewPasskeyForm(BaseForm):
    name = StringField(
        _l("Name of the passkey"),
        filters=[stripped],
        validators=[
            DataRequired(_l("Name the passkey.")),
            Length(max=60, message=_l("Use at most 60 characters.")),
        ],
    )
    credential = HiddenField(validators=[Length(max=20_000)])


class IdentityForm(BaseForm):
    """One of the three is enough; the prefix keeps them apart from the fields of any page."""

    password = PasswordField(_l("Password"))
    code = code_field(_l("Code"))
    credential = HiddenField(validators=[Length(max=20_000)])

    PREFIX = "identity-"

    def __init__(self, **arguments: Any) -> None:
        super().__init__(prefix=self.PREFIX, **arguments)

    @property
    def is_given(self) -> bool:
        """Whether anything was given."""
        return bool(self.password.data or self.code.data or self.credential.data)


class AddressForm(BaseForm):
    email = email_field()


class NewPasswordForm(BaseForm):
    password = password_field(_l("New password"))


class AcceptForm(BaseForm):
    """For a new person; somebody who has an account only says yes."""

    name = name_field()
    password = password_field()


class EmptyForm(BaseForm):
    """A form that only says yes."""


class AccountForm(BaseForm):
    name = name_field()
    language = RadioField(
        _l("Language of the site and of mails"),
        choices=list(LANGUAGES.items()),
        validators=[DataRequired(_l("Choose the language."))],
    )


class ChangePasswordForm(BaseForm):
    current = password_field(_l("Present password"))
    password = password_field(_l("New password"))


class InviteOrganiserForm(BaseForm):
    name = name_field()
    email = email_field()
