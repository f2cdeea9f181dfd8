"""The list of practices: words, facets with counts, map, similar ones, pages, statements."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from flask.testing import FlaskClient
from sqlalchemy import event

from leader_award.platform import db
from leader_award.practices import queries
from tests.practices import builders
from tests.practices.conftest import Entrant


@contextmanager
def counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement not in ("BEGIN",):
            statements.append(statement)

    event.listen(db.engine(), "before_cursor_execute", note)
    yield statements
    event.remove(db.engine(), "before_cursor_execute", note)


def three(entrant: Entrant) -> None:
    own = entrant.person_id, entrant.organisation_id
    builders.published(*own, "Autobusy szkolne")
    builders.published(
        *own,
        "Oczyszczalnia ścieków",
        {"theme": "environment", "population": None},
        problem="Ścieki płynęły do rzeki.",
        solution="Wspólna oczyszczalnia w Łodzi.",
        partners="",
        avoid="",
        cost_pln="90000",
    )
    far = builders.make_unit(
        "2063",
        "Suwałki",
        kind="county",
        voivodeship_terc="20",
        voivodeship_name="podlaskie",
    )
    builders.published(
        builders.join(entrant.person_id, far) and entrant.person_id,
        far,
        "Autobusy na pograniczu",
        {"cooperation": "union", "population": 70_000},
    )


def test_empty_base_says_what_comes(client: FlaskClient) -> None:
    page = client.get("/dobre-praktyki").get_data(as_text=True)
    assert "Nie opublikowano jeszcze żadnej praktyki" in page


def test_words_and_facets_narrow_the_list_and_counts_tell_what_is_left(
    client: FlaskClient, entrant: Entrant
) -> None:
    three(entrant)
    page = client.get("/dobre-praktyki?q=autobusami").get_data(as_text=True)
    assert "Znaleziono 2 praktyki" in page
    assert "Oczyszczalnia" not in page
    found = queries.find_practices("autobus", {"theme": "transport", "kind": "county"})
    assert [row.title for row in found.rows] == ["Autobusy na pograniczu"]
    assert found.counts["kind"] == {"city_with_county_rights": 1, "county": 1}
    everything = queries.find_practices("", {"voivodeship": "10"})
    assert everything.counts["theme"] == {"transport": 1, "environment": 1}
    assert everything.counts["voivodeship"] == {"10": 2, "20": 1}
    assert everything.counts["cost"] == {"1m-10m": 1, "to-100k": 1}
    assert everything.counts["size"] == {"5k-20k": 1}


def test_practice_is_found_by_its_place_and_its_words_are_marked(
    client: FlaskClient, entrant: Entrant
) -> None:
    three(entrant)
    assert len(queries.find_practices("lodz").rows) == 3  # two by the place, all by the text
    page = client.get("/dobre-praktyki?q=oczyszczalniami").get_data(as_text=True)
    assert "<mark>oczyszczalnia</mark>" in page


def test_nothing_found_offers_a_way_out(client: FlaskClient, entrant: Entrant) -> None:
    three(entrant)
    for query in ("q=kosmodrom", "q=i+oraz", "theme=unknown", "edition=1999&q=autobus"):
        page = client.get(f"/dobre-praktyki?{query}").get_data(as_text=True)
        assert "Nic nie pasuje" in page, query


def test_words_that_no_practice_has_together_find_the_nearest(
    client: FlaskClient, entrant: Entrant
) -> None:
    three(entrant)
    page = client.get("/dobre-praktyki?q=oczyszczalnia+kosmodrom").get_data(as_text=True)
    assert "Żadna nie zawiera wszystkich słów" in page
    assert "Oczyszczalnia ścieków" in page


def test_map_has_a_dot_for_each_practice_and_the_same_table(
    client: FlaskClient, entrant: Entrant
) -> None:
    three(entrant)
    page = client.get("/dobre-praktyki?widok=mapa&theme=transport").get_data(as_text=True)
    assert len(re.findall(r'class="map__dot map__dot--1" d="[^"]+" transform', page)) == 2
    assert re.search(r"podlaskie.*?Autobusy na pograniczu", page, re.DOTALL)
    empty = client.get("/dobre-praktyki?widok=mapa&q=kosmodrom").get_data(as_text=True)
    assert "Nie ma czego pokazać na mapie" in empty


def test_card_shows_links_back_and_similar_practices(client: FlaskClient, entrant: Entrant) -> None:
    three(entrant)
    page = client.get("/dobre-praktyki/autobusy-szkolne").get_data(as_text=True)
    for link in ("/edycje/2015", "/edycje/2015/laureaci", "/api/v1/practices/autobusy-szkolne"):
        assert f'href="{link}"' in page
    similar = page[page.index("Podobne praktyki") :]
    assert "Autobusy na pograniczu" in similar
    assert '<meta name="DC.title" content="Autobusy szkolne">' in page
    assert "CC BY 4.0" in page


def test_pages_of_the_list(client: FlaskClient, entrant: Entrant) -> None:
    for number in range(queries.PER_PAGE + 1):
        builders.published(entrant.person_id, entrant.organisation_id, f"Praktyka {number}")
    assert "Strona 1 z 2" in client.get("/dobre-praktyki").get_data(as_text=True)
    for page in ("2", "99"):
        last = client.get(f"/dobre-praktyki?page={page}").get_data(as_text=True)
        assert last.count('<li class="practice">') == 1
    assert client.get("/dobre-praktyki?page=-1&page=x").status_code == 200


def test_number_of_statements_does_not_grow_with_the_number_of_practices(
    client: FlaskClient, entrant: Entrant
) -> None:
    counts = []
    urls = (
        "/dobre-praktyki?q=wspolne+autobusy",
        "/dobre-praktyki/praktyka-0",
        "/dobre-praktyki?widok=mapa",
        "/api/v1/practices?q=autobus",
        "/dane/dobre-praktyki.json",
        "/sitemap.xml",
        "/dobre-praktyki/kanal.xml",
    )
    for number in range(4):
        builders.published(entrant.person_id, entrant.organisation_id, f"Praktyka {number}")
        if number in (1, 3):
            with counted() as statements:
                for url in urls:
                    assert client.get(url, buffered=True).status_code == 200
            counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[1] <= 55
