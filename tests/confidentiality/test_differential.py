"""Two worlds that differ in secrets alone answer the same to all who may not know them."""

import re
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import quote_plus

import pytest
import time_machine
from sqlalchemy import select

from leader_award.accounts import service as accounts
from leader_award.platform import db
from leader_award.platform.outbox import OutgoingMail
from tests.confidentiality.asking import LISTS, Answer, World, Worlds, differences, pairs
from tests.confidentiality.contest import FLIP, STATES, UNENTITLED, drawn_from
from tests.confidentiality.leaks import LEAKS, WORD_IN_A_MAIL

PUBLISHED = {
    "editions.home",
    "editions.edition_page",
    "results.laureates",
    "results.laureate",
    "results.laureates_json",
    "results.press_page",
    "results.press_json",
    "results.press_file",
}
"""What tells everybody of results from their instant on."""
TOLD_TO_APPLICANTS = {
    "editions.start",
    "entries.overview",
    "results.own",
    "results.own_pdf",
    "results.own_picture",
}


def test_every_page_is_the_same_byte_for_byte(worlds: Worlds) -> None:
    found = [told for pair in worlds.answers if (told := pair.difference)]
    print(
        f"\n{len(worlds.addresses)} routes, {len(worlds.paths)} paths,"
        f" {len(worlds.answers)} pairs of answers"
    )
    assert not found, f"{len(found)} differences\n" + "\n".join(found[:40])


def test_every_route_is_asked_for_and_every_role_is_signed_in(worlds: Worlds) -> None:
    assert all(worlds.addresses.values())
    for world in worlds:
        world.enter()
        landing = {role: world.ask("/start", role).status for role in UNENTITLED}
        assert landing == {role: 302 if role == "visitor" else 200 for role in UNENTITLED}


@pytest.mark.parametrize("state", STATES)
def test_the_worlds_do_differ_for_organisers(worlds: Worlds, state: str) -> None:
    edition_id = worlds.first.contest.editions[state]
    paths = [f"/organizator/edycje/{edition_id}/{page}" for page in ("jury", "oceny")]
    for path in paths:
        one, two = (_answer(world, path, "organiser") for world in worlds)
        assert one.status == two.status == 200
        assert one.body != two.body, path


def _answer(world: World, path: str, role: str) -> Answer:
    world.enter()
    return world.ask(path, role)


def test_mails_to_them_are_the_same_in_word_number_and_order(worlds: Worlds) -> None:
    one, two = (world.mails_to(UNENTITLED) for world in worlds)
    assert len(one) > 30
    assert [_without_record(mail) for mail in one] == [_without_record(mail) for mail in two]


def _without_record(mail: tuple[str, ...]) -> tuple[str, ...]:
    """Return a receipt without its place in the record of events, in which all events count."""
    pattern = r"Zdarzenie nr \d+ w rejestrze zdarzeń serwisu, skrót:\n[0-9a-f]{64}"
    return tuple(re.sub(pattern, "Zdarzenie", part) for part in mail)


def test_only_receipts_written_after_secret_events_tell_their_number(worlds: Worlds) -> None:
    """How far this goes stands in docs/decisions/0033."""
    one, two = (world.mails_to(UNENTITLED) for world in worlds)
    different = [mail for mail, other in zip(one, two, strict=True) if mail != other]
    assert {mail[3] for mail in different} == {"entries/mail/receipt.txt"}
    assert len(different) == 1  # of the call that opened last


def test_a_name_of_the_jury_finds_what_nonsense_finds(worlds: Worlds) -> None:
    world = worlds.first
    world.enter()
    surname = world.secret.others[0].split()[-1]
    nonsense = "".join(reversed(surname.lower())).capitalize()
    for role in UNENTITLED:
        for page in LISTS:
            found = [
                world.ask(page.format(quote_plus(words)), role) for words in (surname, nonsense)
            ]
            assert _without(found[0], surname) == _without(found[1], nonsense), (role, page)


def _without(answer: Answer, words: str) -> tuple[int | bytes, ...]:
    """Return an answer without the words that were asked for."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers)
    texts = (headers.encode(), answer.body)
    return answer.status, *(re.sub(words.encode(), b"?", t, flags=re.IGNORECASE) for t in texts)


def test_when_the_embargo_ends_nothing_else_but_the_published_differs(worlds: Worlds) -> None:
    """Of what the public and the applicants could open before, and of the results' pages."""
    results = {e for e in worlds.addresses if e.startswith("results.")}
    with time_machine.travel(FLIP, tick=False):
        public = _differing(worlds, "visitor", _opened_by(worlds, "visitor") | results)
        applicants = _differing(worlds, "later owner", _opened_by(worlds, "owner") | results)
        jurors = _differing(worlds, "later juror", _opened_by(worlds, "juror") | results)
    assert {"results.laureates", "results.laureates_json", "editions.home"} <= public <= PUBLISHED
    assert {"results.own", "editions.start"} <= applicants <= PUBLISHED | TOLD_TO_APPLICANTS
    assert jurors <= PUBLISHED


def _opened_by(worlds: Worlds, role: str) -> set[str]:
    """The endpoints of which somebody could open something at the present."""
    opened = {
        pair.path for pair in worlds.answers if pair.role == role and pair.first.status == 200
    }
    return {endpoint for endpoint, paths in worlds.addresses.items() if paths & opened}


def _differing(worlds: Worlds, role: str, endpoints: set[str]) -> set[str]:
    paths = sorted(set().union(*(worlds.addresses[endpoint] for endpoint in endpoints)))
    differing = {pair.path for pair in pairs(worlds, [role], paths) if pair.difference}
    return {endpoint for endpoint in endpoints if worlds.addresses[endpoint] & differing}


@pytest.mark.parametrize("leak", LEAKS)
def test_planted_leak_is_caught(worlds: Worlds, leak: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant, role, path = LEAKS[leak]
    paths = [path.format(**parts) for parts in _parts(worlds)]
    assert not differences(worlds, [role], paths)
    plant(monkeypatch, worlds.first)
    assert differences(worlds, [role], paths)


def _parts(worlds: Worlds) -> Iterator[dict[str, str]]:
    """Parts of addresses of the embargoed edition, with a hidden card and seat of either world."""
    entries = worlds.first.contest.entries["embargoed"]
    about = next(t for t in worlds.first.contest.things if t.get("state") == "embargoed")
    for world in worlds:
        hidden = world.hidden_things()[0]
        for who in ("owner", "owner_again"):
            name = {"name": quote_plus(world.secret.others[0]), "slug": about["slug"]}
            yield {**hidden, **name, "entry_id": entries[who]}


def test_planted_word_in_a_mail_is_caught(worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    def mails() -> list[list[tuple[str, str]]]:
        return [_mails_of_a_reset(world) for world in worlds]

    honest = mails()
    assert honest[0] == honest[1] != []
    WORD_IN_A_MAIL(monkeypatch, worlds.first)
    leaky = mails()
    assert leaky[0] != leaky[1]


class _Undo(Exception):
    """Rolls a transaction back."""


def _mails_of_a_reset(world: World) -> list[tuple[str, str]]:
    """The mails that somebody gets who forgot their password; nothing of it stays."""
    world.enter()
    found: list[tuple[str, str]] = []
    query = select(OutgoingMail).where(OutgoingMail.template == "accounts/mail/reset.txt")
    with (
        world.app.app_context(),
        drawn_from("reset"),
        suppress(_Undo),
        db.transaction() as writer,
    ):
        accounts.request_password_reset("owner@example.org")
        found = [(mail.subject, mail.body) for mail in writer.scalars(query)]
        raise _Undo
    return found
