"""The set-up pages of lists: which address edits which kind of part with which form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from leader_award.editions import assessment_forms, forms, service, setup
from leader_award.editions.models import Edition
from leader_award.platform.audit import Actor


@dataclass(frozen=True)
class Page:
    """A list of parts: its kind, form and save function, and where its items are found.

    `delete` and `move` take the item's id where parts of this kind have rules of their own.
    """

    slug: str
    kind: str
    form: type[forms.PartForm]
    save: Callable[..., str]
    collection: str
    new: Any
    change: Any
    list_slug: str = ""
    delete: Callable[[str, Actor], None] | None = None
    move: Callable[[str, int, Actor], None] | None = None

    @property
    def part(self) -> str:
        """The part of the regulations that may be frozen."""
        return "rounds" if self.kind == "round" else setup.KINDS[self.kind].part

    @property
    def listed_on(self) -> str:
        """The address of the list on which its items stand."""
        return self.list_slug or self.slug

    def items(self, edition: Edition) -> list[Any]:
        """Return the parts of this kind, in order; `edition` is loaded whole."""
        if self.kind == "question":
            return [question for section in edition.sections for question in section.questions]
        if self.kind == "criterion":
            rubrics = [rubric for round in edition.rounds for rubric in round.rubrics]
            return [criterion for rubric in rubrics for criterion in rubric.criteria]
        return list(getattr(edition, self.collection))

    def find(self, edition: Edition, item_id: str) -> Any:
        """Return the part, or None."""
        return next((item for item in self.items(edition) if item.id == item_id), None)


PAGES = {
    page.slug: page
    for page in (
        Page(
            "kategorie",
            "category",
            forms.CategoryForm,
            service.save_category,
            "categories",
            _l("Add a category"),
            _l("Change the category"),
        ),
        Page(
            "formularz",
            "section",
            forms.SectionForm,
            service.save_section,
            "sections",
            _l("Add a section"),
            _l("Change the section"),
        ),
        Page(
            "pytania",
            "question",
            forms.QuestionForm,
            service.save_question,
            "",
            _l("Add a question"),
            _l("Change the question"),
            list_slug="formularz",
        ),
        Page(
            "zalaczniki",
            "requirement",
            forms.RequirementForm,
            service.save_requirement,
            "attachment_requirements",
            _l("Add an attachment"),
            _l("Change the attachment"),
        ),
        Page(
            "rundy",
            "round",
            assessment_forms.RoundForm,
            service.save_round,
            "rounds",
            _l("Add a round"),
            _l("Change the round"),
            delete=lambda item_id, actor: service.delete_round(round_id=item_id, actor=actor),
            move=lambda item_id, by, actor: service.move_round(
                round_id=item_id, by=by, actor=actor
            ),
        ),
        Page(
            "karta-oceny",
            "criterion",
            assessment_forms.CriterionForm,
            service.save_criterion,
            "",
            _l("Add a criterion"),
            _l("Change the criterion"),
        ),
        Page(
            "nagrody",
            "prize",
            forms.PrizeForm,
            service.save_prize,
            "prizes",
            _l("Add a prize"),
            _l("Change the prize"),
        ),
        Page(
            "ocena-formalna",
            "check_item",
            forms.CheckItemForm,
            service.save_check_item,
            "check_items",
            _l("Add an item"),
            _l("Change the item"),
        ),
    )
}
"""By the last part of their address."""

LIST_OF_PART = {page.part: page.listed_on for page in PAGES.values()}
