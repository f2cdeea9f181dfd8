import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from leader_award import migrations
from leader_award.app import all_tables, create_app
from leader_award.editions import queries as edition_queries
from leader_award.editions import service as editions
from leader_award.partnerships import register
from leader_award.platform import db
from leader_award.rehearsal.commands import rehearse, settings_of
from tests.editions.builders import ORGANISER, make_edition, reloaded
from tests.jury.builders import make_confirmed_person

NAME, ADDRESS = "Wanda Prawdziwa-Osoba", "wanda.prawdziwa@urzad.example"


@pytest.fixture(autouse=True)
def _schema_of_the_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether migrations lead to the same tables is what tests/platform asks."""
    monkeypatch.setattr(migrations, "upgrade", lambda engine: all_tables().create_all(engine))


@pytest.fixture(autouse=True)
def _short_register(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few counties are enough for a small rehearsal."""
    rows = [row for row in register.shipped() if len(row.terc) == 2 or row.terc[:3] == "020"]
    monkeypatch.setattr(register, "shipped", lambda: rows)


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder apart from the data of the application."""
    return tmp_path_factory.mktemp("proby")


@pytest.fixture
def slug(app: Flask) -> str:
    make_confirmed_person(NAME)
    edition_id = make_edition()
    found = reloaded(edition_id)
    editions.update_edition(
        edition_id=edition_id, version=found.version, actor=ORGANISER,
        call_text={"pl": f"Pytania: {NAME}, {ADDRESS}.", "en": f"Questions: {NAME}."},
    )  # fmt: skip
    return reloaded(edition_id).slug


@pytest.fixture
def rehearsed(slug: str, place: Path) -> Callable[..., Result]:
    def run(folder: str = "proba", *more: str) -> Result:
        given = [slug, "--into", str(place / folder), "--no-serve", "--entries", "4", *more]
        return CliRunner().invoke(rehearse, given, catch_exceptions=False)

    return run


@pytest.fixture
def copy_of(app: Flask, place: Path) -> Callable[[str], Iterator[Flask]]:
    return lambda folder: create_app(settings_of(place / folder, app.config["SETTINGS"], 8100))


def everything_in(folder: Path) -> str:
    with sqlite3.connect(folder / "leader-award.db") as connection:
        return "\n".join(connection.iterdump())


def test_whole_edition_is_rehearsed_to_the_announcement(rehearsed, copy_of, place) -> None:
    made = rehearsed("proba", "--stop-at", "end")
    assert made.exit_code == 0, made.output
    for words in ("minute late and was refused", "called for completion", "conflict of interest",
                  "the results were announced", "Ranking:"):  # fmt: skip
        assert words in made.output
    copy = copy_of("proba")
    page = copy.test_client().get("/")
    assert "PRÓBA" in page.text
    with copy.app_context():
        [edition] = edition_queries.all_editions()
        assert edition.state in ("deciding", "announced")
        db.session().close()
    dumped = everything_in(place / "proba")
    for word in (NAME, "Prawdziwa", ADDRESS, "prawdziwa@"):
        assert word not in dumped
    assert "osoba@proba.example" in dumped
    assert dumped.count("'sent'") >= dumped.count("'waiting'")


def test_what_is_real_is_only_read(rehearsed, app: Flask) -> None:
    def rows() -> list[int]:
        with db.engine().connect() as connection:
            return [
                len(connection.execute(table.select()).all())
                for table in all_tables().sorted_tables
            ]

    before = rows()
    assert rehearsed().exit_code == 0
    assert rows() == before


def test_same_seed_makes_the_same_rehearsal(rehearsed, place) -> None:
    first, second, other = (
        rehearsed(folder, "--stop-at", "deciding", "--seed", seed).output.split("Ranking:")[1]
        for folder, seed in (("a", "7"), ("b", "7"), ("c", "8"))
    )
    assert first.split("Now it is")[0] == second.split("Now it is")[0]
    assert first.split("Now it is")[0] != other.split("Now it is")[0]


def test_folder_of_the_real_data_or_one_in_use_is_refused(rehearsed, app, place) -> None:
    (place / "pelny").mkdir()
    (place / "pelny" / "cos").write_text("x")
    assert "not empty" in rehearsed("pelny").output
    real = app.config["SETTINGS"].data_dir
    assert "apart from the real data" in rehearsed(str(real / "proba")).output


def test_copy_knows_no_way_out(app: Flask, place: Path) -> None:
    own = settings_of(place / "x", app.config["SETTINGS"], 8100)
    assert own.smtp_url is None
    assert own.tsa_url is None
    assert own.oidc_issuer is None
    assert str(place / "x") in own.database_url
    assert str(place / "x") in own.storage_url
    assert own.secret_key != app.config["SETTINGS"].secret_key
