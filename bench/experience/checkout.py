"""The application that is measured, the browser that it is measured with, and where that was."""

import logging
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
HERE = Path(__file__).resolve().parents[2]


def measure_from(checkout: Path) -> None:
    """Let `leader_award` be the one in `checkout`, translated; call it before any import of it.

    Raises SystemExit if another one comes first.
    """
    sys.path.insert(0, str(checkout))
    import leader_award
    from leader_award.platform import messages

    if not Path(leader_award.__file__).is_relative_to(checkout):
        raise SystemExit(f"leader_award comes from {leader_award.__file__}, not from {checkout}")
    messages.compile_all()
    logging.disable()


@contextmanager
def chromium() -> Iterator["Browser"]:
    """Start the system's browser; it ends with the block."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


def about(checkout: Path) -> dict[str, Any]:
    """Return the commit that was measured, the day and the machine."""
    command = ["git", "-C", str(checkout), "describe", "--always", "--dirty"]
    commit = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    return {
        "commit": commit,
        "measured_on": date.today().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} processors,"
        f" load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}",
    }
