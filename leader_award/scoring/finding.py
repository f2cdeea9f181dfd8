"""What a juror finds: the entries that they may read now, as far as they may know them."""

from typing import Any

from flask import url_for

from leader_award.jury import queries as jury_queries
from leader_award.platform.db import Translated
from leader_award.platform.i18n import translate
from leader_award.platform.matching import Found, Query, best_first
from leader_award.scoring import queries, rules, wording


def find(query: Query, person: Any) -> list[Found]:
    """Return the juror's own cards by number, title and, where the round tells, applicant.

    A constant number of statements for each jury that the person sits on.
    """
    return best_first(
        Found(
            url=url_for("scoring.card", card_id=card.card_id)
            if card.card_id
            else url_for("scoring.desk"),
            title=card.entry.title,
            detail=" · ".join(
                part
                for part in (
                    card.entry.reference,
                    card.entry.applicant,
                    translate(seat.edition.name),
                )
                if part
            ),
            score=query.score(
                card.entry.title,
                card.entry.applicant,
                " ".join(card.entry.partners),
                card.entry.reference,
            ),
            state=(wording.STATES[card.state], wording.TAGS[card.state]),
        )
        for seat in jury_queries.seats_of(person.id)
        if seat.edition.state in rules.READING
        for card in queries.desk_cards(seat)
    )


def _about(reference: str, applicant: str, edition: Translated) -> str:
    return " · ".join(part for part in (reference, applicant, translate(edition)) if part)
