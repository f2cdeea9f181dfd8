"""Events as sentences: who did what, with names found by `naming` at reading time.

Polish has no past tense without a gender, and the record does not know anybody's. So the actor
stands in front, and what happened follows in the impersonal form ("przyjęto zgłoszenie").
"""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from leader_award.audit_log.wording_around import (
    ACCOUNTS,
    EVENTS,
    LOG,
    MAILS,
    PARTNERSHIPS,
    PRACTICES,
)
from leader_award.audit_log.wording_contest import EDITIONS, ENTRIES, JURY, RESULTS, SCORING
from leader_award.platform.audit import AuditEvent

GROUPS: Mapping[str, tuple[Any, Mapping[str, Any]]] = {
    "edycje": (_l("Editions: call, form, rules"), EDITIONS),
    "zgloszenia": (_l("Entries and formal check"), ENTRIES),
    "komisja": (_l("Jury and assignment"), JURY),
    "oceny": (_l("Score cards"), SCORING),
    "wyniki": (_l("Decisions, announcement, diplomas"), RESULTS),
    "wydarzenia": (_l("Events and registrations"), EVENTS),
    "praktyki": (_l("Good practices and knowledge base"), PRACTICES),
    "partnerstwa": (_l("Partnerships and organisations"), PARTNERSHIPS),
    "poczta": (_l("Mails"), MAILS),
    "konta": (_l("Accounts and roles"), ACCOUNTS),
    "dziennik": (_l("Checks of the record"), LOG),
}
"""Groups of actions by the word in an address: label, and sentence by action."""

SENTENCES: Mapping[str, Any] = {
    action: text for _label, texts in GROUPS.values() for action, text in texts.items()
}

VARIED_BY: Mapping[str, str] = {"entry.checked": "outcome"}
"""Actions that say different things by a detail: "entry.checked.admitted" and so on."""

OF_ACCOUNTS = frozenset(ACCOUNTS) - {"role.granted", "role.withdrawn", "person.created"}
"""What concerns single accounts and is nothing of the procedure; see `policy.reads_all`."""

ROLES: Mapping[str, Any] = {
    "applicant": _l("applicant"),
    "juror": _l("juror"),
    "organiser": _l("organiser"),
    "administrator": _l("administrator"),
    "person": _l("own account"),
    "participant": _l("participant"),
    "respondent": _l("respondent"),
    "visitor": _l("visitor"),
}
SYSTEM = _l("The system")
NOT_NAMED = _l("Somebody without an account")


def actions_of(group: str, *, everything: bool) -> set[str]:
    """Return the actions of a group (all groups for ""); without `everything` no accounts'."""
    texts = GROUPS[group][1] if group in GROUPS else SENTENCES
    return {action for action in texts if everything or action not in OF_ACCOUNTS}


def what(event: AuditEvent, name: Callable[[str], str]) -> str:
    """Return what happened; `name` gives what stands for the name of a thing of a kind.

    An action without a sentence is named by its code.
    """
    return str(_text(event) % _Given(event.details, name))


def what_html(event: AuditEvent, name: Callable[[str], str]) -> Markup:
    """Return the same as HTML; names that are no Markup are escaped."""
    return escape(_text(event)) % _Given(event.details, name)


def _text(event: AuditEvent) -> str:
    text = text_of(event.action, event.details)
    return event.action if text is None else str(text)


def text_of(action: str, details: Mapping[str, Any]) -> Any:
    """Return the sentence with its placeholders, or None."""
    variant = details.get(VARIED_BY.get(action, ""), "")
    return SENTENCES.get(f"{action}.{variant}", SENTENCES.get(action))


class _Given(dict[str, Any]):
    """What fills the placeholders: numbers and words of the details, names for the rest."""

    def __init__(self, details: Mapping[str, Any], name: Callable[[str], Any]) -> None:
        super().__init__()
        self.details, self.name = details, name

    def __missing__(self, placeholder: str) -> Any:
        if placeholder in NAMED:
            return self.name(placeholder)
        value = self.details.get(placeholder)
        if isinstance(value, list):
            return len(value)
        return "–" if value is None else ROLES.get(str(value), value)


NAMED = frozenset(
    {
        "article",
        "conference",
        "diploma",
        "edition",
        "entry",
        "juror",
        "organisation",
        "partnership",
        "person",
        "practice",
        "registration",
        "round",
    }
)
"""Placeholders that stand for the name of a thing; the others are values of the details."""
