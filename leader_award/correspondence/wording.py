"""Words for the states of mails."""

from typing import Any

from flask_babel import lazy_gettext as _l

from leader_award.correspondence.syntax import Problem, written
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

_SENTENCES: dict[str, Any] = {
    "empty": _l("This must not be empty."),
    "long": _l("This is too long. At most %(what)s characters fit."),
    "missing": _l("%(what)s must stay in the text: without it the recipient does not know what to"
                  " do, or until when."),
    "stray": _l("“%(what)s” is left over. Braces are only for names, for example %(example)s."),
    "unknown": _l("There is no %(what)s in this mail."),
    "nearest": _l("There is no %(what)s in this mail. Do you mean %(nearest)s?"),
}  # fmt: skip


def sentence(problem: Problem) -> str:
    """Return the sentence that tells what is wrong and how to mend it."""
    kind = "nearest" if problem.kind == "unknown" and problem.nearest else problem.kind
    named = problem.kind in ("missing", "unknown")
    return str(_SENTENCES[kind]) % {
        "what": written(problem.what) if named else problem.what,
        "nearest": written(problem.nearest),
        "example": written("link"),
    }
