"""What the protocol's PDF is laid out of, and the place where later features add their sections."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from leader_award.editions.models import Edition

Section = Mapping[str, Any]

later_sections: list[Callable[[Edition], Sequence[Section]]] = []
"""(edition) -> sections that stand after the rankings: what was decided on their ground."""


def section(
    heading: str,
    *text: str,
    table: Mapping[str, Any] | None = None,
    items: Sequence[str] = (),
) -> Section:
    """Return a section: its heading, paragraphs, a table (see `table`) and a list."""
    return {"heading": heading, "text": text, "table": table, "items": items}


def table(
    columns: Mapping[str, str], rows: Sequence[Sequence[str]], none: str
) -> Mapping[str, Any]:
    """Return a table; `columns` gives each heading its width: "auto" for numbers, else "1fr".

    `none` is what is said where there are no rows.
    """
    return {
        "columns": list(columns),
        "widths": list(columns.values()),
        "rows": rows,
        "none": none,
    }
