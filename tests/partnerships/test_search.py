import pytest
from flask import Flask
from sqlalchemy import event

from leader_award.partnerships import queries
from leader_award.platform import db
from tests.partnerships.builders import few_units, import_units


def codes(text: str, limit: int = 20) -> list[str]:
    return [unit.terc for unit in queries.search_units(text, limit)]


@pytest.fixture
def units(app: Flask) -> None:
    import_units()


@pytest.mark.parametrize("text", ["łódź", "lodz", "Lodz", "ŁÓDŹ", " Łódź ", "miasto łódź"])
def test_city_is_found_with_and_without_polish_letters(units: None, text: str) -> None:
    assert codes(text)[0] == "106101"


@pytest.mark.parametrize("text", ["106101", "1061011"])
def test_code_finds_its_unit_alone(units: None, text: str) -> None:
    assert codes(text) == ["106101"]


def test_beginning_of_a_name_comes_before_a_word_inside_one(units: None) -> None:
    found = codes("Nowy")
    inside = [unit for unit in queries.search_units("Nowy", 50) if unit.name.startswith("Pi")]
    assert all(queries.find_unit(code).name.startswith(("Nowy", "Powiat now")) for code in found)
    assert inside == []


def test_cities_come_before_other_gminas_that_fit_as_well(units: None) -> None:
    names = [unit.name for unit in queries.search_units("zabr")]
    assert names[0] == "Zabrze"
    assert codes("Opole")[0] == "166101"


def test_further_words_may_name_the_county_or_voivodeship(units: None) -> None:
    assert codes("bolesławiec wieruszowski") == ["101801"]
    assert "101801" not in codes("boleslawiec dolnosl")
    assert codes("powiat łowicki")[0] == "1005"
    assert codes("śląskie")[0] == "24"


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "'; drop table unit; --", "x" * 5000])
def test_text_that_means_nothing_finds_nothing(units: None, text: str) -> None:
    assert codes(text) == []


def test_search_takes_one_statement_and_at_most_twenty_units(units: None) -> None:
    statements: list[str] = []
    event.listen(db.engine(), "before_cursor_execute", lambda *a: statements.append(a[2]))
    assert len(codes("gmina")) == 20
    assert len([text for text in statements if text.startswith("SELECT")]) == 1


def test_exact_names_are_recognised(app: Flask) -> None:
    few_units()
    called = {
        text: [unit.terc for unit in queries.units_called(text)]
        for text in ("Łódź", "miasto lodz", "1061", "146501", "Bolesławiec", "Gmina Bolesławiec")
    }
    assert called == {
        "Łódź": ["106101"],
        "miasto lodz": ["106101"],
        "1061": [],
        "146501": ["146501"],
        "Bolesławiec": ["020101", "020102", "101801"],
        "Gmina Bolesławiec": ["020101", "020102", "101801"],
    }


def test_search_page_answers_the_combobox(app: Flask, client) -> None:
    few_units()
    answer = client.get("/samorzady/szukaj?q=lodz")
    assert answer.json[0] == {
        "value": "106101",
        "label": "Miasto Łódź",
        "hint": "miasto na prawach powiatu, woj. łódzkie · TERYT 106101",
    }
    assert client.get("/samorzady/szukaj").json == []
