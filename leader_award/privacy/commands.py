"""The command that erases again what a restored backup brought back."""

from pathlib import Path

import click

from leader_award.platform.audit import SYSTEM
from leader_award.platform.context import with_app
from leader_award.privacy import compacting, erasing, replay_list


@click.command("erase")
@click.option(
    "--replay",
    "source",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The list of erasures (erased.jsonl) as it was kept apart from the backup.",
)
@with_app
def erase(source: Path) -> None:
    """Erase again, after restoring a backup, whom the list says were erased since."""
    try:
        count = erasing.replay(replay_list.read(source), actor=SYSTEM)
    except (TypeError, ValueError) as error:
        raise click.ClickException(f"{source} is not a list of erasures: {error}") from error
    if count and not compacting.compact_if_due():
        click.echo("The database is in use; the worker will compact it.")
    click.echo(f"People erased again: {count}.")
