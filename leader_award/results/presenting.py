"""The announcement as its page shows it: the checks with where to mend what, and the steps."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from leader_award.platform.i18n import moment, translate
from leader_award.results import rules
from leader_award.results.board import Board, PrizeUse, Row

STOPS, LOOK, FINE = "stops", "look", "fine"


@dataclass(frozen=True)
class Fault:
    """One thing that was found, and the address where it is mended."""

    text: str
    url: str


@dataclass(frozen=True)
class Check:
    """One line of the checklist: STOPS, LOOK or FINE, with what was found."""

    title: str
    verdict: str
    faults: Sequence[Fault]
    note: str = ""


def checks(board: Board) -> list[Check]:
    """Return the checklist of an announcement."""
    found = board.checklist
    rows = {row.entry.id: row for row in board.rows}
    return [
        _stopping(_("Every admitted entry has a decision"), _to_decide(found.undecided, rows)),
        _stopping(
            _("No prize is given more often than the regulations say"),
            [_prize(board, use) for use in board.prizes if use.prize.id in found.exceeded],
        ),
        _stopping(
            _("Every decision against the ranking says why"),
            _to_decide(found.departures.unexplained, rows, anchor="departure"),
            note=_explained(len(found.departures.explained)),
        ),
        _stopping(
            _("No tie that was left open decides about an award"),
            [_tie(board, tie, rows) for tie in found.dividing_ties],
        ),
        *_remarks(board, rows),
    ]


def _remarks(board: Board, rows: Mapping[str, Row]) -> Iterable[Check]:
    """Yield what stops nothing, where there is any of it."""
    found = board.checklist
    left = [_prize(board, use) for use in board.prizes if use.prize.id in found.left_over]
    without = _to_decide(found.without_prize, rows)
    ties = [_tie(board, tie, rows) for tie in found.harmless_ties]
    for title, faults in (
        (_("As many prizes are given as the regulations provide for"), left),
        (_("Each award brings a prize"), without),
        (_("No tie in the ranking was left open"), ties),
    ):
        if faults:
            yield Check(title, LOOK, faults, _("This does not stop the announcement."))


def _stopping(title: str, faults: Sequence[Fault], note: str = "") -> Check:
    return Check(title, STOPS if faults else FINE, faults, note)


def _explained(count: int) -> str:
    if not count:
        return ""
    text: str = ngettext(
        "%(num)s decision departs from the ranking with a reason given.",
        "%(num)s decisions depart from the ranking with a reason given.",
        count,
    )
    return text


def _to_decide(
    entry_ids: Iterable[str], rows: Mapping[str, Row], anchor: str | None = None
) -> list[Fault]:
    return [
        Fault(
            f"{rows[entry_id].entry.reference} {rows[entry_id].entry.title}",
            url_for("decisions.decide", entry_id=entry_id, _anchor=anchor),
        )
        for entry_id in entry_ids
        if entry_id in rows
    ]


def _prize(board: Board, use: PrizeUse) -> Fault:
    given = _("given %(given)s of %(count)s", given=use.given, count=use.prize.count)
    url = url_for("decisions.show", edition_id=board.edition.id, _anchor="prizes")
    return Fault(f"{translate(use.prize.name)}: {given}", url)


def _tie(board: Board, tie: Sequence[str], rows: Mapping[str, Row]) -> Fault:
    names = "; ".join(str(rows[entry_id].entry.title) for entry_id in tie if entry_id in rows)
    url = url_for("ranking.vote", edition_id=board.edition.id, zgloszenie=list(tie))
    return Fault(names, url)


def steps(board: Board) -> list[dict[str, Any]]:
    """Return the way to the announcement, for the macro `timeline`."""
    order = (rules.UNPREPARED, rules.PREPARED, rules.APPROVED, rules.PUBLIC)
    reached = order.index(board.state)
    found = board.announcement
    labels = (
        (_("Decisions"), ""),
        (_("Prepared"), _by(found.prepared_by, found.prepared_at) if found else ""),
        (_("Approved"), _by(found.approved_by, found.approved_at) if found else ""),
        (_("Public"), moment(found.at) if found and found.at else ""),
    )
    return [
        {
            "label": label,
            "when": when,
            "state": "done"
            if number < reached or board.is_public
            else "current"
            if number == reached
            else "upcoming",
        }
        for number, (label, when) in enumerate(labels)
    ]


def _by(person: Any, at: Any) -> str:
    if at is None:
        return ""
    return f"{person.name}, {moment(at)}" if person else moment(at)
