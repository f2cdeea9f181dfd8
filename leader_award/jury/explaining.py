"""Why an assignment cannot be, and what would make it possible, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from leader_award.jury.plan import Plan
from leader_award.jury.queries import Listed
from leader_award.platform.i18n import translate

CAPACITY, MINIMUM, RELEASE, NEED, INVITE, COMBINED = (
    "raise_capacity",
    "lower_minimum",
    "release_fixed",
    "lower_need",
    "invite_juror",
    "combined",
)
APPLICABLE = (CAPACITY, MINIMUM, RELEASE, NEED)
"""Repairs that a click can carry out; to invite somebody takes a person."""


def why_impossible(witness: Mapping[str, Any]) -> str:
    """Return the sentence that the witness (as stored with a proposal) proves."""
    needed, available = witness["needed"], witness["available"]
    entries, jurors = len(witness["entries"]), len(witness["jurors"])
    kind = witness["kind"]
    if kind == "coverage":
        return " ".join(
            [
                ngettext("%(num)s entry needs %(needed)s scores in all.",
                         "%(num)s entries need %(needed)s scores in all.", entries, needed=needed),
                ngettext("Only %(num)s juror may assess them, with room for %(room)s.",
                         "Only %(num)s jurors may assess them, with room for %(room)s.", jurors,
                         room=available) if jurors else _("No juror may assess them."),
            ]
        )  # fmt: skip
    if kind == "minimum":
        return " ".join(
            [
                ngettext("%(num)s juror is to be given at least %(needed)s entries in all.",
                         "%(num)s jurors are to be given at least %(needed)s entries in all.",
                         jurors, needed=needed),
                _("The entries that they may assess have room for %(room)s.", room=available),
            ]
        )  # fmt: skip
    return str(
        {
            "fixed_conflict": _("An assignment made by hand is in conflict."),
            "fixed_need": _("An entry has more jurors by hand than it needs."),
            "fixed_capacity": _("A juror has more entries by hand than they can take."),
        }.get(kind, _("No assignment meets all the rules."))
    )


def entries_of(witness: Mapping[str, Any], plan: Plan) -> list[Listed]:
    """Return the entries that the witness names."""
    named = set(witness["entries"])
    return [entry for entry in plan.entries if entry.id in named]


def jurors_of(witness: Mapping[str, Any], plan: Plan) -> list[str]:
    """Return the names of the jurors whom the witness names."""
    named = set(witness["jurors"])
    return [juror.person.name for juror in plan.jurors if juror.id in named]


@dataclass(frozen=True)
class Wanted:
    """Somebody to be invited: what they must be free to assess, and know about."""

    capacity: int
    entries: tuple[Listed, ...]

    @property
    def category_ids(self) -> frozenset[str]:
        """The categories of these entries."""
        return frozenset(entry.category_id for entry in self.entries if entry.category_id)


@dataclass(frozen=True)
class Repair:
    """One way out: what it changes, line by line, and whether a click can carry it out.

    `wanted` are the people to be found as well; `price` weighs the organiser's trouble.
    """

    number: int
    title: str
    lines: tuple[str, ...]
    price: float
    applicable: bool
    wanted: tuple[Wanted, ...]


def repair(number: int, stored: Mapping[str, Any], plan: Plan) -> Repair:
    """Return the repair (as stored with a proposal) in words."""
    parts = parts_of(stored)
    lines = [line for kind, details in parts.items() for line in _lines(kind, details, plan)]
    title = _titles()[stored["kind"]]
    return Repair(
        number=number,
        title=title,
        lines=tuple(lines),
        price=stored["price"],
        applicable=is_applicable(parts),
        wanted=_wanted(parts, plan),
    )


def is_applicable(parts: Mapping[str, Any]) -> bool:
    """Return whether a click can carry a repair out, at least in part.

    An entry without any juror would never be assessed: that is left to the organiser.
    """
    unassessed = any(needed < 1 for needed in parts.get(NEED, {}).values())
    return bool(set(parts) & set(APPLICABLE)) and not unassessed


def wanted(repairs: Sequence[Mapping[str, Any]], number: int, plan: Plan) -> tuple[Wanted, ...]:
    """Return the people whom a repair, as stored with a proposal, asks to invite."""
    if not 0 <= number < len(repairs):
        return ()
    return _wanted(parts_of(repairs[number]), plan)


def _wanted(parts: Mapping[str, Any], plan: Plan) -> tuple[Wanted, ...]:
    entries = {entry.id: entry for entry in plan.entries}
    return tuple(
        Wanted(asked["capacity"], tuple(entries[e] for e in asked["may_score"] if e in entries))
        for asked in parts.get(INVITE, {}).values()
    )


def parts_of(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return the details by kind; a combined repair has several."""
    if stored["kind"] == COMBINED:
        return dict(stored["details"])
    return {stored["kind"]: stored["details"]}


def _titles() -> dict[str, str]:
    return {
        CAPACITY: _("Raise capacities"),
        MINIMUM: _("Lower minimums"),
        RELEASE: _("Let go assignments made by hand"),
        NEED: _("Let some entries have fewer jurors"),
        INVITE: _("Invite more jurors"),
        COMBINED: _("Several small changes"),
    }


def _lines(kind: str, details: Mapping[str, Any], plan: Plan) -> list[str]:
    names = {juror.id: juror.person.name for juror in plan.jurors}
    jurors = {juror.id: juror for juror in plan.jurors}
    entries = {entry.id: entry for entry in plan.entries}

    def label(entry_id: str) -> str:
        entry = entries.get(entry_id)
        return f"{entry.reference} {entry.title}" if entry else entry_id

    if kind == CAPACITY:
        return [_("%(name)s: capacity %(number)s instead of %(before)s", name=names[key],
                  number=value, before=jurors[key].capacity)
                for key, value in details.items() if key in jurors]  # fmt: skip
    if kind == MINIMUM:
        return [_("%(name)s: minimum %(number)s instead of %(before)s", name=names[key],
                  number=value, before=jurors[key].minimum)
                for key, value in details.items() if key in jurors]  # fmt: skip
    if kind == NEED:
        return [
            ngettext("%(entry)s: %(num)s juror", "%(entry)s: %(num)s jurors", value,
                     entry=label(key))
            for key, value in details.items()
        ]  # fmt: skip
    if kind == RELEASE:
        return [
            _("%(entry)s: %(names)s", entry=label(key),
              names=", ".join(names.get(one, one) for one in value))
            for key, value in details.items()
        ]  # fmt: skip
    return [_invitation(asked, entries) for asked in details.values()]


def _invitation(asked: Mapping[str, Any], entries: Mapping[str, Listed]) -> str:
    free_for = [entries[key] for key in asked["may_score"] if key in entries]
    categories = {translate(entry.category) for entry in free_for}
    words = ngettext(
        "somebody who can take %(num)s entry and has no ties to its participants (%(fields)s)",
        "somebody who can take %(num)s entries and has no ties to their participants (%(fields)s)",
        asked["capacity"],
        fields=", ".join(sorted(categories)),
    )
    return str(words)
