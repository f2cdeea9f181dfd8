"""Walk the journeys and keep their figures.

python -m bench.experience [--checkout FOLDER] [--only N ...] [--runs 3] [--keep FILE] [--steps]
                           [--folder FOLDER --port N]

`--checkout` is where the application that is measured lies, another commit's for example; without
it, this one's. `--keep` writes the figures as JSON, with the commit, the day and the machine. With
`--folder` the states from which the journeys start are kept there and taken from there, for the
same port.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.experience.checkout import HERE, about, chromium, measure_from


def main() -> int:
    """Measure, print, keep; return 1 if a journey cannot be walked to its end."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.experience",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--checkout", type=Path, default=HERE)
    parser.add_argument("--only", type=int, action="append")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--port", type=int)
    parser.add_argument("--steps", action="store_true", help="print each step that was counted")
    options = parser.parse_args()
    measure_from(options.checkout.resolve())
    figures, failed = _walk_all(options)
    if options.keep:
        kept = about(options.checkout) | {"runs": options.runs, "journeys": figures}
        options.keep.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return 1 if failed else 0


def _walk_all(options: argparse.Namespace) -> tuple[list[dict[str, Any]], bool]:
    """Return a row of figures for each journey, and whether one of them failed."""
    from bench.experience import clerk, juror, organiser
    from bench.experience.measuring import typical, walk
    from bench.experience.site import Ground, free_port

    figures, failed = [], False
    with chromium() as browser, tempfile.TemporaryDirectory(prefix="la-x") as name:
        ground = Ground(options.folder or Path(name), options.port or free_port())
        for journey in (*clerk.JOURNEYS, *juror.JOURNEYS, *organiser.JOURNEYS):
            if options.only and journey.number not in options.only:
                continue
            prepared = ground.prepare(journey.world, journey.build)
            walks = []
            try:
                for _run in range(options.runs):
                    with ground.open(prepared) as site:
                        walks.append(walk(journey, site, browser))
                cost = typical([cost for cost, _steps in walks])
            except Exception as error:  # the other journeys are still worth walking
                print(f"{journey.number}. {journey.title}: FAILED, {error!r}", flush=True)
                failed = True
                continue
            about_it = {"number": journey.number, "who": journey.who, "title": journey.title}
            figures.append(about_it | cost.as_row())
            print(figures[-1], flush=True)
            if options.steps:
                print(*(f"    {step}" for step in walks[-1][1]), sep="\n", flush=True)
        ground.stop()
    return figures, failed


if __name__ == "__main__":
    sys.exit(main())
