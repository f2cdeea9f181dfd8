"""Databases of earlier releases, brought to the present with what is in them."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, MetaData, String, text

from leader_award import migrations
from leader_award.app import all_tables
from leader_award.editions import queries as edition_queries
from leader_award.jury import queries as jury_queries
from leader_award.platform import audit, db
from leader_award.ranking.queries import edition_ranking

pytestmark = pytest.mark.alters_schema

AT = "2026-03-01 10:00:00.000000+00:00"
EDITION = {
    "id": "edition1",
    "slug": "2015",
    "year": 2015,
    "number": 2,
    "state": "deciding",
    "name": {"pl": "Edycja II"},
    "theme": {},
    "call_text": {},
    "note": {},
    "opens_at": AT,
    "deadline": AT,
    "check_until": AT,
    "scoring_until": AT,
    "announcement_at": AT,
    "one_entry_per_category": True,
    "has_final": True,
    "jurors_per_entry": 1,
    "feedback_to_applicants": False,
    "created_at": AT,
    "version": 1,
}
ROWS: list[tuple[str, dict[str, Any]]] = [
    (
        "person",
        {"id": "p1", "email": "a@b.pl", "name": "Łucja", "language": "pl", "created_at": AT}
        | {"version": 1},
    ),
    ("edition", EDITION),
    ("category", {"id": "k1", "edition_id": "edition1", "position": 0, "name": {"pl": "K"}}
     | {"description": {}}),
    ("criterion", {"id": "c1", "edition_id": "edition1", "position": 0, "name": {"pl": "Trwałość"}}
     | {"description": {}, "weight": 100, "maximum": 10, "levels": []}),
    ("organisation", {"id": "o1", "kind": "ngo", "name": "Razem", "sort_key": "razem"}
     | {"place": "", "created_at": AT}),
    ("entry", {"id": "e1", "edition_id": "edition1", "applicant_id": "o1", "category_id": "k1"}
     | {"number": 1, "reference": "SLZ-1", "state": "admitted", "title": "Wspólny autobus"}
     | {"changed_in": {}, "created_by_id": "p1", "created_at": AT, "saved_at": AT, "version": 1}),
    ("submission", {"id": "s1", "entry_id": "e1", "number": 1, "at": AT, "sha256": "0" * 64}
     | {"submitted_by_id": "p1", "content": json.dumps(
         {"title": "Wspólny autobus", "category": {"id": "k1", "name": {"pl": "K"}},
          "applicant": {"id": "o1", "name": "Razem", "terc": None}, "partners": []})}),
    ("juror", {"id": "j1", "edition_id": "edition1", "person_id": "p1", "capacity": 5, "minimum": 0}
     | {"expertise": {}, "organisation_ids": [], "invited_at": AT, "declared_at": AT}
     | {"declaration_text": "", "left_reason": ""}),
    ("assignment", {"id": "a1", "juror_id": "j1", "entry_id": "e1", "source": "hand"}
     | {"assigned_at": AT, "end_reason": ""}),
    ("score_card", {"id": "card1", "assignment_id": "a1", "state": "sealed", "comment_to_jury": ""}
     | {"comment_to_applicant": "", "version": 2}),
    ("score", {"id": "score1", "card_id": "card1", "criterion_id": "c1", "points": 8}),
    ("announcement", {"edition_id": "edition1", "at": AT, "prepared_by_id": "p1"}
     | {"prepared_at": AT}),
]  # fmt: skip


def fill(connection: Connection) -> None:
    """Put rows into the tables of the first release; texts that do not matter are empty."""
    tables = MetaData()
    tables.reflect(connection, only=[table for table, _row in ROWS])
    for name, row in ROWS:
        values = {key: as_stored(value) for key, value in row.items()}
        for column in tables.tables[name].columns:
            if not column.nullable and isinstance(column.type, String):
                values.setdefault(column.name, "")
        columns, marks = ", ".join(values), ", ".join(f":{key}" for key in values)
        connection.execute(text(f"INSERT INTO {name} ({columns}) VALUES ({marks})"), values)


def as_stored(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


@pytest.fixture
def old(app: Flask) -> None:
    """Take the database back to the first release, with the work of one edition in it."""
    engine = db.engine()
    all_tables().drop_all(engine)
    migrations.upgrade(engine, "0001")
    with engine.execution_options(writing=True).begin() as connection:
        fill(connection)


def test_scores_of_the_first_release_belong_to_one_round_and_rank_as_before(old: None) -> None:
    migrations.upgrade(db.engine())
    [round] = edition_queries.rounds("edition1")
    assert (round.share, round.name["pl"]) == (100, "Ocena merytoryczna")
    assert [one.name["pl"] for one in round.rubric.criteria] == ["Trwałość"]
    [assignment] = jury_queries.active_assignments("edition1", round_id=round.id)
    assert assignment.id == "a1"
    [line] = edition_ranking("edition1").overall.lines
    assert (line.place, str(line.score)) == (1, "80.00")


def test_the_record_of_events_is_guarded_after_an_upgrade(old: None) -> None:
    migrations.upgrade(db.engine())
    with db.transaction() as writer:
        audit.record(writer, audit.SYSTEM, "tested", "site")
    with pytest.raises(Exception, match=audit.REFUSAL), db.transaction() as writer:
        writer.execute(text("DELETE FROM audit_event"))


def test_an_upgraded_database_goes_back_and_forth_without_losing_a_row(old: None) -> None:
    engine = db.engine()
    migrations.upgrade(engine)
    migrations.downgrade(engine, "0001")
    migrations.upgrade(engine)
    with engine.connect() as connection:
        for table, _row in ROWS:
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 1
