"""What would make it unsafe to serve these settings to others; `serve` refuses to.

An installation whose address is this machine's own is for trying things out: nothing is asked of
it. Every other one is checked for each fault below.
"""

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import Engine, text

from leader_award.platform.settings import LOOPBACK, PREFIX, Settings

SECRET_LENGTH = 32
PRAGMAS = {"synchronous": 2, "foreign_keys": 1, "journal_mode": "wal"}
"""What each connection to SQLite has to say of itself: FULL, ON, WAL."""


def faults(settings: Settings, environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return each fault of the settings in a sentence that says how to mend it; [] if none."""
    if settings.is_local:
        return []
    return [*_of_address(settings), *_of_secrets(settings), *_of_duties(settings, environ)]


def _of_address(settings: Settings) -> Iterator[str]:
    if urlsplit(settings.base_url).scheme != "https":
        yield f"{PREFIX}BASE_URL is not https: passwords and cookies would travel in the open."
    elif not settings.trusted_proxies:
        yield (
            f"{PREFIX}TRUSTED_PROXIES is 0, but something before this server speaks TLS: set how"
            " many proxies stand there, or all visitors count as one where guessing is slowed down."
        )


def _of_secrets(settings: Settings) -> Iterator[str]:
    if len(settings.secret_key) < SECRET_LENGTH:
        yield (
            f"{PREFIX}SECRET_KEY is shorter than {SECRET_LENGTH} characters: leave it out to have"
            " one made, or draw one at random."
        )
    for path in (settings.data_dir, settings.data_dir / "secret_key"):
        if path.exists() and _others_may_read(path):
            yield f"{path} can be read by every user of this machine: chmod o= {path}"
    if settings.oidc_issuer and urlsplit(settings.oidc_issuer).scheme != "https":
        yield f"{PREFIX}OIDC_ISSUER is not https: who signs in could be anybody."


def _of_connections(settings: Settings) -> Iterator[str]:
    """What is said to other machines has to be said over TLS."""
    in_the_open = "is spoken to in the open, on another machine:"
    if _is_elsewhere(settings.smtp_url) and urlsplit(settings.smtp_url or "").scheme == "smtp":
        yield f"{PREFIX}SMTP_URL {in_the_open} use smtp+tls:// or smtps://."
    if _is_elsewhere(settings.tsa_url) and urlsplit(settings.tsa_url or "").scheme == "http":
        yield f"{PREFIX}TSA_URL {in_the_open} use https://."
    for name, url in (
        ("DATABASE_URL", settings.database_url),
        ("OWNER_DATABASE_URL", settings.owner_database_url),
    ):
        modes = parse_qs(urlsplit(url or "").query).get("sslmode", [])
        if _is_elsewhere(url) and not {*modes} & {"require", "verify-ca", "verify-full"}:
            yield f"{PREFIX}{name} {in_the_open} add ?sslmode=verify-full."


def _is_elsewhere(url: str | None) -> bool:
    host = urlsplit(url or "").hostname
    return host is not None and host not in LOOPBACK


def _others_may_read(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH))


def _of_duties(settings: Settings, environ: Mapping[str, str]) -> Iterator[str]:
    if settings.demo:
        yield f"{PREFIX}DEMO is on: everybody knows its passwords and reads its mail."
    if environ.get("FLASK_DEBUG", "0") not in ("", "0"):
        yield "FLASK_DEBUG is on: error pages would show what is inside. Unset it."
    if settings.smtp_url is None:
        yield f"{PREFIX}SMTP_URL is not set: nobody could confirm an address or be told anything."
    yield from _of_connections(settings)
    if not settings.second_factor_required:
        yield (
            f"{PREFIX}SECOND_FACTOR only offers it: a stolen password of an organiser would show"
            " every score. Set it to required."
        )
    if settings.contact_email == Settings.contact_email:
        yield f"{PREFIX}CONTACT_EMAIL is the example: pages would send questions nowhere."


def database_faults(engine: Engine) -> list[str]:
    """Return how the database could lose or rewrite what was recorded; [] if it cannot.

    On SQLite whoever serves owns the file: there the triggers and the digests given out must do
    against rewriting, and the pragmas of each connection against a power cut. On PostgreSQL the
    role of the web processes must not have the right to rewrite the record of events.
    """
    if engine.dialect.name == "sqlite":
        return list(_of_pragmas(engine))
    return _of_rights(engine)


def _of_pragmas(engine: Engine) -> Iterator[str]:
    with engine.connect() as connection:
        for name, needed in PRAGMAS.items():
            found = connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            if found != needed:
                yield (
                    f"SQLite's {name} is {found} and not {needed}: what was confirmed could be"
                    " lost. Open the database through `leader_award.platform.db.make_engine`."
                )


def _of_rights(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        role = connection.scalar(text("SELECT current_user"))
        rewrites = connection.scalar(
            text(
                "SELECT has_table_privilege('audit_event', 'UPDATE')"
                " OR has_table_privilege('audit_event', 'DELETE')"
                " OR has_table_privilege('audit_event', 'TRUNCATE')"
                " OR pg_has_role(relowner, 'USAGE')"
                " FROM pg_class WHERE oid = to_regclass('audit_event')"
            )
        )
    if not rewrites:
        return []
    return [
        f"the database role {role} could rewrite the record of events: let another role own the"
        f" tables ({PREFIX}OWNER_DATABASE_URL) and run `leader-award grant {role}`."
    ]


def grant_statements(role: str, tables: list[str]) -> list[str]:
    """Return the SQL that gives the web role what it needs and no right to rewrite the record."""
    statements = []
    for table in tables:
        rights = "SELECT, INSERT" if table == "audit_event" else "SELECT, INSERT, UPDATE, DELETE"
        statements.append(f'REVOKE ALL ON "{table}" FROM "{role}"')
        statements.append(f'GRANT {rights} ON "{table}" TO "{role}"')
    return statements
