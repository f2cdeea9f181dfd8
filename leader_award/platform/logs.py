"""The process's log: one JSON object a line, instants in UTC, without what anybody typed.

Of an error its kind and its places in the program are kept, not its words: these may repeat what
somebody sent. Whoever reports a failure tells the request's number, which stands on the page.
"""

import json
import logging
import logging.config
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from flask import g, has_request_context


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON; `extra={"fields": {…}}` take the message's place."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON in ASCII, so that nothing in it can begin a new line."""
        at = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, Any] = {
            "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if has_request_context() and "request_id" in g:
            line["request"] = g.request_id
        fields: dict[str, Any] | None = getattr(record, "fields", None)
        line |= {"message": record.getMessage()} if fields is None else fields
        if record.exc_info and record.exc_info[0]:
            kind, _error, trace = record.exc_info
            line |= {"error": kind.__name__, "trace": _places(trace)}
        return json.dumps(line, ensure_ascii=True)


def _places(trace: TracebackType | None) -> list[str]:
    """Return where the error passed, the innermost place last."""
    return [
        f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)
    ]


def configuration(*, as_json: bool) -> dict[str, Any]:
    """Return the settings of `logging` (and gunicorn) for a process of ours."""
    level = "INFO" if as_json else "WARNING"
    own_loggers = {
        name: {"level": "INFO", "handlers": ["stderr"], "propagate": False}
        for name in ("gunicorn.error", "gunicorn.access")
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": JsonLines},
            "plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "json" if as_json else "plain",
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {"leader_award": {"level": level}, **own_loggers},
    }


def configure(*, as_json: bool) -> None:
    """Let this process log as `configuration` says."""
    logging.config.dictConfig(configuration(as_json=as_json))
