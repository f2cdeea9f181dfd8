"""The protocol of a ranking: a file of inputs, rule, results and hashes that anyone can recompute.

The file is canonical JSON: sorted keys, UTF-8, one blank of indentation, a line break at the end.
Exact scores are fractions; what is estimated is rounded, so that another machine's arithmetic
gives the same bytes. `reproduce` works from the file alone. See docs/decisions/0013-protocol.md
and 0023-rounds-in-rankings.md.

Format 2 holds the rounds: "input" has "card_mean" (how an entry's score comes of its cards),
"edition", "categories", "entries", the "votes" on the ranking over all rounds, and "rounds", each
with "code" (R1, R2, …), "name", "kind", "share", "rubric" ("version", "in_force_since",
"criteria"), "entries" (references of those that took part), "cards" (points by criterion; null is
an abstention) and its own "votes". "result" has "rounds" by code, each with "overall",
"by_category" and "beside_the_ranking", and "final" over all rounds, which is null where there is
only one. Format 1 holds the one round that there was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Any, NoReturn

from leader_award.ranking.protocol_result import VERSIONS

NUMBER = 2
"""The version of the format that new protocols have; older ones are still counted again."""
_FORMAT = "leader-award-protocol-"


class ProtocolError(ValueError):
    """The file is no protocol that this version can recompute."""


def make_protocol(
    given: Mapping[str, Any], software: str | None = None, number: int = NUMBER
) -> bytes:
    """Return the protocol of these inputs (as `protocol_input.protocol_input` makes them).

    `software` is the version that is named as its maker (default: this one); `number` is the
    version of the format, which the inputs have to follow.
    """
    made = VERSIONS[number]
    result = made.count(given)
    return canonical(
        {
            "format": f"{_FORMAT}{number}",
            "rule": made.rule,
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
    number = _number(content)
    if content.get("rule") != VERSIONS[number].rule:
        _refuse("its rule is not the one that this version counts by")
    try:
        return make_protocol(content["input"], made_by(data), number)
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
    if not isinstance(content, dict):
        _refuse("it is not an object")
    _number(content)
    return content


def _number(content: Mapping[str, Any]) -> int:
    for number in VERSIONS:
        if content.get("format") == f"{_FORMAT}{number}":
            return number
    known = ", ".join(f"{_FORMAT}{number}" for number in VERSIONS)
    return _refuse(f"its format is none of: {known}")


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
