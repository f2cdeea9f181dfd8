"""Small random juries and an exhaustive search to compare the engine with."""

import random
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from leader_award.jury.assignment import Entry, Juror, Pair, Problem


def random_problem(seed: int, *, soft: bool = True, tight: bool = True) -> Problem:
    """2 to 4 entries, 2 to 5 jurors; about a third of such problems have no solution."""
    rng = random.Random(seed)
    entry_ids = [f"E{i}" for i in range(rng.randint(2, 4))]
    juror_ids = [f"J{j}" for j in range(rng.randint(2, 5))]
    grid = [(entry, juror) for entry in entry_ids for juror in juror_ids]
    needs = [rng.randint(1, min(3, len(juror_ids))) for _ in entry_ids]
    mean = sum(needs) / len(juror_ids)
    jurors = []
    for juror in juror_ids:
        capacity = max(0, round(mean) + rng.choice([-1, 0, 1, 2] if tight else [1, 2]))
        minimum = rng.randint(0, min(capacity, 2)) if rng.random() < 0.4 else 0
        jurors.append(Juror(juror, capacity, minimum))
    top = rng.choice([3, 20, 100])
    affinity = {
        entry: {juror: rng.randint(0, top) for juror in juror_ids if rng.random() < 0.9}
        for entry in entry_ids
    }
    return Problem(
        entries=tuple(Entry(entry, need) for entry, need in zip(entry_ids, needs, strict=True)),
        jurors=tuple(jurors),
        affinity=affinity,
        conflicts=frozenset(pair for pair in grid if rng.random() < 0.15),
        soft_conflicts={p: rng.randint(0, 30) for p in grid if soft and rng.random() < 0.15},
        fixed=frozenset(pair for pair in grid if rng.random() < 0.06),
    )


def specialists(entries: int, jurors: int, each: int, areas: int = 3) -> Problem:
    """Every juror knows one area well and the others little: pure affinity splits the jury.

    Nobody knows much of the first entry, so that the worst entry leaves the others some freedom.
    """
    rng = random.Random(7)
    names = [f"J{j:02}" for j in range(jurors)]
    mean = entries * each / jurors
    affinity = {
        f"E{i:02}": {
            name: (85 if i and j % areas == i % areas else 25) + rng.randint(-10, 10)
            for j, name in enumerate(names)
        }
        for i in range(entries)
    }
    return Problem(
        entries=tuple(Entry(entry, each) for entry in affinity),
        jurors=tuple(Juror(name, int(mean * 1.2) + 1, int(mean * 0.8)) for name in names),
        affinity=affinity,
    )


def worth(problem: Problem, pair: Pair) -> float:
    """Affinity of a pair, less the price of its soft conflict."""
    entry, juror = pair
    return problem.affinity.get(entry, {}).get(juror, 0) - problem.soft_conflicts.get(pair, 0)


def breaches(problem: Problem, pairs: tuple[Pair, ...]) -> list[str]:
    """Every rule a set of pairs breaks, counted without the engine."""
    by_entry = Counter(entry for entry, _ in pairs)
    by_juror = Counter(juror for _, juror in pairs)
    found = [f"{p} twice" for p, times in Counter(pairs).items() if times > 1]
    found += [
        f"{e.id} has {by_entry[e.id]}" for e in problem.entries if by_entry[e.id] != e.jurors_needed
    ]
    found += [
        f"{j.id} has {by_juror[j.id]}"
        for j in problem.jurors
        if not j.minimum <= by_juror[j.id] <= j.capacity
    ]
    found += [f"{p} in conflict" for p in pairs if p in problem.conflicts]
    return found + [f"{p} not kept" for p in problem.fixed if p not in pairs]


def assignments(problem: Problem) -> Iterator[tuple[Pair, ...]]:
    """Every assignment that keeps all rules."""
    spare = {juror.id: juror.capacity for juror in problem.jurors}

    def extend(position: int, pairs: tuple[Pair, ...]) -> Iterator[tuple[Pair, ...]]:
        if position == len(problem.entries):
            if not breaches(problem, pairs):
                yield pairs
            return
        entry = problem.entries[position]
        able = [
            juror
            for juror, left in spare.items()
            if left > 0 and (entry.id, juror) not in problem.conflicts
        ]
        for team in combinations(able, entry.jurors_needed):
            for juror in team:
                spare[juror] -= 1
            yield from extend(position + 1, (*pairs, *((entry.id, juror) for juror in team)))
            for juror in team:
                spare[juror] += 1

    yield from extend(0, ())


def value(problem: Problem, pairs: tuple[Pair, ...]) -> tuple[float, float]:
    """Worst entry and total of an assignment: what the engine maximises, in this order."""
    sums = {entry.id: 0.0 for entry in problem.entries if entry.jurors_needed}
    for pair in pairs:
        sums[pair[0]] += worth(problem, pair)
    return min(sums.values(), default=0.0), sum(sums.values())


def best_value(problem: Problem) -> tuple[float, float] | None:
    """The best worst entry and the best total under it; None when nothing is feasible."""
    return max((value(problem, pairs) for pairs in assignments(problem)), default=None)
