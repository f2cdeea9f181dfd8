"""The knowledge base as everybody reads it."""

from collections.abc import Iterator
from typing import Any

from flask import Flask, Response, abort, render_template, request, url_for

from leader_award.editions import hooks
from leader_award.entries.files import send_stored
from leader_award.knowledge import editing_views, policy, queries
from leader_award.knowledge.blueprint import blueprint
from leader_award.knowledge.models import Article
from leader_award.platform import markdown
from leader_award.platform.access import guarded
from leader_award.practices.open_data_views import sitemap_pages

__all__ = ["blueprint", "editing_views", "policy", "register"]


def register(app: Flask) -> None:
    """Add the pages, and name them in the sitemap."""
    app.register_blueprint(blueprint)
    hooks.add(sitemap_pages, _addresses)
    app.add_template_filter(markdown.render, "markdown")


def _addresses() -> Iterator[tuple[str, str | None]]:
    yield url_for("knowledge.index"), None
    for articles in queries.articles(public=True).values():
        for one in articles:
            yield url_for("knowledge.article", slug=one.slug), one.changed_at.date().isoformat()


@blueprint.get("/baza-wiedzy")
@guarded("site.see")
def index() -> Any:
    """Show the sections with their articles, or what a search found."""
    text = (request.args.get("q") or "").strip()[:200]
    return render_template(
        "knowledge/index.html",
        text=text,
        found=queries.find_published(text) if text else None,
        sections=queries.sections(),
        articles=queries.articles(public=True),
    )


@blueprint.get("/baza-wiedzy/<slug>")
@guarded("article.see", queries.by_slug)
def article(article: Article) -> Any:
    """Show an article."""
    return render_template("knowledge/article.html", article=article)


@blueprint.get("/baza-wiedzy/<slug>/pliki/<file_id>")
@guarded("article.see", queries.by_slug)
def file(article: Article, file_id: str) -> Response:
    """Give a document of the article."""
    row = queries.file_of(article, file_id)
    return send_stored(row.file) if row else abort(404)
