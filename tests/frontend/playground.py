"""A small application around the real frame, macros and scripts, to try out their behaviour."""

import threading
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, render_template, request
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader
from wtforms import MultipleFileField, StringField, TextAreaField
from wtforms.validators import InputRequired

import leader_award
from leader_award.platform import assets, i18n
from leader_award.platform.web import CONTENT_SECURITY_POLICY

PACKAGE = Path(leader_award.__file__).parent
UNITS = (
    ("106101", "Łódź", "miasto na prawach powiatu"),
    ("020101", "Bolesławiec", "gmina miejska"),
    ("020104", "Bolesławiec", "gmina wiejska"),
)


class EntryForm(FlaskForm):  # type: ignore[misc]
    title = StringField("Tytuł", validators=[InputRequired("Podaj tytuł.")])
    leader = StringField("Lider")
    unit = StringField()
    problem = TextAreaField("Problem", validators=[InputRequired("Opisz problem.")])
    summary = TextAreaField("Streszczenie")
    attachment = MultipleFileField("Załącznik")


@dataclass
class Desk:
    """What the pages hold, what the server is to answer next, and what it has received."""

    version: int = 3
    answers: list[tuple[dict[str, Any], int]] = field(default_factory=list)
    saved: list[dict[str, str]] = field(default_factory=list)
    submitted: list[dict[str, str]] = field(default_factory=list)
    may_answer: threading.Event = field(default_factory=threading.Event)
    polls: int = 0

    def reset(self) -> None:
        self.__init__()  # type: ignore[misc]
        self.may_answer.set()


def make_playground(desk: Desk) -> Flask:
    app = Flask("playground", root_path=str(PACKAGE), static_folder=None)
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(PACKAGE / "templates"), FileSystemLoader(Path(__file__).parent / "pages")]
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config.update(SECRET_KEY="only for tests", WTF_CSRF_TIME_LIMIT=None)
    assets.init_app(app)
    i18n.init_app(app)
    CSRFProtect(app)
    _add_frame(app)
    _add_form(app, desk)
    _add_others(app, desk)
    return app


def _add_frame(app: Flask) -> None:
    """Add what base.html asks for around each page."""
    preferences = Blueprint("preferences", __name__)
    for name in ("theme", "language"):
        preferences.add_url_rule(f"/{name}", name, lambda: "", methods=["POST"])
    app.register_blueprint(preferences)
    finding = Blueprint("finding", __name__)
    finding.add_url_rule("/szukaj", "search", lambda: "")
    app.register_blueprint(finding)

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        return response

    @app.context_processor
    def furniture() -> dict[str, Any]:
        return {
            "current_user": SimpleNamespace(is_authenticated=True, name="Anna Kowalczyk"),
            "navigation": [{"label": "Edycje", "url": "/edycje", "current": False}],
            "account_menu": [{"label": "Moje konto", "url": "/konto"}],
            "footer_links": [],
            "language_links": [],
            "language": "pl",
            "theme": "auto",
        }


def _add_form(app: Flask, desk: Desk) -> None:
    @app.route("/formularz", methods=["GET", "POST"])
    def form() -> Any:
        form = EntryForm()
        if request.method == "POST":
            desk.submitted.append(request.form.to_dict())
            form.validate()
        return render_template("form.html", form=form, version=desk.version)

    @app.post("/zapis")
    def save() -> Any:
        desk.may_answer.wait(5)
        if desk.answers:
            answer, status = desk.answers.pop(0)
            return jsonify(answer), status
        if int(request.form["version"]) != desk.version:
            return jsonify(message="Jan Zieliński zmienił to zgłoszenie.", url="/formularz"), 409
        desk.saved.append(request.form.to_dict())
        desk.version += 1
        return jsonify(version=desk.version, saved_at="12:05")

    @app.get("/jst")
    def units() -> Any:
        text = request.args["q"].lower().translate(str.maketrans("łóź", "loz"))
        if text == "awaria":
            return "", 500
        return jsonify(
            [
                {"value": code, "label": name, "hint": hint}
                for code, name, hint in UNITS
                if text in name.lower().translate(str.maketrans("łóź", "loz"))
            ]
        )

    @app.post("/plik")
    def upload() -> Any:
        name = request.files["attachment"].filename or ""
        if not name.endswith(".pdf"):
            return jsonify(message="Przyjmujemy tylko pliki PDF."), 422
        return jsonify(html=f"<li>{name}</li>"), 201


def _add_others(app: Flask, desk: Desk) -> None:
    @app.route("/karta", methods=["GET", "POST"])
    def card() -> Any:
        if request.method == "POST":
            desk.submitted.append(request.form.to_dict())
        return render_template("card.html")

    @app.get("/listy")
    def lists() -> Any:
        text = request.args.get("q", "")
        names = sorted({name for _code, name, _hint in UNITS if text.lower() in name.lower()})
        return render_template("lists.html", q=text, names=names)

    @app.get("/praca")
    def work() -> str:
        desk.polls += 1
        return "100 %<i data-poll-done></i>" if desk.polls == 3 else f"{desk.polls}0 %"

    @app.post("/usun")
    def delete() -> str:
        desk.submitted.append(request.form.to_dict())
        return "Usunięto"
