"""What the protocol of an edition is made of: everything the ranking counts, no juror's name."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from leader_award.editions.models import Category, Edition
from leader_award.platform.db import session
from leader_award.ranking.coded import CodedRound, CodedWork, coded_work
from leader_award.ranking.models import TieVote

FROZEN = ("deciding", "announced", "archived")
"""States of an edition in which no card can change any more."""


def frozen_edition(edition_id: str) -> Edition | None:
    """Return the edition if its scores are final."""
    edition = session().get(Edition, edition_id)
    return edition if edition and edition.state in FROZEN else None


def protocol_input(edition: Edition, work: CodedWork | None = None) -> dict[str, Any]:
    """Return the inputs in codes, ready for `protocol.make_protocol`."""
    work = work or coded_work(edition.id)
    query = select(Category.id, Category.name).where(Category.edition_id == edition.id)
    categories = {
        category_id: (f"K{number}", name)
        for number, (category_id, name) in enumerate(
            session().execute(query.order_by(Category.position, Category.id)), 1
        )
    }
    return {
        "edition": {
            "slug": edition.slug,
            "year": edition.year,
            "number": edition.number,
            "name": edition.name,
        },
        "card_mean": work.aggregate.value,
        "categories": [{"code": code, "name": name} for code, name in categories.values()],
        "entries": [
            {
                "reference": reference,
                "title": entry.title,
                "applicant": entry.applicant,
                "category": categories[entry.category_id][0]
                if entry.category_id in categories
                else None,
            }
            for reference, entry in work.entries.items()
        ],
        "rounds": [_round(done, work) for done in work.rounds],
        "votes": _votes(work.votes, work),
    }


def _round(done: CodedRound, work: CodedWork) -> dict[str, Any]:
    rubric = done.round.rubric
    return {
        "code": done.code,
        "name": done.round.name,
        "kind": done.round.kind,
        "share": done.round.share,
        "rubric": {
            "version": rubric.version,
            "in_force_since": rubric.in_force_since.isoformat() if rubric.in_force_since else None,
            "criteria": [
                {
                    "code": code,
                    "name": line.name,
                    "weight": line.weight,
                    "maximum": line.maximum,
                }
                for code, line in done.rubric.items()
            ],
        },
        "entries": list(done.entries),
        "cards": _cards(done),
        "votes": _votes(done.votes, work),
    }


def _cards(done: CodedRound) -> list[dict[str, Any]]:
    """Return the sealed cards; null points are an abstention."""
    points: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    for score in done.scores:
        points[score.entry, score.juror][score.criterion] = score.points
    return [
        {"entry": entry, "juror": juror, "points": own} for (entry, juror), own in points.items()
    ]


def _votes(votes: Sequence[TieVote], work: CodedWork) -> list[dict[str, Any]]:
    """Return the votes, the latest first, as they count."""
    return [
        {
            "order": list(coded.order),
            "recorded_at": vote.recorded_at.isoformat(),
            "note": vote.note,
        }
        for vote, coded in zip(votes, work.coded_votes(votes), strict=True)
    ]
