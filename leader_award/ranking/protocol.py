"""The protocol of a ranking: a file of inputs, rule, results and hashes that anyone can recompute.

The file is canonical JSON: sorted keys, UTF-8, one blank of indentation, a line break at the end.
Exact scores are fractions; what is estimated is rounded, so that another machine's arithmetic
gives the same bytes. `reproduce` works from the file alone. See docs/decisions/0013-protocol.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, NoReturn

from leader_award.ranking.analysis import Agreement, analyse
from leader_award.ranking.calibration import DRAWS
from leader_award.ranking.official import CardScore, Criterion, rank_official, rounded
from leader_award.ranking.ties import Vote

if TYPE_CHECKING:
    from leader_award.ranking.calibration import Calibration

FORMAT = "leader-award-protocol-1"
RULE = {
    "version": "1",
    "card": "100 x sum(weight x points / maximum) / sum(weight)",
    "score": "mean of the cards, exact",
    "ties": "criteria by weight; median card; vote of the jury; shared place (1, 2, 2, 4)",
    "calibration": "entry fixed, juror random, REML; places drawn with both random",
    "seed": 1,
    "draws": DRAWS,
}
SCORE_DIGITS, CHANCE_DIGITS = 6, 3


class ProtocolError(ValueError):
    """The file is no protocol that this version can recompute."""


def make_protocol(given: Mapping[str, Any], software: str | None = None) -> bytes:
    """Return the protocol of these inputs (as `protocol_input.protocol_input` makes them).

    `software` is the version that is named as its maker (default: this one).
    """
    result = _result(given)
    return canonical(
        {
            "format": FORMAT,
            "rule": RULE,
            "software": {
                "name": "leader-award",
                "version": software or software_version(),
            },
            "input": given,
            "result": result,
            "sha256": {"input": digest(canonical(given)), "result": digest(canonical(result))},
        }
    )


def software_version() -> str:
    """Return the version of this program."""
    return version("leader-award")


def canonical(content: Any) -> bytes:
    """Return the content as the one JSON text that the same content always has."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    return f"{text}\n".encode()


def digest(data: bytes) -> str:
    """Return the SHA-256 of the bytes in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def made_by(data: bytes) -> str:
    """Return the version of the program that made the protocol; raises ProtocolError."""
    found = _parsed(data).get("software")
    maker = found.get("version") if isinstance(found, dict) else None
    return maker if isinstance(maker, str) else _refuse("it does not name the program that made it")


def reproduce(data: bytes) -> bytes:
    """Compute the protocol anew from the inputs in the file; raises ProtocolError."""
    content = _parsed(data)
    if content.get("rule") != RULE:
        _refuse("its rule is not the one that this version counts by")
    try:
        return make_protocol(content["input"], made_by(data))
    except (ArithmeticError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise ProtocolError(f"its inputs cannot be counted with: {error}") from error


def first_difference(stated: bytes, recomputed: bytes) -> str | None:
    """Say where two protocols differ first, in the order of the file; None if they do not."""
    if stated == recomputed:
        return None
    found = next(_differences("", _parsed(stated), _parsed(recomputed)), None)
    return found or "the layout of the file: blanks, line breaks or the order of its keys"


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        content = json.loads(data.decode(), parse_constant=_refuse)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ProtocolError(f"it is not JSON: {error}") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        _refuse(f"its format is not {FORMAT}")
    return content


def _refuse(reason: str) -> NoReturn:
    raise ProtocolError(reason)


def _differences(path: str, stated: Any, recomputed: Any) -> Iterator[str]:
    if isinstance(stated, dict) and isinstance(recomputed, dict):
        for key in sorted(stated.keys() | recomputed.keys()):
            where = f"{path}.{key}" if path else key
            if key not in stated:
                yield f"{where}: missing in the file"
            elif key not in recomputed:
                yield f"{where}: only in the file"
            else:
                yield from _differences(where, stated[key], recomputed[key])
    elif isinstance(stated, list) and isinstance(recomputed, list):
        for index, pair in enumerate(zip(stated, recomputed, strict=False)):
            yield from _differences(f"{path}[{index}]", *pair)
        if len(stated) != len(recomputed):
            yield f"{path}: {len(stated)} items in the file, {len(recomputed)} recomputed"
    elif stated != recomputed or type(stated) is not type(recomputed):
        yield f"{path}: {json.dumps(stated)} in the file, {json.dumps(recomputed)} recomputed"


def _result(given: Mapping[str, Any]) -> dict[str, Any]:
    criteria = tuple(
        Criterion(line["code"], line["weight"], line["maximum"]) for line in given["rubric"]
    )
    order = [criterion.id for criterion in criteria]
    scores = tuple(
        CardScore(card["entry"], card["juror"], code, card["points"][code])
        for card in given["cards"]
        for code in sorted(card["points"], key=order.index)
    )
    votes = [Vote(tuple(vote["order"])) for vote in given["votes"]]
    category_of = {entry["reference"]: entry["category"] for entry in given["entries"]}
    return {
        "overall": _ranking(criteria, scores, votes),
        "by_category": {
            category["code"]: _ranking(
                criteria,
                [one for one in scores if category_of[one.entry] == category["code"]],
                votes,
            )
            for category in given["categories"]
        },
        "beside_the_ranking": _beside(criteria, scores) if scores else None,
    }


def _ranking(
    criteria: Sequence[Criterion], scores: Sequence[CardScore], votes: Sequence[Vote]
) -> dict[str, Any]:
    if not scores:
        return {"entries": [], "ties": []}
    ranking = rank_official(criteria, scores, votes=votes)
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
        "ties": [
            {
                "place": tie.place,
                "entries": list(tie.entries),
                "score": _exact(tie.score),
                "step": tie.step.value,
                "criterion": tie.criterion,
                "values": {entry: _exact(value) for entry, value in tie.values.items()},
            }
            for tie in ranking.ties
        ],
    }


def _beside(criteria: tuple[Criterion, ...], scores: tuple[CardScore, ...]) -> dict[str, Any]:
    analysis = analyse(criteria, scores)
    return {
        "calibrated": _calibrated(analysis.calibration),
        "agreement": _agreement(analysis.agreement),
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
