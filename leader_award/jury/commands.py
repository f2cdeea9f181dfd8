"""The command `assign`: a jury problem in, an assignment with its proofs out; no database."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from leader_award.jury.assignment import Infeasible, Proposal, solve
from leader_award.jury.assignment_io import (
    MalformedProblem,
    answer_document,
    input_sha256,
    parse_document,
    read_problem,
    unknown_keys,
)

INFEASIBLE = 3


class InputError(click.ClickException):
    """The problem file is not a problem."""

    exit_code = 2


@click.command("assign")
@click.argument("problem", type=click.File("rb"))
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option(
    "--connectivity-share",
    type=click.FloatRange(0, 1),
    default=0.03,
    show_default=True,
    help="Part of the largest total that may be given up to link the jurors.",
)
@click.option("--format", "layout", type=click.Choice(["json", "table"]), default="json")
def assign_command(problem: Any, seed: int, connectivity_share: float, layout: str) -> None:
    """Assign entries to jurors as the file PROBLEM says ("-" reads standard input).

    Exit status: 0 with an assignment, 3 when none exists (the output says why and what would
    help), 2 when the file is malformed.
    """
    try:
        document = parse_document(problem.read())
        read = read_problem(document)
    except MalformedProblem as error:
        raise InputError(f"{problem.name}: {error}") from None
    for key in unknown_keys(document):
        click.echo(f"Warning: {problem.name}: {key}: unknown key, ignored", err=True)
    answer = solve(read, seed=seed, connectivity_share=connectivity_share)
    if layout == "json":
        shown = answer_document(answer, input_sha256(document))
        click.echo(json.dumps(shown, ensure_ascii=False))
    elif isinstance(answer, Infeasible):
        click.echo("\n".join(_refusal_lines(answer)))
    else:
        click.echo("\n".join(_proposal_lines(answer)))
    if isinstance(answer, Infeasible):
        sys.exit(INFEASIBLE)


def _proposal_lines(proposal: Proposal) -> list[str]:
    certificate = proposal.certificate
    teams: dict[str, list[str]] = {entry: [] for entry in proposal.entry_affinity}
    for entry, juror in proposal.pairs:
        teams[entry].append(juror)
    rows: list[tuple[str, ...]] = [("entry", "affinity", "jurors")]
    rows += [(e, f"{proposal.entry_affinity[e]:g}", " ".join(team)) for e, team in teams.items()]
    loads: list[tuple[str, ...]] = [("juror", "entries")]
    loads += [(juror, str(load)) for juror, load in proposal.loads.items()]
    lines = [*_columns(rows), "", *_columns(loads), ""]
    lines += [
        f"total affinity {proposal.total_affinity:g} (bound {certificate.total_bound:g})",
        f"worst entry {proposal.worst_entry_affinity:g} (bound {certificate.worst_entry_bound:g})",
        f"panels {proposal.components}, A-efficiency {proposal.a_efficiency:.3f}, "
        f"{proposal.seconds:.1f} s",
    ]
    for (entry, juror), price in proposal.soft_conflicts.items():
        lines.append(f"soft conflict used: {entry} {juror}, price {price:g}")
    return lines


def _refusal_lines(refusal: Infeasible) -> list[str]:
    witness = refusal.witness
    lines = [f"No assignment exists: {witness.text}."]
    lines += [f"entries: {' '.join(witness.entries)}", f"jurors: {' '.join(witness.jurors)}", ""]
    for repair in refusal.repairs:
        details = json.dumps(repair.details, ensure_ascii=False)
        lines.append(f"repair at {repair.price:g}: {repair.kind} {details}")
    return lines


def _columns(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
