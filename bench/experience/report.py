"""Write EXPERIENCE.md from the figures that were kept: before.json, after.json, pages.json.

python -m bench.experience.report
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.experience.pages import MOST_BYTES, MOST_SHIFT, Figures

HERE = Path(__file__).parent
REPORT = HERE.parent / "EXPERIENCE.md"
COUNTED = ("pages", "clicks", "fields")

INTRODUCTION = """\
# How much work it is

## Twelve journeys

A scripted person who knows the site walks each journey in Chromium, from a state prepared by the
services, the shortest way that the pages offer; each journey ends with a look at the database
(`python -m bench.experience`). Pages: documents loaded into the window. Clicks: activations of
links, buttons, choices and suggestions, by pointer or key, and opening the link of a mail. Fields:
inputs typed into and files chosen. Seconds: waiting for the site's answers only, median of the
runs. Where the person stands at the start is not counted."""


def journeys(before: Mapping[str, Any], after: Mapping[str, Any] | None) -> list[str]:
    """Return the table of the journeys, with the sum in the last line."""
    measured = [("before", before), *([("after", after)] if after else [])]
    lines = [
        f"{name.capitalize()}: commit {one['commit']}, {one['measured_on']}, {one['machine']};"
        f" {one['runs']} runs."
        for name, one in measured
    ]
    heads = [f"{name}: {', '.join(COUNTED)}; s" for name, _one in measured]
    lines += ["", f"| | who | journey | {' | '.join(heads)} |{' change |' if after else ''}"]
    lines.append(f"|---:|---|---|{'---:|' * (len(measured) + bool(after))}")
    sums = [dict.fromkeys((*COUNTED, "seconds"), 0.0) for _one in measured]
    for row in before["journeys"]:
        rows = [_row_of(one, row["number"]) for _name, one in measured]
        for figures, summed in zip(rows, sums, strict=True):
            for name in summed:
                summed[name] += figures[name]
        title = f"{row['number']} | {row['who']} | {row['title']}"
        lines.append(f"| {title} | {_cells(rows)} |")
    lines.append(f"| | | **sum** | {_cells(sums)} |")
    return lines


def _row_of(measured: Mapping[str, Any], number: int) -> Mapping[str, Any]:
    return next(row for row in measured["journeys"] if row["number"] == number)


def _cells(rows: list[Any]) -> str:
    """Figures of one line of the table: before, after, and the change of what is counted."""
    cells = [
        f"{' + '.join(str(int(row[name])) for name in COUNTED)} = {_actions(row)};"
        f" {row['seconds']:.1f} s"
        for row in rows
    ]
    if len(rows) == 2:
        cells.append(f"{100 * (_actions(rows[1]) / _actions(rows[0]) - 1):+.0f} %")
    return " | ".join(cells)


def _actions(row: Mapping[str, Any]) -> int:
    return int(sum(row[name] for name in COUNTED))


def pages(kept: Mapping[str, Any]) -> list[str]:
    """Return the table of the pages and how it was made."""
    lines = [
        "## Ten most used pages",
        "",
        f"Budget: at most {MOST_BYTES // 1000} kB over the network at a first visit, layout shift"
        f" below {MOST_SHIFT} (`python -m bench.experience.pages`). kB are 1000 bytes, compressed,"
        " headers included; paint is the largest contentful paint; shift is the largest of all"
        " visits, at 1280 px and at 390 px over slow 4G.",
        "",
        f"Commit {kept['commit']}, {kept['measured_on']}, {kept['machine']}.",
        "",
        "| page | first visit: kB | requests | paint, ms | second visit: kB | requests | paint, ms"
        " | shift | |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---|",
    ]
    for values in kept["pages"]:
        one = Figures(**values)
        lines.append(
            f"| {one.page} | {one.first_bytes / 1000:.1f} | {one.first_requests}"
            f" | {one.first_paint} | {one.second_bytes / 1000:.1f} | {one.second_requests}"
            f" | {one.second_paint} | {one.shift:.4f} | {'kept' if one.kept else 'OVER'} |"
        )
    return lines


def main() -> int:
    """Write the report, without after.json only of what was.

    Return 1 if a journey got longer, their sum fell too little, or a page is over its budget.
    """
    before = json.loads((HERE / "before.json").read_text("utf-8"))
    after, shown = (
        json.loads(path.read_text("utf-8")) if path.exists() else None
        for path in (HERE / "after.json", HERE / "pages.json")
    )
    lines = [INTRODUCTION, "", *journeys(before, after)]
    if shown:
        lines += ["", *pages(shown)]
    REPORT.write_text("\n".join(lines) + "\n", "utf-8")
    print(REPORT.read_text("utf-8"))
    return 0 if _is_better(before, after) and _is_light(shown) else 1


def _is_better(before: Mapping[str, Any], after: Mapping[str, Any] | None) -> bool:
    """Whether no journey got longer and their sum fell by a third."""
    if after is None:
        return True
    pairs = [(_actions(row), _actions(_row_of(after, row["number"]))) for row in before["journeys"]]
    was, became = (sum(side) for side in zip(*pairs, strict=True))
    return all(then >= now for then, now in pairs) and 3 * became <= 2 * was


def _is_light(shown: Mapping[str, Any] | None) -> bool:
    return shown is None or all(Figures(**values).kept for values in shown["pages"])


if __name__ == "__main__":
    sys.exit(main())
