"""No cache, however obedient, gives a result before its instant or keeps giving what was before it.

The cache here does what RFC 9111 lets a shared cache do: it answers by itself for as long as an
answer is fresh, and asks with If-None-Match when it has to.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from leader_award.platform import clock
from leader_award.platform.audit import Actor
from tests.editions.builders import reloaded
from tests.results.builders import announce, decide_all, edition_to_decide
from tests.results.test_press import add, write

MILLISECOND = timedelta(milliseconds=1)


class Cache:
    """A shared cache in front of the site that uses every freedom it is given."""

    def __init__(self, site: FlaskClient) -> None:
        self.site = site
        self.stored: dict[str, Any] = {}

    def get(self, address: str) -> tuple[int, bytes]:
        kept = self.stored.get(address)
        if kept is not None and "no-cache" not in kept.headers.get("Cache-Control", ""):
            return kept.status_code, kept.data
        tag = kept.headers.get("ETag") if kept is not None else None
        answer = self.site.get(address, headers={"If-None-Match": tag} if tag else {})
        if answer.status_code == 304 and kept is not None:
            return kept.status_code, kept.data
        if "no-store" not in answer.headers.get("Cache-Control", ""):
            self.stored[address] = answer
        return answer.status_code, answer.data


@pytest.fixture
def set_for(app: Flask, organiser: Actor) -> tuple[datetime, list[str], list[str]]:
    """An approved announcement: its instant, the public addresses with results, and only those."""
    edition_id, entries = edition_to_decide(organiser)
    decide_all(entries, organiser)
    write(edition_id, organiser)
    picture_id = add(edition_id, entries[0], organiser)
    at = clock.now() + timedelta(hours=1)
    announce(edition_id, at)
    slug = reloaded(edition_id).slug
    base = f"/edycje/{slug}"
    results = ("/laureaci", "/laureaci.json", "/prasa", "/prasa.json")
    hidden = [base + end for end in (*results, f"/prasa/{picture_id}-480.jpg")]
    return at, hidden, ["/", "/edycje", base]


def test_cached_pages_hold_nothing_before_the_instant_and_everything_after(
    client: FlaskClient,
    set_for: tuple[datetime, list[str], list[str]],
    frozen: Callable[[datetime], None],
) -> None:
    at, hidden, always = set_for
    cache = Cache(client)
    frozen(at - MILLISECOND)
    for _ in range(2):
        assert [cache.get(address)[0] for address in hidden] == [404] * len(hidden)
        early = [cache.get(address)[1] for address in always]
        assert not any("Rozwiązanie 1".encode() in page for page in early)
    frozen(at + MILLISECOND)
    assert [cache.get(address)[0] for address in hidden] == [200] * len(hidden)
    late = {address: cache.get(address)[1] for address in (*hidden, *always)}
    for address, page in late.items():
        if address.endswith((".json", ".jpg", "/edycje")):
            continue
        assert "Rozwiązanie 1".encode() in page, address


def test_every_answer_to_the_public_says_that_caches_have_to_ask(
    client: FlaskClient,
    set_for: tuple[datetime, list[str], list[str]],
    frozen: Callable[[datetime], None],
) -> None:
    at, hidden, always = set_for
    for instant in (at - MILLISECOND, at):
        frozen(instant)
        for address in (*hidden, *always, "/nie-ma-takiej-strony", "/logowanie"):
            answer = client.get(address)
            control = answer.headers["Cache-Control"]
            assert "no-cache" in control, (address, control)
            assert "max-age" not in control
            assert "Expires" not in answer.headers


def test_unchanged_data_and_pictures_are_confirmed_by_their_tag_and_not_sent_again(
    client: FlaskClient,
    set_for: tuple[datetime, list[str], list[str]],
    frozen: Callable[[datetime], None],
) -> None:
    at, hidden, _always = set_for
    frozen(at)
    for address in hidden:
        if not address.endswith((".json", ".jpg")):
            continue
        answer = client.get(address)
        again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b""), address
        assert again.headers["Cache-Control"] == "no-cache"
    frozen(at - MILLISECOND)
    for address in hidden:
        refused = client.get(address, headers={"If-None-Match": "*"})
        assert refused.status_code == 404, "not even a tag is confirmed before the instant"
