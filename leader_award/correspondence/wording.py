"""Words for the states of mails."""

from typing import Any

from flask_babel import lazy_gettext as _l

from leader_award.platform.outbox import FAILED, SENDING, SENT, STOPPED, WAITING

STATES: dict[str, Any] = {
    WAITING: _l("waiting to be sent"),
    SENDING: _l("being sent"),
    SENT: _l("sent"),
    FAILED: _l("failed"),
    STOPPED: _l("held back"),
}
STATE_TAGS = {
    WAITING: "progress",
    SENDING: "progress",
    SENT: "success",
    FAILED: "danger",
    STOPPED: "neutral",
}
TABS: dict[str, Any] = {
    "": _l("All"),
    "oczekujace": _l("Waiting"),
    "nieudane": _l("Failed"),
    "wyslane": _l("Sent"),
    "wstrzymane": _l("Held back"),
}
"""By the word in the address."""
