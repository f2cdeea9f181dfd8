"""Every column that can hold text of or about a person has its decision."""

from collections.abc import Iterator

import pytest
from sqlalchemy import JSON, Column, MetaData, String, Table
from sqlalchemy.sql.sqltypes import Uuid

from leader_award.app import all_tables
from leader_award.privacy.activities import ACTIVITIES
from leader_award.privacy.decision import Decision
from leader_award.privacy.register import DECISIONS, REGISTER


def can_hold_text(column: Column[object]) -> bool:
    """Text, or a reference to a person; random ids and references to things say nothing."""
    if column.foreign_keys:
        return any(key.target_fullname == "person.id" for key in column.foreign_keys)
    is_text = isinstance(column.type, (String, JSON)) and not isinstance(column.type, Uuid)
    return is_text and column.name != "id"


def faults(tables: MetaData, register: dict[str, Decision]) -> Iterator[str]:
    for table in tables.tables.values():
        decision = register.get(table.name, Decision(table.name))
        decided, existing = set(decision.columns), set(table.columns.keys())
        needed = {column.name for column in table.columns if can_hold_text(column)}
        if table.name not in register:
            yield f"{table.name} is not in the register"
        yield from (f"{table.name}.{name} has no decision" for name in sorted(needed - decided))
        yield from (f"{table.name}.{name} does not exist" for name in sorted(decided - existing))
    yield from (f"{name} is no table" for name in register if name not in tables.tables)


def test_every_column_that_can_hold_personal_text_has_a_decision() -> None:
    assert list(faults(all_tables(), REGISTER)) == []


@pytest.mark.parametrize("kind", [String(20), JSON()], ids=["text", "json"])
def test_a_new_column_without_a_decision_is_found(kind: object) -> None:
    planted = MetaData()
    Table("person", planted, Column("id", String(16)), Column("phone", kind))
    person = Decision("person", neutral=("mail",))
    assert list(faults(planted, {"person": person, "gone": Decision("gone")})) == [
        "person.phone has no decision",
        "person.mail does not exist",
        "gone is no table",
    ]
    assert next(faults(planted, {})) == "person is not in the register"


def test_each_table_is_decided_about_once() -> None:
    tables = [decision.table for decision in DECISIONS]
    assert sorted(set(tables)) == sorted(tables)


def test_each_column_has_one_decision_and_what_is_personal_has_a_purpose() -> None:
    for decision in REGISTER.values():
        groups = ("erased", "blanked", "searched", "fixed", "purged", "neutral", "acted")
        named = [name for group in groups for name in getattr(decision, group)]
        assert len(named) == len(set(named)), decision.table
        personal = [name for group in groups[:4] for name in getattr(decision, group)]
        assert decision.activity in ACTIVITIES or not (personal or decision.activity)
        assert decision.label or not (decision.searched or decision.fixed), decision.table


def test_every_purpose_that_the_notice_names_has_data() -> None:
    assert set(ACTIVITIES) == {one.activity for one in REGISTER.values() if one.activity}
