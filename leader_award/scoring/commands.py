"""The command that checks revealed score cards."""

import json
from typing import IO

import click

from leader_award.platform import commitments


@click.command("verify-scores")
@click.argument("source", metavar="FILE", type=click.File(encoding="utf-8"))
@click.option("--published", multiple=True, metavar="DIGEST", help="A seal that was given out.")
@click.option("--root", metavar="DIGEST", help="The digest of all seals, as published.")
def verify_scores(source: IO[str], published: tuple[str, ...], root: str | None) -> None:
    """Check a file of sealed score cards; exit status 1 if one was changed since it was sealed."""
    try:
        checked = commitments.check(json.load(source), published, root)
    except (ValueError, RecursionError) as error:
        raise click.ClickException(str(error)) from error
    click.echo("\n".join(commitments.describe(checked)))
    if checked.fault:
        raise SystemExit(1)
