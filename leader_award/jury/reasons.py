"""Why a juror has an entry, who else could, and what each swap would cost, in words."""

from collections import defaultdict
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from leader_award.jury import assignment, wording
from leader_award.jury.assignment_model import Alternative, Explanation, Swap
from leader_award.jury.grounds import Ground
from leader_award.jury.models import Juror
from leader_award.jury.presenting import Cell, cell
from leader_award.jury.queries import Listed
from leader_award.jury.weighing import percent, points, signed

SHOWN = 15
"""So many of the cheapest swaps are listed."""


@dataclass(frozen=True)
class Option:
    """One swap: who comes in, what changes, where it can be weighed."""

    name: str
    worth: str
    lines: tuple[str, ...]
    total: str
    worst: str
    panels: str
    url: str


@dataclass(frozen=True)
class Hindered:
    """Jurors who cannot take the place, by reason."""

    reason: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Reasons:
    """All that the page of a pair says."""

    cell: Cell
    assigned: bool
    sentences: tuple[str, ...]
    options: tuple[Option, ...]
    more: int
    hindered: tuple[Hindered, ...]


def reasons(ground: Ground, entry: Listed, juror: Juror) -> Reasons:
    """Explain a pair of a serving juror and an entry of the round."""
    found = assignment.explain_pair(ground.explained, ground.pairs, entry.id, juror.id)
    worst = assignment.evaluate(ground.problem, ground.pairs).worst_entry_affinity
    swaps = [one for one in found.alternatives if one.swap is not None]
    return Reasons(
        cell=cell(ground.plan, entry, juror),
        assigned=found.assigned,
        sentences=tuple(_sentences(ground, found, entry, juror, worst)),
        options=tuple(_option(ground, one, worst) for one in swaps[:SHOWN]),
        more=max(0, len(swaps) - SHOWN),
        hindered=tuple(_hindered(ground, found)),
    )


def _sentences(
    ground: Ground, found: Explanation, entry: Listed, juror: Juror, worst: float
) -> list[str]:
    said = [_affinity(found, entry, juror)]
    if found.price:
        said.append(
            _("%(points)s points are taken off, because the juror is from the applicant's"
              " voivodeship.", points=points(found.price))
        )  # fmt: skip
    if found.rank is not None:
        said.append(
            ngettext("By affinity, place %(rank)s of the %(num)s juror who may assess this entry.",
                     "By affinity, place %(rank)s of the %(num)s jurors who may assess this entry.",
                     found.able, rank=found.rank)
        )  # fmt: skip
    said.append(
        ngettext("The juror has %(num)s entry, with a capacity of %(capacity)s.",
                 "The juror has %(num)s entries, with a capacity of %(capacity)s.",
                 found.load, capacity=juror.capacity)
    )  # fmt: skip
    said.append(
        _("The jurors of this entry have %(points)s points together; those of the worst-served"
          " entry have %(worst)s.", points=points(found.entry_affinity), worst=points(worst))
    )  # fmt: skip
    if found.fixed:
        said.append(_("The pair was set by hand or has points already, so no plan changes it."))
    elif found.assigned:
        said += _why_this_one(found, worst, _names(ground))
    elif not found.conflict:
        said += _why_not(ground, found, entry)
    return [str(one) for one in said]


def _affinity(found: Explanation, entry: Listed, juror: Juror) -> str:
    level = wording.EXPERTISE[juror.expertise.get(entry.category_id or "", 0)]
    return str(
        _("Affinity: %(points)s of 100 points (the field of the entry: %(level)s).",
          points=points(found.affinity), level=level)
    )  # fmt: skip


def _why_this_one(found: Explanation, worst: float, names: dict[str, str]) -> list[str]:
    """Whether anybody better is free, and what taking them would cost."""
    own = found.affinity - found.price
    better = [
        one
        for one in found.alternatives
        if one.affinity - one.price > own and one.hindrance in (None, "loads")
    ]
    if not better:
        return [_("Nobody who could take the place fits this entry better.")]
    said = ngettext(
        "%(num)s other juror who could take the place fits this entry better.",
        "%(num)s other jurors who could take the place fit this entry better.",
        len(better),
    )
    gains = [one for one in better if one.swap is not None and one.swap.total_change > 0]
    if not gains:
        return [said, _("But no such swap would raise the total.")]
    best = max(gains, key=lambda one: one.swap.total_change if one.swap else 0)
    return [said, _gain(best, worst, names[best.juror])]


def _gain(best: Alternative, worst: float, name: str) -> str:
    swap = best.swap
    assert swap is not None
    given = {
        "name": name,
        "gain": points(swap.total_change),
        "before": points(worst),
        "after": points(swap.worst_entry_affinity),
    }
    if swap.worst_entry_affinity < worst:
        return str(
            _("With %(name)s the total would rise by %(gain)s points, but the worst-served entry"
              " would fall from %(before)s to %(after)s.", **given)
        )  # fmt: skip
    return str(
        _("With %(name)s the total would rise by %(gain)s points, and the worst-served entry"
          " would not lose.", **given)
    )  # fmt: skip


def _why_not(ground: Ground, found: Explanation, entry: Listed) -> list[str]:
    lacking = ground.plan.needed(entry) - len(ground.jurors_of(entry))
    if lacking > 0:
        return [
            ngettext("The entry lacks %(num)s juror, so nobody has to give way.",
                     "The entry lacks %(num)s jurors, so nobody has to give way.", lacking)
        ]  # fmt: skip
    own = found.affinity - found.price
    worse = [one for one in found.alternatives if one.affinity - one.price < own]
    if not worse:
        return [_("None of the entry's jurors fits it less well.")]
    return [
        ngettext("%(num)s of the entry's jurors fits it less well.",
                 "%(num)s of the entry's jurors fit it less well.", len(worse))
    ]  # fmt: skip


def _names(ground: Ground) -> dict[str, str]:
    return {juror.id: juror.person.name for juror in ground.plan.jurors}


def _option(ground: Ground, one: Alternative, worst: float) -> Option:
    swap, names = one.swap, _names(ground)
    assert swap is not None
    entries = {entry.id: entry.reference for entry in ground.plan.entries}
    return Option(
        name=names[one.juror],
        worth=points(one.affinity - one.price),
        lines=tuple(
            _("%(entry)s: %(joins)s instead of %(leaves)s", entry=entries[step.entry],
              joins=names[step.joins], leaves=names[step.leaves])
            for step in swap.replacements
        ),
        total=signed(swap.total_change),
        worst=points(swap.worst_entry_affinity)
        if swap.worst_entry_affinity == worst
        else f"{points(worst)} → {points(swap.worst_entry_affinity)}",
        panels=_panels(swap),
        url=ground.move_url(
            [(step.entry, step.joins) for step in swap.replacements],
            [(step.entry, step.leaves) for step in swap.replacements],
        ),
    )  # fmt: skip


def _panels(swap: Swap) -> str:
    if swap.components is None or swap.a_efficiency is None:
        return "–"
    panels = ngettext("%(num)s panel", "%(num)s panels", swap.components)
    return f"{panels}, {percent(swap.a_efficiency)}"


def _hindered(ground: Ground, found: Explanation) -> list[Hindered]:
    names, grouped = _names(ground), defaultdict(list)
    for one in found.alternatives:
        if one.hindrance is not None and not (found.fixed and one.hindrance == "fixed"):
            grouped[one.hindrance].append(names[one.juror])
    return [
        Hindered(str(words), tuple(sorted(grouped[code])))
        for code, words in wording.NO_SWAP.items()
        if code in grouped
    ]
