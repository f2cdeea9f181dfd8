"""Forms of self-assessment; levels are read from the request by dimension."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from leader_award.accounts.forms import email_field, name_field
from leader_award.platform.db import Translated
from leader_award.platform.forms import BaseForm, stripped
from leader_award.self_assessment import rules

LONGEST = 2_000
LEVEL = "level-"
STEP = "step-"


class PlainForm(BaseForm):
    """A form of buttons and choices: a token, and the version that it was drawn from."""

    version = HiddenField(default="1")

    @property
    def number(self) -> int:
        """The version as a number; 0 when it is none."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


class InviteForm(BaseForm):
    """Somebody who is to answer."""

    name = name_field(_l("First name and surname"))
    email = email_field()


def levels_typed(form: Mapping[str, str], keys: Sequence[str]) -> dict[str, int]:
    """Return the levels chosen in a request, by dimension; anything else is left out."""
    allowed = {str(level): level for level in range(1, rules.LEVELS + 1)}
    chosen = {key: allowed.get(form.get(LEVEL + key, "")) for key in keys}
    return {key: level for key, level in chosen.items() if level is not None}


def steps_typed(form: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the next steps typed in a request; rows without text are left out."""
    steps = []
    for number in range(rules.MOST_STEPS):
        row = {
            name: stripped(form.get(f"{STEP}{number}-{name}", ""))[:LONGEST]
            for name in ("dimension", "text", "who", "until")
        }
        if row["text"]:
            steps.append(row | {"until": _day(row["until"])})
    return steps


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def _polish(label: Any, kind: Any = TextAreaField) -> Any:
    return kind(
        label,
        validators=[
            DataRequired(_l("Type the Polish text.")),
            Length(max=LONGEST, message=_l("Use at most 2,000 characters.")),
        ],
        filters=[stripped],
    )


def _english(label: Any, kind: Any = TextAreaField) -> Any:
    return kind(
        label,
        validators=[Length(max=LONGEST, message=_l("Use at most 2,000 characters."))],
        filters=[stripped],
    )


class TextsForm(PlainForm):
    """Name and introduction of a version of the model."""

    name_pl = _polish(_l("Name (Polish)"), StringField)
    name_en = _english(_l("Name (English)"), StringField)
    intro_pl = _polish(_l("Introduction (Polish)"))
    intro_en = _english(_l("Introduction (English)"))


class DimensionForm(PlainForm):
    """A dimension with its described levels."""

    name_pl = _polish(_l("Name (Polish)"), StringField)
    name_en = _english(_l("Name (English)"), StringField)
    question_pl = _polish(_l("Question (Polish)"))
    question_en = _english(_l("Question (English)"))
    level1_pl = _polish(_l("Level 1 (Polish)"))
    level1_en = _english(_l("Level 1 (English)"))
    level2_pl = _polish(_l("Level 2 (Polish)"))
    level2_en = _english(_l("Level 2 (English)"))
    level3_pl = _polish(_l("Level 3 (Polish)"))
    level3_en = _english(_l("Level 3 (English)"))
    level4_pl = _polish(_l("Level 4 (Polish)"))
    level4_en = _english(_l("Level 4 (English)"))
    level5_pl = _polish(_l("Level 5 (Polish)"))
    level5_en = _english(_l("Level 5 (English)"))

    @property
    def levels(self) -> list[Translated]:
        """The five descriptions, from the lowest level."""
        return [both(self, f"level{number}") for number in range(1, rules.LEVELS + 1)]


def both(form: BaseForm, name: str) -> Translated:
    """Return the two language fields of a name as one translated text."""
    polish, english = form[f"{name}_pl"].data, form[f"{name}_en"].data
    return {"pl": polish or ""} | ({"en": english} if english else {})


def split(name: str, text: Translated) -> dict[str, str]:
    """Return a translated text as the values of its two language fields."""
    return {f"{name}_pl": text.get("pl", ""), f"{name}_en": text.get("en", "")}
