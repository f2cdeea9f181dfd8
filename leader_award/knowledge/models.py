"""Tables of the knowledge base."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from leader_award.accounts.models import Person
from leader_award.platform.db import Base, Id, Key, Translated
from leader_award.platform.storage import StoredFile


class KnowledgeSection(Base):
    """A shelf of the knowledge base: forms of cooperation, law, tools."""

    __tablename__ = "knowledge_section"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    position: Mapped[int]
    name: Mapped[Translated]
    description: Mapped[Translated] = mapped_column(default=dict)

    articles: Mapped[list["Article"]] = relationship(back_populates="section")


class Article(Base):
    """An article as its last version has it; `body` is Markdown. States are in `rules.EVENTS`."""

    __tablename__ = "article"

    id: Mapped[Id]
    section_id: Mapped[Key] = mapped_column(ForeignKey("knowledge_section.id"))
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    state: Mapped[str] = mapped_column(String(20), default="draft", index=True)
    title: Mapped[Translated]
    summary: Mapped[Translated] = mapped_column(default=dict)
    body: Mapped[Translated] = mapped_column(default=dict)
    published_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    section: Mapped[KnowledgeSection] = relationship(back_populates="articles", lazy="joined")
    versions: Mapped[list["ArticleVersion"]] = relationship(
        back_populates="article", order_by="ArticleVersion.number.desc()"
    )
    files: Mapped[list["ArticleFile"]] = relationship(
        order_by="ArticleFile.added_at", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}


class ArticleVersion(Base):
    """What an article said from one saving to the next, and who saved it."""

    __tablename__ = "article_version"
    __table_args__ = (UniqueConstraint("article_id", "number"),)

    id: Mapped[Id]
    article_id: Mapped[Key] = mapped_column(ForeignKey("article.id"))
    number: Mapped[int]
    title: Mapped[Translated]
    summary: Mapped[Translated]
    body: Mapped[Translated]
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))

    article: Mapped[Article] = relationship(back_populates="versions")
    by: Mapped[Person | None] = relationship(lazy="joined")


class ArticleFile(Base):
    """A document attached to an article."""

    __tablename__ = "article_file"

    id: Mapped[Id]
    article_id: Mapped[Key] = mapped_column(ForeignKey("article.id"))
    file_id: Mapped[str] = mapped_column(ForeignKey("stored_file.id"), unique=True)
    label: Mapped[str] = mapped_column(String(200), default="")
    added_at: Mapped[datetime]

    file: Mapped[StoredFile] = relationship(lazy="joined", innerjoin=True)
