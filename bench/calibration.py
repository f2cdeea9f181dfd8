"""Does calibration help, does it harm, are its intervals honest, and how long does it take?

A simulated jury: quality has standard deviation 1, the noise of a card 0.8, severity 0, 0.4 or
0.8, on whole points from 0 to 10 around 6; each entry goes to k of m jurors with equal loads. The
table gives Kendall's tau with true quality for the raw mean and the paired change by z-scores and
by calibration, with standard errors; and how often the intervals and the tied set cover the truth.

Run: python -m bench.calibration [--quick]
"""

import argparse
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from leader_award.ranking.calibration import calibrate, calibrated_scores, severity_effects
from leader_award.ranking.design import Design, Observation
from leader_award.ranking.official import CardScore, Criterion, make_cards
from leader_award.ranking.uncertainty import rank_distributions, smallest_likely_set
from leader_award.ranking.variance import fit_crossed, fit_severity

Array = NDArray[np.float64]

SIZES = ((60, 12, 3), (300, 30, 5))
SEVERITIES = (("none", 0.0), ("mild", 0.4), ("strong", 0.8))


@dataclass(frozen=True)
class Outcome:
    """What one simulated contest came to."""

    raw: float
    z_score: float
    calibrated: float
    covered: float
    tied_covers: bool
    tied_size: int


def assign(entries: int, jurors: int, k: int, random: Generator) -> list[tuple[int, int]]:
    """Give each entry k different jurors so that loads differ by at most one."""
    while True:
        pool: list[int] = []
        pairs: list[tuple[int, int]] = []
        for entry in range(entries):
            chosen: list[int] = []
            while len(chosen) < k:
                if not set(pool) - set(chosen):
                    pool += random.permutation(jurors).tolist()
                juror = next(one for one in pool if one not in chosen)
                pool.remove(juror)
                chosen.append(juror)
            pairs += [(entry, juror) for juror in chosen]
        loads = np.bincount([juror for _, juror in pairs], minlength=jurors)
        if loads.max() - loads.min() <= 1:
            return pairs


def contest(
    entries: int, jurors: int, k: int, severity: float, random: Generator
) -> tuple[Design, Array]:
    """Return one contest's scores and the entries' true quality."""
    quality = random.normal(size=entries)
    effect = random.normal(size=jurors) * severity
    rows = [
        Observation(
            f"{entry:05}",
            f"{juror:04}",
            float(np.clip(np.round(6 + quality[entry] + effect[juror] + noise), 0, 10)),
        )
        for (entry, juror), noise in zip(
            assign(entries, jurors, k, random),
            random.normal(size=entries * k) * 0.8,
            strict=True,
        )
    ]
    return Design.of(rows), quality


def z_scores(design: Design) -> Array:
    """Return each entry's mean of scores standardised within jurors."""
    means = design.sum_by_juror(design.scores) / design.per_juror
    centred = design.scores - means[design.juror_of]
    spread = np.sqrt(design.sum_by_juror(centred**2) / design.per_juror)
    return design.sum_by_entry(centred / spread[design.juror_of]) / design.per_entry


def judge(design: Design, quality: Array, seed: int) -> Outcome:
    """Compare the methods with the truth."""
    scores = calibrated_scores(design, severity_effects(design, fit_severity(design)))
    ranks = rank_distributions(design, fit_crossed(design), scores, seed=seed, draws=2000)
    assert ranks is not None
    true_ranks = (-quality).argsort().argsort() + 1
    covered = [
        one.interval[0] <= rank <= one.interval[1]
        for one, rank in zip(ranks, true_ranks, strict=True)
    ]
    tied = smallest_likely_set([one.first for one in ranks])

    def tau(values: Array) -> float:
        """Return concordant less discordant pairs over all pairs; a shared place is neither."""
        signs = np.sign(values[:, None] - values) * np.sign(quality[:, None] - quality)
        return float(signs.sum()) / (len(values) * (len(values) - 1))

    return Outcome(
        raw=tau(design.entry_means()),
        z_score=tau(z_scores(design)),
        calibrated=tau(scores),
        covered=float(np.mean(covered)),
        tied_covers=int(quality.argmax()) in tied,
        tied_size=len(tied),
    )


def gain(values: Sequence[float]) -> str:
    """Return mean and standard error of paired differences."""
    error = statistics.stdev(values) / len(values) ** 0.5
    return f"{statistics.fmean(values):+.3f} ± {error:.3f}"


def simulate(repetitions: int) -> list[str]:
    """Return the rows of the table of scenarios."""
    rows = [
        "| entries, jurors, k | severity | tau raw | z-score | calibrated "
        "| interval covers | tied set covers | its size |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for entries, jurors, k in SIZES:
        for name, severity in SEVERITIES:
            outcomes = []
            for repetition in range(repetitions):
                random = np.random.default_rng([entries, int(10 * severity), repetition])
                outcomes.append(
                    judge(*contest(entries, jurors, k, severity, random), seed=repetition)
                )
            rows.append(
                f"| {entries}, {jurors}, {k} | {name} {severity} "
                f"| {statistics.fmean(one.raw for one in outcomes):.3f} "
                f"| {gain([one.z_score - one.raw for one in outcomes])} "
                f"| {gain([one.calibrated - one.raw for one in outcomes])} "
                f"| {statistics.fmean(one.covered for one in outcomes):.3f} "
                f"| {statistics.fmean(one.tied_covers for one in outcomes):.3f} "
                f"| {statistics.fmean(one.tied_size for one in outcomes):.1f} |"
            )
    return rows


def timings(sizes: Sequence[tuple[int, int, int]]) -> list[str]:
    """Return the rows of the table of times, each the best of three."""
    rows = [
        "| entries, jurors, k | fit and 2,000 draws, s | limit, s |",
        "|---|---|---|",
    ]
    limits = {300: "0.2", 2000: "4"}
    for entries, jurors, k in sizes:
        design, _ = contest(entries, jurors, k, 0.4, np.random.default_rng(1))
        names = zip(design.entry_of, design.juror_of, design.scores, strict=True)
        cards = make_cards(
            [Criterion("points", 1, 10)],
            [CardScore(f"{e:05}", f"{j:04}", "points", int(score)) for e, j, score in names],
        )
        found = []
        for _ in range(3):
            start = time.perf_counter()
            calibrate(cards)
            found.append(time.perf_counter() - start)
        limit = limits.get(entries, "")
        rows.append(f"| {entries}, {jurors}, {k} | {min(found):.3f} | {limit} |")
    return rows


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="20 repetitions, small sizes only")
    quick = parser.parse_args().quick
    sizes = [(60, 12, 3), (300, 30, 5), (2000, 200, 5)]
    repetitions = 20 if quick else 300
    print(f"Kendall's tau with true quality; {repetitions} repetitions.\n")
    print("\n".join(simulate(repetitions)), end="\n\n")
    print("\n".join(timings(sizes if not quick else sizes[:2])))


if __name__ == "__main__":
    main()
