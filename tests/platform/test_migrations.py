import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import Engine, inspect

from leader_award import migrations
from leader_award.app import all_tables

pytestmark = pytest.mark.alters_schema


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return list(compare_metadata(context, all_tables()))


def test_migrations_lead_to_the_tables_of_the_code_and_back(app: Flask) -> None:
    engine = app.extensions["engine"]
    all_tables().drop_all(engine)
    migrations.upgrade(engine)
    assert differences(engine) == []
    migrations.downgrade(engine, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    migrations.upgrade(engine)
    assert differences(engine) == []
