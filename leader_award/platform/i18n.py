"""Languages: the interface (gettext) and content that editors write in Polish and English."""

from datetime import datetime
from pathlib import Path
from typing import Any

from babel.dates import format_interval
from flask import Flask, request
from flask_babel import Babel, format_date, format_datetime, format_decimal, get_locale

from leader_award.platform import cookies
from leader_award.platform.db import Translated

LANGUAGES = {"pl": "Polski", "en": "English"}
COOKIE = "language"


def init_app(app: Flask) -> None:
    """Load each feature's catalogue and add the filters `tr`, `day`, `moment` and `hour`."""
    package = Path(app.root_path)
    catalogues = sorted(str(path) for path in package.glob("*/translations"))
    Babel(
        app,
        default_locale="pl",
        default_timezone="Europe/Warsaw",
        default_translation_directories=";".join(catalogues),
        locale_selector=current_language,
    )
    app.add_template_filter(translate, "tr")
    app.add_template_filter(day)
    app.add_template_filter(moment)
    app.add_template_filter(hour)
    app.add_template_filter(interval)
    app.add_template_filter(percent)


def current_language() -> str:
    """Return the visitor's choice from the cookie; Polish without one."""
    chosen = cookies.remembered(COOKIE) if request else None
    return chosen if chosen in LANGUAGES else "pl"


def translate(content: Translated | None) -> str:
    """Return the content in the current language, or in Polish if nobody translated it."""
    if not content:
        return ""
    locale = get_locale()
    return content.get(str(locale.language) if locale else "pl") or content.get("pl", "")


def day(instant: Any) -> str:
    """Return the day of an instant or date, e.g. '16 grudnia 2015'."""
    return str(format_date(instant, "d MMMM y"))


def moment(instant: datetime) -> str:
    """Return the instant on the Warsaw clock, e.g. '16 grudnia 2015, 12:00'."""
    return str(format_datetime(instant, "d MMMM y, HH:mm"))


def hour(instant: datetime) -> str:
    """Return the hour on the Warsaw clock, e.g. '12:00'."""
    return str(format_datetime(instant, "HH:mm"))


def percent(value: Any) -> str:
    """Return a number to two decimals as the language writes it, e.g. '87,50'; '–' for None."""
    return "–" if value is None else str(format_decimal(float(value), format="0.00"))


def interval(start: Any, end: Any) -> str:
    """Return a span of days in the current language, e.g. '16–18 gru 2015'."""
    return format_interval(start, end, "yMMMd", locale=get_locale())
