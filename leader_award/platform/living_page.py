"""The page `/styl` of the demonstration: each macro of the templates in each of its states."""

import re
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, render_template, request
from wtforms import (
    BooleanField,
    FileField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional

from leader_award.platform import charts, maps
from leader_award.platform.access import guarded, rule
from leader_award.platform.forms import BaseForm, MomentField

blueprint = Blueprint("living_page", __name__)

SIDES = ("light", "dark")
KINDS = [("zwiazek", "Związek międzygminny"), ("porozumienie", "Porozumienie partnerskie")]
MAP_KINDS = tuple(
    maps.Kind(mark, name, mark, tone)
    for tone, (mark, name) in enumerate(
        (
            ("circle", "laureat"),
            ("square", "wyróżnienie"),
            ("triangle", "finalista"),
            ("diamond", "przyjęte"),
            ("plus", "wycofane"),
            ("reversed", "odrzucone"),
        ),
        1,
    )
)
MAP_DOTS = (
    maps.Dot(50.77, 16.28, "circle", "Wałbrzych"),
    maps.Dot(52.41, 16.93, "circle", "Poznań"),
    maps.Dot(53.43, 14.55, "square", "Szczecin"),
    maps.Dot(51.54, 23.55, "triangle", "Włodawa"),
    maps.Dot(53.02, 20.88, "diamond", "Przasnysz"),
    maps.Dot(52.14, 20.72, "plus", "Brwinów"),
    maps.Dot(50.47, 17.33, "reversed", "Nysa"),
)
MAP_VALUES = {"02": 5, "10": 1, "12": 3, "14": 8, "30": 4, "32": 2}

POINTS = (("Innowacyjność", (8, 9, 7, 8, 5)), ("Trwałość", (4, 4, 6, 10, 3)))
CARDS = (
    ("Jeden bilet w dziewięciu gminach", ((62.5, "Ewa"), (88.0, "Jan"), (88.0, "Piotr"))),
    ("Wspólna oczyszczalnia", ((41.0, "Ewa"), (45.5, "Jan"))),
)
BY_DAY = {date(2026, 11, day): count for day, count in ((6, 2), (12, 1), (24, 5), (25, 14))}


class SampleForm(BaseForm):
    """One field of each kind that the macros draw."""

    name = StringField("Nazwa partnerstwa", validators=[InputRequired()])
    website = StringField("Strona internetowa", validators=[Optional()])
    inhabitants = IntegerField("Liczba mieszkańców", validators=[InputRequired()])
    kind = SelectField("Forma współpracy", choices=KINDS)
    leader = StringField("Lider partnerstwa", validators=[InputRequired()])
    problem = TextAreaField("Jaki problem rozwiązano?", validators=[InputRequired()])
    scope = RadioField("Zasięg", choices=KINDS, validators=[InputRequired()])
    areas = SelectMultipleField("Obszary współpracy", choices=KINDS, validators=[Optional()])
    deadline = MomentField("Termin składania zgłoszeń")
    statute = FileField("Umowa albo statut", validators=[InputRequired()])
    truth = BooleanField("Podane informacje są prawdziwe.", validators=[InputRequired()])


@rule("style.see", public=True)
def _sees_style(_person: Any, _thing: Any, _now: datetime) -> bool:
    return bool(current_app.config["SETTINGS"].demo)


@blueprint.get("/styl")
@guarded("style.see")
def show() -> Any:
    """Show the macros, light and dark side by side."""
    return render_template(
        "platform/style.html",
        sides=SIDES,
        names=macro_names(Path(current_app.root_path) / "templates" / "macros"),
        icons=icon_names(Path(current_app.root_path) / "static" / "icons.svg"),
        forms={side: filled_form(side) for side in SIDES},
        wrong={side: wrong_form(side) for side in SIDES},
        map_kinds=MAP_KINDS,
        map_dots=MAP_DOTS,
        map_values=MAP_VALUES,
        columns=charts.columns(
            BY_DAY,
            date(2026, 11, 5),
            date(2026, 11, 28),
            lambda day: f"{day.day}.{day.month:02}",
            date(2026, 11, 25),
        ),
        distribution=charts.distribution(POINTS, 10),
        strips=charts.strips(CARDS),
        crop=maps.crop([(50.77, 16.28), (50.84, 16.49), (50.69, 16.42)], "Wałbrzych"),
        page=request.args.get("page", 3, type=int),
    )


def macro_names(folder: Path) -> list[str]:
    """Return the names of the macros that pages may use, in alphabetical order."""
    sources = (path.read_text(encoding="utf-8") for path in folder.glob("*.html"))
    return sorted(
        name for source in sources for name in re.findall(r"{%-? macro ([a-z]\w*)\(", source)
    )


def icon_names(sheet: Path) -> list[str]:
    """Return the names of the drawings in a sheet of icons, in its order."""
    return re.findall(r'<symbol id="([\w-]+)"', sheet.read_text(encoding="utf-8"))


def filled_form(side: str) -> SampleForm:
    """Return the form with an answer in each field."""
    form = SampleForm(
        formdata=None,
        prefix=f"{side}-",
        name="Aglomeracja Wałbrzyska",
        inhabitants=412_000,
        leader="Wałbrzych (miasto na prawach powiatu)",
        problem="Dziewięć gmin miało dziewięć taryf i ani jednej wspólnej przesiadki.",
        scope=KINDS[0][0],
        areas=[KINDS[1][0]],
        truth=True,
    )
    form.deadline.form.day.data, form.deadline.form.hour.data = date(2026, 12, 31), time(16)
    return form


def wrong_form(side: str) -> SampleForm:
    """Return the form with an error of its own and one at each field."""
    form = SampleForm(formdata=None, prefix=f"{side}-wrong-")
    form.form_errors.append("Termin minął w czasie wypełniania formularza.")
    for field in form:
        if field.name.endswith(("idempotency_key", "csrf_token")):
            continue
        (field.form.day if isinstance(field, MomentField) else field).errors = (
            "Uzupełnij to pole.",
        )
    return form


def init_app(app: Any) -> None:
    """Give the demonstration its page."""
    app.register_blueprint(blueprint)
