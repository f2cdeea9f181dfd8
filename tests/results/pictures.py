"""Pictures to upload, sound and hostile."""

import io
from typing import Any

from PIL import Image


def picture(
    width: int = 1600, height: int = 1000, kind: str = "JPEG", **options: Any
) -> io.BytesIO:
    mode = options.pop("mode", "RGB")
    packed = io.BytesIO()
    Image.new(mode, (width, height), options.pop("colour", "teal")).save(packed, kind, **options)
    packed.seek(0)
    return packed


def with_place() -> io.BytesIO:
    """A JPEG lying on its side that says where and by whom it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x013B] = "Jan Autor"
    exif.get_ifd(0x8825)[1] = "N"
    return picture(1200, 800, exif=exif)


def claiming(width: int, height: int) -> io.BytesIO:
    """A PNG of a few bytes that claims to be huge."""
    data = bytearray(picture(500, 500, "PNG").getvalue())
    data[16:20], data[20:24] = width.to_bytes(4, "big"), height.to_bytes(4, "big")
    return io.BytesIO(bytes(data))
