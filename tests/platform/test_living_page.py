"""The page `/styl`: which macros and states it shows, and where it is served."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, nodes

import leader_award
from leader_award.app import all_tables, create_app
from leader_award.platform.living_page import macro_names
from tests.conftest import settings_for

PACKAGE = Path(leader_award.__file__).parent
MACROS = PACKAGE / "templates" / "macros"
STATE = re.compile(r"\.([a-z][\w-]*--[\w-]+)")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page as the demonstration serves it."""
    demonstration = served(tmp_path_factory.mktemp("living"), demo=True)
    answer = demonstration.test_client().get("/styl")
    assert answer.status_code == 200
    yield answer.text
    demonstration.extensions["engine"].dispose()


def served(folder: Path, *, demo: bool) -> Flask:
    application = create_app(settings_for(folder, f"sqlite:///{folder / 'living.db'}", demo=demo))
    all_tables().create_all(application.extensions["engine"])
    return application


def called(template: str) -> set[str]:
    """Return the names that the template calls."""
    tree = Environment(extensions=["jinja2.ext.do", "jinja2.ext.i18n"]).parse(template)
    calls = tree.find_all(nodes.Call)
    return {call.node.name for call in calls if isinstance(call.node, nodes.Name)}


def missing(macros: Path, template: str) -> set[str]:
    return set(macro_names(macros)) - called(template)


def states_missing(sheets: str, page: str) -> set[str]:
    """Return the states (block--state) in the style sheets that the page lacks.

    Of the blocks that it shows: others do not belong to the macros.
    """
    classes = set(re.findall(r"[\w-]+", " ".join(re.findall(r'class="([^"]*)"', page))))
    states = set(STATE.findall(sheets))
    return {state for state in states if state.split("--")[0] in classes} - classes


def test_page_draws_every_macro() -> None:
    template = (PACKAGE / "templates" / "platform" / "style.html").read_text()
    assert missing(MACROS, template) == set()


def test_macro_that_the_page_does_not_draw_is_seen(tmp_path: Path) -> None:
    (tmp_path / "new.html").write_text("{% macro shown() %}{% endmacro %}{% macro new() %}")
    assert missing(tmp_path, "{{ shown() }}") == {"new"}


def test_page_names_every_macro_and_leads_to_it(page: str) -> None:
    for name in macro_names(MACROS):
        assert f'<a href="#{name}">' in page
        assert f'<code id="{name}">{name}</code>' in page


def test_page_shows_every_state_of_what_it_draws(page: str) -> None:
    sheets = (PACKAGE / "static" / "css").glob("*.css")
    assert states_missing("".join(sheet.read_text() for sheet in sheets), page) == set()


def test_state_that_the_page_does_not_show_is_seen() -> None:
    page = '<p class="tag tag--info">'
    assert states_missing(".tag--info {} .tag--new {} .other--one {}", page) == {"tag--new"}


def test_page_stands_on_light_and_on_dark_paper(page: str) -> None:
    light, dark = (page.count(f'data-bs-theme="{side}"') for side in ("light", "dark"))
    assert light == dark > len(macro_names(MACROS)) / 2


def test_page_gives_each_id_once(page: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert sorted(set(ids)) == sorted(ids)


def test_page_exists_in_the_demonstration_only(tmp_path: Path) -> None:
    application = served(tmp_path, demo=False)
    assert application.test_client().get("/styl").status_code == 404
    application.extensions["engine"].dispose()
