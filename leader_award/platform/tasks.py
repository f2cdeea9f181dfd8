"""Work outside a request: a task queue (huey) that the worker of `leader-award serve` drains.

Features add their own tasks with `register(name, function)`; the queue only carries names, so
that what has to be done always stands in the database and a lost task costs nothing but time.
"""

from collections.abc import Callable

from flask import Flask, current_app
from huey import Huey, RedisHuey, SqliteHuey, crontab

from leader_award.platform.settings import Settings

_TASKS: dict[str, Callable[[], object]] = {}
_EVERY_MINUTE: list[str] = []


def register(name: str, function: Callable[[], object], *, every_minute: bool = False) -> None:
    """Make `function` known to the worker under `name`, and run it each minute if asked."""
    _TASKS[name] = function
    if every_minute and name not in _EVERY_MINUTE:
        _EVERY_MINUTE.append(name)


def init_app(app: Flask) -> None:
    """Open the queue of this application."""
    settings = app.config["SETTINGS"]
    queue = _queue(settings)

    def run(name: str) -> None:
        with app.app_context():
            _TASKS[name]()

    def tick() -> None:
        for name in _EVERY_MINUTE:
            run(name)

    app.extensions["run_task"] = queue.task(name="run", retries=1, retry_delay=10)(run)
    queue.periodic_task(crontab(), name="tick")(tick)
    app.extensions["queue"] = queue


def _queue(settings: Settings) -> Huey:
    """Return the queue: a file for one machine, Redis where several share their work."""
    if settings.queue_url is None:
        return SqliteHuey("leader-award", filename=str(settings.queue_path), results=False)
    return RedisHuey("leader-award", url=settings.queue_url, results=False)


def enqueue(name: str) -> None:
    """Ask the worker to run the task `name` soon."""
    current_app.extensions["run_task"](name)


def length() -> int:
    """Return how many tasks wait. Raises what the queue's driver raises if it does not answer."""
    return len(current_app.extensions["queue"])


def wake_mail() -> None:
    """Ask the worker to look at the outbox now rather than within the minute."""
    enqueue("mail")
