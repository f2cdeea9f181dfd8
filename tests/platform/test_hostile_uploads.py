"""Hostile files are refused within bounds by a web process that goes on serving."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from leader_award.platform.storage import safe_name

GROWTH = 100 << 20
"""Bytes by which the process may grow at most while it refuses them."""


def process(folder: Path, *words: str) -> Any:
    """What the process of its own says after it was sent everything."""
    command = [sys.executable, "-m", "tests.platform.hostile_uploads", str(folder), *words]
    done = subprocess.run(command, capture_output=True, check=True, text=True, timeout=300)
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return process(tmp_path_factory.mktemp("uploads"))


def test_every_hostile_file_is_refused(told: Any) -> None:
    assert len(told["refused"]) > 20
    assert {name: status for name, status in told["refused"].items() if status // 100 != 4} == {}


def test_refusing_them_takes_little_memory_and_the_process_lives(told: Any) -> None:
    assert told["grown"] <= GROWTH
    assert told["lives"] == 200


def test_hostile_names_are_made_safe_or_refused(told: Any) -> None:
    assert set(told["sound"].values()) <= {302, 422}
    assert len(told["kept"]) == list(told["sound"].values()).count(302)
    assert all(name == safe_name(name) for name in told["kept"])
    assert not any({"/", "\\", "\0", "\n", "\u202e", '"'} & set(name) for name in told["kept"])


def test_looking_into_archives_without_a_bound_would_be_seen(tmp_path: Path) -> None:
    assert process(tmp_path, "unpacking")["grown"] > GROWTH
