"""Every route x method x role x state, held against the table written by hand."""

from tests.access.machine import Recorder, World
from tests.access.table import MATRIX, groups


def test_every_cell_is_as_the_table_says_and_no_refusal_changes_anything(world: World) -> None:
    wrong, count, before = [], 0, world.digest()
    with Recorder(world.app)() as recorder:
        for group in groups(MATRIX, world.states):
            with recorder.about_one_thing():
                wrong += [fault for cell in group for fault in world.faults(cell)]
            count += len(group)
    print(f"\n{len(MATRIX)} rows, {count} cells, all decided")
    assert not wrong, "\n".join(wrong[:60])
    assert world.digest() == before
