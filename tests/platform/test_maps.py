import math
import re

from flask import render_template_string
from hypothesis import given
from hypothesis import strategies as st

from leader_award.platform import maps
from leader_award.platform.maps import Dot, Kind

KINDS = [Kind("grant", "Dotacja", "circle", 1), Kind("talk", "Wystąpienie", "square", 2)]


def points_of(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (pair.split() for pair in path[1:-1].split("L"))]


def area_of(path: str) -> float:
    points = points_of(path)
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return abs(sum(x * v - u * y for (x, y), (u, v) in pairs)) / 2


def holds(path: str, place: tuple[float, float]) -> bool:
    points, inside = points_of(path), False
    for (x, y), (u, v) in zip(points, points[1:] + points[:1], strict=True):
        if (y > place[1]) != (v > place[1]):
            inside ^= place[0] < x + (place[1] - y) / (v - y) * (u - x)
    return inside


def test_outline_has_the_sixteen_voivodeships_inside_the_picture_and_is_small() -> None:
    shapes = maps.outline()
    assert [shape.terc for shape in shapes] == [f"{code:02}" for code in range(2, 33, 2)]
    assert sum(len(shape.path) for shape in shapes) < 16_000
    for shape in shapes:
        assert all(0 <= x <= maps.WIDTH and 0 <= y <= maps.HEIGHT for x, y in points_of(shape.path))


def test_capitals_lie_in_their_voivodeships() -> None:
    shapes = {shape.terc: shape.path for shape in maps.outline()}
    capitals = {
        "02": (51.11, 17.03), "06": (51.25, 22.57), "10": (51.77, 19.46), "12": (50.06, 19.94),
        "14": (52.23, 21.01), "20": (53.13, 23.16), "24": (50.26, 19.02), "28": (53.78, 20.49),
        "30": (52.41, 16.93), "32": (53.43, 14.55),
    }  # fmt: skip
    for terc, place in capitals.items():
        assert [code for code, path in shapes.items() if holds(path, maps.project(*place))] == [
            terc
        ]


def test_areas_keep_their_proportions() -> None:
    areas = {shape.terc: area_of(shape.path) for shape in maps.outline()}
    # 35,558 km² of Masovia to 9,412 km² of Opole (Statistics Poland)
    assert math.isclose(areas["14"] / areas["16"], 35558 / 9412, rel_tol=0.05)


@given(st.lists(st.tuples(st.floats(49.2, 54.5), st.floats(14.5, 23.5)), min_size=1, max_size=30))
def test_every_dot_is_drawn_near_its_place(places) -> None:
    drawn = maps.placed([Dot(lat, lon, "grant") for lat, lon in places])
    assert len(drawn) == len(places)
    for dot, place in zip(drawn, places, strict=True):
        assert math.dist((dot.x, dot.y), maps.project(*place)) < 20


def test_dots_of_one_place_do_not_hide_each_other() -> None:
    drawn = maps.placed([Dot(52.0, 19.0, "grant")] * 12)
    places = [(dot.x, dot.y) for dot in drawn]
    assert min(math.dist(a, b) for a in places for b in places if a is not b) > 5.8


def test_shades_are_equal_steps_and_nothing_is_blank() -> None:
    shades = maps.shades({"02": 10, "04": 1, "06": 2, "08": 5})
    assert (shades["02"], shades["04"], shades["06"], shades["08"]) == (5, 1, 1, 3)
    assert shades["10"] == 0
    assert set(maps.shades({}).values()) == {0}


def test_map_names_itself_draws_marks_by_kind_and_stands_beside_its_table(app) -> None:
    with app.test_request_context("/"):
        page = render_template_string(
            '{% from "macros/map.html" import dot_map %}'
            '{% call dot_map("m", dots, kinds, "Partnerstwa", "Punkty na mapie") %}'
            "TABELA{% endcall %}",
            dots=[Dot(52.2, 21.0, "grant", "A <b>"), Dot(50.0, 19.9, "talk")],
            kinds=KINDS,
        )
    assert re.search(r'role="img"\s+aria-labelledby="m-title"', page)
    assert '<desc id="m-description">Punkty na mapie</desc>' in page
    assert "A &lt;b&gt;" in page
    assert page.count('class="map__dot map__dot--1"') == 2  # on the map and in the legend
    assert maps.MARKS["square"] in page
    assert "TABELA" in page


def test_choropleth_writes_its_numbers(app) -> None:
    with app.test_request_context("/"):
        page = render_template_string(
            '{% from "macros/map.html" import shade_map %}'
            '{% call shade_map("s", {"14": 7}, "Ile", "Opis") %}TABELA{% endcall %}'
        )
    assert page.count("map__shade--0") == 15
    assert re.search(r"map__number--5[^>]*>7<", page)


PLACES = st.tuples(st.floats(50.2, 53.8), st.floats(15.2, 22.8))


@given(st.lists(PLACES, min_size=1, max_size=12))
def test_part_of_the_map_stays_on_it_and_holds_all_its_dots_and_the_name(
    points: list[tuple[float, float]],
) -> None:
    crop = maps.crop(points, "Siedziba")
    assert crop is not None
    assert crop.x >= 0
    assert crop.x + crop.width <= maps.WIDTH + 0.1
    assert math.isclose(crop.width / crop.height, 16 / 9, rel_tol=0.01)
    if max(lat for lat, _ in points) - min(lat for lat, _ in points) < 1.5:
        for x, y in crop.dots:
            assert crop.x <= x <= crop.x + crop.width
            assert crop.y <= y <= crop.y + crop.height
    on_left = crop.dots[0][0] < crop.x + crop.width / 2
    assert (crop.name_anchor == "start") is on_left


def test_part_of_the_map_around_nothing_is_none() -> None:
    assert maps.crop([], "Nigdzie") is None
