"""Walk the journeys and keep their figures.

python -m bench.experience [--checkout FOLDER] [--only N ...] [--runs 3] [--keep FILE] [--steps]
                           [--folder FOLDER --port N]

`--checkout` is where the application that is measured lies, another commit's for example; without
it, this one's. `--keep` writes the figures as JSON, with the commit, the day and the machine. With `--folder` the
states from which the journeys start are kept there and taken from there, for the same port.
"""

import argparse
import json
import logging
import os
import platform
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
HERE = Path(__file__).resolve().parents[2]


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
    _measure_from(options.checkout.resolve())
    logging.disable()
    figures, failed = _walk(options)
    if options.keep:
        kept = _about(options.checkout) | {"runs": options.runs, "journeys": figures}
        options.keep.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return 1 if failed else 0


def _measure_from(checkout: Path) -> None:
    """Let `leader_award` be the one in `checkout`."""
    sys.path.insert(0, str(checkout))
    import leader_award
    from leader_award.platform import messages

    if not Path(leader_award.__file__).is_relative_to(checkout):
        raise SystemExit(f"leader_award comes from {leader_award.__file__}, not from {checkout}")
    messages.compile_all()


def _walk(options: argparse.Namespace) -> tuple[list[dict[str, Any]], bool]:
    from playwright.sync_api import sync_playwright

    from bench.experience import clerk, juror, organiser
    from bench.experience.measuring import typical, walk
    from bench.experience.site import Ground, free_port

    figures, failed = [], False
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(prefix="la-x") as name:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        ground = Ground(options.folder or Path(name), options.port or free_port())
        ground.mailbox.controller.start()
        for journey in (*clerk.JOURNEYS, *juror.JOURNEYS, *organiser.JOURNEYS):
            if options.only and journey.number not in options.only:
                continue
            prepared = ground.prepare(journey.world, journey.build)
            costs, steps = [], []
            try:
                for _run in range(options.runs):
                    with ground.open(prepared) as site:
                        cost, steps = walk(journey, site, browser)
                        costs.append(cost)
                figure = typical(costs).as_row()
            except Exception as error:
                if len(options.only or ()) == 1:
                    raise
                print(f"{journey.number}. {journey.title}: FAILED, {error}", flush=True)
                failed = True
                continue
            row = {"number": journey.number, "who": journey.who, "title": journey.title, **figure}
            figures.append(row)
            print(row, flush=True)
            if options.steps:
                print(*(f"    {step}" for step in steps), sep="\n", flush=True)
        ground.mailbox.controller.stop()
        browser.close()
    return figures, failed


def _about(checkout: Path) -> dict[str, Any]:
    command = ["git", "-C", str(checkout), "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    return {
        "commit": commit,
        "measured_on": date.today().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} processors,"
        f" load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}",
    }


if __name__ == "__main__":
    sys.exit(main())
