"""Maps of Poland for pages: outlines of the voivodeships, places of dots, marks and shades.

Places are projected by Albers' equal-area conic projection with the standard parallels 50° and
54° N and the centre 52° N 19° E, on a sphere (J. P. Snyder, Map Projections: A Working Manual,
1987, p. 100): areas of a choropleth stay comparable. Draw with `macros/map.html`.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

Point = tuple[float, float]

WIDTH, HEIGHT = 480, 450
"""Size of the map in its own units; a phone shows about 350 of its pixels for the width."""
MARGIN = 6
TOLERANCE = 1.0
"""Bends smaller than this many units are left out of outlines."""

TERYT = {
    "DS": "02", "KP": "04", "LU": "06", "LB": "08", "LD": "10", "MA": "12", "MZ": "14", "OP": "16",
    "PK": "18", "PD": "20", "PM": "22", "SL": "24", "SK": "26", "WN": "28", "WP": "30", "ZP": "32",
}  # fmt: skip
"""TERYT code of a voivodeship by the end of its HASC code, which the shapes carry."""

MARKS = {
    "circle": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
    "square": "M-4.6-4.6h9.2v9.2h-9.2z",
    "triangle": "M0-6.2L6 4.6H-6z",
    "diamond": "M0-6.6L6.6 0 0 6.6-6.6 0z",
    "plus": "M-2-6h4v4h4v4h-4v4h-4v-4h-4v-4h4z",
    "reversed": "M0 6.2L6-4.6H-6z",
}
"""Outlines of the marks, about the origin; `reversed` is a triangle on its point."""

_PARALLELS = (math.radians(50), math.radians(54))
_CENTRE = (math.radians(52), math.radians(19))
_N = (math.sin(_PARALLELS[0]) + math.sin(_PARALLELS[1])) / 2
_C = math.cos(_PARALLELS[0]) ** 2 + 2 * _N * math.sin(_PARALLELS[0])


@dataclass(frozen=True)
class Shape:
    """A voivodeship: TERYT code, SVG path in map units, and the middle of its points."""

    terc: str
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Kind:
    """A kind of dot in the legend: mark is a name of MARKS, tone a number 1 to 6."""

    key: str
    label: Any
    mark: str
    tone: int


@dataclass(frozen=True)
class Dot:
    """Something at a place in degrees (WGS84), of a kind; `label` is what hovering shows."""

    latitude: float
    longitude: float
    kind: str
    label: str = ""


@dataclass(frozen=True)
class Placed:
    """A dot in map units, moved aside a little if another one was there before."""

    x: float
    y: float
    kind: str
    label: str


def project(latitude: float, longitude: float) -> Point:
    """Return the place of a point in degrees (WGS84) in map units, from the top left corner."""
    scale, left, top = _frame()
    x, y = _albers(math.radians(latitude), math.radians(longitude))
    return round((x - left) * scale + MARGIN, 1), round((top - y) * scale + MARGIN, 1)


def _albers(latitude: float, longitude: float) -> Point:
    def radius(of: float) -> float:
        return math.sqrt(_C - 2 * _N * math.sin(of)) / _N

    angle = _N * (longitude - _CENTRE[1])
    return (
        radius(latitude) * math.sin(angle),
        radius(_CENTRE[0]) - radius(latitude) * math.cos(angle),
    )


@lru_cache(maxsize=1)
def _topology() -> tuple[list[list[Point]], list[dict[str, Any]]]:
    """Return the arcs, each as (longitude, latitude) in degrees, and the shapes made of them."""
    path = files("leader_award.platform").joinpath("data", "voivodeships.topo.json")
    topology = json.loads(path.read_text(encoding="utf-8"))
    (scale_x, scale_y), (left, bottom) = topology["transform"].values()
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for step_x, step_y in steps:
            x, y = x + step_x, y + step_y
            arc.append((x * scale_x + left, y * scale_y + bottom))
        arcs.append(arc)
    return arcs, topology["objects"]["pol"]["geometries"]


@lru_cache(maxsize=1)
def _frame() -> tuple[float, float, float]:
    """Return units per radian, and the left and upper edge of the country in radians."""
    points = [
        _albers(math.radians(latitude), math.radians(longitude))
        for arc in _topology()[0]
        for longitude, latitude in arc
    ]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    bottom, top = min(y for _, y in points), max(y for _, y in points)
    scale = min((WIDTH - 2 * MARGIN) / (right - left), (HEIGHT - 2 * MARGIN) / (top - bottom))
    return scale, left, top


@lru_cache(maxsize=1)
def outline() -> tuple[Shape, ...]:
    """Return the 16 voivodeships in the order of their TERYT codes.

    Arcs that two of them share are simplified once, so that no gap opens between neighbours.
    """
    arcs, geometries = _topology()
    simple = [
        _simplified([project(latitude, longitude) for longitude, latitude in arc]) for arc in arcs
    ]
    shapes = []
    for geometry in geometries:
        (ring,) = geometry["arcs"]
        points = list(_joined(ring, simple))
        xs, ys = [x for x, _ in points], [y for _, y in points]
        path = "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "z"
        middle = (round((min(xs) + max(xs)) / 2, 1), round((min(ys) + max(ys)) / 2, 1))
        shapes.append(Shape(TERYT[geometry["id"][-2:]], path, *middle))
    return tuple(sorted(shapes, key=lambda shape: shape.terc))


def _joined(ring: Sequence[int], arcs: Sequence[Sequence[Point]]) -> Iterator[Point]:
    """Yield the points of a ring; an arc numbered ~n runs backwards (TopoJSON)."""
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        yield from arc[:-1]


def _simplified(line: Sequence[Point]) -> list[Point]:
    """Return the line without small bends (D. Douglas and T. Peucker, 1973)."""
    first, last = line[0], line[-1]
    far = max(range(1, len(line) - 1), key=lambda i: _distance(line[i], first, last), default=None)
    if far is None or _distance(line[far], first, last) <= TOLERANCE:
        return [first, last]
    return _simplified(line[: far + 1])[:-1] + _simplified(line[far:])


def _distance(point: Point, first: Point, last: Point) -> float:
    """Return the distance of a point from the line through two others (or from their one place)."""
    across, down = last[0] - first[0], last[1] - first[1]
    length = math.hypot(across, down)
    x, y = point[0] - first[0], point[1] - first[1]
    return abs(across * y - down * x) / length if length else math.hypot(x, y)


def placed(dots: Sequence[Dot], apart: float = 6.0) -> list[Placed]:
    """Return the dots in map units; one that would hide an earlier one moves aside.

    It takes the nearest free place on rings of `apart` units around its own, up to three rings.
    """
    taken: list[Point] = []
    result = []
    for dot in dots:
        x, y = next(
            (
                place
                for place in _around(project(dot.latitude, dot.longitude), apart)
                if all(math.dist(place, other) >= apart for other in taken)
            ),
            project(dot.latitude, dot.longitude),
        )
        taken.append((x, y))
        result.append(Placed(round(x, 1), round(y, 1), dot.kind, dot.label))
    return result


def _around(centre: Point, apart: float) -> Iterator[Point]:
    yield centre
    for ring in (1, 2, 3):
        for step in range(6 * ring):
            angle = math.tau * step / (6 * ring)
            radius = ring * apart * 1.01
            yield (centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle))


CROP = (320, 180)
"""Width and height of the part of the map that shows where one partnership is (16 : 9)."""


@dataclass(frozen=True)
class Crop:
    """A part of the map, in map units, with its dots; the first one is named."""

    x: float
    y: float
    width: float
    height: float
    dots: tuple[Point, ...]
    name: str
    name_x: float
    name_anchor: str


def crop(points: Sequence[Point], name: str) -> Crop | None:
    """Return the part of the map around points in degrees, or None without any.

    It is as large as `CROP`, or larger where they lie further apart, and stays on the map; the
    first point carries the name, on the side that has more room.
    """
    if not points:
        return None
    dots = [project(*point) for point in points]
    xs, ys = [x for x, _ in dots], [y for _, y in dots]
    scale = max(1.0, (max(xs) - min(xs)) * 1.4 / CROP[0], (max(ys) - min(ys)) * 1.4 / CROP[1])
    scale = min(scale, WIDTH / CROP[0])
    width, height = CROP[0] * scale, CROP[1] * scale
    left = _kept((min(xs) + max(xs) - width) / 2, WIDTH - width)
    top = _kept((min(ys) + max(ys) - height) / 2, HEIGHT - height)
    on_left = dots[0][0] - left < width / 2
    aside = width * 0.035 * (1 if on_left else -1)
    return Crop(
        x=left,
        y=top,
        width=round(width, 1),
        height=round(height, 1),
        dots=tuple(dots),
        name=name,
        name_x=round(dots[0][0] + aside, 1),
        name_anchor="start" if on_left else "end",
    )


def _kept(value: float, most: float) -> float:
    return round(min(max(value, 0), max(most, 0)), 1)


SHADES = 5


def shades(values: Mapping[str, int]) -> dict[str, int]:
    """Return the shade 0 to 5 of each voivodeship for a choropleth: 0 only for nothing.

    Shades are equal steps up to the largest value; `values` are by TERYT code, at least 0.
    """
    largest = max(values.values(), default=0)
    return {
        shape.terc: math.ceil(SHADES * values.get(shape.terc, 0) / largest) if largest else 0
        for shape in outline()
    }


def init_app(app: Any) -> None:
    """Let templates draw maps."""
    app.add_template_global(outline, "map_outline")
    app.add_template_global(placed, "map_placed")
    app.add_template_global(shades, "map_shades")
    app.add_template_global(MARKS, "map_marks")
