"""The secret's own words and figures are found nowhere but with those who may see them."""

from collections.abc import Iterator, Mapping

import pytest

from leader_award.editions import hooks
from tests.confidentiality.asking import Answer, World, Worlds
from tests.confidentiality.canaries import Canary, canaries, hits, needles, opened
from tests.confidentiality.contest import ENTITLED, STATES, UNENTITLED

COINCIDENCE = "total 47.42"
"""A coordinate of the map of Poland too: there in the second world, which has no such total."""


def test_no_page_or_file_holds_what_its_reader_may_not_see(worlds: Worlds) -> None:
    listed = canaries(worlds.first)
    wanted = needles(listed)
    known: dict[bytes, set[Canary]] = {}
    found, count = [], 0
    for pair in worlds.answers:
        for document in opened(pair.first):
            count += 1
            if document not in known:
                known[document] = hits(document, wanted)
            found += [
                f"{pair.role} {pair.path}: {canary.name}"
                for canary in known[document]
                if pair.role not in canary.seen_by and not coincides(canary, pair.second, wanted)
            ]
    print(f"\n{len(listed)} canaries in {len(wanted)} writings, {count} documents")
    # a search repeats its own words
    found = [hit for hit in found if "q=" not in hit and "kod=" not in hit and "email=" not in hit]
    assert not found, "\n".join(found[:40])


def coincides(canary: Canary, second: Answer, wanted: Mapping[bytes, Canary]) -> bool:
    """Whether it is the figure of the map that was found, which the second world shows as well."""
    return canary.name == COINCIDENCE and any(
        canary in hits(document, wanted) for document in opened(second)
    )


def test_the_log_holds_none(worlds: Worlds) -> None:
    assert worlds.answers
    logged = "\n".join(worlds.logged)
    assert not hits(logged.encode(), needles(canaries(worlds.first)))


DESK = ("ranking", "ranking.csv", "ranking.xlsx", "wyniki", "jury", "oceny", "protokol.pdf")


def test_organisers_find_every_canary_so_that_each_can_be_found(worlds: Worlds) -> None:
    world = worlds.first
    wanted = needles(canaries(world))
    seen: set[Canary] = set()
    for path in _of_organisers(world):
        for document in opened(world.ask(path, "organiser")):
            seen |= hits(document, wanted)
    unseen = {canary.name for canary in set(wanted.values()) - seen}
    assert not unseen


def _of_organisers(world: World) -> Iterator[str]:
    """Their pages about each edition, each hidden juror, card, picture and decision."""
    hidden = world.hidden_things()
    for state in STATES:
        yield from (f"/organizator/edycje/{world.contest.editions[state]}/{d}" for d in DESK)
        for entry_id in world.contest.entries[state].values():
            yield f"/organizator/zgloszenia/{entry_id}/decyzja"
    for part, path in (
        ("juror_id", "/organizator/jurorzy/{}"),
        ("card_id", "/organizator/oceny/{}"),
    ):
        yield from sorted({path.format(one[part]) for one in hidden if part in one})
    yield f"/organizator/edycje/{world.contest.editions['embargoed']}/wyniki/prasa"


def test_mails_hold_nothing_that_their_reader_may_not_see(worlds: Worlds) -> None:
    wanted = needles(canaries(worlds.first))
    roles = {f"{role}@example.org": role for role in (*ENTITLED, *UNENTITLED)}
    mails = worlds.first.mails()
    found = [
        f"{mail.to}: {canary.name} in “{mail.subject}”"
        for mail in mails
        for canary in hits(f"{mail.subject}\n{mail.body}".encode(), wanted)
        if roles.get(mail.to) not in canary.seen_by and not mail.to.endswith("@kanarkowo.example")
    ]
    assert len(mails) > 50
    assert not found


def test_names_of_stored_files_tell_nothing(worlds: Worlds) -> None:
    wanted = needles(canaries(worlds.first))
    folder = worlds.first.settings.data_dir
    names = [str(path.relative_to(folder)).encode() for path in folder.rglob("*")]
    assert len(names) > 20
    assert not [name for name in names if hits(name, wanted)]


@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("POST", "/robots.txt")])
def test_error_pages_repeat_nothing_of_the_error(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch, method: str, path: str
) -> None:
    world = worlds.first
    world.enter()

    def fail(*_: object) -> None:
        raise RuntimeError(world.secret.reason)

    monkeypatch.setitem(world.app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr(hooks, "home_panels", [fail])
    answer = world.ask(path, "visitor", method)
    assert answer.status in (405, 500)
    wanted = needles(canaries(world))
    assert not any(hits(document, wanted) for document in opened(answer))
