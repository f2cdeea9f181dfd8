"""Commands for the register of local government."""

from collections.abc import Iterable
from pathlib import Path

import click
from flask_babel import force_locale

from leader_award.partnerships import queries, service
from leader_award.partnerships import register as sources
from leader_award.partnerships.register import Changes, UnitRow
from leader_award.partnerships.wording import unit_title
from leader_award.platform import clock
from leader_award.platform.audit import SYSTEM
from leader_award.platform.context import with_app
from leader_award.platform.errors import DomainError

SHOWN = 10
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("register")
def register() -> None:
    """Look after the register of Polish local government."""


@register.command("import")
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--yes", is_flag=True, help="Write without asking.")
@with_app
def import_command(file: Path | None, yes: bool) -> None:
    """Import FILE (the official TERC file), or the shipped register without one.

    Shows what would be added, renamed and abolished before anything is written.
    """
    try:
        if file:
            rows, day = sources.read_terc(file.read_bytes())
        else:
            rows, day = sources.shipped(), clock.to_warsaw(clock.now()).date()
        planned = service.plan_import(rows)
        _show(planned)
        if planned and (yes or click.confirm("Write these changes?", default=False)):
            service.import_register(rows, actor=SYSTEM, on=day)
            click.echo("The register has been written.")
        else:
            click.echo("Nothing was written.")
    except DomainError as error:
        with force_locale("en"):
            raise click.ClickException(f"{error} Nothing was written.") from error


@register.command("count")
@with_app
def count_command() -> None:
    """Count the units of the register."""
    counts = queries.count_units()
    cities = counts.get("city_with_county_rights", 0)
    click.echo(f"{counts.get('gmina', 0) + cities:>6} gminas")
    click.echo(f"{counts.get('county', 0):>6} land counties")
    click.echo(f"{cities:>6} cities with county rights (counted among the gminas too)")
    click.echo(f"{counts.get('voivodeship', 0):>6} voivodeships")
    click.echo(f"{sum(counts.values()):>6} units")


def _show(changes: Changes) -> None:
    _list("added", [_line(row) for row in changes.added])
    _list("renamed", [f"{_line(old)} -> {new.name}" for old, new in changes.renamed])
    _list("abolished", [_line(row) for row in changes.abolished])
    _list(
        "of another kind",
        [f"{_line(new)}: {_kinds(old, new)}" for old, new in changes.changed_kind],
    )
    if changes.refreshed:
        _list("with other details", [_line(row) for row in changes.refreshed])


def _list(title: str, lines: Iterable[str]) -> None:
    lines = list(lines)
    click.echo(f"{len(lines):>6} {title}")
    for line in lines[:SHOWN]:
        click.echo(f"         {line}")
    if len(lines) > SHOWN:
        click.echo(f"         … and {len(lines) - SHOWN} more")


def _line(row: UnitRow) -> str:
    return f"{row.terc} {unit_title(row)}"


def _kinds(old: UnitRow, new: UnitRow) -> str:
    before, after = (row.gmina_kind or row.kind for row in (old, new))
    return f"{before} -> {after}"
