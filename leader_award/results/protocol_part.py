"""The protocol's sections about the decisions and their announcement."""

from flask_babel import gettext as _

from leader_award.editions.models import Edition
from leader_award.platform.i18n import moment, translate
from leader_award.ranking.protocol_parts import Section, section, table
from leader_award.results import wording
from leader_award.results.board import Board, Row, board
from leader_award.results.evidence import Evidence, evidence
from leader_award.results.models import Announcement

MARK = "‡"
"""Stands at decisions against the ranking."""


def protocol_sections(edition: Edition) -> list[Section]:
    """Return the decisions with their reasons, those against the ranking marked, and the rest."""
    found = board(edition)
    return [
        _decisions(found),
        _departures(found),
        _announcement(found.announcement),
        _evidence(evidence(edition)),
    ]


def _decisions(found: Board) -> Section:
    names = {use.prize.id: translate(use.prize.name) for use in found.prizes}
    return section(
        _("Decisions of the jury"),
        _("Entries decided about: %(decided)s of %(all)s.", decided=found.decided,
          all=len(found.rows)),
        _("%(mark)s marks a decision against the ranking.", mark=MARK),
        table=table(
            {
                _("Place in the category"): "auto",
                _("Entry"): "1fr",
                _("Decision"): "1fr",
                _("Justification"): "1fr",
            },
            [_row(row, names) for row in found.rows if row.decision],
            _("Nothing has been decided."),
        ),
    )  # fmt: skip


def _row(row: Row, prizes: dict[str, str]) -> list[str]:
    decision, line = row.decision, row.category_line
    if decision is None:
        raise ValueError("this entry has no decision")
    outcome = str(wording.OUTCOMES[decision.outcome])
    prize = prizes.get(decision.prize_id or "", "")
    return [
        str(line.place if line and line.place else "–"),
        f"{row.entry.reference} {row.entry.title}",
        f"{outcome}{f': {prize}' if prize else ''}{f' {MARK}' if row.departs else ''}",
        decision.reason or "–",
    ]


def _departures(found: Board) -> Section:
    items = [
        f"{MARK} {row.entry.reference} {row.entry.title}: "
        + (row.decision.departure or _("No reason has been given."))
        for row in found.rows
        if row.departs and row.decision
    ]
    return section(
        _("Decisions against the ranking"),
        *(() if items else (_("No decision contradicts the ranking."),)),
        items=items,
    )


def _announcement(found: Announcement | None) -> Section:
    heading = _("Announcement")
    if found is None:
        return section(heading, _("The announcement has not been prepared."))
    items = [
        _("Prepared: %(who)s, %(when)s.", who=_name(found.prepared_by),
          when=moment(found.prepared_at))
    ]  # fmt: skip
    if found.approved_at is None:
        items.append(_("It has not been approved."))
    else:
        items += [
            _("Approved: %(who)s, %(when)s.", who=_name(found.approved_by),
              when=moment(found.approved_at)),
            _("SHA-256 of what was approved: %(digest)s", digest=found.digest),
        ]  # fmt: skip
    if found.at is not None:
        items.append(_("Public from: %(instant)s", instant=wording.to_second(found.at)))
    return section(heading, items=items)


def _evidence(found: Evidence) -> Section:
    items = []
    if found.root is not None:
        items.append(_("Digest of all seals of score cards: %(digest)s", digest=found.root))
    if found.head is not None:
        items.append(_("Head of the record of events at the approval: %(head)s", head=found.head))
    return section(
        _("Evidence against later changes"),
        *(() if items else (_("The assessment is not closed yet."),)),
        items=items,
    )


def _name(person: object) -> str:
    return str(getattr(person, "name", "–"))
