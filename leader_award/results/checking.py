"""What is looked at before an announcement: the facts behind the checklist, and their digest."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from leader_award.editions.models import Prize
from leader_award.ranking.official import TieStep
from leader_award.ranking.queries import edition_ranking
from leader_award.ranking.tables import EditionRanking, Table
from leader_award.results import rules
from leader_award.results.deciding import entries_in_contest
from leader_award.results.models import Decision, PressPicture, PressText


@dataclass(frozen=True)
class Looked:
    """What was found: the checklist, the ranking it rests on, and the SHA-256 of all of it.

    The digest changes with anything that the approval is about.
    """

    checklist: rules.Checklist
    ranking: EditionRanking
    digest: str


def look(
    reader: Session, edition_id: str, *, planned_for: datetime | None, shows_places: bool
) -> Looked:
    """Check what is to be announced, in a constant number of statements."""
    prizes = _rows(reader, Prize, edition_id)
    decisions = _rows(reader, Decision, edition_id)
    ranking = edition_ranking(edition_id)
    tables = deciding_tables(ranking)
    facts = rules.Facts(
        entries=[entry.id for entry in entries_in_contest(reader, edition_id)],
        decisions={d.entry_id: given(d) for d in decisions},
        counts={prize.id: prize.count for prize in prizes},
        awards={prize.id: prize.award for prize in prizes},
        tables=[{line.entry_id: line.place for line in table.lines} for table in tables],
        open_ties=[
            tie.entry_ids
            for table in tables
            for tie in table.equal
            if tie.step is TieStep.VOTE_NEEDED
        ],
    )
    press = [[t.text, t.contact] for t in _rows(reader, PressText, edition_id)]
    digest = _digest(
        [
            edition_id,
            planned_for.isoformat() if planned_for else None,
            shows_places,
            [[d.entry_id, d.outcome, d.prize_id, d.reason, d.departure] for d in decisions],
            [[p.id, p.award, p.name, p.count] for p in prizes],
            [sorted(table.items()) for table in facts.tables],
            press,
            [[p.id, p.alternative, p.credit] for p in _rows(reader, PressPicture, edition_id)],
        ]
    )
    return Looked(rules.check(facts), ranking, digest)


def given(decision: Decision) -> rules.Given:
    """Return the decision as the rules see it."""
    return rules.Given(decision.outcome, decision.prize_id, explained=bool(decision.departure))


def deciding_tables(ranking: EditionRanking) -> Sequence[Table]:
    """Return the rankings that awards are measured by: each category's, or the only one."""
    return ranking.by_category if len(ranking.by_category) > 1 else (ranking.overall,)


def _rows(reader: Session, model: Any, edition_id: str) -> Sequence[Any]:
    key = model.entry_id if model is Decision else model.__mapper__.primary_key[0]
    return reader.scalars(select(model).where(model.edition_id == edition_id).order_by(key)).all()


def _digest(content: list[Any]) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
