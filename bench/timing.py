"""Whether the time of an answer tells what its words do not: who has an account, who is a juror.

Pairs of requests, one about what exists and one about what does not, in turns and in random
order, so that whatever else the machine does falls on both. The median of the differences comes
with a 95 % confidence interval from order statistics, which assumes nothing about how times are
distributed (Conover, Practical Nonparametric Statistics, 3.2). Each pair is also measured with
5 ms planted on one side, which has to be seen.

`python -m bench.timing` writes TIMING.md beside this file; with `--quick`, few pairs and no file.
"""

import gc
import math
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from leader_award.accounts import sessions
from leader_award.accounts.models import OneTimeLink, SignInAttempt
from leader_award.accounts.service import create_person
from leader_award.app import all_tables, create_app
from leader_award.platform import db
from leader_award.platform.settings import Settings

QUICK = "--quick" in sys.argv
PAIRS = 60 if QUICK else 2_000
LEAK_PAIRS = 60 if QUICK else 300
BOUND, LEAK = 1.0, 5.0
"""Milliseconds: what is too little to be told over a network, and what is planted."""
KNOWN, UNKNOWN = "zbigniew@example.org", "zbyszmiew@example.org"
NAME, NONSENSE = "Kanarkowicz", "Qanarqofiyz"
PASSWORD = "zielona lampa i stary most"
REPORT = Path(__file__).parent / "TIMING.md"

Ask = Callable[[str], object]


@dataclass(frozen=True)
class Question:
    """A request about what exists, and the same about what does not."""

    title: str
    ask: Ask
    exists: str
    nonsense: str


@dataclass(frozen=True)
class Found:
    """Median times and the median of their differences, with its interval; milliseconds."""

    pairs: int
    exists: float
    nonsense: float
    median: float
    low: float
    high: float

    @property
    def is_silent(self) -> bool:
        """Whether the interval lies within the bound on both sides."""
        return max(abs(self.low), abs(self.high)) < BOUND


def interval(differences: Sequence[float]) -> tuple[float, float]:
    """Return the order statistics that hold the median with 95 % confidence."""
    ordered = sorted(differences)
    half = 1.96 * math.sqrt(len(ordered)) / 2
    middle = len(ordered) / 2
    return ordered[max(0, math.floor(middle - half))], ordered[
        min(len(ordered) - 1, math.ceil(middle + half))
    ]


def measured(question: Question, count: int, planted: float = 0.0) -> Found:
    """Ask in pairs; `planted` milliseconds are waited where the thing exists."""
    order = random.Random(1)
    times: dict[bool, list[float]] = {True: [], False: []}
    for number in range(count + 5):
        for exists in order.sample((True, False), 2):
            start = time.perf_counter()
            question.ask(question.exists if exists else question.nonsense)
            if exists and planted:
                time.sleep(planted / 1000)
            if number >= 5:  # the first ones compile statements and templates
                times[exists].append((time.perf_counter() - start) * 1000)
    differences = [one - two for one, two in zip(times[True], times[False], strict=True)]
    low, high = interval(differences)
    return Found(
        pairs=count,
        exists=statistics.median(times[True]),
        nonsense=statistics.median(times[False]),
        median=statistics.median(differences),
        low=low,
        high=high,
    )


@contextmanager
def application() -> Iterator[Flask]:
    """An application on an empty database, with passwords hashed as in production."""
    with tempfile.TemporaryDirectory(prefix="la-t") as name:
        folder = Path(name)
        app = create_app(
            Settings(
                data_dir=folder,
                database_url=f"sqlite:///{folder}/timing.db",
                storage_url=(folder / "files").as_uri(),
                secret_key="only to measure with",
                base_url="http://localhost",
                smtp_url=None,
                mail_sender="no-reply@localhost",
                demo=False,
                secure_cookies=False,
                second_factor_required=False,
            )
        )
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            all_tables().create_all(db.engine())
            yield app
            db.engine().dispose()


def questions(app: Flask) -> list[Question]:
    """What is asked: as a visitor, and as somebody who is signed in."""
    with db.transaction() as writer:
        person = create_person(writer, email=KNOWN, name=NAME, password=PASSWORD)
        writer.flush()
        token = sessions.start_session(person.id)
    visitor, signed_in = app.test_client(), app.test_client()
    with signed_in.session_transaction() as cookie:
        cookie[sessions.COOKIE_KEY] = token

    def sign_in(email: str) -> None:
        _post(visitor, "/logowanie", {"email": email, "password": "not the password"}, 422)

    def reset(email: str) -> None:
        _post(visitor, "/nie-pamietam-hasla", {"email": email}, 302)

    def search(page: str) -> Ask:
        def ask(words: str) -> None:
            answer = signed_in.get(page.format(words))
            assert answer.status_code == 200, answer.status

        return ask

    return [
        Question("signing in, wrong password", _cleared(sign_in), KNOWN, UNKNOWN),
        Question("forgotten password", _cleared(reset), KNOWN, UNKNOWN),
        Question("good practices", search("/dobre-praktyki?q={}"), NAME, NONSENSE),
        Question("knowledge base", search("/baza-wiedzy?q={}"), NAME, NONSENSE),
        Question("register of units", search("/samorzady/szukaj?q={}"), NAME, NONSENSE),
    ]


def _post(client: FlaskClient, path: str, form: dict[str, Any], expected: int) -> None:
    answer = client.post(path, data=form)
    assert answer.status_code == expected, answer.status


def _cleared(ask: Ask) -> Ask:
    """Ask with no earlier attempts on record, as after any pause: clearing counts for both."""

    def cleared(words: str) -> None:
        with db.transaction() as writer:
            writer.execute(delete(SignInAttempt))
            writer.execute(delete(OneTimeLink))
        ask(words)

    return cleared


def line(title: str, found: Found, verdict: str) -> str:
    """Return one line of the table."""
    return (
        f"| {title} | {found.pairs} | {found.exists:.1f} | {found.nonsense:.1f} |"
        f" {found.median:+.3f} | {found.low:+.3f} to {found.high:+.3f} | {verdict} |"
    )


def report(app: Flask) -> tuple[list[str], bool]:
    """Measure everything; return the lines of the report and whether all is as it should be."""
    lines, fine = [], True
    for question in questions(app):
        honest = measured(question, PAIRS)
        leaky = measured(question, LEAK_PAIRS, planted=LEAK)
        seen = leaky.low > BOUND
        lines.append(line(question.title, honest, "silent" if honest.is_silent else "TELLS"))
        lines.append(line("– with 5 ms planted", leaky, "seen" if seen else "NOT SEEN"))
        fine = fine and honest.is_silent and seen
    return lines, fine


def main() -> int:
    """Print the report and keep it; return 1 if time tells, or a planted leak was not seen."""
    gc.disable()
    with application() as app:
        lines, fine = report(app)
    text = "\n".join(
        [
            "# What times tell",
            "",
            f"Written by `python -m bench.timing` on {platform.machine()}, Python"
            f" {platform.python_version()}; SQLite, one process, load"
            f" {os.getloadavg()[0]:.0f} on {os.cpu_count()} processors. Medians in milliseconds;"
            f" silent: the 95 % interval of the median difference lies within ±{BOUND:.0f} ms.",
            "",
            "| request | pairs | exists | does not | median difference | 95 % interval | |",
            "|---|---:|---:|---:|---:|---:|---|",
            *lines,
            "",
        ]
    )
    print(text)
    if not QUICK:
        REPORT.write_text(text, encoding="utf-8")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
