"""A published practice as one flat record: the page, JSON, CSV and the API all show this."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from leader_award.dissemination.models import Conference, ProgrammeItem
from leader_award.dissemination.rules import PUBLIC_STATES
from leader_award.editions.models import Category, Prize
from leader_award.entries.models import Entry
from leader_award.platform import db, markdown, outbox
from leader_award.platform.db import Translated
from leader_award.practices import rules, wording
from leader_award.practices.adopting import SHOWN
from leader_award.practices.models import Adoption, Practice
from leader_award.results.models import Decision

COLUMNS: Mapping[str, tuple[str, Any]] = {
    "slug": ("string", _l("identifier, the end of the address")),
    "url": ("string", _l("address of the card")),
    "title": ("string", _l("title")),
    "problem": ("string", _l("problem (Markdown)")),
    "solution": ("string", _l("solution (Markdown)")),
    "partners": ("string?", _l("partners (Markdown)")),
    "cost_pln": ("integer?", _l("cost in złoty")),
    "cost_source": ("string?", _l("where the money came from")),
    "results": ("string?", _l("results in numbers (Markdown)")),
    "avoid": ("string?", _l("what to avoid (Markdown)")),
    "contact": ("string?", _l("contact (Markdown)")),
    "theme": ("string", _l("code of the theme")),
    "theme_name": ("string", _l("the theme in Polish")),
    "cooperation": ("string", _l("code of the form of cooperation")),
    "cooperation_name": ("string", _l("the form of cooperation in Polish")),
    "leader": ("string", _l("leading organisation")),
    "leader_kind": ("string", _l("code of the kind of leader")),
    "terc": ("string?", _l("TERYT code of the leader's seat")),
    "voivodeship": ("string?", _l("voivodeship of the leader's seat")),
    "population": ("integer?", _l("inhabitants of the leading unit")),
    "latitude": ("number?", _l("latitude of the seat in degrees (WGS 84)")),
    "longitude": ("number?", _l("longitude of the seat in degrees (WGS 84)")),
    "edition": ("string", _l("the edition's identifier")),
    "year": ("integer", _l("year of the edition")),
    "category": ("string?", _l("category in Polish")),
    "outcome": ("string", _l("laureate or distinction")),
    "prize": ("string?", _l("prize in Polish")),
    "conference_url": ("string?", _l("the conference at which it was presented")),
    "adoptions": ("integer", _l("how many others say that they adopted it")),
    "language": ("string", _l("language of the texts")),
    "licence": ("string", _l("licence (SPDX code)")),
    "licence_url": ("string", _l("text of the licence")),
    "version": ("integer", _l("version of the card")),
    "published_at": ("string", _l("instant of the first publication (UTC)")),
    "changed_at": ("string", _l("instant of the last change (UTC)")),
}
"""name -> (JSON type, ? if it may be null; what it means), in the order of the CSV's columns."""


@dataclass(frozen=True)
class Award:
    """What an entry was awarded, for its card."""

    outcome: str
    prize: Translated
    category: Translated


@dataclass(frozen=True)
class Talk:
    """The conference at which an entry was presented."""

    slug: str
    name: Translated


@dataclass(frozen=True)
class Card:
    """A published practice with what its page links to."""

    practice: Practice
    award: Award
    talk: Talk | None
    adoptions: int

    @property
    def kind(self) -> str:
        """The code of the kind of leader."""
        organisation = self.practice.organisation
        unit = organisation.unit
        return kind_of(
            organisation.kind, (unit and unit.kind) or "", (unit and unit.gmina_kind) or ""
        )

    @property
    def lead(self) -> str:
        """What lists show of the card: the beginning of the solution."""
        return markdown.plain(self.practice.content.get("solution", ""))


def kind_of(organisation_kind: str, unit_kind: str, gmina_kind: str) -> str:
    """Return the code of a leader's kind, out of `rules.KINDS`; units have kinds of their own."""
    if organisation_kind != "jst":
        return organisation_kind
    return gmina_kind or "gmina" if unit_kind == "gmina" else unit_kind


def cards(practice_ids: Sequence[str]) -> list[Card]:
    """Return the published ones of these practices, in this order; four statements."""
    practices = {
        practice.id: practice
        for practice in db.session().scalars(
            select(Practice)
            .where(Practice.id.in_(practice_ids), Practice.state == rules.PUBLISHED)
            .options(
                joinedload(Practice.edition),
                joinedload(Practice.organisation),
                joinedload(Practice.unit),
            )
        )
    }
    entry_ids = [practice.entry_id for practice in practices.values()]
    awards, talks, adopted = _awards(entry_ids), _talks(entry_ids), _adopted(practices)
    found = (practices[key] for key in practice_ids if key in practices)
    return [
        Card(one, awards[one.entry_id], talks.get(one.entry_id), adopted.get(one.id, 0))
        for one in found
    ]


def _awards(entry_ids: Sequence[str]) -> dict[str, Award]:
    rows = db.session().execute(
        select(Decision.entry_id, Decision.outcome, Prize.name, Category.name)
        .join(Entry, Entry.id == Decision.entry_id)
        .outerjoin(Prize, Prize.id == Decision.prize_id)
        .outerjoin(Category, Category.id == Entry.category_id)
        .where(Decision.entry_id.in_(entry_ids))
    )
    return {
        entry_id: Award(outcome, prize or {}, category or {})
        for entry_id, outcome, prize, category in rows
    }


def _talks(entry_ids: Sequence[str]) -> dict[str, Talk]:
    rows = db.session().execute(
        select(ProgrammeItem.entry_id, Conference.slug, Conference.name)
        .join(Conference, Conference.id == ProgrammeItem.conference_id)
        .where(ProgrammeItem.entry_id.in_(entry_ids), Conference.state.in_(PUBLIC_STATES))
        .order_by(Conference.held_on)
    )
    return {entry_id: Talk(slug, name) for entry_id, slug, name in rows if entry_id}


def _adopted(practice_ids: Iterable[str]) -> dict[str, int]:
    rows = db.session().execute(
        select(Adoption.practice_id, func.count(Adoption.id))
        .where(Adoption.practice_id.in_(practice_ids), Adoption.state == SHOWN)
        .group_by(Adoption.practice_id)
    )
    return dict(rows.all())


def records(found: Iterable[Card]) -> list[dict[str, Any]]:
    """Return each card as a record ready for JSON, with the keys of `COLUMNS` in their order."""
    with force_locale("pl"):
        return [_record(card) for card in found]


def _record(card: Card) -> dict[str, Any]:
    practice, unit, talk = card.practice, card.practice.unit, card.talk
    values = {
        "slug": practice.slug,
        "url": outbox.link(url_for("practices.show", slug=practice.slug)),
        "title": practice.title,
        **practice.content,
        "cost_pln": practice.cost,
        "theme": practice.theme,
        "theme_name": str(wording.THEMES[practice.theme]),
        "cooperation": practice.cooperation,
        "cooperation_name": str(wording.COOPERATIONS[practice.cooperation]),
        "leader": practice.organisation.name,
        "leader_kind": card.kind,
        "terc": practice.unit_terc,
        "voivodeship": unit.voivodeship_name if unit else None,
        "population": practice.population,
        "latitude": unit.latitude if unit else None,
        "longitude": unit.longitude if unit else None,
        "edition": practice.edition.slug,
        "year": practice.edition.year,
        "category": card.award.category.get("pl"),
        "outcome": card.award.outcome,
        "prize": card.award.prize.get("pl"),
        "conference_url": talk and outbox.link(url_for("dissemination.show", slug=talk.slug)),
        "adoptions": card.adoptions,
        "language": "pl",
        "licence": practice.licence,
        "licence_url": rules.LICENCES[practice.licence][1],
        "version": practice.number,
        "published_at": instant(practice.published_at),
        "changed_at": instant(practice.changed_at),
    }
    return {name: values.get(name) for name in COLUMNS}


def instant(moment: datetime | None) -> str | None:
    """Return an instant as RFC 3339 in UTC, to the second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
