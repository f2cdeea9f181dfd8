"""The organiser reads rankings on pages and takes them away as files."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from leader_award.jury import service as jury
from leader_award.jury.models import Assignment
from leader_award.platform import db
from leader_award.ranking import queries
from tests.editions.builders import lead_to, make_edition
from tests.entries.builders import make_clerk, make_organisation, make_submitted_entry
from tests.jury.builders import admit, juror, make_organiser, seat_juror
from tests.scoring.builders import fill_in, open_card, seal

JURORS = ("Ewa Adamska", "Piotr Ćwik")
Points = int | Sequence[int] | None
"""Of one card: the same for each criterion, or one for each; None if it is not sealed."""


def scored_edition(
    cards: Mapping[str, Sequence[Points]],
    *,
    organisations: Mapping[str, str] | None = None,
    categories: Mapping[str, int] | None = None,
    **changes: Any,
) -> str:
    """An edition with one entry for each title, and one assigned juror for each card."""
    organiser = make_organiser()
    edition_id = make_edition(**({"jurors_per_entry": 2} | changes))
    entries = {}
    for title in cards:
        organisation_id = (organisations or {}).get(title)
        entries[title] = make_submitted_entry(
            edition_id,
            title=title,
            category=(categories or {}).get(title, 0),
            clerk=make_clerk(organisation_id) if organisation_id else None,
        )
    lead_to(edition_id, "checking")
    for entry_id in entries.values():
        admit(entry_id, organiser)
    jurors = [seat_juror(edition_id, name) for name in JURORS]
    assigned = [
        (jury.assign(juror_id=juror_id, entry_id=entries[title], actor=organiser), points)
        for title, own in cards.items()
        for juror_id, points in zip(jurors, own, strict=False)
    ]
    lead_to(edition_id, "scoring")
    for assignment_id, points in assigned:
        if points is not None:
            score(assignment_id, points)
    return edition_id


def score(assignment_id: str, points: int | Sequence[int]) -> None:
    assignment = db.session().get_one(Assignment, assignment_id)
    rubric = assignment.round.rubric.criteria
    each = [points] * len(rubric) if isinstance(points, int) else points
    card_id = open_card(assignment_id)
    fill_in(card_id, {c.id: value for c, value in zip(rubric, each, strict=True)})
    seal(card_id)


@pytest.fixture
def organiser(
    make_person: Callable[..., str], signed_in: Callable[[str], FlaskClient]
) -> FlaskClient:
    return signed_in(make_person("Olga", None, "organiser"))


def text_of(client: FlaskClient, url: str) -> str:
    """The words of the page, with single blanks."""
    answer = client.get(url)
    assert answer.status_code == 200
    return " ".join(re.sub("<[^>]+>", " ", answer.get_data(as_text=True)).split())


def page_of(edition_id: str, ending: str = "") -> str:
    return f"/organizator/edycje/{edition_id}/ranking{ending}"


def test_page_shows_places_ties_and_whose_cards_are_missing(
    app: Flask, organiser: FlaskClient
) -> None:
    # weights 20, 25, …: five points less in the first are worth four more in the second
    edition_id = scored_edition(
        {
            "Bilet": (10, 5),
            "Woda": (6, 9),
            "Odpady": (7, 8),
            "Szlak": [(10, 5, 5, 5, 5)],
            "Szpital": [(5, 9, 5, 5, 5)],
            "Most": (None, None),
        },
        categories={"Woda": 1, "Most": 1},
    )
    page = text_of(organiser, page_of(edition_id))
    titles = ["Bilet", "Woda", "Odpady", "Szpital", "Szlak", "Most"]
    assert sorted(titles, key=lambda title: page.index(f" {title} ")) == titles
    assert "75,00 50,00 2 z 2" in page
    assert page.count("remis") == 3
    assert "Zasady nie rozstrzygają kolejności zgłoszeń: Bilet; Woda; Odpady." in page
    assert "O kolejności decyduje średnia w kryterium „Skuteczność”: Szpital; Szlak." in page
    assert "Brakujące karty: Ewa Adamska, Piotr Ćwik" in page
    assert "Brakujące karty: 1 karta bez jurora" in page
    assert "Brakuje 4 kart oceny." in page

    by_category = text_of(organiser, page_of(edition_id, "?widok=kategorie"))
    first, second = by_category.split(" Rozwój Miejsce ")
    assert "Bilet" in first
    assert "Bilet" not in second
    assert second.index(" Woda ") < second.index(" Most ")

    by_criterion = text_of(organiser, page_of(edition_id, "?widok=kryteria"))
    assert "Skuteczność waga 25" in by_criterion
    assert re.search(r"Szpital SLZ-\S+ 50,00 90,00 50,00 50,00 50,00", by_criterion)


def test_juror_who_is_released_no_longer_counts(app: Flask) -> None:
    edition_id = scored_edition({"Bilet": (9, 1)})
    for assignment in db.session().query(Assignment):
        if assignment.juror.person.name == "Piotr Ćwik":
            jury.end_assignment(
                assignment_id=assignment.id, reason="Wyłączenie", actor=make_organiser()
            )
    (line,) = queries.edition_ranking(edition_id).overall.lines
    assert (str(line.score), line.cards, line.missing, line.unassigned) == ("90.00", 1, (), 1)


def test_edition_without_admitted_entries_says_what_comes_next(
    app: Flask, organiser: FlaskClient
) -> None:
    page = text_of(organiser, page_of(make_edition()))
    assert "Nie ma jeszcze czego uszeregować" in page
    assert "Pobierz" not in page


def test_csv_opens_in_polish_spreadsheets_and_runs_no_formula(
    app: Flask, organiser: FlaskClient
) -> None:
    edition_id = scored_edition({"=1+1;„Łąka”": (9, 8), "Woda": (5, None)})
    answer = organiser.get(page_of(edition_id, ".csv"))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:3] == ["Miejsce", "Numer", "Tytuł"]
    assert len({len(row) for row in rows}) == 1
    first, second = (dict(zip(rows[0], row, strict=True)) for row in rows[1:])
    assert first["Tytuł"] == "'=1+1;„Łąka”"
    assert (first["Miejsce"], first["Wynik w procentach"], first["Rozstęp"]) == (
        "1",
        "85,00",
        "10,00",
    )
    assert (second["Karty"], second["Karty oczekiwane"]) == ("1", "2")
    assert second["Brakujące karty"] == "Piotr Ćwik"


def test_workbook_has_a_sheet_for_all_and_one_for_each_category(
    app: Flask, organiser: FlaskClient
) -> None:
    edition_id = scored_edition({"=1+1": [9], "Woda": [8]}, categories={"Woda": 1})
    answer = organiser.get(page_of(edition_id, ".xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["Wszystkie kategorie", "1. Usługi publiczne", "2. Rozwój"]
    header, first, second = book["Wszystkie kategorie"].iter_rows()
    assert [cell.value for cell in header[:3]] == ["Miejsce", "Numer", "Tytuł"]
    assert (first[2].value, first[2].data_type) == ("=1+1", "s")
    assert (first[0].value, first[5].value) == (1, 90)
    assert second[2].value == "Woda"
    assert [row[2].value for row in book["2. Rozwój"].iter_rows(min_row=2)] == ["Woda"]


@pytest.mark.parametrize("ending", ["", "?widok=kategorie", ".csv", ".xlsx"])
def test_only_organisers_see_a_ranking(
    app: Flask,
    client: FlaskClient,
    make_person: Callable[..., str],
    signed_in: Callable[[str], FlaskClient],
    ending: str,
) -> None:
    edition_id = make_edition()
    url = page_of(edition_id, ending)
    assert client.get(url).headers["Location"].startswith("/logowanie")
    assert signed_in(make_person()).get(url).status_code == 404
    person_id = juror(seat_juror(edition_id, signs=False)).person_id
    assert signed_in(person_id).get(url).status_code == 404


def test_ranking_across_editions_is_for_organisers_too(
    client: FlaskClient, make_person: Callable[..., str], signed_in: Callable[[str], FlaskClient]
) -> None:
    url = "/organizator/ranking-dwoch-edycji"
    assert client.get(url).headers["Location"].startswith("/logowanie")
    assert signed_in(make_person()).get(url).status_code == 403


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Collects the SQL statements that run inside."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        found.append(statement)

    event.listen(app.extensions["engine"], "before_cursor_execute", note)
    yield found
    event.remove(app.extensions["engine"], "before_cursor_execute", note)


def test_pages_cost_the_same_number_of_statements_however_many_entries(
    app: Flask, organiser: FlaskClient
) -> None:
    small, also_small, big = (
        scored_edition({f"Zgłoszenie {n}": (n, None) for n in range(count)}) for count in (1, 1, 3)
    )
    across = "/organizator/ranking-dwoch-edycji?pierwsza={}&druga={}"
    for few, many in (
        (page_of(small), page_of(big)),
        (across.format(small, also_small), across.format(also_small, big)),
    ):
        counts = []
        for url in (few, many):
            with statements(app) as found:
                assert organiser.get(url).status_code == 200
            counts.append(len(found))
        assert counts[0] == counts[1] <= 16  # two of them keep who reads what


def test_applicants_of_two_editions_are_ranked_by_the_mean_with_the_rule_beside_it(
    app: Flask, organiser: FlaskClient
) -> None:
    most, gop, lgd = (make_organisation(name) for name in ("Most", "GOP", "LGD Szlak"))
    scored_edition({"A1": [9], "B1": [4]}, organisations={"A1": most, "B1": gop})
    scored_edition(
        {"A2": [5], "A2 lepsze": [7], "B2": [10], "C2": [6]},
        organisations={"A2": most, "A2 lepsze": most, "B2": gop, "C2": lgd},
        categories={"A2 lepsze": 1},
    )
    page = text_of(organiser, "/organizator/ranking-dwoch-edycji")
    assert "1 Most 80,00 90,00 70,00" in page
    assert "2 GOP 70,00 40,00 100,00" in page
    assert page.index("Tylko w edycji") < page.index("LGD Szlak 60,00")
    assert "porządkuje średnia arytmetyczna" in page


def test_one_scored_edition_is_not_enough_to_compare(app: Flask, organiser: FlaskClient) -> None:
    scored_edition({"Bilet": [9]})
    page = text_of(organiser, "/organizator/ranking-dwoch-edycji")
    assert "Potrzebne są dwie ocenione edycje" in page
