"""The search itself: each feature's provider in turn, first as typed, then forgiving a slip."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from leader_award.accounts import finding as people
from leader_award.dissemination import finding as events
from leader_award.editions import finding as editions
from leader_award.entries import finding as entries
from leader_award.finding import organisations, pages
from leader_award.jury import finding as jury
from leader_award.knowledge import finding as knowledge
from leader_award.partnerships import finding as partnerships
from leader_award.platform import matching
from leader_award.platform.matching import Found, Query
from leader_award.practices import finding as practices
from leader_award.scoring import finding as cards

SHOWN = 6
"""So many of each group are shown at first."""

Provider = Callable[[Query, Any], list[Found]]


@dataclass(frozen=True)
class Group:
    """Things of one kind: the word for it in an address, its heading, and what finds them.

    A provider gives only what the person may open.
    """

    key: str
    label: Any
    find: Provider


GROUPS: Sequence[Group] = (
    Group("zgloszenia", _l("Entries"), entries.find),
    Group("karty", _l("Entries that you assess"), cards.find),
    Group("organizacje", _l("Organisations"), organisations.find),
    Group("kontakty", _l("People of the organisations"), organisations.find_people),
    Group("jury", _l("Jurors"), jury.find),
    Group("osoby", _l("Accounts"), people.find),
    Group("uczestnicy", _l("Participants of events"), events.find_participants),
    Group("strony", _l("Pages"), pages.find),
    Group("edycje", _l("Editions"), editions.find),
    Group("partnerstwa", _l("Partnerships"), partnerships.find),
    Group("wydarzenia", _l("Events"), events.find_events),
    Group("praktyki", _l("Good practices"), practices.find),
    Group("wiedza", _l("Knowledge base"), knowledge.find),
)


@dataclass(frozen=True)
class Results:
    """What one group gave, the best first; `more` says that not all of it is among `shown`."""

    group: Group
    shown: list[Found]
    more: bool


@dataclass(frozen=True)
class Answer:
    """What was found by group; `loose` says that nothing was found as typed."""

    results: list[Results]
    loose: bool = False


def straight_to(text: str, person: Any) -> str | None:
    """Return the address of the one thing with this number of an entry or TERYT code."""
    return entries.by_number(text, person) or organisations.by_code(text, person)


def search(text: str, person: Any, only: str = "") -> Answer:
    """Return what the person finds, in the order of the groups; `only` asks one group for all.

    The number of statements does not depend on how much there is.
    """
    query = matching.query(text)
    if not query:
        return Answer([])
    found = _ask(query, person, only)
    if found:
        return Answer(found)
    return Answer(_ask(query.loosened(), person, only), loose=True)


def _ask(query: Query, person: Any, only: str) -> list[Results]:
    wanted = [group for group in GROUPS if only in ("", group.key)]
    given = [(group, group.find(query, person)) for group in wanted]
    return [
        Results(group, found if only else found[:SHOWN], not only and len(found) > SHOWN)
        for group, found in given
        if found
    ]
