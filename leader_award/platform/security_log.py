"""Lines for who watches the server: what was refused, without names, addresses or what was typed.

One JSON object a line, so that nothing a visitor sends can begin a line of its own.
"""

import json
import logging

LOGGER = logging.getLogger("leader_award.security")


def note(event: str, **fields: str | None) -> None:
    """Write one line about `event`, e.g. `access.refused`; fields are ids and names of routes."""
    noted = {"event": event} | fields
    LOGGER.warning("%s", json.dumps(noted, ensure_ascii=True), extra={"fields": noted})
