"""The sheet of a juror's own cards of one round, to be filled in where there is no network."""

from collections.abc import Collection, Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from leader_award.editions.models import Criterion, Round, Rubric
from leader_award.entries.rules import clean_text
from leader_award.exchange import rules
from leader_award.exchange.models import CARDS
from leader_award.exchange.rules import Column, Row
from leader_award.exchange.sheet import Sheet, Values
from leader_award.jury.models import Juror
from leader_award.partnerships.text import fold
from leader_award.platform import db
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError, NotAllowed
from leader_award.platform.i18n import translate
from leader_award.platform.sheets import Cell
from leader_award.scoring import queries, service, wording
from leader_award.scoring import rules as scoring
from leader_award.scoring.models import ScoreCard
from leader_award.scoring.queries import DeskCard

CRITERION = "criterion-"
COMMENTS = ("comment_to_jury", "comment_to_applicant")
ABSTAINS = _l("abstains")
ABSTENTIONS = ("wstrzymuje sie", "abstains")


class CardSheet(Sheet):
    """A row is the card of an entry that is assigned to the juror, known by its reference."""

    kind = CARDS
    identity = ("reference",)

    def __init__(self, juror: Juror, round: Round) -> None:
        super().__init__(juror.edition)
        self.juror, self.round = juror, round
        self.criteria = {CRITERION + one.id: one for one in round.rubric.criteria}
        self.columns = [
            Column("reference", _l("Entry"), written=False),
            Column("title", _l("Title"), written=False),
            *([] if round.hides_applicants
              else [Column("applicant", _l("Applicant"), written=False)]),
            Column("category", _l("Category"), written=False),
            Column("state", _l("State of the card"), written=False),
            *(
                Column(CRITERION + one.id, LazyString(_criterion_label, number, one))
                for number, one in enumerate(round.rubric.criteria, 1)
            ),
            Column("comment_to_jury", _l("Comments for the jury")),
            Column("comment_to_applicant", _l("Comments for the applicant")),
        ]  # fmt: skip

    def records(self, keys: Collection[str] | None = None) -> Iterator[tuple[str, Values]]:
        """Yield the cards that the juror may read, in the order of the desk."""
        desk = [one for one in queries.desk_cards(self.juror) if one.round.id == self.round.id]
        cards = self._cards([one.card_id for one in desk if one.card_id])
        for one in desk:
            if keys is None or one.entry.reference in keys:
                yield one.entry.reference, self._values(one, cards.get(one.card_id or ""))

    def _cards(self, ids: Collection[str]) -> dict[str, ScoreCard]:
        rubric = joinedload(ScoreCard.rubric, innerjoin=True).selectinload(Rubric.criteria)
        query = select(ScoreCard).where(ScoreCard.id.in_(ids)).options(rubric)
        return {card.id: card for card in db.session().scalars(query)}

    def _values(self, one: DeskCard, card: ScoreCard | None) -> Values:
        answers = queries.answers_of(card) if card else {}
        return {
            "version": [card.version, card.state] if card else None,
            "card_version": card.version if card else 1,
            "assignment_id": one.assignment_id,
            "state": one.state,
            "reference": one.entry.reference,
            "title": one.entry.title,
            "applicant": one.entry.applicant,
            "category": translate(one.entry.category),
            **{CRITERION + criterion_id: answer for criterion_id, answer in answers.items()},
            **{key: getattr(card, key) if card else "" for key in COMMENTS},
        }

    def show(self, column: Column, value: Any) -> Cell:
        """Return abstentions and states in words, the rest as it is."""
        if value == scoring.ABSTAIN:
            return str(ABSTAINS)
        if column.key == "state" and value:
            return str(wording.STATES[value])
        shown: Cell = value
        return shown

    def key_of(self, values: Values) -> str:
        """Return the entry's reference."""
        if "reference" not in values:
            raise DomainError(_l("Enter the reference of the entry."), field="reference")
        return str(values["reference"])

    def read(self, column: Column, text: str) -> Any:
        """Return points or an abstention, and comments as typed."""
        criterion = self.criteria.get(column.key)
        if criterion is None:
            return clean_text(text)
        if fold(text) in ABSTENTIONS:
            return scoring.ABSTAIN
        points = rules.whole_number(text)
        if points is None or not scoring.is_valid(points, criterion.maximum):
            raise DomainError(_l("Choose whole points from 0 to %(most)s.", most=criterion.maximum))
        return points

    def name_of(self, values: Values) -> str:
        """Return the reference with the title, as far as they are known."""
        return " · ".join(values[key] for key in ("reference", "title") if values.get(key))

    def refuse(self, row: Row) -> None:
        """Take points for cards of the juror's own that are not sealed, and for no others."""
        if row.known is None:
            raise NotAllowed(_l("No such entry is assigned to you in this round."))
        if row.known["state"] == scoring.SEALED:
            raise NotAllowed(wording.REFUSALS["sealed"])

    def write(self, row: Row, actor: Actor, _key: str) -> str:
        """Open the card if need be, and save what the row says on it."""
        known = row.known or {}
        said = {**known, **row.values}
        card_id = service.open_card(assignment_id=known["assignment_id"], actor=actor)
        service.save_card(
            card_id=card_id,
            version=known["card_version"],
            points={
                criterion.id: row.values[key]
                for key, criterion in self.criteria.items()
                if key in row.values
            },
            comment_to_jury=said["comment_to_jury"],
            comment_to_applicant=said["comment_to_applicant"],
            actor=actor,
        )
        return card_id

    def column_of(self, field: str | None) -> str | None:
        """Return the column of a criterion or a comment."""
        return CRITERION + field if field and CRITERION + field in self.criteria else field

    def scale(self) -> tuple[list[str], list[list[Cell]]]:
        """Return the second page of the workbook: what the points of each criterion mean."""
        head = [_("Criterion"), _("Weight"), _("Points"), _("Meaning")]
        return head, [
            [translate(one.name), one.weight, f"{band['from']}–{band['to']}",
             translate(band["text"])]  # type: ignore[arg-type]
            for one in self.round.rubric.criteria
            for band in one.levels
        ]  # fmt: skip


def _criterion_label(number: int, criterion: Criterion) -> str:
    return f"{number}. {translate(criterion.name)} (0–{criterion.maximum})"
