"""Tables of an edition and of everything its regulations fix."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from leader_award.platform.db import Base, Id, Key, Translated

STATES = ("planned", "open", "checking", "scoring", "deciding", "announced", "archived")
QUESTION_KINDS = ("short_text", "long_text", "number", "date", "choice", "choices", "yes_no")
AWARDS = ("laureate", "distinction")
ROUND_KINDS = ("desk", "site_visit", "presentation")
CARD_MEANS = ("mean", "trimmed", "median")
KNOWN = ("announced", "archived")
"""States of an edition in which everybody may know whose an entry is."""


class Edition(Base):
    """One edition of the award: its call, timetable and regulations.

    `card_mean` (of CARD_MEANS) is how an entry's score comes of its cards: their mean, their
    mean without the highest and the lowest, or their median.
    """

    __tablename__ = "edition"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    year: Mapped[int]
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20), default="planned")
    name: Mapped[Translated]
    theme: Mapped[Translated] = mapped_column(default=dict)
    call_text: Mapped[Translated] = mapped_column(default=dict)
    note: Mapped[Translated] = mapped_column(default=dict)
    opens_at: Mapped[datetime]
    deadline: Mapped[datetime]
    check_until: Mapped[datetime]
    scoring_until: Mapped[datetime]
    announcement_at: Mapped[datetime]
    one_entry_per_category: Mapped[bool] = mapped_column(default=True)
    has_final: Mapped[bool] = mapped_column(default=False)
    jurors_per_entry: Mapped[int] = mapped_column(default=3)
    feedback_to_applicants: Mapped[bool] = mapped_column(default=False)
    card_mean: Mapped[str] = mapped_column(String(20), default="mean")
    copied_from_id: Mapped[str | None] = mapped_column(ForeignKey("edition.id"))
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    categories: Mapped[list["Category"]] = relationship(
        back_populates="edition", order_by="Category.position", cascade="all, delete-orphan"
    )
    sections: Mapped[list["FormSection"]] = relationship(
        back_populates="edition", order_by="FormSection.position", cascade="all, delete-orphan"
    )
    attachment_requirements: Mapped[list["AttachmentRequirement"]] = relationship(
        order_by="AttachmentRequirement.position", cascade="all, delete-orphan"
    )
    rounds: Mapped[list["Round"]] = relationship(
        back_populates="edition", order_by="Round.position", cascade="all, delete-orphan"
    )
    prizes: Mapped[list["Prize"]] = relationship(
        order_by="Prize.position", cascade="all, delete-orphan"
    )
    check_items: Mapped[list["CheckItem"]] = relationship(
        order_by="CheckItem.position", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def criteria(self) -> list["Criterion"]:
        """The first round's rubric in force, in its order."""
        return self.rounds[0].rubric.criteria

    @property
    def hides_applicants(self) -> bool:
        """Whether jurors of one of the rounds may not learn now whose an entry is."""
        return any(round.hides_applicants for round in self.rounds)


class Category(Base):
    """A group of entries that are ranked together."""

    __tablename__ = "category"

    id: Mapped[Id]
    edition_id: Mapped[Key] = mapped_column(ForeignKey("edition.id"))
    position: Mapped[int]
    name: Mapped[Translated]
    description: Mapped[Translated] = mapped_column(default=dict)

    edition: Mapped[Edition] = relationship(back_populates="categories")


class FormSection(Base):
    """A part of the entry form, shown as one page."""

    __tablename__ = "form_section"

    id: Mapped[Id]
    edition_id: Mapped[Key] = mapped_column(ForeignKey("edition.id"))
    position: Mapped[int]
    title: Mapped[Translated]
    help: Mapped[Translated] = mapped_column(default=dict)

    edition: Mapped[Edition] = relationship(back_populates="sections")
    questions: Mapped[list["Question"]] = relationship(
        back_populates="section",
        order_by="Question.position",
        cascade="all, delete-orphan",
        lazy="selectin",
    )


class Question(Base):
    """One question of the form; without `category_ids` it is asked in every category.

    `options` holds the choices of the kinds choice and choices, in order.
    """

    __tablename__ = "question"

    id: Mapped[Id]
    section_id: Mapped[Key] = mapped_column(ForeignKey("form_section.id"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    label: Mapped[Translated]
    help: Mapped[Translated] = mapped_column(default=dict)
    required: Mapped[bool] = mapped_column(default=True)
    limit_words: Mapped[int | None]
    limit_characters: Mapped[int | None]
    options: Mapped[list[str]] = mapped_column(default=list)
    category_ids: Mapped[list[str]] = mapped_column(default=list)

    section: Mapped[FormSection] = relationship(back_populates="questions")


class AttachmentRequirement(Base):
    """A kind of file that the form asks for; `types` are extensions such as 'pdf'."""

    __tablename__ = "attachment_requirement"

    id: Mapped[Id]
    edition_id: Mapped[Key] = mapped_column(ForeignKey("edition.id"))
    position: Mapped[int]
    label: Mapped[Translated]
    help: Mapped[Translated] = mapped_column(default=dict)
    types: Mapped[list[str]]
    max_bytes: Mapped[int]
    min_count: Mapped[int] = mapped_column(default=0)
    max_count: Mapped[int] = mapped_column(default=1)


class Round(Base):
    """One round of the jury's assessment: desk scoring, site visits, finalists' presentations.

    `share` is the round's percent of the final score; 0 is a round that only chooses who goes
    on. What is None is the edition's: scores from the stage's start `until` its end, and
    `jurors_per_entry`. The first round assesses every admitted entry. In a `blind` one jurors do
    not learn who the applicant and the partners are (`docs/decisions/0032`).
    """

    __tablename__ = "assessment_round"

    id: Mapped[Id]
    edition_id: Mapped[Key] = mapped_column(ForeignKey("edition.id"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[Translated]
    share: Mapped[int] = mapped_column(default=100)
    jurors_per_entry: Mapped[int | None]
    blind: Mapped[bool] = mapped_column(default=False, server_default=false())
    opens_at: Mapped[datetime | None]
    until: Mapped[datetime | None]

    edition: Mapped[Edition] = relationship(back_populates="rounds")
    rubrics: Mapped[list["Rubric"]] = relationship(
        back_populates="round", order_by="Rubric.version", cascade="all, delete-orphan"
    )

    @property
    def rubric(self) -> "Rubric":
        """The rubric in force: the latest version that has been put into force."""
        return next(one for one in reversed(self.rubrics) if one.in_force_since is not None)

    @property
    def draft(self) -> "Rubric | None":
        """The version that is being prepared, if there is one."""
        return next((one for one in self.rubrics if one.in_force_since is None), None)

    @property
    def needed(self) -> int:
        """How many jurors score each entry."""
        return self.jurors_per_entry or self.edition.jurors_per_entry

    @property
    def ends_at(self) -> datetime:
        """The instant from which nothing can be scored any more."""
        return self.until or self.edition.scoring_until

    @property
    def hides_applicants(self) -> bool:
        """Whether jurors may not learn now whose an entry is."""
        return self.blind and self.edition.state not in KNOWN


class Rubric(Base):
    """A version of a round's rubric; without `in_force_since` it is being prepared.

    `reason` says why it replaced the version before.
    """

    __tablename__ = "rubric"
    __table_args__ = (UniqueConstraint("round_id", "version"),)

    id: Mapped[Id]
    round_id: Mapped[Key] = mapped_column(ForeignKey("assessment_round.id"))
    version: Mapped[int]
    in_force_since: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")

    round: Mapped[Round] = relationship(back_populates="rubrics")
    criteria: Mapped[list["Criterion"]] = relationship(
        back_populates="rubric", order_by="Criterion.position", cascade="all, delete-orphan"
    )


class Criterion(Base):
    """One line of a rubric: points 0..maximum, weight in the total.

    `replaces_id` is the criterion of the version before that this one continues.

    `levels` describes bands of the scale: [{"from": 0, "to": 2, "text": {"pl": …}}].
    """

    __tablename__ = "criterion"

    id: Mapped[Id]
    edition_id: Mapped[Key] = mapped_column(ForeignKey("edition.id"))
    rubric_id: Mapped[Key] = mapped_column(ForeignKey("rubric.id"))
    replaces_id: Mapped[str | None] = mapped_column(ForeignKey("criterion.id"))
    position: Mapped[int]
    name: Mapped[Translated]
    description: Mapped[Translated] = mapped_column(default=dict)
    weight: Mapped[int]
    maximum: Mapped[int] = mapped_column(default=10)
    levels: Mapped[list[dict[str, object]]] = mapped_column(default=list)

    rubric: Mapped[Rubric] = relationship(back_populates="criteria")


class Prize(Base):
    """What an award brings: diploma, statuette, study visit."""

    __tablename__ = "prize"

    id: Mapped[Id]
    edition_id: Mapped[Key] = mapped_column(ForeignKey("edition.id"))
    position: Mapped[int]
    award: Mapped[str] = mapped_column(String(20))
    name: Mapped[Translated]
    count: Mapped[int] = mapped_column(default=1)


class CheckItem(Base):
    """One item of the formal check, with the paragraph of the regulations it rests on."""

    __tablename__ = "check_item"

    id: Mapped[Id]
    edition_id: Mapped[Key] = mapped_column(ForeignKey("edition.id"))
    position: Mapped[int]
    text: Mapped[Translated]
    paragraph: Mapped[str] = mapped_column(String(60))


class Extension(Base):
    """A later deadline granted to one applicant, with the reason.

    `organisation_id` is a key of the organisation table, kept without a relationship because
    an extension may be granted before the applicant has started anything.
    """

    __tablename__ = "extension"
    __table_args__ = (UniqueConstraint("edition_id", "organisation_id"),)

    id: Mapped[Id]
    edition_id: Mapped[Key] = mapped_column(ForeignKey("edition.id"))
    organisation_id: Mapped[Key] = mapped_column(ForeignKey("organisation.id"))
    until: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    granted_at: Mapped[datetime]


class DeadlineChange(Base):
    """One move of the deadline of a published call, with the reason that the public reads."""

    __tablename__ = "deadline_change"

    id: Mapped[Id]
    edition_id: Mapped[Key] = mapped_column(ForeignKey("edition.id"))
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    before: Mapped[datetime]
    after: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
