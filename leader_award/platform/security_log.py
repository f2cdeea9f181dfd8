"""Lines for who watches the server: what was refused, without names, addresses or what was typed.

One JSON object a line, so that nothing a visitor sends can begin a line of its own.
"""

import json
import logging

LOGGER = logging.getLogger("leader_award.security")


def note(event: str, **fields: str | None) -> None:
    """Write one line about `event`, e.g. `access.refused`; fields are ids and names of routes."""
    LOGGER.warning("%s", json.dumps({"event": event} | fields, ensure_ascii=True))


class _OneLine(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        """Escape line breaks and other control characters of the message."""
        said = record.getMessage()
        kept = (c if c.isprintable() else ascii(c)[1:-1] for c in said)
        record.msg, record.args = "".join(kept), ()
        return True


ONE_LINE = _OneLine()
"""For loggers whose messages hold what was asked for, such as Flask's with the path."""
