"""The kinds of events, and what each begins with; sources: the slides of 12 November 2013."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Kind:
    """What a new event of this kind begins with; None means no limit.

    `days` long; `least` to `capacity` people; at most `per_organisation` of one organisation,
    which is called `organisation` on the form.
    """

    label: Any
    organisation: Any
    days: int = 1
    least: int | None = None
    capacity: int | None = None
    per_organisation: int | None = None


_ORGANISATION = _l("Organisation")
KINDS = {
    "presenting": Kind(_l("Conference presenting awarded solutions"), _ORGANISATION),
    "thematic": Kind(_l("Thematic conference"), _ORGANISATION),
    "workshop_two_days": Kind(_l("Workshop, two days"), _ORGANISATION, 2, 15, 20),
    "workshop_one_day": Kind(_l("Workshop, one day"), _ORGANISATION, 1, 15, 25),
    "study_visit": Kind(_l("Study visit"), _l("Partnership"), 4, per_organisation=3),
}
LONGEST = 14
"""Days that an event may take at most."""
MOST_PLACES = 5000


def limits(
    kind: str,
    *,
    days: int | None,
    least: int | None,
    capacity: int | None,
    per_organisation: int | None,
) -> dict[str, Any]:
    """Return days and limits for a new event: those of its kind where nothing was typed."""
    usual = KINDS[kind]
    return {
        "days": days or usual.days,
        "least": least or usual.least,
        "capacity": capacity or usual.capacity,
        "per_organisation": per_organisation or usual.per_organisation,
    }
