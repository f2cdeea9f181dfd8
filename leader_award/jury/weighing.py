"""A change of an assignment in figures and words: what it costs, what it breaks and mends."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from leader_award.jury.assignment_model import Evaluation, Violation
from leader_award.jury.moves import Weighed
from leader_award.jury.plan import Plan


@dataclass(frozen=True)
class Figure:
    """One measure before and after; `tone` is success, danger or nothing."""

    label: str
    before: str
    after: str
    change: str
    tone: str = ""


def figures(weighed: Weighed) -> list[Figure]:
    """Return the measures of a change, the most important first."""
    old, new = weighed.before, weighed.after
    return [
        _figure(_("places without a juror"), _missing(old), _missing(new), better=-1),
        _figure(_("worst-served entry"), old.worst_entry_affinity, new.worst_entry_affinity),
        _figure(_("affinity in total"), old.total_affinity, new.total_affinity),
        _figure(_("separate panels"), old.components, new.components, better=-1),
        _percent(_("how well jurors are linked"), old.a_efficiency, new.a_efficiency),
        _figure(
            _("pairs from the same voivodeship"), len(old.soft_conflicts), len(new.soft_conflicts),
            better=-1,
        ),
        Figure(
            _("smallest and largest load"), _loads(old), _loads(new),
            "–" if _loads(old) == _loads(new) else "",
        ),
    ]  # fmt: skip


def _figure(label: str, before: float, after: float, better: int = 1) -> Figure:
    gain = (after - before) * better
    tone = "success" if gain > 0 else "danger" if gain < 0 else ""
    return Figure(label, points(before), points(after), signed(after - before), tone)


def _percent(label: str, before: float, after: float) -> Figure:
    change = round(100 * after, 1) - round(100 * before, 1)
    tone = "success" if change >= 0.1 else "danger" if change <= -0.1 else ""
    return Figure(label, percent(before), percent(after), signed(round(change, 1)), tone)


def points(value: float) -> str:
    """Return affinity points as people read them."""
    return str(format_decimal(value))


def percent(share: float) -> str:
    """Return a share 0..1 in percent with one decimal."""
    return f"{format_decimal(100 * share, format='0.0')} %"


def signed(value: float) -> str:
    """Return a change with its sign; a dash for none."""
    if not value:
        return "–"
    return ("+" if value > 0 else "−") + str(format_decimal(abs(value)))


def _missing(found: Evaluation) -> int:
    return sum(one.expected - one.found for one in found.violations if one.kind == "missing")


def _loads(found: Evaluation) -> str:
    loads = found.loads.values()
    return f"{min(loads)}–{max(loads)}" if loads else "–"


def sentences(violations: Iterable[Violation], plan: Plan) -> list[str]:
    """Return broken rules in words."""
    names = {juror.id: juror.person.name for juror in plan.jurors}
    entries = {entry.id: f"{entry.reference} {entry.title}" for entry in plan.entries}
    return [
        _sentence(one, entries.get(one.entry or "", "–"), names.get(one.juror or "", "–"))
        for one in violations
    ]


def _sentence(one: Violation, entry: str, name: str) -> str:
    if one.kind == "missing":
        return str(
            ngettext("%(entry)s: has %(found)s of the %(num)s juror needed.",
                     "%(entry)s: has %(found)s of the %(num)s jurors needed.", one.expected,
                     entry=entry, found=one.found)
        )  # fmt: skip
    if one.kind == "extra":
        return str(
            ngettext("%(entry)s: more jurors than needed (%(found)s instead of %(num)s).",
                     "%(entry)s: more jurors than needed (%(found)s instead of %(num)s).",
                     one.expected, entry=entry, found=one.found)
        )  # fmt: skip
    given = {"name": name, "entry": entry, "found": one.found, "bound": one.expected}
    words = {
        "over_capacity": _("%(name)s: %(found)s entries, over the capacity of %(bound)s.", **given),
        "under_minimum": _("%(name)s: %(found)s entries, below the minimum of %(bound)s.", **given),
        "conflict": _("%(name)s cannot assess %(entry)s: the pair is barred.", **given),
        "not_kept": _("%(name)s – %(entry)s: set by hand, but not kept.", **given),
    }
    return str(words.get(one.kind, _("%(name)s – %(entry)s: not in the plan any more.", **given)))
