"""Awards as public pages show them: each with an address, a picture, and a place on the map."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from leader_award.editions.models import Edition
from leader_award.entries.models import Entry
from leader_award.entries.rules import SUBMITTED
from leader_award.partnerships.places import UnitPlace, places_of
from leader_award.platform import maps
from leader_award.platform.db import session
from leader_award.platform.maps import Crop, Dot, Kind
from leader_award.platform.slugs import slug_of
from leader_award.results import hooks, press_queries, queries, wording
from leader_award.results.models import Decision, PressPicture
from leader_award.results.queries import Award, Results

KINDS = (
    Kind("laureate", wording.OUTCOMES["laureate"], "circle", 5),
    Kind("distinction", wording.OUTCOMES["distinction"], "diamond", 1),
    Kind("finalist", wording.OUTCOMES["finalist"], "plus", 4),
)


@dataclass(frozen=True)
class Shown:
    """An award, the last part of its address, and what pictures it: a photograph or a map.

    `places` are those of its units, the leader's first.
    """

    award: Award
    slug: str
    pictures: Sequence[PressPicture]
    places: Sequence[UnitPlace]

    @property
    def picture(self) -> PressPicture | None:
        """The picture on its card, if it has one."""
        return self.pictures[0] if self.pictures else None

    @property
    def seat(self) -> UnitPlace | None:
        """Where its leader is, or its first partner that has a place; None if nobody has."""
        return self.places[0] if self.places else None

    @property
    def crop(self) -> Crop | None:
        """The part of the map with its places, the leader's named."""
        if self.seat is None or self.seat.point is None:
            return None
        return maps.crop([place.point for place in self.places if place.point], self.seat.name)


@dataclass(frozen=True)
class Showing:
    """The awards of an edition by entry, in the order of the results."""

    results: Results
    shown: Mapping[str, Shown]

    @property
    def dots(self) -> list[Dot]:
        """A dot for each award whose leader's place is known."""
        found = (
            one.seat.dot(one.award.outcome, one.award.name)
            for one in self.shown.values()
            if one.seat
        )
        return [dot for dot in found if dot]

    @property
    def kinds(self) -> list[Kind]:
        """The kinds of dots that there are."""
        there = {dot.kind for dot in self.dots}
        return [kind for kind in KINDS if kind.key in there]

    def by_slug(self, slug: str) -> Shown | None:
        """Return the award at an address, or None."""
        return next((one for one in self.shown.values() if one.slug == slug), None)


def showing(results: Results) -> Showing:
    """Return the awards with addresses, pictures and places.

    4 statements at most, besides what the hooks ask.
    """
    awards = (*results.laureates, *results.distinctions, *results.finalists)
    tercs = _tercs(awards)
    places = places_of(terc for own in tercs.values() for terc in own)
    released = [one for one in press_queries.pictures(results.edition.id) if one.released_at]
    slugs = slugs_of(awards)
    return Showing(
        results,
        {
            award.entry_id: Shown(
                award,
                slugs[award.entry_id],
                [one for one in released if one.entry_id == award.entry_id],
                [places[terc] for terc in tercs[award.entry_id] if terc in places],
            )
            for award in awards
        },
    )


def _tercs(awards: Collection[Award]) -> dict[str, list[str]]:
    """Return the codes of each award's units by entry: the leader's first, if one is known."""
    elsewhere = [a.entry_id for a in awards if not a.organisations[0]["terc"]]
    told: dict[str, str] = {}
    for ask in hooks.award_units:
        told |= ask(elsewhere)
    found = {}
    for award in awards:
        own = [one["terc"] for one in award.organisations if one["terc"]]
        leader = told.get(award.entry_id)
        found[award.entry_id] = [leader, *own] if leader else own
    return found


def slugs_of(awards: Collection[Award]) -> dict[str, str]:
    """Return the last part of each award's address by entry: its name, numbered if repeated."""
    found: dict[str, str] = {}
    for award in awards:
        base = slug = slug_of(award.name)
        number = 1
        while slug in found.values():
            number += 1
            slug = f"{base}-{number}"
        found[award.entry_id] = slug
    return found


def submitted_entries(edition: Edition) -> int:
    """Return how many entries took part in the edition: those submitted and not withdrawn."""
    return _entries([edition.id]).get(edition.id, 0)


def _entries(edition_ids: Collection[str]) -> dict[str, int]:
    rows = session().execute(
        select(Entry.edition_id, func.count(Entry.id))
        .where(Entry.edition_id.in_(edition_ids), Entry.state.in_([*SUBMITTED, "rejected"]))
        .group_by(Entry.edition_id)
    )
    return dict(rows.tuples().all())


@dataclass(frozen=True)
class Chapter:
    """An edition whose results are public, in figures."""

    edition: Edition
    entries: int
    laureates: int
    distinctions: int


def story(now: datetime) -> list[Chapter]:
    """Return the editions whose results are public at `now`, the earliest first; 3 statements."""
    editions = queries.announced_editions(now)
    ids = [edition.id for edition in editions]
    entries = _entries(ids)
    given = {
        (edition_id, outcome): count
        for edition_id, outcome, count in session().execute(
            select(Decision.edition_id, Decision.outcome, func.count(Decision.id))
            .where(Decision.edition_id.in_(ids))
            .group_by(Decision.edition_id, Decision.outcome)
        )
    }
    return [
        Chapter(
            edition,
            entries.get(edition.id, 0),
            given.get((edition.id, "laureate"), 0),
            given.get((edition.id, "distinction"), 0),
        )
        for edition in editions
    ]
