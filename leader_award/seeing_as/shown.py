"""Which pages are shown to somebody who sees the site as another person.

Besides what is public, only these: a page that is written later stays closed until somebody has
thought about it here. Left out is what is its owner's alone, so that an organiser does not learn
by this way what the rules keep from organisers: answers of drafts, points that are not sealed,
what a person keeps for themselves (account, data, consents, self-assessments).
"""

from collections.abc import Callable, Mapping
from typing import Any

from leader_award.entries import queries as entry_queries

Given = Mapping[str, Any]
"""The parts of an address by their names."""


def _always(_given: Given) -> bool:
    return True


def _of_submitted(given: Given) -> bool:
    """Return whether the entry has been submitted: what a draft says only its authors know."""
    entry = entry_queries.find(given["entry_id"])
    return entry is not None and entry.submitted_at is not None


SHOWN: Mapping[str, Callable[[Given], bool]] = {
    "dissemination.my_events": _always,
    "editions.start": _always,
    "entries.confirmation": _of_submitted,
    "entries.evidence": _of_submitted,
    "entries.mine": _always,
    "entries.overview": _of_submitted,
    "entries.version_json": _of_submitted,
    "entries.version_pdf": _of_submitted,
    "jury.conflicts": _always,
    "jury.declaration": _always,
    "partnerships.mine": _always,
    "results.own": _of_submitted,
    "scoring.desk": _always,
}
"""By endpoint: whether the page with these parts of its address is shown. They are only read."""


def is_shown(endpoint: str, given: Given) -> bool:
    """Return whether a page that is not public is shown."""
    return endpoint in SHOWN and SHOWN[endpoint](given)
