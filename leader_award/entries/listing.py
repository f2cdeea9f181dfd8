"""The organiser's list of entries: filtered, sorted, page by page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from leader_award.entries import queries
from leader_award.entries.queries import EntryRow
from leader_award.partnerships.text import collation_key

ON_PAGE = 100
SORTS: Mapping[str, Callable[[EntryRow], Any]] = {
    "numer": lambda row: (row.reference is None, row.reference or ""),
    "tytul": lambda row: collation_key(row.title),
    "wnioskodawca": lambda row: collation_key(row.applicant_name),
    "zlozono": lambda row: (row.submitted_at is None, row.submitted_at),
    "stan": lambda row: row.state,
}


@dataclass(frozen=True)
class Listing:
    """One page of the entries that the filter shows; `found` counts all of them."""

    rows: list[EntryRow]
    found: int
    page: int
    pages: int
    sort: str


def ids(edition_id: str, **wanted: str) -> list[str]:
    """Return the ids of all entries that the filter shows (`queries.search`)."""
    return [row.id for row in queries.search(edition_id, **wanted)]


def listing(edition_id: str, *, sort: str, page: int, **wanted: str) -> Listing:
    """Return the page; `sort` is a key of SORTS, with "-" before it from the last to the first."""
    rows = queries.search(edition_id, **wanted)
    key = sort.removeprefix("-")
    if key in SORTS:
        rows = _sorted(rows, key, reverse=sort.startswith("-"))
    pages = max(1, ceil(len(rows) / ON_PAGE))
    page = min(max(1, page), pages)
    shown = rows[(page - 1) * ON_PAGE : page * ON_PAGE]
    return Listing(shown, len(rows), page, pages, sort if key in SORTS else "")


def _sorted(rows: list[EntryRow], key: str, *, reverse: bool) -> list[EntryRow]:
    if key == "zlozono":
        sent = [row for row in rows if row.submitted_at is not None]
        sent.sort(key=SORTS[key], reverse=reverse)
        return [*sent, *(row for row in rows if row.submitted_at is None)]
    return sorted(rows, key=SORTS[key], reverse=reverse)
