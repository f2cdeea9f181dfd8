import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from playwright.sync_api import Browser as Chromium

from leader_award.app import create_app
from leader_award.platform import assets
from tests.conftest import Browser, settings_for
from tests.frontend.serving import serving

BUDGET = 150_000
"""Bytes, compressed, that the first visit of a visitor may cost (`docs/decisions/0003`)."""


@pytest.fixture(scope="module")
def app(
    databases: Callable[[str], Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """One application for all: nothing here depends on the kind of database."""
    app = create_app(settings_for(tmp_path_factory.mktemp("app"), databases("sqlite").fresh()))
    app.test_client_class = Browser
    with app.app_context():
        yield app
    app.extensions["engine"].dispose()


def address(app: Flask, filename: str) -> str:
    with app.test_request_context():
        return url_for("static", filename=filename)


def test_file_at_the_address_on_our_pages_is_kept_for_good(app: Flask, client: FlaskClient) -> None:
    answer = client.get(address(app, "css/theme.css"))
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_file_of_another_version_is_served_but_asked_for_again(client: FlaskClient) -> None:
    answer = client.get("/static/0123456789/js/app.js")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"
    again = client.get(
        "/static/0123456789/js/app.js", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")


def test_modules_and_fonts_named_inside_files_share_the_version(
    app: Flask, client: FlaskClient
) -> None:
    style = client.get(address(app, "css/theme.css")).get_data(as_text=True)
    font = re.search(r'url\("\.\./(vendor/[^"]+)"\)', style)
    assert font
    page = client.get("/").get_data(as_text=True)
    assert address(app, font[1]) in page, "the page preloads the file that the style sheet names"


@pytest.mark.parametrize("filename", ["css/none.css", "../app.py", "%2e%2e/app.py", "/etc/passwd"])
def test_nothing_outside_the_folder_is_served(client: FlaskClient, filename: str) -> None:
    assert client.get(f"/static/0123456789/{filename}").status_code in (404, 308)


@pytest.mark.parametrize(
    ("accepted", "algorithm", "unpack"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),
    ],
)
def test_text_is_sent_compressed_as_the_browser_likes_it(
    app: Flask,
    client: FlaskClient,
    accepted: str,
    algorithm: str,
    unpack: Callable[[bytes], bytes],
) -> None:
    url = address(app, "css/theme.css")
    plain = client.get(url)
    packed = client.get(url, headers={"Accept-Encoding": accepted})
    assert plain.headers.get("Content-Encoding") is None
    assert packed.headers["Content-Encoding"] == algorithm
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert unpack(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2


def test_fonts_are_compressed_already(app: Flask, client: FlaskClient) -> None:
    font = "vendor/source-sans-3-5.3.1/source-sans-3-latin-wght-normal.woff2"
    answer = client.get(address(app, font), headers={"Accept-Encoding": "br"})
    assert "Content-Encoding" not in answer.headers


def test_static_files_depend_on_nobodys_cookie(
    app: Flask, make_person: Callable[..., str], signed_in: Callable[[str], FlaskClient]
) -> None:
    answer = signed_in(make_person()).get(address(app, "css/theme.css"))
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers["Vary"]


def test_page_of_a_visitor_is_compressed_and_varies_by_cookie(client: FlaskClient) -> None:
    answer = client.get("/", headers={"Accept-Encoding": "br"})
    assert answer.headers["Content-Encoding"] == "br"
    assert {"Cookie", "Accept-Encoding"} <= set(answer.headers["Vary"].split(", "))


@pytest.mark.parametrize(
    ("site", "compressed"),
    [
        ("same-origin", True),
        ("none", True),
        ("same-site", False),
        ("cross-site", False),
        (None, False),
    ],
)
def test_page_with_secrets_is_compressed_only_on_a_request_of_our_own(
    make_person: Callable[..., str],
    signed_in: Callable[[str], FlaskClient],
    site: str | None,
    compressed: bool,
) -> None:
    headers = {"Accept-Encoding": "br"} | ({"Sec-Fetch-Site": site} if site else {})
    answer = signed_in(make_person()).get("/", headers=headers)
    assert answer.status_code == 200
    assert ("Content-Encoding" in answer.headers) == compressed


def test_fingerprint_changes_with_each_name_and_content(tmp_path: Path) -> None:
    found = set()
    for name, content in (("a", "bc"), ("ab", "c"), ("ab", "d"), ("css/ab", "d")):
        folder = tmp_path / str(len(found))
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(content)
        found.add(assets.fingerprint(folder))
    assert len(found) == 4
    assert all(re.fullmatch("[0-9a-f]{10}", one) for one in found)


@pytest.fixture
def first_visit(app: Flask, chromium: Chromium) -> Iterator[dict[str, int]]:
    """Bytes that each request of a first visit to the home page transfers, by file name."""
    page = chromium.new_context(locale="pl-PL").new_page()
    sizes: dict[str, int] = {}
    with serving(app) as url:
        page.on(
            "requestfinished",
            lambda request: sizes.update(
                {request.url.removeprefix(url): request.sizes()["responseBodySize"]}
            ),
        )
        page.goto(url, wait_until="networkidle")
        yield sizes
    page.context.close()


@pytest.mark.browser
def test_first_visit_stays_within_its_budget(first_visit: dict[str, int]) -> None:
    assert any(name.endswith("app.js") for name in first_visit)
    assert any(name.endswith("polish-wght-normal.woff2") for name in first_visit)
    assert sum(first_visit.values()) <= BUDGET, sorted(first_visit.items(), key=lambda x: -x[1])
