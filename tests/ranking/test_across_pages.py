"""Across two editions each mean is worked out, drawn, and put beside the calibrated view."""

from flask import Flask
from flask.testing import FlaskClient

from tests.entries.builders import make_organisation
from tests.ranking.test_ranking_pages import organiser as organiser
from tests.ranking.test_ranking_pages import scored_edition, text_of

PAGE = "/organizator/ranking-dwoch-edycji"


def two_editions(**second: tuple[int, int]) -> None:
    """Three participants of both editions: X, Y and Z; then those of the second edition alone."""
    own = {name: make_organisation(name) for name in ("X", "Y", "Z", *second)}
    scored_edition({"X": (9, 8), "Y": (6, 7), "Z": (6, 5)}, organisations=own)
    scored_edition({"X": (6, 5), "Y": (9, 8), "Z": (9, 9)} | second, organisations=own)


def test_each_mean_is_worked_out_with_the_step_that_ordered_equal_ones(
    app: Flask, organiser: FlaskClient
) -> None:
    two_editions()
    page = text_of(organiser, PAGE)
    assert "1. Y: (65,00 + 85,00) ÷ 2 = 75,00." in page
    # 85 + 55 = 55 + 85 would be equal; Z has 90 in the later edition
    assert "2. Z: (55,00 + 90,00) ÷ 2 = 72,50." in page
    assert "3. X: (85,00 + 55,00) ÷ 2 = 70,00." in page


def test_equal_means_say_what_decided(app: Flask, organiser: FlaskClient) -> None:
    own = {name: make_organisation(name) for name in ("X", "Y")}
    scored_edition({"X": (9,), "Y": (7,)}, organisations=own)
    scored_edition({"X": (7,), "Y": (9,)}, organisations=own)
    page = text_of(organiser, PAGE)
    assert "1. Y: (70,00 + 90,00) ÷ 2 = 80,00. Przy równej średniej zdecydował wynik" in page


def test_drawing_has_a_line_for_each_participant_and_breaks_those_that_fall(
    app: Flask, organiser: FlaskClient
) -> None:
    two_editions(W=(3, 3))
    html = organiser.get(PAGE).get_data(as_text=True)
    drawing = html[html.index("<figure") : html.index("</figure>")]
    assert drawing.count("<line") == 3
    assert drawing.count("stroke-dasharray") == 1


def test_calibrated_view_is_standardised_and_says_why_there_is_no_common_list(
    app: Flask, organiser: FlaskClient
) -> None:
    two_editions(W=(3, 3))
    page = text_of(organiser, PAGE)
    assert "Uczestnicy obu edycji, wyniki standaryzowane" in page
    assert "Nie można jej ułożyć: w obu edycjach oceniało mniej niż 6" in page
    organiser.set_cookie("language", "en")
    assert "There is none: fewer than 6 jurors" in text_of(organiser, PAGE)
