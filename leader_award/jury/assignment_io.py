"""The engine's problems and answers as JSON documents: the format that scripts rely on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from leader_award.jury.assignment_model import (
    Entry,
    Infeasible,
    Juror,
    Pair,
    Problem,
    Proposal,
)

REQUIRED = ("entries", "jurors", "affinity", "conflicts")
OPTIONAL = ("soft_conflicts", "fixed")
HIGHEST = 100
LARGEST = 1_000_000
"""No need or capacity is larger: a number beyond it is a slip, and would not fit the solver."""


class MalformedProblem(ValueError):
    """A document that is not a problem; `path` leads to the offending value."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


def parse_document(text: str | bytes) -> Any:
    """JSON as Python values; MalformedProblem for broken JSON, NaN or a key given twice."""
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno} column {error.colno}"
        raise MalformedProblem(place, f"not JSON: {error.msg}") from None
    except UnicodeDecodeError as error:
        raise MalformedProblem(f"byte {error.start}", "not UTF-8 text") from None
    except RecursionError:
        raise MalformedProblem("$", "nested too deeply") from None


def input_sha256(document: Any) -> str:
    """SHA-256 of the document as JSON with sorted keys, no spaces, in UTF-8."""
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def to_document(problem: Problem) -> dict[str, Any]:
    """The problem in the file format, everything in order of ids: equal problems, equal hash."""
    return {
        "entries": [
            {"id": entry.id, "jurors_needed": entry.jurors_needed}
            for entry in sorted(problem.entries, key=lambda entry: entry.id)
        ],
        "jurors": [
            {"id": juror.id, "capacity": juror.capacity, "minimum": juror.minimum}
            for juror in sorted(problem.jurors, key=lambda juror: juror.id)
        ],
        "affinity": {entry: dict(row) for entry, row in problem.affinity.items()},
        "conflicts": [list(pair) for pair in sorted(problem.conflicts)],
        "soft_conflicts": [[*p, price] for p, price in sorted(problem.soft_conflicts.items())],
        "fixed": [list(pair) for pair in sorted(problem.fixed)],
    }


def read_problem(document: Any) -> Problem:
    """The problem a document describes; MalformedProblem names the first value that is wrong.

    Keys the format does not know are ignored (see `unknown_keys`).
    """
    if not isinstance(document, dict):
        raise MalformedProblem("$", f"must be an object, is {_shown(document)}")
    for key in REQUIRED:
        if key not in document:
            raise MalformedProblem(key, "is missing")
    entries = tuple(_entries(document["entries"]))
    jurors = tuple(_jurors(document["jurors"]))
    known = {entry.id for entry in entries}, {juror.id for juror in jurors}
    return Problem(
        entries=entries,
        jurors=jurors,
        affinity=_affinity(document["affinity"], *known),
        conflicts=frozenset(_pairs(document["conflicts"], "conflicts", *known)),
        soft_conflicts=_priced(document.get("soft_conflicts", []), *known),
        fixed=frozenset(_pairs(document.get("fixed", []), "fixed", *known)),
    )


def unknown_keys(document: Mapping[str, Any]) -> list[str]:
    """Top-level keys the format does not know: probably misspelt."""
    return [key for key in document if key not in REQUIRED + OPTIONAL]


def answer_document(answer: Proposal | Infeasible, sha256: str) -> dict[str, Any]:
    """A proposal or refusal in the output format.

    The key `soft_conflicts` [[entry, juror, price]] appears only when such pairs are used: totals
    then count those pairs at affinity less price.
    """
    if isinstance(answer, Infeasible):
        witness = answer.witness
        return {
            "status": "infeasible",
            "witness": {
                "entries": list(witness.entries),
                "jurors": list(witness.jurors),
                "needed": witness.needed,
                "available": witness.available,
                "text": witness.text,
            },
            "repairs": [
                {"kind": repair.kind, "details": dict(repair.details), "price": repair.price}
                for repair in answer.repairs
            ],
            "seconds": round(answer.seconds, 3),
            "input_sha256": sha256,
        }
    document = {
        "status": "optimal",
        "pairs": [list(pair) for pair in answer.pairs],
        "total_affinity": answer.total_affinity,
        "total_bound": answer.certificate.total_bound,
        "worst_entry_affinity": answer.worst_entry_affinity,
        "worst_entry_bound": answer.certificate.worst_entry_bound,
        "loads": dict(answer.loads),
        "components": answer.components,
        "a_efficiency": answer.a_efficiency,
        "seconds": round(answer.seconds, 3),
        "input_sha256": sha256,
    }
    if answer.soft_conflicts:
        used: list[list[Any]] = [[*pair, price] for pair, price in answer.soft_conflicts.items()]
        document["soft_conflicts"] = used
    return document


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise MalformedProblem(twice, "this key is given twice in one object")
    return content


def _refuse_constant(name: str) -> NoReturn:
    raise MalformedProblem(name, "is not a number JSON knows")


def _entries(value: Any) -> Iterator[Entry]:
    for path, item in _items(value, "entries"):
        yield Entry(item["id"], _whole(item, "jurors_needed", path))


def _jurors(value: Any) -> Iterator[Juror]:
    for path, item in _items(value, "jurors"):
        capacity = _whole(item, "capacity", path)
        minimum = _whole(item, "minimum", path) if "minimum" in item else 0
        if minimum > capacity:
            reason = f"must be at most the capacity {capacity}, is {minimum}"
            raise MalformedProblem(f"{path}.minimum", reason)
        yield Juror(item["id"], capacity, minimum)


def _items(value: Any, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a list, each with a non-empty id that was not used before."""
    seen: set[str] = set()
    for position, item in enumerate(_list(value, name)):
        path = f"{name}[{position}]"
        if not isinstance(item, dict):
            raise MalformedProblem(path, f"must be an object, is {_shown(item)}")
        if "id" not in item:
            raise MalformedProblem(f"{path}.id", "is missing")
        name_of_item = item["id"]
        if not isinstance(name_of_item, str) or not name_of_item or _is_broken(name_of_item):
            raise MalformedProblem(f"{path}.id", f"must be text, is {_shown(name_of_item)}")
        if name_of_item in seen:
            raise MalformedProblem(f"{path}.id", f"{_shown(name_of_item)} is used twice")
        seen.add(name_of_item)
        yield path, item


def _list(value: Any, path: str) -> list[Any]:
    if not isinstance(value, list):
        raise MalformedProblem(path, f"must be a list, is {_shown(value)}")
    return value


def _whole(item: dict[str, Any], key: str, path: str) -> int:
    if key not in item:
        raise MalformedProblem(f"{path}.{key}", "is missing")
    value = item[key]
    if type(value) is not int or not 0 <= value <= LARGEST:
        reason = f"must be a whole number from 0 to {LARGEST}, is {_shown(value)}"
        raise MalformedProblem(f"{path}.{key}", reason)
    return value


def _affinity(value: Any, entries: set[str], jurors: set[str]) -> dict[str, dict[str, float]]:
    if not isinstance(value, dict):
        raise MalformedProblem("affinity", f"must be an object, is {_shown(value)}")
    for entry, row in value.items():
        path = f"affinity.{entry}"
        if entry not in entries:
            raise MalformedProblem(path, "no entry has this id")
        if not isinstance(row, dict):
            raise MalformedProblem(path, f"must be an object, is {_shown(row)}")
        if not row.keys() <= jurors:
            juror = next(juror for juror in row if juror not in jurors)
            raise MalformedProblem(f"{path}.{juror}", "no juror has this id")
        numbers = set(map(type, row.values())) <= {int, float}
        if numbers and (not row or (min(row.values()) >= 0 and max(row.values()) <= HIGHEST)):
            continue
        juror, bad = next(item for item in row.items() if not _is_affinity(item[1]))
        reason = f"must be a number from 0 to {HIGHEST}, is {_shown(bad)}"
        raise MalformedProblem(f"{path}.{juror}", reason)
    return value


def _is_affinity(value: Any) -> bool:
    return type(value) in (int, float) and 0 <= value <= HIGHEST


def _pairs(
    value: Any, name: str, entries: set[str], jurors: set[str], length: int = 2
) -> Iterator[Pair]:
    for position, item in enumerate(_list(value, name)):
        if not isinstance(item, list) or len(item) != length:
            shape = "[entry, juror]" if length == 2 else "[entry, juror, price]"
            reason = f"must be {shape}, is {_shown(item)}"
            raise MalformedProblem(f"{name}[{position}]", reason)
        for place, (known, kind) in enumerate(((entries, "entry"), (jurors, "juror"))):
            if not isinstance(item[place], str) or item[place] not in known:
                reason = f"no {kind} has the id {_shown(item[place])}"
                raise MalformedProblem(f"{name}[{position}][{place}]", reason)
        yield item[0], item[1]


def _priced(value: Any, entries: set[str], jurors: set[str]) -> dict[Pair, float]:
    prices: dict[Pair, float] = {}
    pairs = _pairs(value, "soft_conflicts", entries, jurors, length=3)
    for position, pair in enumerate(pairs):
        path, price = f"soft_conflicts[{position}][2]", value[position][2]
        if type(price) not in (int, float) or not 0 <= price <= LARGEST:
            reason = f"must be a price from 0 to {LARGEST}, is {_shown(price)}"
            raise MalformedProblem(path, reason)
        if prices.setdefault(pair, price) != price:
            raise MalformedProblem(path, "this pair has another price before")
    return prices


def _is_broken(text: str) -> bool:
    """Half of a surrogate pair: JSON can spell it, but it is no character."""
    return any("\ud800" <= character <= "\udfff" for character in text)


def _shown(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
