"""Where views say that somebody reads what is confidential; a later feature keeps it."""

from collections.abc import Callable

Keeper = Callable[[str, str, str], object]
_keepers: list[Keeper] = []


def kept_by(keeper: Keeper) -> None:
    """Let `keeper(kind, id, role)` hear of every reading; a second time changes nothing."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def note_reading(kind: str, thing_id: str, role: str) -> None:
    """Say that the person of this request reads a thing, acting as `role`.

    `kind` is a word for what is read: entry, file, card, ranking, participants, person, export.
    """
    for keeper in _keepers:
        keeper(kind, thing_id, role)
