"""What a decision about the columns of one table says."""

from dataclasses import dataclass
from typing import Any

Columns = tuple[str, ...]
PERSON, ADDRESS = "person", "address"
OF_PERSON = (("person_id", PERSON),)


@dataclass(frozen=True)
class Decision:
    """What the columns of one table hold and what erasing a person does to them.

    Rows whose column `key` of `of` is the person's id (PERSON) or address (ADDRESS) are deleted
    with the person. `label` names the table to whoever decides about free text in it.
    """

    table: str
    activity: str = ""
    of: tuple[tuple[str, str], ...] = ()
    erased: Columns = ()
    blanked: Columns = ()
    searched: Columns = ()
    fixed: Columns = ()
    purged: Columns = ()
    neutral: Columns = ()
    acted: Columns = ()
    label: Any = ""

    @property
    def columns(self) -> Columns:
        """Every column that is decided on."""
        groups = (self.erased, self.blanked, self.searched, self.fixed, self.purged)
        links = tuple(column for column, _link in self.of)
        return tuple(dict.fromkeys((*sum(groups, ()), *self.neutral, *self.acted, *links)))
