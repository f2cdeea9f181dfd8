"""The protocol's section about the discussion; it names no juror.

An edition without a discussion gets none, so its protocol stays as it was. The protocol as a
file holds the sealed cards only, as it did before: what a card said earlier is no input of the
ranking.
"""

from flask_babel import gettext as _
from flask_babel import ngettext

from leader_award.discussion import queries, rules
from leader_award.discussion.models import AgendaItem
from leader_award.discussion.standing import Movement, movement, standing
from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition, Round
from leader_award.platform.i18n import percent, translate
from leader_award.ranking.protocol_parts import Section, section, table


def protocol_sections(edition: Edition) -> list[Section]:
    """Return a section for each round that was discussed."""
    held = {count.round_id for count in queries.counts(edition.id)}
    rounds = edition_queries.rounds(edition.id)
    return [_section(one, len(rounds) > 1) for one in rounds if one.id in held]


def _section(round: Round, several: bool) -> Section:
    discussion = queries.of_round(round.id)
    items = [item for item in discussion.items if item.state != rules.REMOVED] if discussion else []
    changes = queries.changes_of(round.id)
    moved = movement(standing(round), changes)
    heading = _("Discussion of the jury")
    return section(
        f"{heading}: {translate(round.name)}" if several else heading,
        _(
            "Entries on the agenda: %(entries)s. Score cards changed after it by their jurors, each"
            " with a written reason: %(cards)s.",
            entries=len(items),
            cards=len({change.card_id for change in changes}),
        ),
        _places(moved),
        table=table(
            {
                _("Entry"): "1fr",
                _("Conclusion"): "2fr",
                _("Score before"): "auto",
                _("Score after"): "auto",
            },
            [_row(item, moved) for item in items],
            _("No entry was on the agenda."),
        ),
    )


def _places(moved: Movement) -> str:
    if not moved.known:
        return str(_("The rubric was replaced after it, so the places cannot be compared."))
    if not moved.places_changed:
        return str(_("No place in the ranking of the round changed by it."))
    words: str = ngettext(
        "By it %(num)s entry has another place in the ranking of the round.",
        "By it %(num)s entries have another place in the ranking of the round.",
        moved.places_changed,
    )
    return words


def _row(item: AgendaItem, moved: Movement) -> list[str]:
    own = next((one for one in moved.moved if one.entry.id == item.entry_id), None)
    return [
        f"{item.entry.reference} {item.entry.title}",
        item.conclusion or "–",
        percent(own.score_before) if own else "–",
        percent(own.score_after) if own else "–",
    ]
