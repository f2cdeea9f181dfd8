"""The organiser sees an edition drawn: who takes part, how it went on, what jurors gave."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from flask import Flask
from flask.testing import FlaskClient

from leader_award.platform import db
from leader_award.ranking import pictures, queries
from leader_award.ranking.coded import coded_work
from tests.editions.builders import make_edition
from tests.ranking.test_ranking_pages import (
    organiser as organiser,
)
from tests.ranking.test_ranking_pages import scored_edition, statements, text_of

CARDS = {"Bilet": (9, 8), "Most": (7, 2), "Woda": (5, 5), "Las": (6, None)}


def page_of(edition_id: str) -> str:
    return f"/organizator/edycje/{edition_id}/w-obrazach"


def drawn(edition_id: str) -> pictures.ScorePictures:
    rounds = queries.rounds_of(edition_id)
    found = pictures.score_pictures(coded_work(edition_id, rounds[0].id, rounds, abstentions=False))
    assert found is not None
    return found


def test_each_drawing_has_a_name_a_description_and_its_table(
    app: Flask, organiser: FlaskClient
) -> None:
    html = organiser.get(page_of(scored_edition(CARDS))).get_data(as_text=True)
    charts = re.findall(r'<svg class="(?:chart|map)"[^>]*aria-labelledby="([^"]+)"', html)
    assert charts == [
        "towns-title",
        "voivodeships-title",
        "submissions-title",
        "cards-title",
        "by-criterion-title",
        "by-juror-title",
        "agreement-chart-title",
    ]
    for title in charts:
        assert f'<title id="{title}">' in html
        assert f'<desc id="{title.replace("-title", "-description")}">' in html
    assert html.count("<table") == len(charts) - 1  # the two maps share one


def test_points_of_jurors_and_criteria_are_counted_from_sealed_cards(app: Flask) -> None:
    found = drawn(scored_edition(CARDS))
    by_juror = dict(found.jurors.rows)
    criteria = len(found.criteria.rows)
    assert sorted(by_juror["Ewa Adamska"]) == sorted([9, 7, 5, 6] * criteria)
    assert sorted(by_juror["Piotr Ćwik"]) == sorted([8, 2, 5] * criteria)
    assert [sorted(values) for _name, values in found.criteria.rows] == [
        [2, 5, 5, 6, 7, 8, 9]
    ] * criteria


def test_entries_on_which_jurors_differ_most_come_first_and_single_cards_are_left_out(
    app: Flask,
) -> None:
    agreement = drawn(scored_edition(CARDS)).agreement
    assert agreement is not None
    assert [row[0] for row in agreement.table] == ["Most", "Bilet", "Woda"]
    assert agreement.table[0] == ("Most", 2, "20,00", "45,00", "70,00", "50,00")


def test_page_of_an_edition_without_entries_says_what_will_stand_there(
    app: Flask, organiser: FlaskClient
) -> None:
    assert "Nie ma jeszcze czego narysować" in text_of(organiser, page_of(make_edition()))


def test_map_counts_applicants_by_voivodeship_and_names_those_without_a_place(app: Flask) -> None:
    found = pictures.participation(scored_edition(CARDS))
    placed = sum(found.by_voivodeship.values())
    assert placed + len(found.without_place) == len(CARDS)
    assert sum(count for _name, count, _who in found.table) == placed


def test_drawings_cost_the_same_number_of_statements_however_many_entries(
    app: Flask, organiser: FlaskClient
) -> None:
    counts = []
    for cards in ({"Bilet": (9, 8)}, CARDS):
        url = page_of(scored_edition(cards))
        db.session().expire_all()
        with statements(app) as found:
            assert organiser.get(url).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1] <= 18  # two of them keep who reads what


def test_days_are_those_of_the_polish_calendar_and_end_today_before_the_deadline() -> None:
    late = datetime(2026, 11, 5, 23, 30, tzinfo=UTC)  # half past midnight of the 6th in Warsaw
    found = pictures.counted_by_day(
        [late, late], datetime(2026, 11, 5, tzinfo=UTC), datetime(2026, 12, 16, tzinfo=UTC), late
    )
    assert found is not None
    assert [(bar.name, bar.count) for bar in found.chart.bars] == [("5.11", 0), ("6.11", 2)]
    assert found.chart.mark is None
    assert found.total == 2


def test_halves_are_rounded_up() -> None:
    assert [pictures.round_half_up(value) for value in (2.4, 2.5, 66.5)] == [2, 3, 67]


def test_criteria_of_different_maxima_are_drawn_in_percent(app: Flask) -> None:
    edition_id = scored_edition({"Bilet": (4, 2)})
    rounds = queries.rounds_of(edition_id)
    work = coded_work(edition_id, rounds[0].id, rounds, abstentions=False)
    (round,) = work.rounds
    halved = tuple(replace(one, maximum=5) if one.id == "C1" else one for one in round.criteria)
    found = pictures.score_pictures(replace(work, rounds=(replace(round, criteria=halved),)))
    assert found is not None
    assert found.criteria.in_percent
    assert [max(values) for _name, values in found.criteria.rows][:2] == [80, 40]


def test_only_organisers_see_the_drawings(
    app: Flask,
    client: FlaskClient,
    make_person: Callable[..., str],
    signed_in: Callable[[str], FlaskClient],
) -> None:
    url = page_of(make_edition())
    assert client.get(url).headers["Location"].startswith("/logowanie")
    assert signed_in(make_person()).get(url).status_code == 404
