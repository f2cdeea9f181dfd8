"""Settings come from the environment, once, at start."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

PREFIX = "LEADER_AWARD_"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Settings:
    """Everything an operator may set; README's configuration table is the reference.

    `contact_email` stands on the public pages as the address to write to; `controller_name` and
    `controller_address` are who is responsible for personal data and for the site, and
    `data_protection_contact` is how to reach their data protection officer (None: as above).
    The four days are those of the accessibility declaration.
    `smtp_url` None means that mail waits in the outbox and nothing is sent.
    `demo` opens the demonstration's sign-in list and mailbox to every visitor.
    `rehearsal` says on every page that this is a copy to practise on (`leader-award rehearse`).
    `second_factor_required` makes the roles of organisers and administrators wait for a second
    factor; a demonstration only offers it.
    `trusted_hosts` are further names under which the site may be asked for; `trusted_proxies` is
    how many proxies of ours stand before it and say whom they speak for.
    `owner_database_url` is for migrations, where `database_url` is a role with fewer rights.
    `tsa_url` is the address of an RFC 3161 timestamp authority that stamps submissions, if any.
    `metrics_token` is what a collector of figures shows; None means that `/metrics` is not there.
    `queue_url` None means that the queue is a file in the data directory.
    `json_log` writes the log for programs and notes every request in it.
    `oidc_issuer` None means that nobody signs in through an OpenID Connect provider.
    """

    data_dir: Path
    database_url: str
    storage_url: str
    secret_key: str
    base_url: str
    smtp_url: str | None
    mail_sender: str
    demo: bool
    secure_cookies: bool
    contact_email: str = "kontakt@example.org"
    second_factor_required: bool = True
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = None
    controller_name: str = "Związek Miast Polskich"
    controller_address: str | None = None
    data_protection_contact: str | None = None
    contact_phone: str | None = None
    tsa_url: str | None = None
    site_published: date = date(2026, 11, 25)
    site_updated: date = date(2026, 11, 25)
    declaration_made: date = date(2026, 11, 25)
    declaration_reviewed: date = date(2026, 11, 25)
    owner_database_url: str | None = None
    trusted_hosts: tuple[str, ...] = ()
    trusted_proxies: int = 0
    metrics_token: str | None = None
    queue_url: str | None = None
    json_log: bool = False
    rehearsal: bool = False

    @property
    def hosts(self) -> list[str]:
        """The names under which the site answers: its own address's and those added."""
        own = urlsplit(self.base_url).hostname or ""
        return [own, *(LOOPBACK if own in LOOPBACK else ()), *self.trusted_hosts]

    @property
    def is_local(self) -> bool:
        """Whether only this machine is to reach the site."""
        return urlsplit(self.base_url).hostname in LOOPBACK

    @property
    def queue_path(self) -> Path:
        """File of the task queue that the worker drains."""
        return self.data_dir / "queue.db"

    @classmethod
    def from_environment(
        cls, environ: Mapping[str, str] = os.environ, *, demo: bool = False, port: int = 8000
    ) -> "Settings":
        """Read `LEADER_AWARD_*`; create the data directory and, if none is given, a secret key.

        Raises OSError if the data directory cannot be written, ValueError for a value that is
        not one of those README names.
        """

        def read(name: str) -> str | None:
            return environ.get(PREFIX + name) or None

        def day(name: str, default: date) -> date:
            return date.fromisoformat(read(name) or default.isoformat())

        data_dir = Path(read("DATA_DIR") or "data").resolve()
        data_dir.mkdir(parents=True, exist_ok=True)
        demo = demo or read("DEMO") == "1"
        base_url = (read("BASE_URL") or f"http://127.0.0.1:{port}").rstrip("/")
        return cls(
            data_dir=data_dir,
            database_url=read("DATABASE_URL") or f"sqlite:///{data_dir / 'leader-award.db'}",
            storage_url=read("STORAGE_URL") or (data_dir / "files").as_uri(),
            secret_key=read("SECRET_KEY") or _kept_secret(data_dir / "secret_key"),
            base_url=base_url,
            smtp_url=read("SMTP_URL"),
            mail_sender=read("MAIL_SENDER") or "Leader Award <no-reply@localhost>",
            demo=demo,
            secure_cookies=base_url.startswith("https://"),
            contact_email=read("CONTACT_EMAIL") or cls.contact_email,
            oidc_issuer=read("OIDC_ISSUER"),
            oidc_client_id=read("OIDC_CLIENT_ID"),
            oidc_client_secret=read("OIDC_CLIENT_SECRET"),
            second_factor_required=_is_required(read("SECOND_FACTOR")) and not demo,
            controller_name=read("CONTROLLER_NAME") or cls.controller_name,
            controller_address=read("CONTROLLER_ADDRESS"),
            data_protection_contact=read("DATA_PROTECTION_CONTACT"),
            contact_phone=read("CONTACT_PHONE"),
            tsa_url=read("TSA_URL"),
            site_published=day("SITE_PUBLISHED", cls.site_published),
            site_updated=day("SITE_UPDATED", cls.site_updated),
            declaration_made=day("DECLARATION_MADE", cls.declaration_made),
            declaration_reviewed=day("DECLARATION_REVIEWED", cls.declaration_reviewed),
            owner_database_url=read("OWNER_DATABASE_URL"),
            trusted_hosts=tuple((read("TRUSTED_HOSTS") or "").replace(",", " ").split()),
            trusted_proxies=_count(read("TRUSTED_PROXIES")),
            metrics_token=read("METRICS_TOKEN"),
            queue_url=read("QUEUE_URL"),
            json_log=_is_json(read("LOG"), base_url),
            rehearsal=read("REHEARSAL") == "1",
        )


def _count(proxies: str | None) -> int:
    if proxies is not None and not proxies.isdecimal():
        raise ValueError(f"{PREFIX}TRUSTED_PROXIES is not a number of proxies")
    return int(proxies or 0)


def _is_json(log: str | None, base_url: str) -> bool:
    if log not in (None, "json", "plain"):
        raise ValueError(f"{PREFIX}LOG is neither json nor plain")
    local = urlsplit(base_url).hostname in LOOPBACK
    return log == "json" or (log is None and not local)


def _is_required(second_factor: str | None) -> bool:
    if second_factor not in (None, "required", "offered"):
        raise ValueError(f"{PREFIX}SECOND_FACTOR is neither required nor offered")
    return second_factor != "offered"


def _kept_secret(path: Path) -> str:
    """Return the secret kept in `path`, made at the first start and readable by the owner only."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    secret = secrets.token_urlsafe(48)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret)
    return secret
