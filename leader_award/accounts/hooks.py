"""What later features do when an address is confirmed or an invitation accepted."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from leader_award.accounts.models import Person

confirmed: dict[str, Callable[[Session, Person], object]] = {}
"""By feature: called in the transaction in which a person's address becomes confirmed."""

accepted: dict[str, Callable[[Session, Person, dict[str, Any]], object]] = {}
"""By the `kind` in the payload of an invitation: called with that payload on acceptance."""

stand_ins: list[Callable[[Person], Person | None]] = []
"""Each gets the person of a request's session, and may return as whom pages are shown to them."""

account_panels: list[Callable[[Person], Markup | None]] = []
"""Each may return an HTML fragment for the page of one's own account."""

first_steps: list[Callable[[], str | None]] = []
"""Each may return the address where somebody begins who has just confirmed their own address."""
