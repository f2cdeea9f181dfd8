"""The organiser sees what severity and chance do to the ranking, in words, tables and drawings."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.editions.builders import make_edition
from tests.ranking.test_ranking_pages import (
    organiser as organiser,
)
from tests.ranking.test_ranking_pages import (
    page_of,
    scored_edition,
    statements,
    text_of,
)

VIEW = "/kalibracja"
SEVERE = {f"Zgłoszenie {n}": (n + 2, n) for n in range(1, 9)}
"""The second juror gives each entry two points of ten less than the first."""


def test_view_puts_official_and_calibrated_places_side_by_side_with_their_doubt(
    app: Flask, organiser: FlaskClient
) -> None:
    cards = SEVERE | {"Tylko surowy": (None, 8), "Tylko łagodny": (9, None)}
    page = text_of(organiser, page_of(scored_edition(cards), VIEW))
    # by the mean 90 stands before 80; with the two jurors' habits taken out it is the other way
    assert page.index("Tylko łagodny SLZ") < page.index("Tylko surowy SLZ")
    assert "↑ 2 wyżej" in page
    assert "↓ 2 niżej" in page
    assert "Najsurowszy juror ocenia o 10,0 punktu procentowego niżej" in page
    assert "różni się od pozostałych" in page
    assert "ICC(1,1)" in page


def test_view_says_in_words_that_unlinked_panels_cannot_be_compared(
    app: Flask, organiser: FlaskClient
) -> None:
    edition_id = scored_edition({"Bilet": (9, None), "Woda": (8, None), "Most": (None, 7)})
    page = text_of(organiser, page_of(edition_id, VIEW))
    assert "Nie wszystkie zgłoszenia łączą wspólni jurorzy" in page
    assert "Zespół 1: miejsca w zespole" in page
    assert "Na jurora przypada mało kart" in page


def test_view_in_english_names_its_limits_too(app: Flask, organiser: FlaskClient) -> None:
    edition_id = scored_edition({"Bilet": (9, 9), "Woda": (8, 8)})
    organiser.set_cookie("language", "en")
    page = text_of(organiser, page_of(edition_id, VIEW))
    assert "No difference in severity between jurors was found" in page
    assert "No entry would have another place." in page


def test_drawing_has_a_table_beside_it_and_a_name(app: Flask, organiser: FlaskClient) -> None:
    html = organiser.get(page_of(scored_edition(SEVERE), VIEW)).get_data(as_text=True)
    assert ">Przedziały miejsc; te same liczby podaje tabela poniżej.</desc>" in html
    assert html.index("<figure") < html.index("Szansa na miejsca 1–3")


def test_edition_without_sealed_cards_has_nothing_to_analyse(
    app: Flask, organiser: FlaskClient
) -> None:
    assert "Nie ma jeszcze czego analizować" in text_of(organiser, page_of(make_edition(), VIEW))


@pytest.mark.parametrize("ending", ["", VIEW])
def test_page_costs_at_most_fourteen_statements_however_many_entries(
    app: Flask, organiser: FlaskClient, ending: str
) -> None:
    few, many = scored_edition({"Bilet": (9, 9)}), scored_edition(SEVERE)
    counts = []
    for edition_id in (few, many):
        with statements(app) as found:
            assert organiser.get(page_of(edition_id, ending)).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1] <= 14  # two of them keep who reads what


@pytest.mark.parametrize("ending", [VIEW, "/glosowanie"])
def test_only_organisers_see_it(
    app: Flask,
    client: FlaskClient,
    make_person: Callable[..., str],
    signed_in: Callable[[str], FlaskClient],
    ending: str,
) -> None:
    url = page_of(make_edition(), ending)
    assert client.get(url).headers["Location"].startswith("/logowanie")
    assert signed_in(make_person()).get(url).status_code == 404
