"""The command `assign`: its output contract, exit statuses, and what it says of bad input."""

import hashlib
import json
import os
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from leader_award.jury.assignment import Proposal, solve
from leader_award.jury.assignment_io import input_sha256, read_problem, to_document
from leader_award.jury.commands import assign_command
from tests.jury.assignment_cases import breaches, random_problem, specialists

PROBLEM: dict[str, Any] = {
    "entries": [{"id": "A", "jurors_needed": 2}, {"id": "B", "jurors_needed": 2}],
    "jurors": [
        {"id": "x", "capacity": 2, "minimum": 1},
        {"id": "y", "capacity": 2},
        {"id": "z", "capacity": 1},
    ],
    "affinity": {"A": {"x": 90, "y": 40, "z": 10}, "B": {"x": 80, "y": 70.5}},
    "conflicts": [["B", "z"]],
}


def run(tmp_path: Path, document: Any, *options: str) -> Result:
    file = tmp_path / "problem.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
    return CliRunner().invoke(assign_command, [str(file), *options])


def changed(path: list[Any], value: Any) -> dict[str, Any]:
    """PROBLEM with one value replaced."""
    document = deepcopy(PROBLEM)
    target = document
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    return document


def test_assignment_has_exactly_the_promised_keys(tmp_path: Path) -> None:
    result = run(tmp_path, PROBLEM)
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert answer.pop("seconds") >= 0
    canonical = json.dumps(PROBLEM, sort_keys=True, separators=(",", ":"))
    assert answer == {
        "status": "optimal",
        "pairs": [["A", "x"], ["A", "y"], ["B", "x"], ["B", "y"]],
        "total_affinity": 280.5,
        "total_bound": 280.5,
        "worst_entry_affinity": 130,
        "worst_entry_bound": 130,
        "loads": {"x": 2, "y": 2, "z": 0},
        "components": 1,
        "a_efficiency": 1.0,
        "input_sha256": hashlib.sha256(canonical.encode()).hexdigest(),
    }


def test_hash_does_not_depend_on_spaces_or_the_order_of_keys(tmp_path: Path) -> None:
    turned = json.dumps(dict(reversed(PROBLEM.items())), indent=4)
    hashes = {json.loads(run(tmp_path, form).stdout)["input_sha256"] for form in (PROBLEM, turned)}
    assert len(hashes) == 1


def test_used_soft_conflict_is_reported(tmp_path: Path) -> None:
    answer = json.loads(run(tmp_path, {**PROBLEM, "soft_conflicts": [["A", "x", 5]]}).stdout)
    assert answer["soft_conflicts"] == [["A", "x", 5]]
    assert answer["total_affinity"] == 275.5


def test_infeasible_problem_ends_with_status_3_and_a_witness(tmp_path: Path) -> None:
    document = changed(["conflicts"], [["B", "z"], ["B", "y"]])
    result = run(tmp_path, document)
    assert result.exit_code == 3
    answer = json.loads(result.stdout)
    assert set(answer) == {"status", "witness", "repairs", "seconds", "input_sha256"}
    assert answer["status"] == "infeasible"
    assert answer["witness"] == {
        "entries": ["B"],
        "jurors": ["x"],
        "needed": 2,
        "available": 1,
        "text": "1 entry needs 2 scores; only 1 juror may score it, with room for 1",
    }
    assert answer["repairs"]
    assert all(set(repair) == {"kind", "details", "price"} for repair in answer["repairs"])


def test_same_input_and_seed_give_the_same_output(tmp_path: Path) -> None:
    document = to_document(random_problem(7, tight=False))
    answers = []
    for _ in range(2):
        answer = json.loads(run(tmp_path, document, "--seed", "5").stdout)
        answer.pop("seconds")
        answers.append(answer)
    assert answers[0] == answers[1]


def test_answer_does_not_depend_on_processor_or_hash_seed(tmp_path: Path) -> None:
    """Another processor is played by switching off what numpy and its BLAS adapt to."""
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(to_document(specialists(60, 12, 3))), "utf-8")
    command = [sys.executable, "-m", "leader_award", "assign", str(file)]
    old = {"OPENBLAS_CORETYPE": "Nehalem", "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3"}
    answers = []
    for surroundings in ({"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2", **old}):
        run_there = subprocess.run(
            command, env={**os.environ, **surroundings}, capture_output=True, check=True
        )
        answer = json.loads(run_there.stdout)
        answer.pop("seconds")
        answers.append(answer)
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    ("document", "status"), [(PROBLEM, 0), (changed(["conflicts"], [["B", "y"], ["B", "z"]]), 3)]
)
def test_table_is_for_people(tmp_path: Path, document: Any, status: int) -> None:
    result = run(tmp_path, document, "--format", "table")
    assert result.exit_code == status
    expected = "total affinity 280.5 (bound 280.5)" if status == 0 else "No assignment exists: "
    assert expected in result.stdout


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (["entries"], {}, "entries:"),
        (["entries", 0], 3, "entries[0]:"),
        (["entries", 1, "id"], "A", "entries[1].id:"),
        (["entries", 1, "id"], 7, "entries[1].id:"),
        (["entries", 0, "jurors_needed"], -1, "entries[0].jurors_needed:"),
        (["entries", 0, "jurors_needed"], 1.5, "entries[0].jurors_needed:"),
        (["entries", 0, "jurors_needed"], True, "entries[0].jurors_needed:"),
        (["jurors", 1], {"id": "y"}, "jurors[1].capacity:"),
        (["jurors", 0, "minimum"], 3, "jurors[0].minimum:"),
        (["jurors", 0, "capacity"], "2", "jurors[0].capacity:"),
        (["affinity"], [], "affinity:"),
        (["affinity", "C"], {}, "affinity.C:"),
        (["affinity", "A"], 5, "affinity.A:"),
        (["affinity", "A", "w"], 5, "affinity.A.w:"),
        (["affinity", "A", "x"], 101, "affinity.A.x:"),
        (["affinity", "B", "y"], -0.5, "affinity.B.y:"),
        (["affinity", "B", "y"], None, "affinity.B.y:"),
        (["affinity", "B", "y"], False, "affinity.B.y:"),
        (["conflicts", 0], ["B"], "conflicts[0]:"),
        (["conflicts", 0, 1], "w", "conflicts[0][1]:"),
        (["conflicts", 0, 0], ["B"], "conflicts[0][0]:"),
        (["soft_conflicts"], [["A", "x"]], "soft_conflicts[0]:"),
        (["soft_conflicts"], [["A", "x", -1]], "soft_conflicts[0][2]:"),
        (["soft_conflicts"], [["A", "x", 1], ["A", "x", 2]], "soft_conflicts[1][2]:"),
        (["fixed"], [["A", "w"]], "fixed[0][1]:"),
    ],
)
def test_malformed_value_is_named_by_its_path(
    tmp_path: Path, path: list[Any], value: Any, named: str
) -> None:
    result = run(tmp_path, changed(path, value))
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"problem.json: {named} " in result.stderr


@pytest.mark.parametrize("key", ["entries", "jurors", "affinity", "conflicts"])
def test_missing_part_is_named(tmp_path: Path, key: str) -> None:
    document = deepcopy(PROBLEM)
    del document[key]
    result = run(tmp_path, document)
    assert result.exit_code == 2
    assert f"{key}: is missing" in result.stderr


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{", "line 1 column 2: not JSON"),
        ("[]", "$: must be an object"),
        ('{"entries": NaN}', "NaN: is not a number"),
        ('{"entries": [], "entries": []}', "entries: this key is given twice"),
        ('{"entries": [{"id": "\\ud800", "jurors_needed": 1}]}', "is missing"),
        ("[" * 100_000, "$: nested too deeply"),
    ],
)
def test_text_that_is_no_problem_is_refused(tmp_path: Path, text: str, named: str) -> None:
    result = run(tmp_path, text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert named in result.stderr


@pytest.mark.parametrize(
    "options", [("--seed", "-1"), ("--connectivity-share", "1.5"), ("--format", "xml")]
)
def test_option_out_of_range_is_refused(tmp_path: Path, options: tuple[str, str]) -> None:
    assert run(tmp_path, PROBLEM, *options).exit_code == 2


def test_file_that_does_not_exist_is_refused() -> None:
    assert CliRunner().invoke(assign_command, ["nowhere.json"]).exit_code == 2


def test_misspelt_key_is_warned_about(tmp_path: Path) -> None:
    result = run(tmp_path, {**PROBLEM, "soft_conflict": []})
    assert result.exit_code == 0
    assert "soft_conflict: unknown key, ignored" in result.stderr


def test_standard_input_is_read() -> None:
    result = CliRunner().invoke(assign_command, ["-"], input=json.dumps(PROBLEM))
    assert json.loads(result.stdout)["status"] == "optimal"


def test_document_of_a_problem_reads_back_as_the_same_problem() -> None:
    for seed in range(20):
        problem = random_problem(seed)
        again = read_problem(json.loads(json.dumps(to_document(problem))))
        assert again == problem
        assert input_sha256(to_document(again)) == input_sha256(to_document(problem))


def test_command_gives_the_engine_s_answer(tmp_path: Path) -> None:
    problem = random_problem(3, tight=False)
    solution = solve(problem, seed=2, connectivity_share=0)
    assert isinstance(solution, Proposal)
    options = ("--seed", "2", "--connectivity-share", "0")
    answer = json.loads(run(tmp_path, to_document(problem), *options).stdout)
    assert tuple(map(tuple, answer["pairs"])) == solution.pairs
    assert breaches(problem, solution.pairs) == []
