"""Whether the time of an answer tells what its words do not: who has an account, who is a juror.

Pairs of requests, one about what exists and one about what does not, in turns and in random
order. What is measured is the processor time of the whole process, so that other work on the
machine does not drown the difference; what is waited for (the disk) is asked for by the same
statements on both sides, which tests/confidentiality asserts. The median of the differences comes
with a 95 % confidence interval from order statistics, which assumes nothing about how times are
distributed (Conover, Practical Nonparametric Statistics, 3.2). Each pair is also measured with
5 ms of work planted on one side, which has to be seen.

`python -m bench.timing [--pairs 2000]` writes TIMING.md beside this file; with `--quick`, few pairs
and no file.
"""

import argparse
import gc
import logging
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

FEW, MANY = 40, 2_000
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
    def verdict(self) -> str:
        """Silent if the interval lies within the bound, tells if it lies wholly outside."""
        if max(abs(self.low), abs(self.high)) < BOUND:
            return "silent"
        outside = self.low > BOUND or self.high < -BOUND
        return "tells" if outside else "undecided: too few pairs"


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
            start = time.process_time()
            question.ask(question.exists if exists else question.nonsense)
            if exists:
                _work(planted / 1000)
            if number >= 5:  # the first ones compile statements and templates
                times[exists].append((time.process_time() - start) * 1000)
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


def _work(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


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


def line(title: str, found: Found) -> str:
    """Return one line of the table."""
    return (
        f"| {title} | {found.pairs} | {found.exists:.1f} | {found.nonsense:.1f} |"
        f" {found.median:+.3f} | {found.low:+.3f} to {found.high:+.3f} | {found.verdict} |"
    )


def report(app: Flask, count: int) -> tuple[list[str], bool]:
    """Measure everything; return the lines of the report and whether all is as it should be."""
    lines, fine = [], True
    for question in questions(app):
        honest = measured(question, count)
        leaky = measured(question, min(count, 300), planted=LEAK)
        lines += [line(question.title, honest), line("– with 5 ms planted", leaky)]
        fine = fine and honest.verdict == "silent" and leaky.verdict == "tells"
    return lines, fine


def main() -> int:
    """Print the report and keep it; return 1 if time tells, or a planted leak was not seen."""
    parser = argparse.ArgumentParser(prog="python -m bench.timing")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--pairs", type=int, default=MANY)
    options = parser.parse_args()
    gc.disable()
    logging.disable()
    with application() as app:
        lines, fine = report(app, FEW if options.quick else options.pairs)
    text = "\n".join(
        [
            "# What times tell",
            "",
            f"Written by `python -m bench.timing` on {platform.machine()}, Python"
            f" {platform.python_version()}; SQLite, one process, load"
            f" {os.getloadavg()[0]:.0f} on {os.cpu_count()} processors. Medians in"
            " milliseconds of processor time;"
            f" silent: the 95 % interval of the median difference lies within ±{BOUND:.0f} ms.",
            "",
            "| request | pairs | exists | does not | median difference | 95 % interval | |",
            "|---|---:|---:|---:|---:|---:|---|",
            *lines,
            "",
        ]
    )
    print(text)
    if not options.quick:
        REPORT.write_text(text, encoding="utf-8")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
