"""What a commitment covers: every change of a revealed card is seen, and nothing else is."""

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from leader_award.cli import main
from leader_award.platform import commitments

ids = st.text("23456789abcdefghjkmnpqrstuvwxyz", min_size=16, max_size=16)
answers = st.dictionaries(ids, st.integers(0, 10) | st.just("abstain"), min_size=1, max_size=6)


def revealed_card(content: dict[str, Any]) -> dict[str, Any]:
    salt = commitments.new_salt()
    digest = commitments.commitment_to(content, salt)
    outside = {"sealed_at": "2026-11-25T12:00:00+00:00", "replaced": None}
    return {**content, **outside, "salt": salt, "commitment": digest}


contents = st.fixed_dictionaries(
    {
        "entry": ids,
        "reference": st.text(min_size=1, max_size=12),
        "juror": ids,
        "round": ids,
        "rubric": ids,
        "version": st.integers(1, 9),
        "answers": answers,
    }
)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    cards = [revealed_card(one) for one in draw(st.lists(contents, min_size=1, max_size=5))]
    listed = sorted(card["commitment"] for card in cards)
    return {"format": commitments.FORMAT, "commitments": listed, "cards": cards}


def other(value: Any, draw: Any) -> Any:
    """A value of the same kind that is not this one."""
    if isinstance(value, int):
        return value + draw(st.integers(1, 5))
    if isinstance(value, str):
        place = draw(st.integers(0, max(len(value) - 1, 0)))
        return (
            value[:place] + ("0" if value[place : place + 1] != "0" else "1") + value[place + 1 :]
        )
    key = draw(st.sampled_from(sorted(value)))
    points = value[key]
    return value | {key: 0 if points == "abstain" else points + 1}


@given(documents())
@settings(max_examples=50)
def test_untouched_cards_all_fit(document: dict[str, Any]) -> None:
    read = json.loads(json.dumps(document))
    checked = commitments.check(
        read, document["commitments"], commitments.root_of(document["commitments"])
    )
    assert (checked.fault, checked.cards) == (None, len(document["cards"]))


@given(documents(), st.data())
@settings(max_examples=200)
def test_one_changed_value_is_found_at_its_card(document: dict[str, Any], data: Any) -> None:
    place = data.draw(st.integers(0, len(document["cards"]) - 1))
    field = data.draw(st.sampled_from([*commitments.CONTENT, "salt"]))
    changed = copy.deepcopy(document)
    card = changed["cards"][place]
    card[field] = other(card[field], data.draw)
    fault = commitments.check(changed).fault
    assert fault is not None
    assert fault.startswith(f"Card {place + 1} ")


@pytest.mark.parametrize("field", commitments.CONTENT)
def test_a_commitment_that_forgot_a_field_would_be_seen(
    field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: what is not committed to can be changed, and the check says nothing."""
    covered = tuple(one for one in commitments.CONTENT if one != field)
    monkeypatch.setattr(commitments, "CONTENT", covered)
    document = made()
    document["cards"][0][field] = {"c": 9} if field == "answers" else "other"
    assert commitments.check(document).fault is None
    monkeypatch.undo()
    assert commitments.check(document).fault is not None


def made() -> dict[str, Any]:
    content = {"entry": "e", "reference": "2026/001", "juror": "j", "round": "r", "rubric": "k"}
    cards = [
        revealed_card({**content, "version": 1, "answers": {"c": points}}) for points in (4, 7)
    ]
    listed = sorted(card["commitment"] for card in cards)
    return {"format": commitments.FORMAT, "commitments": listed, "cards": cards}


def test_score_changed_together_with_its_commitment_is_found_by_what_was_given_out() -> None:
    document = made()
    kept = document["cards"][0]["commitment"]
    root = commitments.root_of(document["commitments"])
    forged = copy.deepcopy(document)
    card = forged["cards"][0]
    card["answers"] = {"c": 10}
    card["commitment"] = commitments.commitment_to(card, card["salt"])
    forged["commitments"] = sorted(one["commitment"] for one in forged["cards"])
    assert commitments.check(forged).fault is None
    assert kept in str(commitments.check(forged, [kept]).fault)
    assert commitments.check(forged, root=root).fault is not None


def test_card_shown_twice_in_the_place_of_another_is_found() -> None:
    document = made()
    document["cards"][1] = document["cards"][0]
    assert commitments.check(document).fault == "A card stands in the file twice."


def test_same_points_have_another_commitment_each_time() -> None:
    first, second = (made()["cards"][0]["commitment"] for _time in range(2))
    assert first != second


def test_root_does_not_depend_on_the_order() -> None:
    listed = made()["commitments"]
    assert commitments.root_of(listed) == commitments.root_of(reversed(listed))


def run(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program as an auditor does: by itself, without any other library."""
    command = [sys.executable, "-I", "-S", commitments.__file__, str(path), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_program_runs_alone_and_names_the_card(tmp_path: Path) -> None:
    document, path = made(), tmp_path / "scores.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    fine = run(path, "--root", commitments.root_of(document["commitments"]))
    assert (fine.returncode, fine.stderr) == (0, "")
    document["cards"][1]["answers"]["c"] += 1
    path.write_text(json.dumps(document), encoding="utf-8")
    found = run(path)
    assert found.returncode == 1
    assert found.stdout.startswith("Card 2 (entry 2026/001, juror j) was changed")


def test_command_says_the_same(tmp_path: Path) -> None:
    document, path = made(), tmp_path / "scores.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    said = CliRunner().invoke(main, ["verify-scores", str(path)])
    assert (said.exit_code, said.output) == (0, run(path).stdout)
    document["cards"][0]["juror"] = "k"
    path.write_text(json.dumps(document), encoding="utf-8")
    said = CliRunner().invoke(main, ["verify-scores", str(path)])
    assert (said.exit_code, said.output) == (1, run(path).stdout)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "leader-award-sealed-scores-1"}'])
def test_file_that_is_something_else_is_said_to_be(text: str, tmp_path: Path) -> None:
    path = tmp_path / "scores.json"
    path.write_text(text, encoding="utf-8")
    assert run(path).returncode == 2
