"""What the organiser's pages of diplomas show, and the pictures of the preview."""

from base64 import b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale

from leader_award.diplomas import documents, issuing, queries, recipients, rules, wording
from leader_award.diplomas.designing import Text
from leader_award.diplomas.hooks import Recipient
from leader_award.diplomas.models import Diploma
from leader_award.editions.models import Edition
from leader_award.partnerships.text import fold
from leader_award.platform import db
from leader_award.platform.db import Translated
from leader_award.platform.i18n import current_language, translate

LONG = "Stowarzyszenie Gmin i Powiatów Doliny Środkowej Wisły, Pojezierza i Puszczy „Żółte Źródła”"


@dataclass(frozen=True)
class Row:
    """Somebody who is due a diploma or has one; `recipient` None: they are due it no more."""

    kind: str
    name: str
    recipient: Recipient | None
    diploma: Diploma | None

    @property
    def may_be_issued(self) -> bool:
        """Whether somebody is due it and has none, or a revoked one."""
        revoked = self.diploma is not None and self.diploma.revoked_at is not None
        return self.recipient is not None and (self.diploma is None or revoked)


def rows(edition: Edition, *, kind: str = "", text: str = "") -> list[Row]:
    """Return everybody due a diploma and every diploma issued, that match kind and words.

    Constant number of statements. Of what was revoked, only what has no successor is a row of
    its own.
    """
    kinds: Collection[str] = [kind] if kind in rules.KINDS else rules.KINDS
    due = {(r.kind, r.subject): r for r in recipients.due(db.session(), edition.id, kinds)}
    issued = sorted(queries.issued(edition.id, kinds), key=lambda d: d.revoked_at is None)
    latest = {(d.kind, d.subject): d for d in issued}  # a valid one before the newest revoked one
    keys = dict.fromkeys([*due, *latest])
    words = fold(text).replace("-", "").split()
    found = [
        Row(
            kind=key[0],
            name=latest[key].name if key in latest else rules.clean(due[key].name),
            recipient=due.get(key),
            diploma=latest.get(key),
        )
        for key in keys
    ]
    order = {name: place for place, name in enumerate(rules.KINDS)}
    return sorted(
        (row for row in found if all(word in _searched(row) for word in words)),
        key=lambda row: (order[row.kind], fold(row.name)),
    )


def _searched(row: Row) -> str:
    return fold(f"{row.name} {row.diploma.code if row.diploma else ''}").replace("-", "")


def previews(edition: Edition, kind: str, text: Text, language: str) -> list[str]:
    """Return pictures (addresses that hold them) with a sample name and with the longest one."""
    person = kind in (rules.JUROR, rules.SPEAKER, rules.ATTENDANCE)
    sample = wording.SAMPLE_PERSON if person else wording.SAMPLE_PARTNERSHIP
    longest = recipients.longest_name(db.session(), edition.id, kind) or LONG
    return [
        _picture(edition, kind, text, language, name) for name in (_said(sample, language), longest)
    ]


def _said(words: Translated, language: str) -> str:
    with force_locale(language):
        return translate(words)


def _picture(edition: Edition, kind: str, text: Text, language: str, name: str) -> str:
    facts: Mapping[str, Any] = {
        fact: wording.SAMPLE[fact] for fact in rules.PLACEHOLDERS[kind] if fact in wording.SAMPLE
    }
    recipient = Recipient(kind, "preview", name, edition.id, facts, language)
    content = issuing.content_of(recipient, text, edition)
    png = documents.preview_png(content, language)
    return f"data:image/png;base64,{b64encode(png).decode()}"


def preview_language(wanted: str) -> str:
    """Return the language of a preview: what was asked for, else the visitor's."""
    return wanted if wanted in ("pl", "en") else current_language()
