"""Where later features add to what the public sees of awards."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class AwardLink:
    """A page about the same solution, such as its good practice."""

    label: str
    url: str
    text: str


award_links: list[Callable[[str], AwardLink | None]] = []
"""Each gets the id of the awarded entry."""

award_units: list[Callable[[Collection[str]], Mapping[str, str]]] = []
"""Each gets ids of awarded entries and returns TERYT codes of where they are, as far as it knows.

Asked for leaders that are no unit of the register, such as associations.
"""
