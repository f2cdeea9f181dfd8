"""Every route x method x role x state, held against the table written by hand."""

from tests.access.machine import World, recorded
from tests.access.notation import DENY
from tests.access.table import MATRIX, cells


def states(world: World) -> dict[str, list[str]]:
    return {kind: list(found) for kind, found in world.scene.things.items()}


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


def test_every_cell_is_as_the_table_says_and_no_refusal_changes_anything(world: World) -> None:
    wrong, count, before = [], 0, world.digest()
    with recorded(world.app):
        for cell in cells(MATRIX, states(world)):
            path, changes = world.address(cell.row, cell.state), world.changes
            answer = world.ask(cell.row.method, path, cell.role, cell.state)
            count += 1
            if answer.outcome != cell.expected or answer.status >= 500:
                wrong.append(f"{cell}: {cell.expected} expected, {answer.status} answered")
            elif world.changes != changes:
                wrong.append(f"{cell}: changed the database")
    print(f"\n{len(MATRIX)} rows, {count} cells, all decided")
    assert not wrong, "\n".join(wrong[:60])
    assert world.digest() == before
