"""The factory that wires platform and features into one application."""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_mail import Mail
from sqlalchemy import MetaData
from werkzeug.middleware.proxy_fix import ProxyFix

from leader_award.platform import (
    access,
    assets,
    cookies,
    db,
    i18n,
    living_page,
    maps,
    observing,
    outbox,
    storage,
    tasks,
    web,
)
from leader_award.platform.db import Base
from leader_award.platform.settings import Settings

FEATURES = (
    "accounts",
    "partnerships",
    "self_assessment",
    "editions",
    "entries",
    "jury",
    "scoring",
    "ranking",
    "exchange",
    "discussion",
    "results",
    "training",
    "diplomas",
    "dissemination",
    "practices",
    "knowledge",
    "correspondence",
    "finding",
    "privacy",
    "audit_log",
    "seeing_as",
    "handbook",
)
"""In the order in which an entry meets them; each has `views.register(app)`."""

PLATFORM_WITH_TABLES = ("audit", "idempotency", "outbox", "search", "storage")
MAX_REQUEST_BYTES = 64 * 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application for `settings` (default: from the environment).

    Raises RuntimeError if a route has no access rule.
    """
    settings = settings or Settings.from_environment()
    app = observing.Site("leader_award", root_path=str(Path(__file__).parent), static_folder=None)
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-session" if settings.secure_cookies else "session",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        TRUSTED_HOSTS=settings.hosts,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,  # a form may lie open over lunch; the session bounds it
        **_mail_config(settings),
    )
    if settings.trusted_proxies:
        # the name under which the site is asked for stays the Host header's, which is checked
        trusted = {"x_for": settings.trusted_proxies, "x_proto": settings.trusted_proxies}
        app.wsgi_app = ProxyFix(app.wsgi_app, x_host=0, **trusted)  # type: ignore[method-assign]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    assets.init_app(app)
    db.init_app(app, settings.database_url)
    storage.init_app(app, settings.storage_url)
    Mail(app)
    i18n.init_app(app)
    tasks.init_app(app)
    observing.init_app(app)
    web.init_app(app)
    maps.init_app(app)
    living_page.init_app(app)
    tasks.register("mail", outbox.drain, every_minute=True)
    for feature in FEATURES:
        import_module(f"leader_award.{feature}.views").register(app)
    app.context_processor(_page_furniture)
    app.add_template_global(outbox.link, "external")
    access.check_routes(app)
    return app


def all_tables() -> MetaData:
    """Return the tables of the platform and of every feature."""
    for module in PLATFORM_WITH_TABLES:
        import_module(f"leader_award.platform.{module}")
    for feature in FEATURES:
        if find_spec(f"leader_award.{feature}.models"):
            import_module(f"leader_award.{feature}.models")
    return Base.metadata


def _mail_config(settings: Settings) -> dict[str, Any]:
    parts = urlsplit(settings.smtp_url or "smtp://localhost:25")
    return {
        "MAIL_SERVER": parts.hostname,
        "MAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "MAIL_USE_SSL": parts.scheme == "smtps",
        "MAIL_USE_TLS": parts.scheme == "smtp+tls",
        "MAIL_USERNAME": unquote(parts.username) if parts.username else None,
        "MAIL_PASSWORD": unquote(parts.password) if parts.password else None,
        "MAIL_DEFAULT_SENDER": settings.mail_sender,
    }


@dataclass(frozen=True)
class Place:
    """A place that each page links to, for those who may do `action`.

    `prefix` is the start of the addresses on which it is the current one (default: its own
    address); `post` makes the link a form that is sent.
    """

    endpoint: str
    label: Any
    action: str = "site.see"
    prefix: str | None = None
    post: bool = False


NAVIGATION = (
    Place("editions.index", _l("Editions"), prefix="/edycje"),
    Place("dissemination.index", _l("Conferences"), prefix="/konferencje"),
    Place("practices.index", _l("Good practices"), prefix="/dobre-praktyki"),
    Place("knowledge.index", _l("Knowledge base"), prefix="/baza-wiedzy"),
    Place("partnerships.partnerships", _l("Partnerships"), prefix="/partnerstwa"),
    Place("entries.mine", _l("My entries"), "entry.list_own", "/zgloszenia"),
    Place("scoring.desk", _l("Juror's desk"), "jury.desk", "/jury"),
    Place("editions.boards", _l("Organiser's board"), "edition.organise", "/organizator"),
)
ACCOUNT_MENU = (
    Place("editions.start", _l("My tasks"), "account.use"),
    Place("partnerships.mine", _l("My organisation"), "organisation.own"),
    Place("self_assessment.index", _l("Self-assessment of partnerships"), "assessment.list_own"),
    Place("accounts.account", _l("My account"), "account.use"),
    Place("privacy.my_data", _l("My data and consents"), "account.use"),
    Place("accounts.people", _l("Organisers"), "people.manage"),
    Place("privacy.people", _l("Personal data"), "privacy.administer"),
    Place("accounts.find_people", _l("People"), "person.administer"),
    Place("accounts.sign_out", _l("Sign out"), "account.use", post=True),
)
VISITOR_MENU = (
    Place("accounts.sign_in", _l("Sign in")),
    Place("partnerships.register_clerk", _l("Register")),
)
FOOTER = (
    Place("handbook.index", _l("Handbook")),
    Place("privacy.accessibility", _l("Accessibility declaration")),
    Place("privacy.notice", _l("Privacy notice")),
)


def _page_furniture() -> dict[str, Any]:
    """Give each template what base.html shows around it."""
    language = i18n.current_language()
    settings: Settings = current_app.config["SETTINGS"]
    return {
        "can": _may,
        "navigation": _links(NAVIGATION),
        "account_menu": _links(ACCOUNT_MENU if current_user.is_authenticated else VISITOR_MENU),
        "footer_links": _links(FOOTER),
        "language_links": [
            {"code": code, "label": label, "current": code == language}
            for code, label in i18n.LANGUAGES.items()
        ],
        "language": language,
        "theme": cookies.remembered("theme") or "auto",
        "demo": settings.demo,
        "rehearsal": settings.rehearsal,
        "product": gettext("Local Government Management Leader"),
    }


def _may(action: str, thing: Any = None) -> bool:
    return access.can(current_user, action, thing)


def _links(places: tuple[Place, ...]) -> list[dict[str, Any]]:
    """Return those places that the person may go to."""
    return [
        {
            "label": place.label,
            "url": url_for(place.endpoint),
            "post": place.post,
            "current": request.path.startswith(place.prefix)
            if place.prefix
            else request.path == url_for(place.endpoint),
        }
        for place in places
        if _may(place.action)
    ]
