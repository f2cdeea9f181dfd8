"""Where later features name those who get diplomas and certificates from them.

A feature appends through `editions.hooks.add`, so that registering twice leaves one copy.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from leader_award.platform import outbox
from leader_award.platform.db import Translated

Fact = str | Translated


@dataclass(frozen=True)
class Recipient:
    """Somebody who is due a diploma, and all that it says of them.

    `kind` is one of `rules.KINDS`. `subject` (at most 60 characters) says what it is for and
    stays the same for good, e.g. the id of a registration, or "<id of a programme item>:<name>":
    one diploma exists for each kind and subject. `edition_id` is the edition whose templates
    and announcement count, None for an event outside the editions. `facts` fill the
    placeholders of `rules.PLACEHOLDERS`, except name and edition; a fact in two languages is
    chosen by `language`, which the whole diploma is in. `to` are the addresses that it may be
    sent to, none if there are none.
    """

    kind: str
    subject: str
    name: str
    edition_id: str | None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    language: str = "pl"
    to: tuple[outbox.Recipient, ...] = ()


recipients: list[Callable[[Session, str], list[Recipient]]] = []
"""(reader or writer, edition id) -> speakers and people who attended the edition's events, each
of them due from now on: who is named here gets a diploma with the next batch of their kind."""
