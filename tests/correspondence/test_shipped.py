"""Every mail is declared, and what the editor starts from is what the program sends."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template
from flask_babel import force_locale

import leader_award
from leader_award.correspondence import service, shipped, syntax
from leader_award.correspondence.mails import BY_KEY, BY_TEMPLATE, MAILS, Mail
from leader_award.correspondence.placeholders import Placeholder

TEMPLATES = Path(leader_award.__file__).parent / "templates"
LANGUAGES = ("pl", "en")


class Anything(int):
    """Stands for whatever a template asks of its context; each value shows what it is."""

    said: str
    holds: bool

    def __new__(cls, said: str, *, holds: bool) -> "Anything":
        made = super().__new__(cls, 3 if holds else 0)
        made.said, made.holds = said, holds
        return made

    def __getattr__(self, name: str) -> "Anything":
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything(f"{self.said}.{name}", holds=self.holds)

    def __getitem__(self, name: Any) -> "Anything":
        return Anything(f"{self.said}.{name}", holds=self.holds)

    def __call__(self, *_given: Any, **_named: Any) -> "Anything":
        return Anything(f"{self.said}()", holds=self.holds)

    def __iter__(self) -> Iterator[Any]:
        one = Anything(f"{self.said}[0]", holds=self.holds)
        return iter([(one, one)] if self.said.endswith("rounds") else [one] if self.holds else [])

    def __len__(self) -> int:
        return 2

    def __eq__(self, other: object) -> bool:
        return self.holds if isinstance(other, str) else int(self) == other

    def __hash__(self) -> int:
        return hash(self.said)

    def __str__(self) -> str:
        return f"<{self.said}>"


@pytest.fixture
def anything(application: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application, where every filter says its own name and every address is one."""
    environment = application.jinja_env
    # what is compiled with these filters is for these tests alone
    monkeypatch.setattr(environment, "cache", {})
    for name in ("moment", "tr", "exact", "to_second", "event_days", "shown_code", "file_size"):
        monkeypatch.setitem(environment.filters, name, lambda value, said=name: f"{value}|{said}")
    for name in ("select", "join", "length"):
        monkeypatch.setitem(environment.filters, name, lambda value, *_given: value or 3)
    monkeypatch.setitem(environment.globals, "url_for", lambda *given, **_named: f"/{given}")
    monkeypatch.setitem(environment.globals, "notice_line", lambda: "notice")
    monkeypatch.setattr(
        application, "update_template_context", lambda given: given.update(product="Award")
    )
    return application


GIVEN = (
    *("before", "begins", "check", "codes_left", "comments", "conference", "count", "decision"),
    *("diploma", "edition", "entry", "entry_id", "event", "extension", "files", "for_organiser"),
    *("inviter", "link", "member", "open_until", "organisation", "partnership", "person"),
    *("planned_for", "progress", "reason", "references", "registration", "round", "several"),
    *("submission", "ticket", "title", "until", "what", "at", "last_day", "stop"),
)


def context(*, holds: bool) -> dict[str, Any]:
    """A context in which there is everything that templates ask for."""
    return {name: Anything(name, holds=holds) for name in GIVEN}


def sent(mail: Mail, given: Mapping[str, Any], language: str) -> str:
    """What the program sends."""
    with force_locale(language):
        return render_template(mail.template, **given)


def test_every_mail_has_its_declaration_and_every_declaration_its_mail() -> None:
    found = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.glob("*/mail/*.txt")
        if not path.name.startswith("_")
    }
    assert found == set(BY_TEMPLATE)
    assert len(BY_KEY) == len(MAILS)


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.key)
def test_names_cover_the_template_and_are_told_apart(application: Flask, mail: Mail) -> None:
    with application.test_request_context():
        offered = shipped.of(mail).placeholders
        for language in LANGUAGES:
            names = [syntax.key(one.called(language)) for one in offered]
            assert len(names) == len(set(names))
            subject, body = shipped.of(mail).words(language)
            assert service.problems(mail, language, subject, body) == []
            assert all(one.example(language) for one in offered)


@pytest.mark.parametrize("holds", [True, False])
@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.key)
def test_words_of_the_editor_say_what_the_template_says(
    anything: Flask, mail: Mail, holds: bool
) -> None:
    for language in LANGUAGES:
        with anything.test_request_context():
            given = context(holds=holds)
            subject, body = shipped.of(mail).words(language)
            with force_locale(language):
                written = service._write(mail, language, subject, body, given)
            expected = syntax.normal(sent(mail, given, language))
            title, _, text = expected.partition("\n")
            assert written.split("\n\n", 1) == [title, text.strip()]


def test_logic_without_a_name_is_missed(application: Flask) -> None:
    """The controls: a piece of logic or a name too few or too many."""
    whole = BY_KEY["results-result"]
    less = Mail(whole.template, whole.name, whole.to, whole.when, whole.logic[:-1])
    spare = Placeholder("spare", "zapas", "", "x")
    more = Mail(whole.template, whole.name, whole.to, whole.when, (*whole.logic, spare))
    with application.test_request_context():
        for wrong in (less, more):
            with pytest.raises(shipped.Undeclared):
                shipped.of(wrong)
