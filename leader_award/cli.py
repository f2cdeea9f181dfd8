"""The `leader-award` command: everything an operator needs, thin like the views."""

import click
from flask import current_app

from leader_award.accounts.commands import create_administrator, reset_second_factor
from leader_award.app import create_app
from leader_award.audit_log.commands import audit_export, verify
from leader_award.jury.commands import assign_command
from leader_award.operation.commands import backup, doctor, restore_command, sweep_command
from leader_award.partnerships.commands import register
from leader_award.platform import db, self_check
from leader_award.platform.context import with_app
from leader_award.platform.settings import PREFIX, Settings
from leader_award.privacy.commands import erase
from leader_award.ranking.commands import rank_command, rank_editions_command, reproduce_command
from leader_award.rehearsal.commands import rehearse
from leader_award.scoring.commands import verify_scores
from leader_award.server import grant, migrate_as_owner, serve, worker


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
    migrate_as_owner(current_app.config["SETTINGS"])
    click.echo("The database is up to date.")


@main.command()
@with_app
def check() -> None:
    """Say what would make it unsafe to serve to others; exit status 1 if anything would."""
    settings: Settings = current_app.config["SETTINGS"]
    found = self_check.faults(settings)
    if not settings.is_local:
        found += self_check.database_faults(db.engine())
    for fault in found:
        click.echo(f"- {fault}")
    if found:
        raise SystemExit(1)
    click.echo("Only this machine can reach it." if settings.is_local else "Nothing to mend.")


@main.command("grant")
@click.argument("role")
@with_app
def grant_command(role: str) -> None:
    """Give the PostgreSQL ROLE of the web processes its rights, as the owner of the tables."""
    owner = current_app.config["SETTINGS"].owner_database_url
    if owner is None:
        raise click.ClickException(f"{PREFIX}OWNER_DATABASE_URL is not set")
    grant(db.make_engine(owner), role)
    click.echo(f"{role} may do its work and not rewrite the record of events.")


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
    verify_scores,
    audit_export,
    erase,
    backup,
    restore_command,
    doctor,
    sweep_command,
    rehearse,
):
    main.add_command(command)
