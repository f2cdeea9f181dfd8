"""The commands that back up and bring back."""

import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import click
from flask import current_app

from leader_award.app import create_app
from leader_award.operation import sweeping
from leader_award.operation.backup import Summary, back_up
from leader_award.operation.doctor import examine
from leader_award.operation.restoring import NotRestored, restore
from leader_award.operation.sealed_stream import WrongPassphrase
from leader_award.platform import audit, db
from leader_award.platform.context import with_app
from leader_award.platform.settings import Settings
from leader_award.privacy import erasing, replay_list

passphrase_option = click.option(
    "--passphrase-file",
    type=click.File("r", encoding="utf-8"),
    help="A file whose first line is the passphrase that seals the archive.",
)


@click.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@passphrase_option
@click.option("--no-check", is_flag=True, help="Do not try the archive by restoring it apart.")
@with_app
def backup(target: Path, passphrase_file: IO[str] | None, no_check: bool) -> None:
    """Write all rows and files to TARGET, and try it by restoring it apart.

    The archive is taken while the site is used. TARGET appears when it is whole.
    """
    passphrase = _passphrase(passphrase_file)
    unfinished = target.with_name(target.name + ".unfinished")
    try:
        with open(unfinished, "wb", opener=_private) as file:
            summary = _said(lambda: back_up(file, passphrase=passphrase))
            os.fsync(file.fileno())
        if not no_check:
            with unfinished.open("rb") as file:
                _restore_apart(file, passphrase)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    click.echo(f"{target}: {_described(summary)}" + ("" if no_check else "; restoring it worked"))


@click.command("restore")
@click.argument("source", type=click.File("rb"))
@passphrase_option
@click.option(
    "--erasures",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The list of erasures (erased.jsonl), kept apart from the backup: erase them again.",
)
@with_app
def restore_command(
    source: IO[bytes], passphrase_file: IO[str] | None, erasures: Path | None
) -> None:
    """Bring the backup SOURCE back into an empty database, and check every row and file."""
    passphrase = _passphrase(passphrase_file)
    summary = _said(lambda: restore(source, passphrase=passphrase))
    click.echo(f"Restored: {_described(summary)}")
    if erasures:
        count = erasing.replay(replay_list.read(erasures), actor=audit.SYSTEM)
        click.echo(f"People erased again: {count}.")


@click.command()
@click.option("--contents", is_flag=True, help="Read every stored file and compare its digest.")
@with_app
def doctor(contents: bool) -> None:
    """Say what is wrong with this installation and what to do; exit status 1 if anything is."""
    found = 0
    for finding in examine(contents=contents):
        found += 1
        click.echo(f"- {finding.what}\n  {finding.remedy}")
    if found:
        raise SystemExit(1)
    click.echo("Nothing is wrong.")


@click.command("sweep")
@click.option("--only-show", is_flag=True, help="Take nothing away.")
@with_app
def sweep_command(only_show: bool) -> None:
    """Take away stored bytes that belong to nothing, left by uploads that were cut off."""
    found = sweeping.unclaimed() if only_show else sweeping.sweep()
    for each in found:
        click.echo(f"{each.key}  {each.size} bytes, {each.changed_at:%Y-%m-%d %H:%M} UTC")
    click.echo(f"{len(found)} files of {sum(each.size for each in found)} bytes.")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _passphrase(file: IO[str] | None) -> str | None:
    if file is None:
        return None
    passphrase = file.readline().rstrip("\r\n")
    if not passphrase:
        raise click.ClickException("the passphrase file is empty")
    return passphrase


def _said(work: Callable[[], Summary]) -> Summary:
    """Do the work; end with its reason in words if it was refused."""
    try:
        return work()
    except (NotRestored, WrongPassphrase, RuntimeError) as error:
        raise click.ClickException(str(error)) from error


def _restore_apart(source: IO[bytes], passphrase: str | None) -> None:
    """Restore into a database and a folder that are gone afterwards."""
    settings: Settings = current_app.config["SETTINGS"]
    with tempfile.TemporaryDirectory() as folder:
        apart = replace(
            settings,
            data_dir=Path(folder),
            database_url=f"sqlite:///{folder}/tried.db",
            storage_url=(Path(folder) / "files").as_uri(),
            smtp_url=None,
        )
        app: Any = create_app(apart)
        with app.app_context():
            _said(lambda: restore(source, passphrase=passphrase))
            db.engine().dispose()


def _described(summary: Summary) -> str:
    text = f"{summary.rows} rows, {summary.files} files of {summary.file_bytes} bytes"
    gone = len(summary.missing)
    return text + (f", {gone} files were deleted meanwhile" if gone else "")
