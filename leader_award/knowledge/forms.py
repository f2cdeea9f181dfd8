"""Forms of the knowledge base."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from leader_award.dissemination.forms import VersionedForm
from leader_award.editions.forms import NEEDED, EditionForm, line, paragraphs, spread
from leader_award.knowledge.models import Article, KnowledgeSection
from leader_award.platform import markdown
from leader_award.platform.forms import BaseForm, stripped
from leader_award.platform.i18n import translate

WRITTEN = DataRequired(NEEDED.message)


def _markdown(label: Any) -> TextAreaField:
    most = Length(max=markdown.LONGEST, message=_l("This is too long."))
    return TextAreaField(label, validators=[most], filters=[stripped])


class SectionForm(EditionForm):
    name_pl = line(_l("Name"), WRITTEN, most=200)
    name_en = line(_l("Name in English"), most=200)
    description_pl = paragraphs(_l("Description"))
    description_en = paragraphs(_l("Description in English"))

    @classmethod
    def data_of(cls, section: KnowledgeSection) -> dict[str, Any]:
        """Return the section's own values for the fields."""
        return spread(section, "name", "description")

    def values(self) -> dict[str, Any]:
        """Return what was typed, as the use cases take it."""
        return {
            "name": self.translated("name"),
            "description": self.translated("description"),
        }


class ArticleForm(VersionedForm):
    section_id = SelectField(_l("Section"))
    title_pl = line(_l("Title"), WRITTEN, most=200)
    title_en = line(_l("Title in English"), most=200)
    summary_pl = paragraphs(_l("In short"))
    summary_en = paragraphs(_l("In short, in English"))
    body_pl = _markdown(_l("Text"))
    body_en = _markdown(_l("Text in English"))
    note = line(_l("What you changed"), most=300)

    @classmethod
    def data_of(cls, article: Article) -> dict[str, Any]:
        """Return the article's own values for the fields."""
        plain = {"section_id": article.section_id, "version": str(article.version)}
        return plain | spread(article, "title", "summary", "body")

    def offer(self, sections: Sequence[KnowledgeSection]) -> None:
        """Let one of the sections be chosen."""
        self.section_id.choices = [(one.id, translate(one.name)) for one in sections]

    def values(self) -> dict[str, Any]:
        """Return what was typed, as the use cases take it."""
        return {
            "section_id": self.section_id.data,
            "title": self.translated("title"),
            "summary": self.translated("summary"),
            "body": self.translated("body"),
        }


class FileForm(BaseForm):
    label = line(_l("What it is"), most=200)
    file = FileField(_l("File"), validators=[FileRequired(_l("Choose a file."))])
