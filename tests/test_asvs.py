"""docs/asvs.csv answers every requirement of levels 1 and 2 of OWASP ASVS 5.0.0, and truly.

The requirements themselves are not in this repository: 253 of levels 1 and 2, by their numbers.
"""

import ast
import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "docs" / "asvs.csv"
REQUIREMENTS = {"1": 70, "2": 183}
"""How many requirements of each level ASVS 5.0.0 has."""
VERDICTS = {"tested", "reasoned", "not applicable", "gap"}
CHAPTERS = range(1, 18)
PATH = re.compile(r"\b(?:leader_award|tests|docs|requirements)/[\w/.-]+\.(?:py|md|txt|html|js)\b")
TEST = re.compile(r"(?P<path>tests/[\w/]+\.py)::(?P<name>test_\w+)")
Row = dict[str, str]


def rows() -> list[Row]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def named_in(path: Path) -> frozenset[str]:
    """Names of the test functions of a file, at its top or in a class of it."""
    if not path.is_file():
        return frozenset()
    body = ast.parse(path.read_text(encoding="utf-8")).body
    inside = [node for group in body if isinstance(group, ast.ClassDef) for node in group.body]
    functions = [node for node in (*body, *inside) if isinstance(node, ast.FunctionDef)]
    return frozenset(node.name for node in functions if node.name.startswith("test_"))


def faults_of_ids(ids: list[str]) -> list[str]:
    """What is wrong with the numbers of the requirements: malformed, or there more than once."""
    malformed = [
        number
        for number in ids
        if not (found := re.fullmatch(r"V(\d+)\.[1-9]\d*\.[1-9]\d*", number))
        or int(found[1]) not in CHAPTERS
    ]
    repeated = [number for number, times in Counter(ids).items() if times > 1]
    return [f"{number} is no requirement" for number in malformed] + [
        f"{number} is there more than once" for number in repeated
    ]


def faults_of(row: Row) -> list[str]:
    """What is wrong with one answer: no verdict, no evidence, or evidence that does not exist."""
    number, evidence = row["requirement"], row["evidence"]
    if row["verdict"] not in VERDICTS:
        return [f"{number} has no verdict"]
    if not evidence.strip():
        return [f"{number} has no evidence"]
    named = TEST.findall(evidence)
    found = [f"{number}: there is no {path}::{name}" for path, name in named if not _is(path, name)]
    found += [f"{number}: there is no {path}" for path in PATH.findall(evidence) if not _is(path)]
    if row["verdict"] == "tested":
        if not all(TEST.fullmatch(word) for word in evidence.split(" ")):
            found.append(f"{number} has something else than tests")
    elif len(evidence.split()) < 3:
        found.append(f"{number} has no sentence")
    return found


def _is(path: str, name: str | None = None) -> bool:
    file = ROOT / path
    return file.is_file() and (name is None or name in named_in(file))


def test_every_requirement_of_both_levels_is_answered_once() -> None:
    table = rows()
    assert faults_of_ids([row["requirement"] for row in table]) == []
    assert Counter(row["level"] for row in table) == REQUIREMENTS


def test_every_answer_has_evidence_that_exists() -> None:
    table = rows()
    counted = Counter(row["verdict"] for row in table)
    print("\n" + ", ".join(f"{counted[verdict]} {verdict}" for verdict in sorted(VERDICTS)))
    print("gaps: " + " ".join(row["requirement"] for row in table if row["verdict"] == "gap"))
    assert [fault for row in table for fault in faults_of(row)] == []


def test_answers_that_are_made_up_are_refused() -> None:
    this = f"tests/{Path(__file__).name}::test_answers_that_are_made_up_are_refused"
    right = {"requirement": "V1.1.1", "verdict": "tested", "evidence": this}
    assert faults_of(right) == []
    for wrong in (
        {"evidence": this + "_not"},
        {"evidence": "tests/test_nothing.py::test_answers"},
        {"evidence": f"{this} tests/test_asvs.py::rows"},
        {"evidence": f"{this} and more"},
        {"evidence": " "},
        {"verdict": "surely"},
        {"verdict": "reasoned", "evidence": "It stands in leader_award/nowhere.py."},
        {"verdict": "gap", "evidence": "yes"},
    ):
        assert len(faults_of(right | wrong)) > 0, wrong
    assert faults_of_ids(["V1.1.1", "V17.3.2"]) == []
    for ids in (["V1.1.1", "V1.1.1"], ["V18.1.1"], ["V1.1"], ["1.1.1"], ["V1.0.1"]):
        assert faults_of_ids(ids) != [], ids
