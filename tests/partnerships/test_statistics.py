"""The numbers of slide 4 of 12 November 2013, counted from the demonstration's rows."""

import re

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from leader_award.demo import partnerships as demonstration
from leader_award.demo import people
from leader_award.partnerships import partnership_queries as queries
from leader_award.partnerships import rules, statistics
from leader_award.partnerships.rules import GRANT, POPT_1, POPT_2, PROJECT, Standing
from leader_award.platform import db
from tests.partnerships.builders import few_units, import_units, make_partnership

standings = st.lists(
    st.builds(
        Standing,
        st.frozensets(st.sampled_from(rules.SUPPORTS)),
        st.frozensets(st.sampled_from(["020101", "146501", "106101"])),
    )
)


@pytest.fixture
def slides(app: Flask) -> None:
    import_units()
    people.add_people()
    demonstration.load_partnerships()


def test_demonstration_reproduces_slides_4_to_6(slides: None, client) -> None:
    """All checks in one test: the rows take seconds to load."""
    check_numbers_of_slide_4()
    check_page(client.get("/partnerstwa/statystyka").text)
    check_maps()
    check_unnamed()


def check_numbers_of_slide_4() -> None:
    figures = rules.count([one.standing for one in queries.all_placed()])
    assert figures.project == 61
    assert {kind: (f.count, f.percent) for kind, f in figures.by_money.items()} == {
        GRANT: (13, 21),
        POPT_1: (15, 25),
        POPT_2: (21, 34),
    }
    assert (figures.together.count, figures.together.percent) == (48, 79)
    assert figures.sum_of_groups == 49
    assert figures.overlaps == {(GRANT, POPT_2): 1}
    assert figures.outside_popt_1 == 19
    assert figures.outside_popt_2 >= 60
    assert figures.initiatives >= 127
    assert figures.units > 1000
    assert rules.percent(figures.units, 2477) in range(38, 43)


def check_page(page: str) -> None:
    text = re.sub(r"\s+", " ", re.sub(r"<(desc|title)\b.*?</\1>|<[^>]+>", " ", page))
    for words in (
        "predefiniowanym 61 ",
        "dotacja z programu regionalnego MF EOG 13 21 %",
        "dotacja z konkursu 1 POPT MOF 15 25 %",
        "wniosek w konkursie 2 POPT MOF 21 34 %",
        "z tych trzech 48 79 %",
        "z dotacją POPT MOF 1 19 ",
        "13 + 15 + 21 to 49, a nie 48",
        "co najmniej 60",
        "co najmniej 127",
    ):
        assert words.lower() in text.lower(), words


def check_maps() -> None:
    placed = queries.all_placed()
    money = statistics.money_map(placed)
    assert [len(ones) for _kind, ones in money.groups] == [12, 15, 20, 1, 13]
    assert (len(money.dots), money.without_place) == (61, 0)
    standing = statistics.standing_map(placed)
    assert [len(ones) for _kind, ones in standing.groups] == [61, 19, 60]
    rows = statistics.by_voivodeship(placed, queries.voivodeships())
    assert len(rows) == 16
    assert sum(counts["all"] for _code, _name, counts in rows) == 140
    assert all(counts["all"] for _code, _name, counts in rows)


def check_unnamed() -> None:
    unnamed = [one for one in queries.all_placed() if one.standing.supports]
    assert len(unnamed) == 140
    for one in unnamed:
        assert one.seat_assumed
        assert one.name.startswith("Partnerstwo, którego nazwy nie ma w naszych źródłach, nr ")


def test_statistics_take_as_many_statements_for_many_partnerships_as_for_one(app, client) -> None:
    few_units()
    statements: list[str] = []
    event.listen(db.engine(), "before_cursor_execute", lambda *a: statements.append(a[2]))

    def count(path: str) -> int:
        statements.clear()
        assert client.get(path).status_code == 200
        return len(statements)

    paths = ("/partnerstwa/statystyka", "/partnerstwa", "/partnerstwa/rejestr.csv")
    make_partnership("Jedno", "020101", supports=frozenset({GRANT, PROJECT}))
    one = [count(path) for path in paths]
    for number in range(4):
        terc = ("146501", "106101", "020102", "0619")[number]
        make_partnership(f"Dalsze {number}", terc, supports=frozenset({POPT_1}))
    assert [count(path) for path in paths] == one


def test_county_without_coordinates_lies_amid_its_gminas(app: Flask) -> None:
    few_units()
    make_partnership("Powiatowe", "0201")
    (one,) = queries.all_placed()
    assert one.place is not None
    assert 51.0 < one.place[0] < 51.5


@given(st.integers(0, 500), st.integers(1, 500))
def test_percent_is_within_half_of_the_exact_share(part: int, whole: int) -> None:
    assert abs(rules.percent(part, whole) * whole - 100 * part) * 2 <= whole


def test_percent_rounds_a_half_up_and_is_zero_of_nothing() -> None:
    assert (rules.percent(1, 200), rules.percent(1, 201), rules.percent(3, 0)) == (1, 0, 0)


@given(standings)
def test_groups_and_overlaps_always_explain_the_total(many: list[Standing]) -> None:
    figures = rules.count(many)
    surplus = sum((len(kinds) - 1) * number for kinds, number in figures.overlaps.items())
    assert figures.sum_of_groups - surplus == figures.together.count
    assert figures.together.count <= figures.project <= len(many)
    assert figures.initiatives >= figures.together.count + figures.outside_popt_2
    assert figures.units <= 3


@given(standings, st.randoms())
def test_statistics_do_not_depend_on_the_order_of_rows(many: list[Standing], random) -> None:
    shuffled = list(many)
    random.shuffle(shuffled)
    assert rules.count(shuffled) == rules.count(many)
