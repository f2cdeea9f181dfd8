import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import Engine, inspect, text

from leader_award import migrations
from leader_award.app import all_tables
from leader_award.platform.settings import PREFIX

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


def test_machines_that_start_at_once_upgrade_one_after_the_other(
    app: Flask, tmp_path: Path
) -> None:
    engine = app.extensions["engine"]
    if engine.dialect.name == "sqlite":
        return  # serves one machine
    all_tables().drop_all(engine)
    url = app.config["SETTINGS"].database_url
    command = [sys.executable, "-m", "leader_award", "migrate"]
    machines = []
    for name in ("one", "other"):
        own = {f"{PREFIX}DATABASE_URL": url, f"{PREFIX}DATA_DIR": str(tmp_path / name)}
        machines.append(subprocess.Popen(command, env={**os.environ, **own}))
    assert [machine.wait(120) for machine in machines] == [0, 0]
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1
