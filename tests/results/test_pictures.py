import io
from pathlib import Path

import pytest
from PIL import Image

from leader_award.platform.errors import DomainError
from leader_award.results.pictures import make_sizes
from tests.results.pictures import claiming, picture, with_place


def sizes(folder: Path, data: io.BytesIO) -> list[tuple[int, int]]:
    path = folder / "upload"
    path.write_bytes(data.getvalue())
    return [(each.width, each.height) for each in make_sizes(path)]


def test_picture_is_made_smaller_and_never_larger(tmp_path: Path) -> None:
    assert sizes(tmp_path, picture(3000, 2000)) == [(2400, 1600), (1200, 800), (480, 320)]
    assert sizes(tmp_path, picture(1000, 2000, "PNG")) == [(1000, 2000), (600, 1200), (240, 480)]
    assert sizes(tmp_path, picture(480, 300)) == [(480, 300)]


def test_camera_s_turn_is_done_and_its_notes_are_dropped(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(with_place().getvalue())
    assert b"Jan Autor" in path.read_bytes()
    for each in make_sizes(path):
        assert each.height > each.width
        assert b"Jan Autor" not in each.data
        with Image.open(io.BytesIO(each.data)) as image:
            assert dict(image.getexif()) == {}


def test_transparency_becomes_white(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(picture(600, 600, "PNG", mode="RGBA", colour=(0, 0, 0, 0)).getvalue())
    with Image.open(io.BytesIO(make_sizes(path)[0].data)) as image:
        assert image.getpixel((300, 300)) == (255, 255, 255)


@pytest.mark.parametrize(
    "data",
    [
        io.BytesIO(b""),
        io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
        picture(600, 600, "GIF"),
        io.BytesIO(picture().getvalue()[:900]),
        io.BytesIO(picture(600, 600, "PNG").getvalue()[:200]),
        picture(300, 200),
        claiming(30_000, 30_000),
        claiming(6_000, 5_000),
    ],
    ids=["empty", "svg", "gif", "cut-jpeg", "cut-png", "small", "bomb", "large-png"],
)
def test_what_is_no_sound_picture_of_a_fair_size_is_refused(
    tmp_path: Path, data: io.BytesIO
) -> None:
    with pytest.raises(DomainError) as refused:
        sizes(tmp_path, data)
    assert refused.value.field == "file"
