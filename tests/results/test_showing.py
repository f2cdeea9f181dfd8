"""Laureates on public pages: an address and a picture for each, the map, the editions so far."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from leader_award.platform import clock
from leader_award.platform.audit import Actor
from leader_award.results import hooks, queries, showing
from tests.editions.builders import lead_to, make_edition, reloaded
from tests.entries.builders import make_clerk, make_submitted_entry
from tests.practices.builders import make_unit
from tests.ranking.test_ranking_pages import statements
from tests.results.builders import admit, announce, decide_all, edition_to_decide
from tests.results.test_pages import announced


def test_each_award_has_a_page_that_its_card_leads_to(
    organiser: Actor, client: FlaskClient
) -> None:
    _edition_id, _entries, slug = announced(organiser)
    laureate, distinction = awards_of(slug)
    cards = client.get(f"/edycje/{slug}/laureaci").text
    for award, address in ((laureate, "laureate"), (distinction, "distinction")):
        url = f"/edycje/{slug}/laureaci/{award.slug}"
        assert f'href="{url}"' in cards
        page = client.get(url).text
        assert award.award.name in page
        assert f"Uzasadnienie tajne: {address}" in page


def awards_of(slug: str) -> list[showing.Shown]:
    public = queries.embargo(slug)
    assert public is not None
    return list(showing.showing(queries.prepared_results(public.edition)).shown.values())


def test_page_of_an_award_opens_with_the_announcement_and_not_before(
    organiser: Actor, client: FlaskClient, frozen: Callable[[datetime], None]
) -> None:
    edition_id, entries = edition_to_decide(organiser)
    decide_all(entries, organiser)
    at = clock.now() + timedelta(hours=1)
    announce(edition_id, at)
    slug = reloaded(edition_id).slug
    url = f"/edycje/{slug}/laureaci/{awards_of(slug)[0].slug}"
    frozen(at - timedelta(milliseconds=1))
    assert client.get(url).status_code == 404
    frozen(at)
    assert client.get(url).status_code == 200


def test_there_is_no_page_of_who_was_not_awarded(organiser: Actor, client: FlaskClient) -> None:
    _edition_id, _entries, slug = announced(organiser)
    assert client.get(f"/edycje/{slug}/laureaci/nikt").status_code == 404


def test_awards_of_one_name_get_addresses_of_their_own(organiser: Actor) -> None:
    edition_id, entries = edition_to_decide(organiser)
    decide_all(entries, organiser)
    one = queries.prepared_results(reloaded(edition_id)).laureates[0]
    slugs = showing.slugs_of([one, replace(one, entry_id="a"), replace(one, entry_id="b")])
    base = slugs[one.entry_id]
    assert list(slugs.values()) == [base, f"{base}-2", f"{base}-3"]


def test_laureate_whose_leader_is_a_municipality_is_shown_on_the_map(
    organiser: Actor, client: FlaskClient
) -> None:
    brwinow = make_unit("142101", "Brwinów", voivodeship_name="mazowieckie")
    edition_id = make_edition()
    entry_id = make_submitted_entry(edition_id, title="Bilet", clerk=make_clerk(brwinow))
    lead_to(edition_id, "checking")
    admit(entry_id, organiser)
    lead_to(edition_id, "deciding")
    decide_all([entry_id], organiser)
    announce(edition_id)
    slug = reloaded(edition_id).slug
    (shown,) = awards_of(slug)
    for url in ("/", f"/edycje/{slug}/laureaci", f"/edycje/{slug}/laureaci/{shown.slug}"):
        page = client.get(url).text
        assert "Na mapie: Brwinów, województwo mazowieckie" in page
        assert page.count('<symbol id="poland"') == 1


def test_home_tells_the_story_of_announced_editions_only(
    app: Flask, organiser: Actor, client: FlaskClient
) -> None:
    edition_id, entries, _slug = announced(organiser)
    waiting_id, waiting = edition_to_decide(organiser, year=2031, number=9)
    decide_all(waiting, organiser)
    announce(waiting_id, clock.now() + timedelta(hours=1))
    (chapter,) = showing.story(clock.now())
    assert chapter.edition.id == edition_id
    assert (chapter.entries, chapter.laureates, chapter.distinctions) == (len(entries), 1, 1)
    assert showing.story(clock.now() - timedelta(days=900)) == []


def test_home_costs_the_same_number_of_statements_however_many_awards(
    app: Flask, organiser: Actor, client: FlaskClient
) -> None:
    counts = []
    for entries in (2, 5):
        announced(organiser, entries=entries, year=2020 + entries, number=entries)
        with statements(app) as found:
            assert client.get("/").status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_laureate_whose_leader_is_an_association_stands_where_a_later_feature_knows(
    organiser: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_unit("142101", "Brwinów", voivodeship_name="mazowieckie")
    _edition_id, _entries, slug = announced(organiser)
    laureate, distinction = awards_of(slug)
    assert laureate.crop is None
    known = {laureate.award.entry_id: "142101"}
    monkeypatch.setattr(hooks, "award_units", [lambda ids: known if set(known) <= set(ids) else {}])
    laureate, distinction = awards_of(slug)
    assert laureate.crop is not None
    assert laureate.crop.name == "Brwinów"
    assert distinction.seat is None
