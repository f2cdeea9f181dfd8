"""The chain is checked in pages, and the first bad event is told to the organiser."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from leader_award.audit_log import checking
from leader_award.audit_log.models import ChainCheck
from leader_award.platform import audit, clock, db
from leader_award.platform.audit import SYSTEM, AuditEvent

LOG = "/organizator/dziennik"


@pytest.fixture
def board(
    app: Flask,
    make_person: Callable[..., str],
    signed_in: Callable[[str], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
) -> FlaskClient:
    """An organiser's browser, over a chain of many pages of three events."""
    monkeypatch.setattr(checking, "EVENTS_AT_ONCE", 3)
    board = signed_in(make_person("Olga Organizator", None, "organiser"))
    for _number in range(10):
        note()
    return board


def note() -> tuple[int, str]:
    """Add an event; return its number and digest."""
    with db.transaction() as writer:
        added = audit.record(writer, SYSTEM, "knowledge.section_added", "knowledge_section")
        return added.sequence, added.digest


def check(board: FlaskClient, given: str = "") -> str:
    """Ask for a check, let the worker run, and return what the page says then."""
    assert board.post(f"{LOG}/sprawdzenie", data={"given": given}).status_code == 302
    checking.check_waiting()
    return " ".join(board.get(f"{LOG}/stan").text.split())


def tamper(statement: str) -> None:
    """Change the chain as somebody with all rights over the database could."""
    with db.transaction() as writer:
        if writer.get_bind().dialect.name == "postgresql":
            writer.execute(text("ALTER TABLE audit_event DISABLE TRIGGER ALL"))
            writer.execute(text(statement))
            writer.execute(text("ALTER TABLE audit_event ENABLE TRIGGER ALL"))
        else:
            triggers = writer.execute(
                text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            ).all()
            for name, _sql in triggers:
                writer.execute(text(f"DROP TRIGGER {name}"))
            writer.execute(text(statement))
            for _name, sql in triggers:
                writer.execute(text(sql))


def test_intact_chain_is_said_to_be_intact(board: FlaskClient) -> None:
    assert "Łańcucha jeszcze nie sprawdzano" in board.get(LOG).text
    said = check(board)
    length = db.session().scalars(select(func.max(AuditEvent.sequence))).one()
    assert "Nienaruszony." in said
    assert f"do numeru {length}" in said


def test_long_check_is_left_to_the_worker_and_shows_how_far_it_is(board: FlaskClient) -> None:
    board.post(f"{LOG}/sprawdzenie")
    assert "data-poll" in board.get(LOG).text
    said = board.get(f"{LOG}/stan").text
    assert "Trwa sprawdzanie" in said
    assert "data-poll-done" not in said
    checking.check_waiting()
    assert "data-poll-done" in board.get(f"{LOG}/stan").text


def test_check_goes_on_where_it_was_interrupted(board: FlaskClient) -> None:
    board.post(f"{LOG}/sprawdzenie")
    check_id = db.session().scalars(select(ChainCheck.id)).one()
    assert not checking._check_page(check_id)
    db.session().rollback()
    assert db.session().get_one(ChainCheck, check_id).checked == 3
    note()
    checking.finish(check_id)
    db.session().expire_all()
    assert db.session().get_one(ChainCheck, check_id).fault_sequence is None


@pytest.mark.parametrize(
    ("statement", "number", "reason"),
    [
        ("UPDATE audit_event SET role = 'juror' WHERE sequence = 5", 5, "nie zgadza się"),
        ("DELETE FROM audit_event WHERE sequence = 6", 6, "jego numer nie następuje"),
    ],
    ids=["altered", "deleted"],
)
def test_first_bad_event_is_named(
    board: FlaskClient, statement: str, number: int, reason: str
) -> None:
    tamper(statement)
    said = check(board)
    assert "Łańcuch jest naruszony." in said
    assert f"Pierwsze błędne zdarzenie ma numer {number}: " in said
    assert reason in said


def test_events_that_the_last_link_does_not_know_of_are_found(board: FlaskClient) -> None:
    with db.transaction() as writer:
        writer.add(ChainCheck(asked_at=clock.now()))
    tamper(
        "UPDATE audit_head SET sequence = 9,"
        " digest = (SELECT digest FROM audit_event WHERE sequence = 9)"
    )
    checking.check_waiting()
    assert "numer 10: nie obejmuje go ostatnie ogniwo" in board.get(f"{LOG}/stan").text


def test_chain_written_anew_shows_against_a_digest_that_was_given_out(board: FlaskClient) -> None:
    number, digest = note()
    assert "Zgadza się też podany skrót" in check(board, f"{number}:{digest}")
    said = check(board, f"{number}:{'0' * 64}")
    assert f"między zdarzeniami 1 a {number}" in said
    assert "jego skrót jest inny niż ten, który wydano wcześniej" in said
    assert "łańcuch kończy się przed nim" in check(board, f"999:{digest}")


def test_digest_that_is_none_is_refused_beside_its_field(board: FlaskClient) -> None:
    answer = board.post(f"{LOG}/sprawdzenie", data={"given": "12:abc"})
    assert answer.status_code == 422
    assert "Wpisz numer zdarzenia, dwukropek i skrót" in answer.text
    assert db.session().scalars(select(ChainCheck)).all() == []


def test_journalist_checks_the_export_with_the_program_handed_out(
    board: FlaskClient, tmp_path: Path
) -> None:
    for name in ("lancuch.jsonl", "audit_verifier.py"):
        answer = board.get(f"{LOG}/{name}")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        (tmp_path / name).write_bytes(answer.data)
    command = [sys.executable, "-I", "audit_verifier.py", "lancuch.jsonl"]
    good = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert good.returncode == 0
    lines = (tmp_path / "lancuch.jsonl").read_text(encoding="utf-8").splitlines()
    forged = json.loads(lines[3]) | {"role": "juror"}
    lines[3] = json.dumps(forged)
    (tmp_path / "lancuch.jsonl").write_text("\n".join(lines), encoding="utf-8")
    bad = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert bad.returncode == 1
    assert "first bad event is number 4" in bad.stdout
