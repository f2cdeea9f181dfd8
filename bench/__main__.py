"""Run every benchmark and keep its tables.

Each module of this package that can be run is a benchmark; it prints its tables as Markdown and
may know `--quick`. The tables go to the terminal and to OUTPUT/<name>.md.

Run: python -m bench [--quick] [--only NAME] [--output FOLDER]
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).parent


def names() -> list[str]:
    """Return the names of the benchmarks, by alphabet."""
    return sorted(
        module.stem
        for module in FOLDER.glob("[!_]*.py")
        if 'if __name__ == "__main__"' in module.read_text(encoding="utf-8")
    )


def run(name: str, target: Path, quick: bool) -> bool:
    """Run one benchmark in a process of its own, and say where its tables went."""
    started = time.perf_counter()
    source = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    quickly = ["--quick"] if quick and '"--quick"' in source else []
    command = [sys.executable, "-m", f"bench.{name}", *quickly]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        with target.open("w", encoding="utf-8") as tables:
            for line in process.stdout:
                print(line, end="", flush=True)
                tables.write(line)
    seconds = time.perf_counter() - started
    outcome = "tables in" if process.returncode == 0 else "FAILED; what it printed is in"
    print(f"\n== {name}: {seconds:.0f} s, {outcome} {target}\n", flush=True)
    return process.returncode == 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks; return 1 if one failed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, few repetitions")
    parser.add_argument("--only", choices=names(), action="append", help="may be repeated")
    parser.add_argument("--output", type=Path, default=Path("data/bench"))
    options = parser.parse_args(arguments)
    options.output.mkdir(parents=True, exist_ok=True)
    done = [
        run(name, options.output / f"{name}.md", options.quick) for name in options.only or names()
    ]
    return 0 if all(done) else 1


if __name__ == "__main__":
    sys.exit(main())
