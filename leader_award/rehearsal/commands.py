"""The command `rehearse`: make an edition to practise on, and serve it."""

import os
import random
import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click
from flask import current_app

from leader_award import migrations
from leader_award.app import create_app
from leader_award.demo import people
from leader_award.demo.load import count_mail_as_sent, sign_ins
from leader_award.editions import queries as edition_queries
from leader_award.partnerships import register
from leader_award.partnerships.service import import_register
from leader_award.platform import clock, db
from leader_award.platform.audit import SYSTEM
from leader_award.platform.context import with_app
from leader_award.platform.settings import PREFIX, Settings
from leader_award.ranking.queries import edition_ranking
from leader_award.rehearsal import cast, settings_copy, timetable
from leader_award.rehearsal.settings_copy import EditionSettings
from leader_award.rehearsal.simulation import CannotRehearse, Rehearsal, run
from leader_award.server import serve

NEXT = {
    timetable.CHECKING: (
        "Check the entries formally: admit them, or call for completion.",
        "/organizator/edycje/{id}/ocena-formalna",
    ),
    timetable.ASSIGNMENT: (
        "Assign the entries to the jurors, then start the merit assessment.",
        "/organizator/edycje/{id}/przydzial",
    ),
    timetable.SCORING: (
        "Score as a juror, follow the assessment and remind those who are late.",
        "/organizator/edycje/{id}/oceny",
    ),
    timetable.DECIDING: (
        "Decide on the awards, prepare the announcement and let another organiser approve it.",
        "/organizator/edycje/{id}/wyniki",
    ),
    timetable.END: (
        "Read what applicants and the public see after the announcement.",
        "/organizator/edycje/{id}",
    ),
}
"""What the organiser does next, and at which address."""


@click.command()
@click.argument("slug")
@click.option(
    "--into", "folder", required=True, type=click.Path(file_okay=False, path_type=Path),
    help="A new folder for the rehearsal; the real database and files are only read.",
)  # fmt: skip
@click.option(
    "--stop-at", type=click.Choice(timetable.STOPS), default=timetable.CHECKING, show_default=True,
    help="The step that is left to you.",
)  # fmt: skip
@click.option("--entries", default=12, show_default=True, type=click.IntRange(4, 60))
@click.option("--seed", default=1, show_default=True, help="The same seed, the same rehearsal.")
@click.option("--serve/--no-serve", "serves", default=True, help="Serve it when it is made.")
@click.option("--port", default=8100, show_default=True)
@with_app
def rehearse(
    slug: str, folder: Path, stop_at: str, entries: int, seed: int, serves: bool, port: int
) -> None:
    """Make a rehearsal of the edition SLUG with invented people, and serve it on this machine.

    Only the edition's settings are copied. Mails go to a page of the rehearsal, never out.
    """
    settings: Settings = current_app.config["SETTINGS"]
    _refuse_folder(folder, settings)
    edition = edition_queries.any_by_slug(slug)
    found = edition_queries.whole(edition.id) if edition else None
    if found is None:
        raise click.ClickException(f"there is no edition {slug}")
    copied = settings_copy.read(found)
    folder.mkdir(parents=True, exist_ok=True)
    own = settings_of(folder, settings, port)
    app = create_app(own)
    with app.app_context():
        rehearsal = _simulate(copied, stop_at, entries, seed)
        _report(rehearsal, stop_at, own)
    app.extensions["engine"].dispose()
    environment = _environment(folder, own)
    if serves:
        _take_on(environment)
        serve.callback(host="127.0.0.1", port=port, demo=False)  # type: ignore[misc]
    else:
        click.echo("\nTo serve it later:\n  " + " ".join(
            [*(f"{name}={value}" for name, value in environment.items()),
             f"leader-award serve --port {port}"]
        ))  # fmt: skip


def _refuse_folder(folder: Path, settings: Settings) -> None:
    inside, real = folder.resolve(), settings.data_dir.resolve()
    if inside == real or real in inside.parents or inside in real.parents:
        raise click.ClickException("choose a folder apart from the real data")
    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException(f"{folder} is not empty: choose a new folder")


def settings_of(folder: Path, real: Settings, port: int) -> Settings:
    """Return the settings of a rehearsal: its own database, files and key, and no way out."""
    folder = folder.resolve()
    return replace(
        real,
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'leader-award.db'}",
        storage_url=(folder / "files").as_uri(),
        secret_key=secrets.token_urlsafe(48),
        base_url=f"http://127.0.0.1:{port}",
        smtp_url=None,
        demo=True,
        rehearsal=True,
        secure_cookies=False,
        second_factor_required=False,
        oidc_issuer=None,
        tsa_url=None,
        owner_database_url=None,
        trusted_hosts=(),
        trusted_proxies=0,
        metrics_token=None,
        queue_url=None,
    )


def _environment(folder: Path, own: Settings) -> dict[str, str]:
    return {
        f"{PREFIX}DATA_DIR": str(folder.resolve()),
        f"{PREFIX}BASE_URL": own.base_url,
        f"{PREFIX}DEMO": "1",
        f"{PREFIX}REHEARSAL": "1",
    }


def _take_on(environment: dict[str, str]) -> None:
    """Let this process and those it starts know nothing of the real database, store and mail."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        del os.environ[name]
    os.environ.update(environment)


def _simulate(copied: EditionSettings, stop_at: str, entries: int, seed: int) -> Rehearsal:
    today = clock.to_warsaw(clock.now()).date()
    after = timetable.compressed(today, stop_at)
    migrations.upgrade(db.engine())
    source = random.Random(seed)  # noqa: S311  # nosec B311 - invents, guards nothing
    rehearsal = Rehearsal(copied.edition_id, source)
    with db.ids_drawn_from(source):
        import_register(register.shipped(), actor=SYSTEM, on=today)
        people.add_people()
        settings_copy.write(copied, after)
        try:
            run(rehearsal, count=entries, stop_at=stop_at)
        except CannotRehearse as error:
            raise click.ClickException(str(error)) from error
        count_mail_as_sent()
    return rehearsal


def _report(rehearsal: Rehearsal, stop_at: str, own: Settings) -> None:
    click.echo("What was done:")
    for instant, sentence in rehearsal.log:
        click.echo(f"  {_hour(instant)}  {sentence}")
    if stop_at in (timetable.DECIDING, timetable.END):
        click.echo("\nRanking:")
        for line in ranking(rehearsal.edition_id):
            click.echo(f"  {line}")
    what, where = NEXT[stop_at]
    click.echo(f"\nNow it is your turn. {what}")
    click.echo(f"  {own.base_url}{where.format(id=rehearsal.edition_id)}")
    click.echo("Mails: " + own.base_url + "/demo/poczta\n")
    click.echo(sign_ins())
    click.echo(f"  {cast.address(1):<30} a clerk with a submitted entry, and so on upwards")


def ranking(edition_id: str) -> Iterable[str]:
    """Yield place, percent and title of each entry, the best first."""
    for line in edition_ranking(edition_id).overall.lines:
        yield f"{line.place:>3}. {line.score:>6} %  {line.title}"


def _hour(instant: datetime) -> str:
    return f"{clock.to_warsaw(instant):%Y-%m-%d %H:%M}"
