"""The table speaks of every route, and of nothing else."""

import ast
from collections.abc import Iterator
from pathlib import Path

import leader_award
from leader_award.platform import access
from tests.access.machine import World
from tests.access.table import MATRIX


def test_every_route_has_a_row_and_every_row_a_route(world: World) -> None:
    routes = {
        (method, rule.endpoint)
        for rule in world.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    written = [(row.method, row.endpoint) for row in MATRIX]
    assert routes - set(written) == set(), "routes without a row"
    assert set(written) - routes == set(), "rows without a route"
    assert len(written) == len(set(written)), "a route has two rows"


def asked_within() -> Iterator[str]:
    """The actions that views put to `can` themselves."""
    for path in Path(leader_award.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("can"):
                yield from (one.value for one in node.args if isinstance(one, ast.Constant))


def test_every_rule_is_asked(world: World) -> None:
    guards = {getattr(view, "action", None) for view in world.app.view_functions.values()}
    assert set(access._RULES) - guards - set(asked_within()) == set()
