"""The handbook as everybody reads it."""

from collections.abc import Iterator
from typing import Any

from flask import Flask, Response, abort, render_template, send_from_directory, url_for

from leader_award.editions import hooks
from leader_award.handbook import chapters, help_links
from leader_award.handbook.blueprint import blueprint
from leader_award.platform import i18n
from leader_award.platform.access import guarded
from leader_award.practices.open_data_views import sitemap_pages

__all__ = ["blueprint", "register"]


def register(app: Flask) -> None:
    """Add the pages, name them in the sitemap, and let every page ask for its help."""
    app.register_blueprint(blueprint)
    hooks.add(sitemap_pages, _addresses)
    app.context_processor(lambda: {"help_url": help_links.of_this_page()})


def _addresses() -> Iterator[tuple[str, str | None]]:
    yield url_for("handbook.index"), None
    for name in chapters.NAMES:
        yield url_for("handbook.chapter", name=name), None


@blueprint.get("/pomoc")
@guarded("site.see")
def index() -> Any:
    """Show what the handbook holds, section by section."""
    return render_template(
        "handbook/index.html", chapters=chapters.contents(i18n.current_language())
    )


@blueprint.get("/pomoc/<name>")
@guarded("site.see")
def chapter(name: str) -> Any:
    """Show a chapter."""
    found = chapters.chapter(name, i18n.current_language()) or abort(404)
    return render_template("handbook/chapter.html", chapter=found)


@blueprint.get("/pomoc/obrazy/<picture>.webp")
@guarded("site.see")
def picture(picture: str) -> Response:
    """Give a picture of a chapter."""
    return send_from_directory(chapters.PICTURES, f"{picture}.webp")
