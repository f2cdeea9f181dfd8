"""Where later features add to the page of an award."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class AwardLink:
    """A page about the same solution, such as its good practice."""

    label: str
    url: str
    text: str


award_links: list[Callable[[str], AwardLink | None]] = []
"""Each gets the id of the awarded entry."""
