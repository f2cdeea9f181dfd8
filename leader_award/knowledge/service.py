"""Use cases of the knowledge base: sections, articles and their versions, documents."""

from typing import IO, Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leader_award.editions.changing import clean, required
from leader_award.knowledge import rules
from leader_award.knowledge.models import Article, ArticleFile, ArticleVersion, KnowledgeSection
from leader_award.knowledge.queries import KIND
from leader_award.platform import (
    audit,
    clock,
    db,
    file_types,
    idempotency,
    markdown,
    search,
    slugs,
    storage,
)
from leader_award.platform.audit import Actor
from leader_award.platform.db import Translated
from leader_award.platform.errors import Conflict, DomainError, NotAllowed

TEXTS = ("title", "summary", "body")


def add_section(
    *, name: Translated, description: Translated | None = None, actor: Actor, key: str
) -> str:
    """Add a section at the end; return its id. Raises DomainError beside `name_pl`."""

    def create() -> str:
        title = required(name, "name")
        last = writer.scalar(select(func.max(KnowledgeSection.position)))
        section = KnowledgeSection(
            slug=slugs.free_slug(writer, KnowledgeSection.slug, title["pl"]),
            position=0 if last is None else last + 1,
            name=title,
            description=clean(description),
        )
        writer.add(section)
        writer.flush()
        audit.record(writer, actor, "knowledge.section_added", section)
        return section.id

    with db.transaction() as writer:
        return idempotency.once(writer, key, create)


def change_section(
    *, section_id: str, name: Translated, description: Translated, actor: Actor
) -> None:
    """Change a section's texts; its address stays. Raises DomainError beside `name_pl`."""
    with db.transaction() as writer:
        section = db.lock(writer, KnowledgeSection, section_id)
        section.name, section.description = required(name, "name"), clean(description)
        audit.record(writer, actor, "knowledge.section_changed", section)


def move_section(*, section_id: str, by: int, actor: Actor) -> None:
    """Move a section up (-1) or down (1); at an end nothing changes."""
    with db.transaction() as writer:
        order = list(
            writer.scalars(
                select(KnowledgeSection)
                .order_by(KnowledgeSection.position, KnowledgeSection.id)
                .with_for_update()
            )
        )
        at = next((n for n, one in enumerate(order) if one.id == section_id), None)
        if at is None or not 0 <= at + by < len(order):
            return
        order[at], order[at + by] = order[at + by], order[at]
        for position, section in enumerate(order):
            section.position = position
        audit.record(writer, actor, "knowledge.section_moved", order[at + by], {"by": by})


def delete_section(*, section_id: str, actor: Actor) -> None:
    """Delete an empty section; one that is gone already is left at that. Raises NotAllowed."""
    with db.transaction() as writer:
        section = writer.get(KnowledgeSection, section_id)
        if section is None:
            return
        if writer.scalar(select(Article.id).where(Article.section_id == section_id).limit(1)):
            raise NotAllowed(
                _l("There are articles in this section. Move them to another one first.")
            )
        audit.record(writer, actor, "knowledge.section_deleted", section)
        writer.delete(section)


def create_article(
    *,
    section_id: str,
    title: Translated,
    summary: Translated | None = None,
    body: Translated | None = None,
    actor: Actor,
    key: str,
) -> str:
    """Add a draft with its first version; return its id. Raises DomainError beside a field."""
    texts = _texts(title, summary, body)

    def create() -> str:
        section = db.lock(writer, KnowledgeSection, section_id)
        article = Article(
            section_id=section.id,
            slug=slugs.free_slug(writer, Article.slug, texts["title"]["pl"]),
            changed_at=clock.now(),
            **texts,
        )
        writer.add(article)
        writer.flush()
        _add_version(writer, article, "", actor)
        audit.record(writer, actor, "article.created", article)
        return article.id

    with db.transaction() as writer:
        return idempotency.once(writer, key, create)


def _texts(
    title: Translated, summary: Translated | None, body: Translated | None
) -> dict[str, Translated]:
    texts = {"title": required(title, "title"), "summary": clean(summary), "body": clean(body)}
    for code, text in texts["body"].items():
        markdown.check_length(text, field=f"body_{code}")
    return texts


def save_article(
    *,
    article_id: str,
    version: int,
    section_id: str,
    title: Translated,
    summary: Translated,
    body: Translated,
    note: str = "",
    actor: Actor,
) -> None:
    """Save an article as its next version; a published one changes for its readers at once.

    Nothing new makes no version. Raises Conflict if it was saved elsewhere since `version` and
    something differs, DomainError beside a field, NotFound.
    """
    wanted: dict[str, Any] = {"section_id": section_id, **_texts(title, summary, body)}
    with db.transaction() as writer:
        article = db.lock(writer, Article, article_id)
        db.lock(writer, KnowledgeSection, section_id)
        changes = {k: getattr(article, k) for k, v in wanted.items() if getattr(article, k) != v}
        if not changes:
            return
        if article.version != version:
            raise Conflict(
                _l("Somebody else has changed this article in the meantime."), changes=changes
            )
        _keep(writer, article, wanted, note, actor)


def _keep(
    writer: Session, article: Article, wanted: dict[str, Any], note: str, actor: Actor
) -> None:
    for column, value in wanted.items():
        setattr(article, column, value)
    article.changed_at = clock.now()
    writer.flush()
    number = _add_version(writer, article, note, actor)
    _index(writer, article)
    audit.record(writer, actor, "article.changed", article, {"version": number})


def _add_version(writer: Session, article: Article, note: str, actor: Actor) -> int:
    last = writer.scalar(
        select(func.max(ArticleVersion.number)).where(ArticleVersion.article_id == article.id)
    )
    version = ArticleVersion(
        article_id=article.id,
        number=(last or 0) + 1,
        note=note.strip(),
        at=clock.now(),
        by_id=actor.person_id,
        **{name: dict(getattr(article, name)) for name in TEXTS},
    )
    writer.add(version)
    writer.flush()
    return version.number


def restore_version(*, version_id: str, actor: Actor) -> None:
    """Make an earlier version's texts the article's again, as a new version. Raises NotFound."""
    with db.transaction() as writer:
        version = db.lock(writer, ArticleVersion, version_id)
        article = db.lock(writer, Article, version.article_id)
        wanted = {name: dict(getattr(version, name)) for name in TEXTS}
        if any(getattr(article, name) != text for name, text in wanted.items()):
            note = str(_l("Text of version %(number)s", number=version.number))
            _keep(writer, article, wanted, note, actor)


def advance(*, article_id: str, event: str, actor: Actor) -> None:
    """Publish or withdraw an article; search follows in the same transaction.

    In the state already, nothing happens. Raises NotAllowed, NotFound.
    """
    with db.transaction() as writer:
        article = db.lock(writer, Article, article_id)
        after = rules.EVENTS.get((article.state, event))
        if after is None:
            if event in rules.LEADING_TO[article.state]:
                return
            raise NotAllowed(_l("This article is not at the stage at which this can be done."))
        if event == "publish" and not article.body.get("pl"):
            raise NotAllowed(_l("Write the Polish text before you publish the article."))
        article.state = after
        article.published_at = article.published_at or clock.now()
        _index(writer, article)
        audit.record(writer, actor, f"article.{event}", article)


def _index(writer: Session, article: Article) -> None:
    if article.state != rules.PUBLISHED:
        search.remove(writer, KIND, article.id)
        return
    parts = [
        search.Part(markdown.plain(text) if name == "body" else text, weight, code)
        for name, weight in (("title", 4.0), ("summary", 2.0), ("body", 1.0))
        for code, text in getattr(article, name).items()
    ]
    search.index(writer, KIND, article.id, parts)


def attach(*, article_id: str, stream: IO[bytes], filename: str, label: str, actor: Actor) -> str:
    """Check and keep a document of the article; return its row's id.

    Raises DomainError beside `file` (type, size, content, too many), NotFound.
    """
    name = storage.safe_name(filename)
    extension = file_types.extension_of(name)
    if extension not in rules.FILE_TYPES:
        raise DomainError(
            _l("Add a file of one of these types: %(types)s.", types=", ".join(rules.FILE_TYPES)),
            field="file",
        )
    with storage.received(stream, rules.MAX_FILE_BYTES) as upload:
        if not 0 < upload.size <= rules.MAX_FILE_BYTES:
            raise DomainError(
                _l("The file must not be empty, and at most %(most)s MB large.",
                   most=rules.MAX_FILE_BYTES >> 20),
                field="file",
            )  # fmt: skip
        if file_types.problem_of(upload.path, extension) is not None:
            raise DomainError(
                _l("This file is damaged, or is not what its name says."),
                field="file",
            )
        with storage.placed(upload) as key, db.transaction() as writer:
            article = db.lock(writer, Article, article_id)
            if len(article.files) >= rules.MOST_FILES:
                raise DomainError(
                    _l("There are as many files here as are allowed (%(limit)s). Remove one first.",
                       limit=rules.MOST_FILES),
                    field="file",
                )  # fmt: skip
            media_type = file_types.TYPES[extension].media_type
            stored = storage.describe(writer, key, upload, name=name, media_type=media_type)
            writer.flush()
            row = ArticleFile(file_id=stored.id, label=label.strip(), added_at=clock.now())
            article.files.append(row)
            writer.flush()
            audit.record(writer, actor, "article.file_added", article, {"file": stored.id})
            return row.id


def detach(*, article_id: str, file_id: str, actor: Actor) -> None:
    """Take a document from the article and delete it; gone already, nothing happens."""
    with db.transaction() as writer:
        article = db.lock(writer, Article, article_id)
        row = next((one for one in article.files if one.file_id == file_id), None)
        if row is None:
            return
        stored = row.file
        article.files.remove(row)
        writer.flush()
        storage.forget(writer, stored)
        audit.record(writer, actor, "article.file_removed", article, {"file": file_id})
