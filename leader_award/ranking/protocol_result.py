"""What protocols of each version of the format count out of their inputs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from leader_award.ranking.analysis import agreement_of
from leader_award.ranking.calibration import DRAWS, calibrate
from leader_award.ranking.official import (
    Aggregate,
    Card,
    CardScore,
    Criterion,
    OfficialRanking,
    make_cards,
    rank_cards,
    rounded,
)
from leader_award.ranking.rounds import Round, RoundsRanking, rank_rounds
from leader_award.ranking.ties import Tie, Vote

if TYPE_CHECKING:
    from leader_award.ranking.analysis import Agreement
    from leader_award.ranking.calibration import Calibration

RULE_1 = {
    "version": "1",
    "card": "100 x sum(weight x points / maximum) / sum(weight)",
    "score": "mean of the cards, exact",
    "ties": "criteria by weight; median card; vote of the jury; shared place (1, 2, 2, 4)",
    "calibration": "entry fixed, juror random, REML; places drawn with both random",
    "seed": 1,
    "draws": DRAWS,
}
RULE_2 = {
    **RULE_1,
    "version": "2",
    "card": "100 x sum(weight x points / maximum) / sum(weight), without abstentions",
    "score": "mean of the cards, exact; trimmed: without one highest and one lowest card from"
    " four cards on; median: the middle card or the mean of the two in the middle",
    "rounds": "sum(share x score) / sum(share) over the rounds held; who got further comes first",
    "ties": "score in the last round; criteria of that round by weight; median card; vote of the"
    " jury; shared place (1, 2, 2, 4)",
}
SCORE_DIGITS, CHANCE_DIGITS = 6, 3


@dataclass(frozen=True, slots=True)
class Version:
    """The rule that a version of the format states, and what counts the results of its inputs."""

    rule: Mapping[str, Any]
    count: Callable[[Mapping[str, Any]], dict[str, Any]]


def _count_one_round(given: Mapping[str, Any]) -> dict[str, Any]:
    done = _Done.of(given["rubric"], given, Aggregate.MEAN)
    return done.counted(_members(given))


def _count_rounds(given: Mapping[str, Any]) -> dict[str, Any]:
    how = Aggregate(given["card_mean"])
    members = _members(given)
    rounds = [(one, _Done.of(one["rubric"]["criteria"], one, how)) for one in given["rounds"]]
    votes = _votes(given)
    return {
        "rounds": {one["code"]: done.counted(members) for one, done in rounds},
        "final": {
            "overall": _over(rounds, None, votes),
            "by_category": {
                code: _over(rounds, entries, votes) for code, entries in members.items()
            },
        }
        if len(rounds) > 1
        else None,
    }


VERSIONS = {1: Version(RULE_1, _count_one_round), 2: Version(RULE_2, _count_rounds)}


@dataclass(frozen=True, slots=True)
class _Done:
    """A round that was held: its rubric, its cards, and the votes on its ranking."""

    criteria: tuple[Criterion, ...]
    cards: tuple[Card, ...]
    votes: tuple[Vote, ...]
    how: Aggregate

    @classmethod
    def of(
        cls, rubric: Sequence[Mapping[str, Any]], given: Mapping[str, Any], how: Aggregate
    ) -> _Done:
        criteria = tuple(Criterion(one["code"], one["weight"], one["maximum"]) for one in rubric)
        order = [criterion.id for criterion in criteria]
        scores = [
            CardScore(card["entry"], card["juror"], code, card["points"][code])
            for card in given["cards"]
            for code in sorted(card["points"], key=order.index)
        ]
        return cls(criteria, make_cards(criteria, scores), _votes(given), how)

    def rank(self, entries: Collection[str] | None) -> OfficialRanking:
        cards = [card for card in self.cards if entries is None or card.entry in entries]
        return rank_cards(self.criteria, cards, aggregate=self.how, votes=self.votes)

    def counted(self, members: Mapping[str, Collection[str]]) -> dict[str, Any]:
        return {
            "overall": _ranking(self.rank(None)),
            "by_category": {code: _ranking(self.rank(own)) for code, own in members.items()},
            "beside_the_ranking": _beside(self.cards),
        }


def _votes(given: Mapping[str, Any]) -> tuple[Vote, ...]:
    return tuple(Vote(tuple(vote["order"])) for vote in given["votes"])


def _members(given: Mapping[str, Any]) -> dict[str, set[str]]:
    """Return by category the entries in it; raises KeyError for a card of an unknown entry."""
    category_of = {entry["reference"]: entry["category"] for entry in given["entries"]}
    for one in given.get("rounds", [given]):
        for card in one["cards"]:
            category_of[card["entry"]]
    return {
        category["code"]: {own for own, code in category_of.items() if code == category["code"]}
        for category in given["categories"]
    }


def _over(
    rounds: Sequence[tuple[Mapping[str, Any], _Done]],
    entries: Collection[str] | None,
    votes: Sequence[Vote],
) -> dict[str, Any]:
    held = [
        Round(one["code"], one["share"], done.criteria, done.rank(entries)) for one, done in rounds
    ]
    ranking: RoundsRanking = rank_rounds(held, votes=votes)
    return {
        "entries": [
            {
                "entry": line.entry,
                "place": line.place,
                "reached": line.reached,
                "score": str(rounded(line.score)),
                "exact": _exact(line.score),
                "rounds": {code: _exact(score) for code, score in line.rounds.items()},
            }
            for line in ranking.entries
        ],
        "ties": _ties(ranking.ties),
    }


def _ranking(ranking: OfficialRanking) -> dict[str, Any]:
    return {
        "entries": [
            {
                "entry": line.entry,
                "place": line.place,
                "score": str(rounded(line.score)),
                "exact": _exact(line.score),
                "cards": line.cards,
                "criteria": {
                    code: None if mean is None else _exact(mean)
                    for code, mean in line.criteria.items()
                },
            }
            for line in ranking.entries
        ],
        "ties": _ties(ranking.ties),
    }


def _ties(ties: Iterable[Tie]) -> list[dict[str, Any]]:
    return [
        {
            "place": tie.place,
            "entries": list(tie.entries),
            "score": _exact(tie.score),
            "step": tie.step.value,
            "criterion": tie.criterion,
            "values": {entry: _exact(value) for entry, value in tie.values.items()},
        }
        for tie in ties
    ]


def _beside(cards: tuple[Card, ...]) -> dict[str, Any] | None:
    if not cards:
        return None
    return {
        "calibrated": _calibrated(calibrate(cards)),
        "agreement": _agreement(agreement_of(cards)),
    }


def _calibrated(found: Calibration) -> dict[str, Any]:
    return {
        "limits": [limit.value for limit in found.limits],
        "panels": [
            {"entries": list(panel.entries), "jurors": list(panel.jurors)} for panel in found.panels
        ],
        "a_efficiency": _rounded(found.a_efficiency),
        "variance": {name: _rounded(value) for name, value in asdict(found.variance).items()},
        "tied_for_first": sorted(found.tied_for_first),
        "entries": [
            {
                "entry": one.entry,
                "place": one.place,
                "score": _rounded(one.score),
                "places_95": list(one.rank_interval) if one.rank_interval else None,
                "probability_first": _rounded(one.probability_first, CHANCE_DIGITS),
                "probability_first_three": _rounded(one.probability_first_three, CHANCE_DIGITS),
            }
            for one in found.entries
        ],
        "jurors": [
            {
                "juror": one.juror,
                "cards": one.cards,
                "severity": _rounded(one.severity),
                "standard_error": _rounded(one.standard_error),
            }
            for one in found.jurors
        ],
    }


def _agreement(found: Agreement) -> dict[str, float | None]:
    figures = {
        **asdict(found.correlations),
        **{f"krippendorff_{level.value}": value for level, value in found.alphas.items()},
        "kendall_w": found.concordance.w,
        "kendall_w_p": found.concordance.p_value,
    }
    return {name: _rounded(value) for name, value in figures.items()}


def _exact(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


def _rounded(value: float | None, digits: int = SCORE_DIGITS) -> float | None:
    # Adding zero takes the sign from a rounded negative zero.
    return None if value is None else round(value, digits) + 0.0
