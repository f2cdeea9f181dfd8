"""The sheet of sealed scores: a row for each criterion of each sealed card; never read back.

Unsealed points are the juror's alone and only the juror may save them, so scores come in through
the juror's own sheet of cards.
"""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition, Round, Rubric
from leader_award.entries.models import Entry
from leader_award.exchange.card_sheet import ABSTAINS
from leader_award.jury.models import Assignment, Juror
from leader_award.platform import db
from leader_award.platform.i18n import translate
from leader_award.platform.sheets import Cell
from leader_award.scoring import queries, rules, sealing
from leader_award.scoring.models import ScoreCard

BATCH = 200


def heading() -> list[str]:
    """Return the first line."""
    return [
        _("Round"),
        _("Entry"),
        _("Title"),
        _("Category"),
        _("Juror"),
        _("E-mail"),
        _("Criterion"),
        _("Weight"),
        _("Maximum"),
        _("Points"),
        _("Abstention"),
        _("Comments for the jury"),
        _("Comments for the applicant"),
        _("Sealed on"),
        _("Seal of the card"),
    ]


def rows(edition: Edition) -> Iterator[list[Cell]]:
    """Yield the answers on the sealed cards of live assignments, by round, entry and juror."""
    for round in edition_queries.rounds(edition.id):
        ids = _card_ids(round)
        for start in range(0, len(ids), BATCH):
            for card in _cards(ids[start : start + BATCH]):
                yield from _of_card(round, card)


def _card_ids(round: Round) -> Sequence[str]:
    return (
        db.session()
        .scalars(
            select(ScoreCard.id)
            .join(Assignment, Assignment.id == ScoreCard.assignment_id)
            .join(Entry, Entry.id == Assignment.entry_id)
            .join(Juror, Juror.id == Assignment.juror_id)
            .where(
                Assignment.round_id == round.id,
                Assignment.ended_at.is_(None),
                ScoreCard.state == rules.SEALED,
            )
            .order_by(Entry.number, Juror.id)
        )
        .all()
    )


def _cards(ids: Sequence[str]) -> Sequence[ScoreCard]:
    assignment = joinedload(ScoreCard.assignment, innerjoin=True)
    found = db.session().scalars(
        select(ScoreCard)
        .where(ScoreCard.id.in_(ids))
        .options(
            assignment.joinedload(Assignment.juror, innerjoin=True),
            assignment.joinedload(Assignment.entry, innerjoin=True).joinedload(Entry.category),
            selectinload(ScoreCard.rubric).selectinload(Rubric.criteria),
            selectinload(ScoreCard.commitments),
        )
    )
    by_id = {card.id: card for card in found}
    return [by_id[key] for key in ids]


def _of_card(round: Round, card: ScoreCard) -> Iterator[list[Cell]]:
    entry, person = card.assignment.entry, card.assignment.juror.person
    answers = queries.answers_of(card)
    for criterion in card.rubric.criteria:
        answer = answers.get(criterion.id)
        yield [
            translate(round.name),
            entry.reference,
            entry.title,
            translate(entry.category.name) if entry.category else None,
            person.name,
            person.email,
            translate(criterion.name),
            criterion.weight,
            criterion.maximum,
            answer if isinstance(answer, int) else None,
            str(ABSTAINS) if answer == rules.ABSTAIN else None,
            card.comment_to_jury,
            card.comment_to_applicant,
            card.sealed_at,
            sealing.current(card),
        ]
