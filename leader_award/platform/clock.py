"""The one source of time: instants in UTC, people's hours in Europe/Warsaw."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from leader_award.platform.errors import DomainError

WARSAW = ZoneInfo("Europe/Warsaw")


class ImpossibleHour(DomainError):
    """A wall-clock hour that the clock change skips or repeats."""


_set_to: ContextVar[datetime | None] = ContextVar("set_to", default=None)


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return _set_to.get() or datetime.now(UTC)


@contextmanager
def set_to(instant: datetime) -> Iterator[None]:
    """Let `now` stand at `instant`, so that past editions can be loaded by the services.

    Only for filling an empty database: no request ever runs under it.
    """
    token = _set_to.set(instant)
    try:
        yield
    finally:
        _set_to.reset(token)


def to_warsaw(instant: datetime) -> datetime:
    """Return the same instant on the wall clock of Europe/Warsaw."""
    return instant.astimezone(WARSAW)


def from_warsaw(day: date, hour: time) -> datetime:
    """Return the UTC instant of a wall-clock hour in Europe/Warsaw.

    Raises ImpossibleHour when the clock change makes that hour not exist or exist twice.
    """
    earlier, later = (
        datetime.combine(day, hour, WARSAW).replace(fold=fold).astimezone(UTC) for fold in (0, 1)
    )
    if earlier == later:
        return earlier
    if earlier > later:
        raise ImpossibleHour(
            _l("On this day the clock skips this hour. Choose another one."), field="hour"
        )
    raise ImpossibleHour(
        _l("On this day the clock shows this hour twice. Choose another one."), field="hour"
    )
