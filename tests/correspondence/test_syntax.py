"""Names in braces are put in once; everything else of a text is only text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leader_award.correspondence import syntax
from leader_award.correspondence.syntax import Problem

KNOWN = ("link", "termin", "numer_zgłoszenia")


def problems(body: str, subject: str = "Temat", required: tuple[str, ...] = ()) -> list[Problem]:
    return syntax.problems(subject, body, known=KNOWN, required=required)


def test_right_text_has_no_problem() -> None:
    assert problems("Otwórz {{ link }} do {{termin}}.", required=("link", "termin")) == []


@pytest.mark.parametrize("typed", ["numer_zgłoszenia", "NUMER_ZGŁOSZENIA", "numer_zgloszenia"])
def test_name_may_be_typed_without_polish_letters(typed: str) -> None:
    assert problems("{{ " + typed + " }}") == []
    assert syntax.letter("{{ " + typed + " }}", {"numer_zgłoszenia": "7"}) == "7"


@pytest.mark.parametrize(("typed", "meant"), [("lnik", "link"), ("terminn", "termin"), ("xyz", "")])
def test_unknown_name_is_refused_with_the_nearest_one(typed: str, meant: str) -> None:
    assert problems("{{ " + typed + " }}") == [Problem("body", "unknown", typed, meant)]


@pytest.mark.parametrize(
    "typed",
    [
        "link.__class__",
        "link|upper",
        "link()",
        "config",
        "''.__class__.__mro__",
        "link if link else termin",
        "",
    ],
)
def test_nothing_but_a_name_stands_in_braces(typed: str) -> None:
    assert problems("{{ " + typed + " }}")[0].kind == "unknown"


@pytest.mark.parametrize("typed", ["{% for a in b %}", "{# x #}", "{{ link", "link }}", "{{{ a }"])
def test_other_braces_are_refused(typed: str) -> None:
    assert {one.kind for one in problems(typed)} <= {"stray", "unknown"}
    assert problems(typed)


def test_required_name_must_stay_in_the_body() -> None:
    assert problems("Bez niczego.", "{{ link }}", ("link",)) == [Problem("body", "missing", "link")]


def test_empty_and_endless_texts_are_refused() -> None:
    assert [one.kind for one in problems(" ", " ")] == ["empty", "empty"]
    assert [one.field for one in problems("x" * 10_001, "x" * 201)] == ["subject", "body"]


@given(st.text(), st.text())
def test_values_are_never_read_as_names(value: str, other: str) -> None:
    braced = "{{ termin }}" + value
    filled = syntax.letter("a {{ link }} b", {"link": braced, "termin": "SECRET"})
    assert "SECRET" not in filled.replace(value, "") or "SECRET" in value
    assert "{{ termin }}" in filled
    assert other is not None


@given(st.text(), st.text())
def test_subject_is_one_line_whatever_is_typed_or_put_in(typed: str, value: str) -> None:
    subject = syntax.subject_line(typed.replace("{", "").replace("}", "") + "{{ link }}",
                                  {"link": value})  # fmt: skip
    assert len(subject.splitlines()) <= 1
    assert not any(ord(letter) < 32 for letter in subject)


@given(st.text(alphabet="ałz \n", max_size=4000), st.integers(0, 3000))
def test_no_line_is_longer_than_a_mail_may_hold(typed: str, length: int) -> None:
    filled = syntax.letter(typed + "{{ link }}", {"link": "ż" * length})
    assert all(len(line.encode()) <= 998 for line in filled.split("\n"))


def test_line_of_an_empty_value_goes_and_one_blank_line_stays() -> None:
    assert syntax.letter("A\n\n{{ link }}\n\nB", {"link": ""}) == "A\n\nB"
    assert syntax.letter("A\n\n\n\nB", {}) == "A\n\nB"


def test_name_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        syntax.letter("{{ link }}", {})
