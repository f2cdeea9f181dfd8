"""The sizes of a press picture, made by Pillow within bounds of bytes, pixels and memory.

Only the new sizes are kept: what a camera writes beside the picture (place, owner, preview)
ends with the upload.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from struct import error as StructError

from flask_babel import lazy_gettext as _l
from PIL import Image, ImageOps

from leader_award.platform.errors import DomainError

BOXES = (2400, 1200, 480)
"""Pixels of the longer side of each size, the largest first; nothing is ever enlarged."""
SMALLEST = 480
"""Pixels that the longer side of an upload must have at least."""
MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = {"JPEG": 60_000_000, "PNG": 25_000_000}
"""A JPEG is read at a fraction of its size, a PNG has to be unpacked whole (4 bytes a pixel)."""
QUALITY = 85


@dataclass(frozen=True)
class Size:
    """A JPEG of a picture: pixels and bytes."""

    width: int
    height: int
    data: bytes


def make_sizes(path: Path) -> Sequence[Size]:
    """Return the sizes of the JPEG or PNG at `path`, the largest first.

    Raises DomainError beside `file` for what is no such picture, too small or too large.
    """
    try:
        with Image.open(path, formats=tuple(MAX_PIXELS)) as image:
            _check(image)
            image.draft("RGB", (BOXES[0], BOXES[0]))
            return [_size(each) for each in _shrunk(_upright(image))]
    except (OSError, ValueError, SyntaxError, EOFError, StructError, Image.DecompressionBombError):
        raise DomainError(
            _l("This is not a sound picture. Choose a JPEG or PNG file."), field="file"
        ) from None


def _check(image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS[image.format or "PNG"]:
        raise DomainError(
            _l("The picture has too many pixels. Make it smaller and add it again."), field="file"
        )
    if max(image.size) < SMALLEST:
        raise DomainError(
            _l(
                "The picture is too small for the press: its longer side needs at least"
                " %(pixels)s pixels.",
                pixels=SMALLEST,
            ),
            field="file",
        )


def _upright(image: Image.Image) -> Image.Image:
    """Return the picture turned as the camera says, without transparency, on white."""
    image.load()
    upright = ImageOps.exif_transpose(image) or image
    if not upright.has_transparency_data:
        return upright.convert("RGB")
    upright = upright.convert("RGBA")
    upright.thumbnail((BOXES[0], BOXES[0]), Image.Resampling.LANCZOS)
    white = Image.new("RGB", upright.size, "white")
    white.paste(upright, mask=upright.getchannel("A"))
    return white


def _shrunk(image: Image.Image) -> list[Image.Image]:
    found: list[Image.Image] = []
    for box in BOXES:
        smaller = image.copy()
        smaller.thumbnail((box, box), Image.Resampling.LANCZOS, reducing_gap=3.0)
        if not found or smaller.size != found[-1].size:
            found.append(smaller)
    return found


def _size(image: Image.Image) -> Size:
    packed = io.BytesIO()
    image.info.clear()
    image.save(packed, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Size(image.width, image.height, packed.getvalue())
