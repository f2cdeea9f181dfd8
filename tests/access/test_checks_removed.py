"""Taking out any single check makes at least one cell of the table fail."""

from tests.access import mutants
from tests.access.machine import Recorder, World
from tests.access.mutants import Mutant
from tests.access.table import MATRIX, Cell, groups


def first_fault(world: World, recorder: Recorder, cells: list[list[Cell]]) -> str | None:
    for group in cells:
        with recorder.about_one_thing():
            for cell in group:
                try:
                    faults = world.faults(cell)
                except Exception as error:  # without its check the code may not run at all
                    faults = [repr(error)]
                if faults:
                    return faults[0]
    return None


def suspects(world: World, mutant: Mutant, used: dict[str, str]) -> list[list[Cell]]:
    """The cells on which a check can tell: a row of each kind for each action that it serves."""
    seen, rows = set(), []
    for row in MATRIX:
        if mutant.endpoint in ("", row.endpoint) and used.get(row.endpoint) in mutant.actions:
            key = (used[row.endpoint], row.kind, row.words)
            if key not in seen:
                rows.append(row)
                seen.add(key)
    return [group for group in groups(rows, world.states) if group]


def test_every_check_that_is_taken_out_is_missed_by_a_cell(world: World) -> None:
    views = world.app.view_functions
    used = {name: view.action for name, view in views.items() if hasattr(view, "action")}
    caught, survivors = 0, []
    with Recorder(world.app)() as recorder:
        everything = [
            *mutants.whole_rules(mutants.checking(used)),
            *mutants.guards(world.app, mutants.checking(used)),
            *mutants.single_checks(used),
        ]
        for mutant in everything:
            cells = suspects(world, mutant, used)
            with mutant.put():
                fault = first_fault(world, recorder, cells)
            caught += fault is not None
            if fault is None:
                survivors.append(mutant.name)
    print(f"\nchecks removed {len(everything)} / caught {caught}")
    assert not survivors, "\n".join(survivors)
