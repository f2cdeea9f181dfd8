"""The sheet of jurors: who they are, what they can take on, what they know."""

from collections.abc import Collection, Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from leader_award.accounts.forms import email_field, name_field
from leader_award.accounts.rules import normal_email
from leader_award.editions.models import Category, Edition
from leader_award.exchange import rules
from leader_award.exchange.models import JURORS
from leader_award.exchange.rules import Column, Row
from leader_award.exchange.sheet import Sheet, Values
from leader_award.jury import rules as jury_rules
from leader_award.jury import service, wording
from leader_award.jury.models import Juror
from leader_award.platform import db
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError, NotAllowed
from leader_award.platform.forms import BaseForm
from leader_award.platform.i18n import translate
from leader_award.platform.sheets import Cell

EXPERTISE = "expertise-"
USUAL_CAPACITY = 15


class _PersonForm(BaseForm):
    email = email_field()
    name = name_field()


def _expertise_label(number: int, category: Category) -> str:
    label = _("Expertise 0–3: %(number)s. %(name)s", number=number, name=translate(category.name))
    return str(label)


class JurorSheet(Sheet):
    """A row is a person on the jury of the edition, known by the e-mail address."""

    kind = JURORS
    identity = ("email",)

    def __init__(self, edition: Edition) -> None:
        super().__init__(edition)
        self.columns = [
            Column("email", _l("E-mail")),
            Column("name", _l("Full name")),
            Column("capacity", _l("Capacity (entries at most)")),
            Column("minimum", _l("Minimum (entries at least)")),
            *(
                Column(EXPERTISE + category.id, LazyString(_expertise_label, number, category))
                for number, category in enumerate(edition.categories, 1)
            ),
            Column("state", _l("State"), written=False),
            Column("invited_at", _l("Invited on"), written=False),
            Column("declared_at", _l("Declaration signed on"), written=False),
        ]

    def records(self, keys: Collection[str] | None = None) -> Iterator[tuple[str, Values]]:
        """Yield the jurors in the order of their invitations, those who left too."""
        query = select(Juror).where(Juror.edition_id == self.edition.id)
        for juror in db.session().scalars(query.order_by(Juror.invited_at, Juror.id)):
            if keys is None or juror.person.email in keys:
                yield juror.person.email, self._values(juror)

    def _values(self, juror: Juror) -> Values:
        state = jury_rules.juror_state(juror, 0)
        return {
            "id": juror.id,
            "version": [juror.capacity, juror.minimum, juror.expertise, state],
            "left": juror.left_at is not None,
            "email": juror.person.email,
            "name": juror.person.name,
            "capacity": juror.capacity,
            "minimum": juror.minimum,
            "state": "declared" if state == "ready" else state,
            "invited_at": juror.invited_at,
            "declared_at": juror.declared_at,
            **{
                EXPERTISE + category.id: juror.expertise.get(category.id, 0)
                for category in self.edition.categories
            },
        }

    def show(self, column: Column, value: Any) -> Cell:
        """Return the state in words, the rest as it is."""
        if column.key == "state" and value:
            return str(wording.JUROR_STATES[value])
        shown: Cell = value
        return shown

    def key_of(self, values: Values) -> str:
        """Return the address."""
        if "email" not in values:
            raise DomainError(_l("Enter the e-mail address."), field="email")
        return str(values["email"])

    def read(self, column: Column, text: str) -> Any:
        """Return the address in its one spelling, names as typed, numbers as whole numbers."""
        if column.key == "email":
            return normal_email(text)
        if column.key == "name":
            return " ".join(text.split())
        number = rules.whole_number(text)
        if number is None:
            raise DomainError(_l("This is not a whole number: “%(text)s”.", text=text[:60]))
        if column.key.startswith(EXPERTISE) and number not in jury_rules.EXPERTISE:
            raise DomainError(_l("Expertise is a whole number from 0 (none) to 3 (specialist)."))
        return number

    def name_of(self, values: Values) -> str:
        """Return the name, or the address."""
        return str(values.get("name") or values.get("email") or "")

    def refuse(self, row: Row) -> None:
        """Keep people's names their own, and those who left where they are."""
        if row.known is None:
            self._check_person(row)
            return
        if row.known["left"]:
            raise NotAllowed(_l("This person has left the jury. Invite them on the jury's page."))
        if any(change.column == "name" for change in row.changes):
            raise DomainError(
                _l("People change their names themselves, on the page of their account."),
                field="name",
            )

    def _check_person(self, row: Row) -> None:
        """Ask of a new person what the page that invites one asks."""
        said = {key: row.values.get(key, "") for key in ("email", "name")}
        form = _PersonForm(formdata=MultiDict(said), meta={"csrf": False})
        form.validate()
        for field, errors in form.errors.items():
            raise DomainError(errors[0], field=field)

    def write(self, row: Row, actor: Actor, key: str) -> str:
        """Invite a new juror, or change what one can take on."""
        said = {**(row.known or {}), **row.values}
        given: dict[str, Any] = {
            "capacity": said.get("capacity", USUAL_CAPACITY),
            "minimum": said.get("minimum", 0),
            "expertise": {
                category.id: said.get(EXPERTISE + category.id, 0)
                for category in self.edition.categories
            },
            "actor": actor,
        }
        if row.known is not None:
            juror_id: str = row.known["id"]
            service.update_juror(juror_id=juror_id, **given)
            return juror_id
        return service.invite_juror(
            edition_id=self.edition.id, email=said["email"], name=said["name"], key=key, **given
        )
