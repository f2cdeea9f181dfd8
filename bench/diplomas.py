"""A batch of diplomas as the worker makes it: seconds, memory, and every text read back.

The batch runs in a fresh database and a fresh store on this machine's disk, through the same use
cases as the site's. Names are up to 200 characters long. One diploma alone is set in a process of
its own, once cold (fonts read, template compiled) and then warm; memory is the process's peak.

Run: python -m bench.diplomas [--count 300] [--quick]
"""

import argparse
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from sqlalchemy import select

from leader_award.app import all_tables, create_app
from leader_award.diplomas import batches, documents, hooks, issuing, queries, rules
from leader_award.diplomas.designing import default
from leader_award.diplomas.hooks import Recipient
from leader_award.diplomas.models import Diploma
from leader_award.editions import service as editions
from leader_award.platform import db, storage
from leader_award.platform.audit import Actor
from leader_award.platform.settings import Settings

REPORT = Path(__file__).parent / "DIPLOMAS.md"
ORGANISER = Actor(None, "organiser")
NAME = (
    "Stowarzyszenie Jednostek Samorządu Terytorialnego Międzygminnego Partnerstwa na rzecz"
    " Zrównoważonego Rozwoju Obszaru Funkcjonalnego Doliny Środkowej Wisły i Pojezierza"
    " Łęczyńsko-Włodawskiego „Żółte Źródła”"
)
WARM = 50


def recipient(number: int, edition_id: str | None) -> Recipient:
    """The number decides how long the name is."""
    name = NAME[: 10 + 37 * number % (len(NAME) - 10)].strip()
    event = {"pl": "Konferencja podsumowująca konkurs", "en": "Closing conference"}
    return Recipient(
        rules.ATTENDANCE,
        f"bench-{number}",
        f"{name} {number}",
        edition_id,
        {"event": event, "event_date": "16 grudnia 2015"},
    )


def settings(folder: Path) -> Settings:
    values: dict[str, Any] = {
        "data_dir": folder,
        "database_url": f"sqlite:///{folder / 'bench.db'}",
        "storage_url": (folder / "files").as_uri(),
        "secret_key": "only for the bench",
        "base_url": "https://lider.example.org",
        "smtp_url": None,
        "mail_sender": "bench@localhost",
        "demo": False,
        "secure_cookies": False,
    }
    return Settings(**values)


def unsaved(number: int) -> Diploma:
    """A diploma that no other is like, for the typesetter remembers what it has set."""
    content = issuing.content_of(recipient(number, None), default(rules.ATTENDANCE), None)
    return Diploma(
        code=issuing.new_code(),
        name=content["name"],
        language="pl",
        content=content,
        issued_at=datetime.now(UTC),
    )


def one() -> dict[str, float]:
    """Set one diploma cold and then warm; seconds, and MiB before and at the peak."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings(Path(folder)))
        with app.app_context():
            first, *others = [unsaved(number) for number in range(WARM + 1)]
            before = peak()
            start, cpu = time.perf_counter(), time.process_time()
            pdf = documents.pdf_of(first)
            cold, cold_cpu = time.perf_counter() - start, time.process_time() - cpu
            cold_peak = peak()
            start, cpu = time.perf_counter(), time.process_time()
            for row in others:
                documents.pdf_of(row)
            warm = (time.perf_counter() - start) / WARM
            warm_cpu = (time.process_time() - cpu) / WARM
    return {
        "cold": cold,
        "cold_cpu": cold_cpu,
        "warm": warm,
        "warm_cpu": warm_cpu,
        "before": before,
        "cold_peak": cold_peak,
        "peak": peak(),
        "kb": len(pdf) / 1024,
    }


def many(count: int) -> dict[str, float]:
    """Make one batch, read every text back, and count those that differ from the data."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings(Path(folder)))
        with app.app_context():
            all_tables().create_all(db.engine())
            edition_id = edition()
            hooks.recipients.append(
                lambda _reader, of: [recipient(number, of) for number in range(count)]
            )
            before = peak()
            batch_id = batches.make_batch(
                edition_id=edition_id, kinds=[rules.ATTENDANCE], actor=ORGANISER, key="bench"
            )
            start, cpu = time.perf_counter(), time.process_time()
            batches.work_off_batches()
            seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
            batch = queries.batch(batch_id)
            if batch is None or batch.archive is None or batch.print is None:
                raise RuntimeError("the batch was not made")
            result = {"seconds": seconds, "cpu": cpu, "before": before, "peak": peak()}
            return result | {
                "zip": batch.archive.size / 2**20,
                "print": batch.print.size / 2**20,
                "differ": differing(batch.archive, count),
            }


def edition() -> str:
    now = datetime.now(UTC)
    stages = ("opens_at", "deadline", "check_until", "scoring_until", "announcement_at")
    timetable = {stage: now + timedelta(days=10 * place) for place, stage in enumerate(stages, 1)}
    return editions.create_edition(
        year=2015,
        number=2,
        name={"pl": "Edycja II – 2015: Razem dla rozwoju"},
        theme={"pl": "Razem dla rozwoju"},
        call_text={"pl": "Zapraszamy."},
        **timetable,
        actor=ORGANISER,
        key="bench-edition",
    )


def differing(archive: storage.StoredFile, count: int) -> int:
    """How many diplomas are missing or do not say every paragraph and the code of their row."""
    rows = {documents.file_name(row): row for row in db.session().scalars(select(Diploma))}
    good = 0
    with zipfile.ZipFile(io.BytesIO(b"".join(storage.read(archive)))) as pack:
        for name, row in rows.items():
            page = PdfReader(io.BytesIO(pack.read(f"{row.kind}/{name}"))).pages[0]
            text = squeezed(page.extract_text())
            said = [row.content["title"], rules.shown_code(row.code)]
            said += [words for _style, words in row.content["body"]]
            good += all(squeezed(words) in text for words in said)
    return count - good


def squeezed(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def peak() -> float:
    """MiB of this process at its peak."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def apart(*arguments: str) -> dict[str, float]:
    """Run a part of this bench in a process of its own."""
    command = [sys.executable, "-m", "bench.diplomas", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def report(count: int, single: dict[str, float], batch: dict[str, float], load: float) -> str:
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    lines = [
        "# Diplomas, measured",
        "",
        f"`python -m bench.diplomas`, {datetime.now(UTC):%-d %B %Y}, two shared cores (load average"
        f" {load:.1f} at the start), Python {python}, SQLite with synchronous=FULL, a store on the"
        " same disk. Memory is the peak of a process of its own, with the whole application in it.",
        "",
        "| what | s | CPU s | MiB before | MiB at the peak | result |",
        "| --- | --- | --- | --- | --- | --- |",
        _row(
            "one diploma, cold", single, ("cold", "cold_cpu", "cold_peak"), f"{single['kb']:.0f} kB"
        ),
        _row(
            f"one diploma, warm (mean of {WARM})", single, ("warm", "warm_cpu", "peak"), "the same"
        ),
        _row(
            f"{count} diplomas in one batch",
            batch,
            ("seconds", "cpu", "peak"),
            f"ZIP {batch['zip']:.1f} MiB, print file {batch['print']:.1f} MiB",
        ),
        "",
        "The batch counts everything from the worker's taking it up to the last commit: rows and"
        f" codes, {count} files set and stored, the ZIP, and the one PDF for printing.",
        "",
        f"Of {count} diplomas read back out of the ZIP, {batch['differ']:.0f} differ from the data"
        " (title, every paragraph, the code).",
        "",
    ]
    return "\n".join(lines)


def _row(what: str, found: dict[str, float], of: tuple[str, str, str], result: str) -> str:
    seconds, cpu, most = (found[name] for name in of)
    return f"| {what} | {seconds:.3f} | {cpu:.3f} | {found['before']:.0f} | {most:.0f} | {result} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--quick", action="store_true", help="thirty diplomas, nothing is kept")
    parser.add_argument("--part", choices=("one", "many"))
    given = parser.parse_args()
    if given.part:
        print(json.dumps(one() if given.part == "one" else many(given.count)))
        return
    count = 30 if given.quick else given.count
    load = os.getloadavg()[0]
    single = apart("--part", "one")
    batch = apart("--part", "many", "--count", str(count))
    text = report(count, single, batch, load)
    if not given.quick:
        REPORT.write_text(text, encoding="utf-8")
    print(text)
    sys.exit(1 if batch["differ"] else 0)


if __name__ == "__main__":
    main()
