"""The `leader-award` command: everything an operator needs, thin like the views."""

import click

from leader_award.accounts.commands import create_administrator, reset_second_factor
from leader_award.app import create_app
from leader_award.audit_log.commands import audit_export, verify
from leader_award.jury.commands import assign_command
from leader_award.operation.commands import backup, restore_command
from leader_award.partnerships.commands import register
from leader_award.platform.context import with_app
from leader_award.platform.settings import Settings
from leader_award.privacy.commands import erase
from leader_award.ranking.commands import rank_command, rank_editions_command, reproduce_command
from leader_award.server import serve, worker


@click.group()
@click.version_option(package_name="leader-award")
@click.pass_context
def main(context: click.Context) -> None:
    """Run and look after Leader Award."""
    context.obj = lambda: create_app(Settings.from_environment())


@main.command()
@with_app
def migrate() -> None:
    """Bring the database's schema up to date."""
    from leader_award import migrations
    from leader_award.platform import db

    migrations.upgrade(db.engine())
    click.echo("The database is up to date.")


@main.command()
@with_app
def demo() -> None:
    """Load the demonstration into an empty database."""
    from leader_award.demo.load import is_empty, load_demonstration

    if is_empty():
        load_demonstration()
        click.echo("The demonstration is loaded.")
    else:
        click.echo("The database is not empty; nothing was changed.")


for command in (
    serve,
    worker,
    create_administrator,
    reset_second_factor,
    register,
    assign_command,
    rank_command,
    rank_editions_command,
    reproduce_command,
    verify,
    audit_export,
    erase,
    backup,
    restore_command,
):
    main.add_command(command)
