import copy
import json
import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from leader_award.cli import main
from leader_award.platform import audit, audit_verifier, db
from leader_award.platform.audit_verifier import GENESIS, digest_of, verify

Chain = list[dict[str, Any]]


def chain(length: int) -> Chain:
    events: Chain = []
    previous = GENESIS
    for number in range(1, length + 1):
        link = {
            "sequence": number,
            "at": (datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=number)).isoformat(),
            "person_id": None if number % 5 == 0 else f"person{number % 3}",
            "role": "organiser",
            "action": "entry.submitted",
            "thing_kind": "entry",
            "thing_id": f"łódź{number}",
            "details": {"files": number},
            "previous": previous,
        }
        previous = link["digest"] = digest_of(link)
        events.append(link)
    return events


def seal(events: Chain, start: int) -> None:
    """Write the chain anew from the event at `start` on, as somebody with all rights could."""
    previous = events[start - 1]["digest"] if start else GENESIS
    for number, link in enumerate(events[start:], start + 1):
        link |= {"sequence": number, "previous": previous}
        previous = link["digest"] = digest_of(link)


def tamper(events: Chain, chance: random.Random) -> tuple[int, bool]:
    """Damage the chain; return the number of the first bad event, and whether it was sealed anew.

    A cut tail counts as bad from the first missing event on.
    """
    at = chance.randrange(len(events))
    kind = chance.choice(("alter", "delete", "insert", "swap", "cut", "rewrite"))
    if kind == "alter":
        field = chance.choice([*audit_verifier.CONTENT, "digest"])
        events[at][field] = altered(events[at][field], chance)
    elif kind == "delete":
        del events[at]
    elif kind == "insert":
        events.insert(at, copy.deepcopy(chance.choice(events)) | {"role": "nobody"})
    elif kind == "swap":
        other = chance.choice([number for number in range(len(events)) if number != at])
        events[at], events[other] = events[other], events[at]
        at = min(at, other)
    elif kind == "cut":
        del events[at:]
    else:
        events[at]["details"] = {"files": -1}
        seal(events, at)
    return at + 1, kind == "rewrite"


def altered(value: Any, chance: random.Random) -> Any:
    if isinstance(value, int):
        return value + chance.choice((-1, 1))
    if isinstance(value, dict):
        return value | {"files": value["files"] + 1}
    if value is None:
        return "somebody"
    place = chance.randrange(len(value))
    letter = chance.choice([one for one in "0123456789abcdef" if one != value[place]])
    return value[:place] + letter + value[place + 1 :]


def test_ten_thousand_tamperings_are_all_located() -> None:
    whole = chain(24)
    heads = {8: whole[7]["digest"], 24: whole[23]["digest"]}
    chance = random.Random(2015)
    for _ in range(10_000):
        events = copy.deepcopy(whole)
        first_bad, sealed = tamper(events, chance)
        fault = verify(events, heads).fault
        assert fault is not None
        if sealed:
            assert fault.since <= first_bad <= fault.sequence
        else:
            assert fault.sequence == fault.since == first_bad


def test_a_verifier_that_ignored_the_digest_would_be_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    events = chain(3)
    events[1]["details"] = {"files": 9}
    assert verify(events).fault is not None
    monkeypatch.setattr(audit_verifier, "digest_of", lambda event: event["digest"])
    assert verify(events).fault is None


def test_a_rewritten_chain_holds_by_itself_and_fails_against_a_receipt() -> None:
    events = chain(9)
    given_out = {3: events[2]["digest"], 9: events[8]["digest"]}
    events[5]["role"] = "system"
    seal(events, 5)
    assert verify(events).fault is None
    fault = verify(events, given_out).fault
    assert fault is not None
    assert (fault.since, fault.sequence) == (4, 9)


def test_a_clock_set_back_is_told_and_is_no_forgery() -> None:
    events = chain(4)
    events[2]["at"] = events[0]["at"]
    seal(events, 2)
    verdict = verify(events)
    assert (verdict.fault, verdict.backwards) == (None, 1)


@pytest.mark.parametrize("line", ["", "{", "[]", '{"sequence": 1}', "null"])
def test_a_line_that_is_no_event_is_the_first_bad_one(line: str) -> None:
    lines = [json.dumps(link) for link in chain(2)] + [line]
    fault = verify(audit_verifier.read_lines(lines)).fault
    assert fault is not None
    assert fault.sequence == 3


def record(times: int) -> None:
    for _ in range(times):
        with db.transaction() as writer:
            audit.record(writer, audit.SYSTEM, "tested", "site", {"łódź": 1})


def without_guard(*statements: str) -> None:
    """Change events as somebody who owns the database can."""
    with db.transaction() as writer:
        if db.engine().dialect.name == "postgresql":
            writer.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            writer.execute(text("DROP TRIGGER audit_event_no_update"))
            writer.execute(text("DROP TRIGGER audit_event_no_delete"))
        for statement in statements:
            writer.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_event SET role = 'x' WHERE sequence = 2", "DELETE FROM audit_event"],
)
def test_the_database_refuses_to_change_or_delete_an_event(app: Flask, statement: str) -> None:
    record(3)
    with pytest.raises(DBAPIError, match=audit.REFUSAL), db.transaction() as writer:
        writer.execute(text(statement))
    assert audit.verify(db.session()).events == 3


@pytest.mark.parametrize(
    ("statement", "first_bad"),
    [
        ("UPDATE audit_event SET action = 'forged' WHERE sequence = 2", 2),
        ("DELETE FROM audit_event WHERE sequence = 1", 1),
        ("DELETE FROM audit_event WHERE sequence = 3", 3),
        (
            "UPDATE audit_head SET sequence = 2,"
            " digest = (SELECT digest FROM audit_event WHERE sequence = 2)",
            3,
        ),
    ],
)
def test_verification_names_the_first_event_that_was_changed(
    app: Flask, statement: str, first_bad: int
) -> None:
    record(3)
    assert audit.verify(db.session()).fault is None
    without_guard(statement)
    fault = audit.verify(db.session()).fault
    assert fault is not None
    assert fault.sequence == first_bad


def test_anybody_can_check_an_export_with_the_standard_library_alone(
    app: Flask, tmp_path: Path
) -> None:
    record(3)
    export = tmp_path / "chain.jsonl"
    run = CliRunner()
    assert run.invoke(main, ["audit-export", str(export)]).exit_code == 0
    head = audit.verify(db.session()).head

    def check(*arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-I", "-S", audit_verifier.__file__, str(export), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    assert check("--head", f"3:{head}").stdout.startswith("The chain holds: 3 events.")
    lines = export.read_text(encoding="utf-8").splitlines()
    export.write_text("\n".join([lines[0], lines[1].replace("tested", "Tested"), lines[2]]))
    found = check()
    assert found.returncode == 1
    assert found.stdout.startswith("The first bad event is number 2")
    assert check("--head", "nonsense").returncode == 2
    assert len(Path(audit_verifier.__file__).read_text().splitlines()) <= 200


def test_the_command_checks_the_record_and_tells_by_its_exit_status(app: Flask) -> None:
    record(2)
    run = CliRunner()
    assert run.invoke(main, ["verify"]).exit_code == 0
    assert run.invoke(main, ["verify", "--head", f"2:{'0' * 64}"]).exit_code == 1
    assert run.invoke(main, ["verify", "--head", "2"]).exit_code == 2
