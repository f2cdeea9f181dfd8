"""The assignment engine beside plain flows and greedy: seconds, memory, bounds, loads, linkage.

Entries have two themes of ten, jurors know two themes well and the others a little; affinity is
the match, plus noise, on whole points 0..100. 11.5 % of the pairs are in conflict, loads lie within
10 % of the mean. In a jury of specialists each knows one area, and little of the others. The
sizes are entries/jurors/jurors for each entry. Every method runs in a process of its own: seconds
are those of the call, memory is the process's peak, with the problem in it.

Run: python -m bench.assignment [--quick]
"""

import argparse
import multiprocessing
import os
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_flow

from leader_award.jury.assignment import (
    Entry,
    Infeasible,
    Juror,
    Pair,
    Problem,
    Proposal,
    Repaired,
    evaluate,
    repair_after_recusal,
    solve,
)
from leader_award.jury.assignment_flow import new_solver

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SIZES = ((60, 12, 3), (300, 30, 5), (2000, 200, 5), (5000, 500, 5))
QUICK = SIZES[:2]
LIMITS = {(2000, 200, 5): 10, (5000, 500, 5): 60}
REPAIR_LIMIT = 1
SHARES = (0.0, 0.03, 0.05, 0.15)


@dataclass(frozen=True)
class Jury:
    """A simulated jury: affinity and conflicts (n, m), needs (n), bounds of loads."""

    affinity: Ints
    conflict: Bools
    each: int
    low: int
    high: int

    def problem(self) -> Problem:
        """The jury as the engine takes it."""
        entries = [f"E{i:04}" for i in range(len(self.affinity))]
        jurors = [f"J{j:03}" for j in range(self.affinity.shape[1])]
        return Problem(
            entries=tuple(Entry(entry, self.each) for entry in entries),
            jurors=tuple(Juror(juror, self.high, self.low) for juror in jurors),
            affinity={
                entry: dict(zip(jurors, row.tolist(), strict=True))
                for entry, row in zip(entries, self.affinity, strict=True)
            },
            conflicts=frozenset((entries[i], jurors[j]) for i, j in np.argwhere(self.conflict)),
        )

    def pairs(self, chosen: Bools) -> list[Pair]:
        """The marked pairs by their ids."""
        return [(f"E{i:04}", f"J{j:03}") for i, j in np.argwhere(chosen)]


def themed(entries: int, jurors: int, each: int, seed: int) -> Jury:
    """Themes overlap, so that every juror can judge many entries, some better than others."""
    random = np.random.default_rng(seed)
    themes = 10
    knows = random.random((jurors, themes)) ** 2
    for row in knows:
        row[random.choice(themes, 2, replace=False)] = 0.7 + 0.3 * random.random(2)
    about = np.zeros((entries, themes))
    popular = random.dirichlet(np.full(themes, 3.0))
    for row in about:
        row[random.choice(themes, 2, replace=False, p=popular)] = 0.65, 0.35
    return _jury(85 * about @ knows.T + 5, each, random)


def specialists(entries: int, jurors: int, each: int, seed: int) -> Jury:
    """Each juror knows one area only: pure affinity parts the jury into panels."""
    random = np.random.default_rng(seed)
    areas = min(12, max(3, jurors // 6))
    about = np.arange(entries) % areas
    stray = random.random(entries) < 0.05
    about[stray] = random.integers(0, areas, stray.sum())
    match = about[:, None] == np.arange(jurors)[None, :] % areas
    return _jury(np.where(match, 85.0, 20.0), each, random)


def _jury(match: NDArray[np.float64], each: int, random: np.random.Generator) -> Jury:
    n, m = match.shape
    affinity = np.clip(np.rint(match + random.normal(0, 8, (n, m))), 0, 100).astype(np.int64)
    mean = n * each / m
    low, high = int(np.floor(0.9 * mean)), int(np.ceil(1.1 * mean))
    return Jury(affinity, random.random((n, m)) < 0.115, each, low, high)


def greedy(jury: Jury) -> list[Pair]:
    """Best pairs first, while entry and juror have room; knows nothing of minimum loads."""
    n, m = jury.affinity.shape
    order = np.argsort(-jury.affinity.ravel(), kind="stable")
    order = order[~jury.conflict.ravel()[order]]
    need, room = [jury.each] * n, [jury.high] * m
    chosen = np.zeros((n, m), dtype=bool)
    for entry, juror in zip((order // m).tolist(), (order % m).tolist(), strict=True):
        if need[entry] and room[juror]:
            need[entry] -= 1
            room[juror] -= 1
            chosen[entry, juror] = True
    return jury.pairs(chosen)


def covering_flow(jury: Jury) -> list[Pair]:
    """A plain maximum flow: every place is covered, affinity is not looked at."""
    n, m = jury.affinity.shape
    rows, cols = np.nonzero(~jury.conflict)
    arcs = [
        (np.zeros(n, dtype=np.int64), 1 + np.arange(n), np.full(n, jury.each)),
        (1 + rows, 1 + n + cols, np.ones(len(rows), dtype=np.int64)),
        (1 + n + np.arange(m), np.full(m, n + m + 1), np.full(m, jury.high)),
    ]
    tail, head, width = (np.concatenate(part) for part in zip(*arcs, strict=True))
    graph = csr_matrix((width.astype(np.int32), (tail, head)), shape=(n + m + 2,) * 2)
    flow = maximum_flow(graph, 0, n + m + 1).flow.tocoo()
    used = (flow.data > 0) & (flow.row >= 1) & (flow.row <= n)
    chosen = np.zeros((n, m), dtype=bool)
    chosen[flow.row[used] - 1, flow.col[used] - 1 - n] = True
    return jury.pairs(chosen)


def dearest_flow(jury: Jury) -> list[Pair]:
    """The flow of largest total affinity, as one linear program over the whole matrix."""
    n, m = jury.affinity.shape
    rows, cols = np.nonzero(~jury.conflict)
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(rows), n + m
    program.col_cost_ = -jury.affinity[rows, cols].astype(float)
    program.col_lower_, program.col_upper_ = np.zeros(len(rows)), np.ones(len(rows))
    need = np.full(n, float(jury.each))
    program.row_lower_ = np.concatenate([need, np.full(m, float(jury.low))])
    program.row_upper_ = np.concatenate([need, np.full(m, float(jury.high))])
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = np.arange(0, 2 * len(rows) + 1, 2, dtype=np.int32)
    program.a_matrix_.index_ = np.column_stack([rows, n + cols]).ravel().astype(np.int32)
    program.a_matrix_.value_ = np.ones(2 * len(rows))
    solver = new_solver()
    solver.setOptionValue("presolve", "off")
    solver.passModel(program)
    solver.run()
    chosen = np.zeros((n, m), dtype=bool)
    chosen[rows, cols] = np.array(solver.getSolution().col_value) > 0.5
    return jury.pairs(chosen)


PEERS: dict[str, Callable[[Jury], list[Pair]]] = {
    "greedy": greedy,
    "maximum flow, coverage only": covering_flow,
    "flow of largest total": dearest_flow,
}
COLUMNS = (
    "size",
    "method",
    "s",
    "CPU s",
    "MiB",
    "worst entry (bound)",
    "total, % of the flow's",
    "total, % of its bound",
    "loads",
    "uncovered",
    "panels",
    "A-efficiency",
)
OURS = {"ours, no share given up": 0.0, "ours, 3 % given up at most": 0.03}


@dataclass(frozen=True)
class Run:
    """What one method came to on one jury."""

    seconds: float
    cpu: float
    mebibytes: float
    total: float
    worst: float
    low: int
    high: int
    uncovered: int
    panels: int
    efficiency: float
    bounds: tuple[float, float, float] | None


def measure(method: str, size: tuple[int, int, int], seed: int) -> Run:
    """Run one method in this process."""
    jury = themed(*size, seed)
    problem = jury.problem()
    _warm_up()
    wall, cpu = time.perf_counter(), time.process_time()
    bounds = None
    if method in PEERS:
        pairs: Sequence[Pair] = PEERS[method](jury)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    else:
        answer = solve(problem, connectivity_share=OURS[method])
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        if isinstance(answer, Infeasible):
            raise SystemExit(f"{size}, seed {seed}: {answer.witness.text}")
        pairs, proof = answer.pairs, answer.certificate
        bounds = float(proof.worst_entry_bound), float(proof.total_bound), float(proof.flow_optimum)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = evaluate(problem, pairs)
    missing = sum(v.expected - v.found for v in found.violations if v.kind == "missing")
    return Run(
        seconds=wall,
        cpu=cpu,
        mebibytes=memory,
        total=found.total_affinity,
        worst=found.worst_entry_affinity,
        low=min(found.loads.values()),
        high=max(found.loads.values()),
        uncovered=missing,
        panels=found.components,
        efficiency=found.a_efficiency,
        bounds=bounds,
    )


def _warm_up() -> None:
    """Load the libraries, which is not what is measured."""
    solve(Problem((Entry("a", 1),), (Juror("x", 1),), {}))


def apart(task: Callable[..., Any], *arguments: Any) -> Any:
    """Do a task in a fresh process: its memory is its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(task, arguments)


def compare(sizes: Sequence[tuple[int, int, int]], seed: int) -> None:
    """Table: every method on a jury of every size, and the targets."""
    _row(COLUMNS)
    _row(["---"] * len(COLUMNS))
    verdicts = []
    for size in sizes:
        runs = {method: apart(measure, method, size, seed) for method in (*PEERS, *OURS)}
        for method, run in runs.items():
            _row(_cells(size, method, run, runs))
        verdicts.append(_verdict(size, runs))
    print()
    for verdict in verdicts:
        print(f"- {verdict}")
    print()


def _cells(size: tuple[int, int, int], method: str, run: Run, runs: dict[str, Run]) -> list[str]:
    flow = runs["flow of largest total"].total
    worst = f"{run.worst:g}" if run.bounds is None else f"{run.worst:g} ({run.bounds[0]:g})"
    # The bound is one of the total at this floor, before a share of it is given up.
    closed = "" if run.bounds is None else f"{100 * run.total / run.bounds[1]:.3f}"
    return [
        "/".join(map(str, size)),
        method,
        f"{run.seconds:.2f}",
        f"{run.cpu:.2f}",
        f"{run.mebibytes:.0f}",
        worst,
        f"{100 * run.total / flow:.3f}",
        closed,
        f"{run.low}-{run.high}",
        str(run.uncovered),
        str(run.panels),
        f"{run.efficiency:.3f}",
    ]


def _verdict(size: tuple[int, int, int], runs: dict[str, Run]) -> str:
    plain, linked = (runs[method] for method in OURS)
    flow = runs["flow of largest total"].total
    assert plain.bounds is not None
    limit = LIMITS.get(size)
    share = f"total {100 * plain.total / flow:.2f} % of the flow's"
    if plain.total < 0.999 * flow and plain.total == plain.bounds[1]:
        share += ", proved the largest with this worst entry,"
    tests = {
        "worst entry at its bound": linked.worst == plain.worst == plain.bounds[0],
        "flow optimum confirmed": flow == plain.bounds[2],
        f"{share} at least 99.9": plain.total >= 0.999 * flow,
        f"{100 * linked.total / flow:.2f} % linked, at least 97": linked.total >= 0.97 * flow,
    }
    if limit:
        tests[f"{linked.seconds:.1f} s linked, at most {limit}"] = linked.seconds <= limit
    results = "; ".join(f"{name}: {'yes' if met else 'NO'}" for name, met in tests.items())
    return f"{'/'.join(map(str, size))}: {results}"


def recuse(size: tuple[int, int, int], seed: int) -> tuple[float, int, int, int]:
    """Seconds of the repair after a juror leaves; pairs dropped, moved, added."""
    problem = themed(*size, seed).problem()
    proposal = solve(problem, connectivity_share=0)
    if isinstance(proposal, Infeasible):
        raise SystemExit(proposal.witness.text)
    leaving = proposal.pairs[0][1]
    jurors = tuple(Juror(j.id, 0) if j.id == leaving else j for j in problem.jurors)
    changed = replace(problem, jurors=jurors)
    started = time.perf_counter()
    answer = repair_after_recusal(changed, proposal.pairs)
    seconds = time.perf_counter() - started
    assert isinstance(answer, Repaired)
    return seconds, len(answer.dropped), len(answer.moved), len(answer.added)


def refuse(size: tuple[int, int, int], seed: int) -> tuple[float, str, str]:
    """Seconds until a jury with too few jurors for a third of the entries is explained."""
    jury = themed(*size, seed)
    scarce = np.arange(size[0]) < size[0] // 3
    barred = np.arange(size[1]) >= size[1] // 4
    problem = replace(jury, conflict=jury.conflict | (scarce[:, None] & barred[None, :])).problem()
    _warm_up()
    started = time.perf_counter()
    answer = solve(problem)
    seconds = time.perf_counter() - started
    assert isinstance(answer, Infeasible)
    repairs = ", ".join(f"{repair.kind} {repair.price}" for repair in answer.repairs)
    return seconds, answer.witness.text, repairs


def repairs(sizes: Sequence[tuple[int, int, int]], seed: int) -> None:
    """Tables: repair after a recusal; witness and repairs of an infeasible jury."""
    _row(["size", "repair after a juror leaves, s", "limit, s", "dropped", "moved", "added"])
    _row(["---"] * 6)
    for size in sizes:
        seconds, *counts = apart(recuse, size, seed)
        _row(["/".join(map(str, size)), f"{seconds:.2f}", str(REPAIR_LIMIT), *map(str, counts)])
    print()
    _row(["size", "witness and repairs, s", "witness", "repairs and their prices"])
    _row(["---"] * 4)
    for size in sizes:
        seconds, text, offered = apart(refuse, size, seed)
        _row(["/".join(map(str, size)), f"{seconds:.2f}", text, offered])
    print()


def random_design(jury: Jury, seed: int) -> list[Pair]:
    """An assignment by lot with the same needs, conflicts and capacities."""
    lots = np.random.default_rng(seed).integers(0, 101, jury.affinity.shape)
    return dearest_flow(replace(jury, affinity=lots))


def specialist_table(sizes: Sequence[tuple[int, int, int]], repetitions: int) -> None:
    """Table: juries of specialists, by the share of affinity that may be given up."""
    _row(["size, juries", "design", "panels", "A-efficiency", "affinity, % of the largest"])
    _row(["---"] * 5)
    for size in sizes:
        outcomes: dict[str, list[tuple[float, float, float]]] = {}
        solved = 0
        for seed in range(repetitions):
            solved += _specialist_jury(size, seed, outcomes)
        for design, rows in outcomes.items():
            panels, efficiency, share = np.mean(np.array(rows), axis=0)
            label = f"{'/'.join(map(str, size))}, {solved}"
            _row([label, design, f"{panels:.2f}", f"{efficiency:.3f}", f"{100 * share:.2f}"])
    print()


def _specialist_jury(
    size: tuple[int, int, int], seed: int, outcomes: dict[str, list[tuple[float, float, float]]]
) -> bool:
    jury = specialists(*size, seed)
    problem = jury.problem()
    designs: dict[str, Sequence[Pair]] = {}
    for share in SHARES:
        answer = solve(problem, connectivity_share=share)
        if not isinstance(answer, Proposal):
            return False
        designs[f"ours, {100 * share:g} % given up at most"] = answer.pairs
    designs = {
        "flow of largest total": dearest_flow(jury),
        **designs,
        "by lot": random_design(jury, seed),
    }
    largest = evaluate(problem, designs["flow of largest total"]).total_affinity
    for design, pairs in designs.items():
        found = evaluate(problem, pairs)
        row = found.components, found.a_efficiency, found.total_affinity / largest
        outcomes.setdefault(design, []).append(row)
    return True


def _row(cells: Sequence[str]) -> None:
    print("| " + " | ".join(cells) + " |", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables as markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="the two small sizes only")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    sizes = QUICK if options.quick else SIZES
    print(f"Load average at the start: {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores.\n")
    compare(sizes, options.seed)
    repairs(sizes, options.seed)
    specialist_table(QUICK, 5 if options.quick else 20)


if __name__ == "__main__":
    main()
