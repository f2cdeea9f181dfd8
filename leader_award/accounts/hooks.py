"""What later features do when an address is confirmed or an invitation accepted."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from leader_award.accounts.models import Person

confirmed: dict[str, Callable[[Session, Person], object]] = {}
"""By feature: called in the transaction in which a person's address becomes confirmed."""

accepted: dict[str, Callable[[Session, Person, dict[str, Any]], object]] = {}
"""By the `kind` in the payload of an invitation: called with that payload on acceptance."""
