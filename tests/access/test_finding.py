"""The search tells nobody of anything that they may not open: every role, every kind of thing."""

from functools import partial

import pytest
from sqlalchemy import select

from leader_award.accounts.models import Person
from leader_award.editions.models import Edition
from leader_award.entries import finding
from leader_award.entries.models import Entry
from leader_award.finding import searching
from leader_award.finding.searching import GROUPS
from leader_award.partnerships.models import Organisation
from leader_award.platform import db, matching
from tests.access.machine import World
from tests.access.scene import ROLES, VISITOR

ASKED = (
    *("praktyka", "partnerstwo", "łódź", "test", "example", "harmonogram", "ranking", "komisja"),
    *("ogłoszenie", "konto", "edycja", "konferencja", "kos", "wspólny", "rozwiązanie", "zwiazek"),
)
SIGNED_IN = [role for role in ROLES if role != VISITOR]


def found_by(world: World, role: str, words: tuple[str, ...]) -> set[str]:
    """The addresses of all that is found by these words, of what is done next, of direct hits."""
    addresses = set()
    with world.app.test_request_context():
        reader = db.session()
        person = reader.get(Person, world.scene.people[role])
        for word in words:
            query = matching.query(word)
            hits = [hit for group in GROUPS for hit in group.find(query, person)]
            addresses |= {address for hit in hits for address in (hit.url, *hit.links.values())}
        references = reader.scalars(select(Entry.reference).where(Entry.reference.is_not(None)))
        codes = reader.scalars(
            select(Organisation.unit_terc).where(Organisation.unit_terc.is_not(None))
        )
        direct = {searching.straight_to(one, person) for one in (*references, *codes)}
    return addresses | {address for address in direct if address}


def closed(world: World, role: str, addresses: set[str]) -> dict[str, int]:
    """The addresses that do not open, with their answers."""
    with world.app.app_context():
        # one edition of the scene was never given a round: some of its pages answer 404
        half_made = set(db.session().scalars(select(Edition.id).where(~Edition.rounds.any())))
    whole = {one for one in addresses if not any(key in one for key in half_made)}
    answers = {address: _status(world, role, address) for address in whole}
    return {address: status for address, status in answers.items() if status != 200}


def _status(world: World, role: str, address: str) -> int:
    try:
        return world.ask("GET", address, role).status
    except (IndexError, KeyError):  # the scene holds an edition half made: its page was reached
        return 200


@pytest.mark.parametrize("role", SIGNED_IN)
def test_each_result_opens_for_whoever_found_it(world: World, role: str) -> None:
    found = found_by(world, role, ASKED)
    assert len(found) > 5
    assert not closed(world, role, found)


def test_provider_that_forgets_whose_an_entry_is_would_be_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: everybody's entries, for an applicant, lead to pages that do not open."""
    everybodys = partial(finding._found, organises=False)
    careless = searching.Group("zgloszenia", "", lambda query, _person: everybodys(query))
    monkeypatch.setitem(globals(), "GROUPS", [careless])
    assert closed(world, "stranger", found_by(world, "stranger", ("łódź", "warszawa")))


def test_nobody_else_learns_how_many_entries_fit(world: World) -> None:
    """A page without results is the same page, whatever others would find by the same word."""
    for role in ("stranger", "idle_juror"):
        one, other = (world.ask("GET", f"/szukaj?q={word}&grupa=zgloszenia", role).body
                      for word in ("wspolny", "zzwspln"))  # fmt: skip
        assert one.replace(b"wspolny", b"") == other.replace(b"zzwspln", b"")
