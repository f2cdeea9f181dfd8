"""Open data for people and programs: downloads, sitemap, feed (`docs/decisions/0020`)."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from xml.etree import ElementTree  # nosec B405

from flask import Blueprint, Response, current_app, render_template, stream_with_context, url_for

from leader_award.dissemination import queries as conference_queries
from leader_award.editions import queries as edition_queries
from leader_award.platform import clock, outbox
from leader_award.platform.access import guarded
from leader_award.practices import openapi, queries, records, rules, wording

blueprint = Blueprint("open_data", __name__)
ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
IN_FEED = 30
CLOSED = ("/organizator", "/zgloszenia", "/jury", "/konto", "/start", "/demo")

sitemap_pages: list[Callable[[], Iterable[tuple[str, str | None]]]] = []
"""Functions that give (path, day of the last change or None) of further public pages."""


@blueprint.get("/dane")
@guarded("site.see")
def index() -> Any:
    """Say what data there is, what it means, and on which terms."""
    return render_template(
        "practices/open_data.html",
        count=len(queries.find_practices().rows),
        columns=records.COLUMNS,
        choices=openapi.CHOICES,
        licences=rules.LICENCES,
        wording=wording,
    )


@blueprint.get("/dane/dobre-praktyki.json")
@guarded("site.see")
def as_json() -> Response:
    """Stream every published practice as JSON."""
    return _streamed(_json_pieces(), "application/json")


def _json_pieces() -> Iterator[str]:
    yield f'{{"generated_at": "{records.instant(clock.now())}", "practices": ['
    for number, card in enumerate(queries.all_cards()):
        text = json.dumps(records.records([card])[0], ensure_ascii=False)
        yield f"{',' if number else ''}\n{text}"
    yield "\n]}\n"


@blueprint.get("/dane/dobre-praktyki.csv")
@guarded("site.see")
def as_csv() -> Response:
    """Stream every published practice as CSV (RFC 4180, UTF-8 with BOM)."""
    response = _streamed(_csv_pieces(), "text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename="dobre-praktyki.csv")
    return response


def _csv_pieces() -> Iterator[str]:
    yield "\ufeff" + _csv_row(records.COLUMNS)
    for card in queries.all_cards():
        yield _csv_row(records.records([card])[0].values())


def _csv_row(cells: Iterable[Any]) -> str:
    """Return one row as it is: a program reads these, and the text must be that of the page."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue()


def _streamed(pieces: Iterator[str], media_type: str) -> Response:
    response = Response(stream_with_context(pieces), content_type=media_type)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@blueprint.get("/dobre-praktyki/kanal.xml")
@guarded("site.see")
def feed() -> Response:
    """Give the practices changed last as an Atom feed."""
    cards = queries.latest_cards(IN_FEED)
    root = ElementTree.Element("feed", xmlns=ATOM)
    own, page = (outbox.link(url_for(end)) for end in (".feed", "practices.index"))
    latest = cards[0].practice.changed_at if cards else clock.now()
    _add(root, "id", page)
    _add(root, "title", "Dobre praktyki współpracy międzysamorządowej")
    _add(root, "updated", records.instant(latest))
    ElementTree.SubElement(root, "link", rel="self", href=own)
    ElementTree.SubElement(root, "link", rel="alternate", href=page)
    for record in records.records(cards):
        entry = ElementTree.SubElement(root, "entry")
        _add(entry, "id", record["url"])
        _add(entry, "title", record["title"])
        _add(entry, "updated", record["changed_at"])
        _add(entry, "published", record["published_at"])
        _add(ElementTree.SubElement(entry, "author"), "name", record["leader"])
        ElementTree.SubElement(entry, "link", rel="alternate", href=record["url"])
        ElementTree.SubElement(entry, "category", term=record["theme"], label=record["theme_name"])
        _add(entry, "rights", record["licence"])
        _add(entry, "summary", record["solution"])
    return _xml(root, "application/atom+xml")


def _add(parent: ElementTree.Element, name: str, text: str | None) -> None:
    ElementTree.SubElement(parent, name).text = _without_controls(text or "")


def _without_controls(text: str) -> str:
    """Return the text without the characters that XML 1.0 does not know."""
    return "".join(c for c in text if c in "\n\t" or (c >= " " and not "\ud800" <= c <= "\udfff"
                   and c not in "\ufffe\uffff"))  # fmt: skip


def _xml(root: ElementTree.Element, media_type: str) -> Response:
    text = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(text, content_type=f"{media_type}; charset=utf-8")


@blueprint.get("/sitemap.xml")
@guarded("site.see")
def sitemap() -> Response:
    """List the public pages for search engines."""
    root = ElementTree.Element("urlset", xmlns=SITEMAP)
    for path, changed in _pages():
        url = ElementTree.SubElement(root, "url")
        _add(url, "loc", outbox.link(path))
        if changed:
            _add(url, "lastmod", changed)
    return _xml(root, "application/xml")


def _pages() -> Iterator[tuple[str, str | None]]:
    for endpoint in ("editions.index", "dissemination.index", "practices.index", ".index"):
        yield url_for(endpoint), None
    for edition in edition_queries.public_editions():
        yield url_for("editions.edition_page", slug=edition.slug), None
        if edition.state in ("announced", "archived"):
            yield url_for("results.laureates", slug=edition.slug), None
    for conference in conference_queries.conferences(public=True):
        yield url_for("dissemination.show", slug=conference.slug), None
    for slug, changed_at in queries.addresses():
        yield url_for("practices.show", slug=slug), changed_at.date().isoformat()
    for more in sitemap_pages:
        yield from more()


@blueprint.get("/robots.txt")
@guarded("site.see")
def robots() -> Response:
    """Tell robots where the sitemap is and which pages need an account anyway."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    base = current_app.config["SETTINGS"].base_url
    return Response("\n".join([*lines, f"Sitemap: {base}/sitemap.xml", ""]), mimetype="text/plain")
