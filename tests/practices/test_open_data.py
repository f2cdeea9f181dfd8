"""The open data: API against its description, downloads, feed, sitemap, the same everywhere."""

import csv
import io
import json
import re
from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import GenerationMode

from leader_award.platform.markdown import render
from leader_award.practices import records, rules
from leader_award.practices.open_data_views import ATOM, SITEMAP
from tests.practices import builders
from tests.practices.conftest import Entrant

SLUG = "wspolne-autobusy-szkolne"
PLAIN = {"Accept-Encoding": "identity"}


@pytest.fixture
def card(entrant: Entrant) -> str:
    return builders.published(
        entrant.person_id,
        entrant.organisation_id,
        solution='Przetarg; "cudzysłów", przecinek\ni **nowa** linia.',
        avoid="=1+1 i -2 nie są formułami",
    )


def csv_rows(client: FlaskClient) -> list[dict[str, str]]:
    data = client.get("/dane/dobre-praktyki.csv", buffered=True).data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(data, newline="")))


def test_api_does_what_its_description_says(app: Flask, card: str, entrant: Entrant) -> None:
    """Each operation with generated right and wrong parameters, the same ones every time."""
    gone = builders.published(entrant.person_id, entrant.organisation_id, "Gone")
    builders.release(gone, ["problem"])
    description = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    operations = {one.ok().path: one.ok() for one in description.get_all_operations()}
    assert len(operations) == 2  # the third is the description itself
    for path, operation in operations.items():
        for mode in GenerationMode:
            _check(operation.as_strategy(generation_mode=mode))
        if "{slug}" in path:
            for slug in (SLUG, "gone", "nothing"):
                operation.Case(path_parameters={"slug": slug}).call_and_validate(headers=PLAIN)


def _check(cases: SearchStrategy[Any]) -> None:
    @settings(
        max_examples=25,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def check(case: Any) -> None:
        case.call_and_validate(headers=PLAIN)

    check()


def test_card_is_the_same_on_page_in_json_and_in_csv(client: FlaskClient, card: str) -> None:
    record = client.get(f"/api/v1/practices/{SLUG}").json
    assert record is not None
    assert list(record) == list(records.COLUMNS)
    listed = client.get("/api/v1/practices").json
    whole = json.loads(client.get("/dane/dobre-praktyki.json", buffered=True).data)
    assert listed is not None
    assert listed["items"] == whole["practices"] == [record]
    (row,) = csv_rows(client)
    assert row == {name: "" if v is None else str(v) for name, v in record.items()}
    page = client.get(f"/dobre-praktyki/{SLUG}").get_data(as_text=True)
    for name in rules.TEXTS:
        assert str(render(record[name])).strip() in page, name
    shown = " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).replace("\xa0", " ").split())
    names = ("title", "leader", "voivodeship", "theme_name", "cooperation_name", "cost_source")
    for name in names:
        assert record[name] in shown, name
    assert "1 250 000 zł" in shown
    assert record["cost_pln"] == 1_250_000
    assert f"{record['population']:,}".replace(",", " ") in shown
    assert f"Wersja {record['version']}" in shown


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("theme=unknown", "theme"),
        ("page=0", "page"),
        ("page=1.5", "page"),
        ("per_page=101", "per_page"),
        ("per_page=", "per_page"),
        ("edition=../..", "edition"),
        ("q=" + "a" * 201, "q"),
        ("colour=red", "colour"),
        ("voivodeship=03", "voivodeship"),
    ],
)
def test_wrong_parameter_is_named_in_the_answer(
    client: FlaskClient, query: str, field: str
) -> None:
    answer = client.get(f"/api/v1/practices?{query}")
    assert answer.status_code == 422
    assert answer.json is not None
    assert set(answer.json["errors"]) == {field}


def test_pages_of_the_api_lead_to_each_other(client: FlaskClient, entrant: Entrant) -> None:
    for number in range(3):
        builders.published(entrant.person_id, entrant.organisation_id, f"Praktyka {number}")
    url, slugs = "/api/v1/practices?per_page=1&q=autobusy", []
    while url:
        answer = client.get(url).json
        assert answer is not None
        assert answer["total"] == 3
        slugs += [item["slug"] for item in answer["items"]]
        url = (answer["next"] or "").removeprefix("http://localhost")
    assert sorted(slugs) == ["praktyka-0", "praktyka-1", "praktyka-2"]


def test_unchanged_answer_is_not_sent_again(client: FlaskClient, card: str) -> None:
    for url in ("/api/v1/practices", f"/api/v1/practices/{SLUG}", "/api/v1/openapi.json"):
        answer = client.get(url)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        again = client.get(url, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    before = client.get(f"/api/v1/practices/{SLUG}").headers["ETag"]
    builders.publish(card, theme="education")
    assert client.get(f"/api/v1/practices/{SLUG}").headers["ETag"] != before


def test_feed_and_sitemap_name_the_card(client: FlaskClient, card: str) -> None:
    feed = ElementTree.fromstring(client.get("/dobre-praktyki/kanal.xml").data)
    address = f"http://localhost/dobre-praktyki/{SLUG}"
    assert [e.findtext(f"{{{ATOM}}}id") for e in feed.iter(f"{{{ATOM}}}entry")] == [address]
    sitemap = ElementTree.fromstring(client.get("/sitemap.xml").data)
    places = [one.text for one in sitemap.iter(f"{{{SITEMAP}}}loc")]
    assert address in places
    assert "http://localhost/edycje/2015/laureaci" in places
    robots = client.get("/robots.txt").get_data(as_text=True)
    assert "Sitemap: http://localhost/sitemap.xml" in robots


def test_every_address_of_the_sitemap_answers(client: FlaskClient, card: str) -> None:
    sitemap = ElementTree.fromstring(client.get("/sitemap.xml").data)
    for one in sitemap.iter(f"{{{SITEMAP}}}loc"):
        path = (one.text or "").removeprefix("http://localhost")
        if path == "/edycje/2015":  # the builder's edition has no rubric, which its page shows
            continue
        assert client.get(path).status_code == 200, path


def test_empty_base_has_empty_data(client: FlaskClient) -> None:
    assert (
        json.loads(client.get("/dane/dobre-praktyki.json", buffered=True).data)["practices"] == []
    )
    assert csv_rows(client) == []
    assert client.get("/dobre-praktyki/kanal.xml").status_code == 200
    page = client.get("/dane").get_data(as_text=True)
    assert "cost_pln" in page
