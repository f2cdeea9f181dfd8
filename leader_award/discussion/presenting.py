"""Agenda, report and cards under discussion as the pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from leader_award.discussion import queries, rules, wording
from leader_award.discussion.disagreement import Disagreement
from leader_award.discussion.models import AgendaItem, Discussion, ScoreChange
from leader_award.discussion.queries import JurorCard
from leader_award.discussion.standing import Standing
from leader_award.editions.models import Criterion
from leader_award.jury.queries import Listed
from leader_award.platform.i18n import translate
from leader_award.scoring import rules as scoring_rules


@dataclass(frozen=True)
class Row:
    """An entry with how far its jurors are apart and why it is, or could be, on the agenda.

    `item` is None for an entry that is not on it; `openable` says that each card is sealed.
    """

    entry: Listed
    apart: Disagreement | None
    reason: str
    openable: bool
    item: AgendaItem | None = None


@dataclass(frozen=True)
class Agenda:
    """The agenda in its order, what was taken off it, and the other entries."""

    rows: tuple[Row, ...]
    removed: tuple[Row, ...]
    rest: tuple[Row, ...]

    def ids(self, state: str, *, openable: bool = True, not_by: str | None = None) -> list[str]:
        """Return the ids of items in a state; `not_by` leaves out what this person asked for."""
        return [
            row.item.id
            for row in self.rows
            if row.item is not None
            and row.item.state == state
            and (row.openable or not openable)
            and (not_by is None or row.item.asked_by_id != not_by)
        ]


def agenda(discussion: Discussion | None, now: Standing) -> Agenda:
    """Put the round's entries into agenda, removed and rest; the rest most disputed first."""
    items = {item.entry_id: item for item in discussion.items} if discussion else {}
    rows = {entry_id: _row(now, entry_id, items.get(entry_id)) for entry_id in now.entries}
    listed = [rows[item.entry_id] for item in items.values() if item.entry_id in rows]
    first = now.order
    order = first + [entry_id for entry_id in now.entries if entry_id not in set(first)]
    return Agenda(
        tuple(row for row in listed if row.item and row.item.state != rules.REMOVED),
        tuple(row for row in listed if row.item and row.item.state == rules.REMOVED),
        tuple(rows[entry_id] for entry_id in order if entry_id not in items),
    )


def _row(now: Standing, entry_id: str, item: AgendaItem | None) -> Row:
    apart = now.apart.get(entry_id)
    return Row(
        entry=now.entries[entry_id],
        apart=apart,
        reason=wording.reason(apart, now.criteria),
        openable=now.all_sealed(entry_id),
        item=item,
    )


@dataclass(frozen=True)
class ShownCard:
    """A card in a table of an entry's cards: whose it is, its answers in words, its result."""

    name: str
    own: bool
    answers: tuple[str, ...]
    percent: Fraction | None
    comment: str
    card_id: str


def shown(
    cards: Sequence[JurorCard], criteria: Sequence[Criterion], names: Mapping[str, str], own: str
) -> list[ShownCard]:
    """Return the cards under these names by letter; `own` is the letter of the reader's card."""
    return [
        ShownCard(
            name=names[one.letter],
            own=one.letter == own,
            answers=tuple(wording.answer(one.answers.get(line.id)) for line in criteria),
            percent=scoring_rules.percent(criteria, one.answers),
            comment=one.card.comment_to_jury,
            card_id=one.card.id,
        )
        for one in cards
    ]


@dataclass(frozen=True)
class Change:
    """A change of a card in words: what it moved, criterion by criterion, and the result."""

    at: Any
    reason: str
    lines: tuple[tuple[str, str, str], ...]
    percent_before: Fraction | None
    percent_after: Fraction | None
    entry_id: str
    juror_id: str
    name: str

    @property
    def by(self) -> Fraction | None:
        """By how many points of percent the card's result moved."""
        if self.percent_before is None or self.percent_after is None:
            return None
        return self.percent_after - self.percent_before


def changes(found: Sequence[ScoreChange], name: Mapping[str, str] | None = None) -> list[Change]:
    """Return the changes in words, the oldest first; `name` gives jurors' names by juror id."""
    criteria = queries.criteria_of(found) if found else {}
    return [_change(one, criteria, name or {}) for one in found]


def _change(one: ScoreChange, known: Mapping[str, Criterion], name: Mapping[str, str]) -> Change:
    rubric = [line for line in known.values() if line.rubric_id == one.rubric_id]
    given = one.card.assignment
    return Change(
        at=one.at,
        reason=one.reason,
        lines=tuple(
            (
                translate(line.name),
                wording.answer(one.before.get(line.id)),
                wording.answer(one.after.get(line.id)),
            )
            for line in rubric
            if one.before.get(line.id) != one.after.get(line.id)
        ),
        percent_before=scoring_rules.percent(rubric, one.before),
        percent_after=scoring_rules.percent(rubric, one.after),
        entry_id=given.entry_id,
        juror_id=given.juror_id,
        name=name.get(given.juror_id, ""),
    )
