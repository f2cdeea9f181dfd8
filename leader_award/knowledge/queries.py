"""What pages read of the knowledge base: a bounded number of statements each."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from leader_award.knowledge.models import Article, ArticleFile, ArticleVersion, KnowledgeSection
from leader_award.knowledge.rules import PUBLISHED
from leader_award.platform import db, markdown, search
from leader_award.platform.i18n import translate

KIND = "article"
"""The kind of these documents in the search index."""
MOST_FOUND = 50


@dataclass(frozen=True)
class Found:
    """An article that a search found, with the piece of text in which it did."""

    article: Article
    excerpt: Markup


def sections() -> Sequence[KnowledgeSection]:
    """Return the sections in order; one statement."""
    query = select(KnowledgeSection).order_by(KnowledgeSection.position, KnowledgeSection.id)
    return db.session().scalars(query).all()


def find_section(section_id: str) -> KnowledgeSection | None:
    """Return the section."""
    return db.session().get(KnowledgeSection, section_id)


def articles(*, public: bool) -> dict[str, list[Article]]:
    """Return the articles by section, in the order of their publication; one statement."""
    query = select(Article).order_by(Article.published_at, Article.changed_at, Article.id)
    if public:
        query = query.where(Article.state == PUBLISHED)
    grouped: dict[str, list[Article]] = {}
    for article in db.session().scalars(query):
        grouped.setdefault(article.section_id, []).append(article)
    return grouped


def by_slug(slug: str) -> Article | None:
    """Return the article of this address with its files; the access rule decides who sees it."""
    query = select(Article).where(Article.slug == slug).options(selectinload(Article.files))
    return db.session().scalar(query)


def find(article_id: str) -> Article | None:
    """Return the article with its files."""
    return db.session().get(Article, article_id, options=[selectinload(Article.files)])


def find_version(version_id: str) -> ArticleVersion | None:
    """Return one version with its article."""
    options = [joinedload(ArticleVersion.article, innerjoin=True)]
    return db.session().get(ArticleVersion, version_id, options=options)


def versions(article_id: str) -> Sequence[ArticleVersion]:
    """Return the versions of an article, the latest first."""
    query = select(ArticleVersion).where(ArticleVersion.article_id == article_id)
    return db.session().scalars(query.order_by(ArticleVersion.number.desc())).all()


def version_before(version: ArticleVersion) -> ArticleVersion | None:
    """Return the version that this one followed."""
    query = select(ArticleVersion).where(
        ArticleVersion.article_id == version.article_id, ArticleVersion.number < version.number
    )
    return db.session().scalar(query.order_by(ArticleVersion.number.desc()).limit(1))


def file_of(article: Article, file_id: str) -> ArticleFile | None:
    """Return the attached document if it is one of this article's."""
    return next((one for one in article.files if one.file_id == file_id), None)


def find_published(text: str) -> list[Found]:
    """Return the published articles that the query finds, the best first; at most MOST_FOUND."""
    reader = db.session()
    matches = search.find(reader, KIND, text)
    if matches is None:
        return []
    scores = matches.scores
    query = (
        select(Article)
        .join(scores, scores.c.key == Article.id)
        .where(Article.state == PUBLISHED)
        .order_by(scores.c.score.desc(), Article.id)
        .limit(MOST_FOUND)
    )
    return [
        Found(article, search.excerpt(_words(article), text)) for article in reader.scalars(query)
    ]


def _words(article: Article) -> str:
    return f"{translate(article.summary)}\n{markdown.plain(translate(article.body))}"
