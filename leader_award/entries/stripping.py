"""Copies of files without what programs note about their authors; texts and pictures stay.

`strip` takes the bytes and gives those of the copy. What is written in the document itself is
not touched: applicants are asked not to name themselves there.
"""

import io
from collections.abc import Callable, Mapping

from PIL import Image, ImageOps

from leader_award.entries import stripping_office, stripping_pdf
from leader_award.entries.stripping_jpeg import without_notes
from leader_award.entries.stripping_office import CannotStrip

__all__ = ["CannotStrip", "strip"]

PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs"}
)


def strip(content: bytes, media_type: str) -> bytes:
    """Return a copy of the file without its metadata.

    Raises CannotStrip for a file that is encrypted, broken, or of a kind not known here.
    """
    if media_type not in BY_TYPE:
        raise CannotStrip("no known kind of file")
    try:
        return BY_TYPE[media_type](content)
    except CannotStrip:
        raise
    except Exception as error:  # libraries fail in countless ways on broken files
        raise CannotStrip("broken") from error


def _jpeg(content: bytes) -> bytes:
    """Drop the notes; a picture that lies on its side only by them is turned and written anew."""
    with Image.open(io.BytesIO(content)) as picture:
        upright = picture.getexif().get(0x0112, 1) == 1
        picture.load()
        if upright:
            return without_notes(content)
        turned = ImageOps.exif_transpose(picture)
        turned.info.clear()
        written = io.BytesIO()
        turned.save(written, "JPEG", quality=92)
    return without_notes(written.getvalue())


def _png(content: bytes) -> bytes:
    """Keep only the chunks that draw the picture."""
    with Image.open(io.BytesIO(content)) as picture:
        picture.load()
    kept, at = [content[:8]], 8
    while at < len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        chunk = content[at : at + 12 + length]
        if chunk[4:8] in PNG_KEPT:
            kept.append(chunk)
        if chunk[4:8] == b"IEND":
            break
        at += 12 + length
    return b"".join(kept)


def picture(content: bytes) -> bytes:
    """Return a picture inside another document without its notes.

    Raises CannotStrip for one that is neither JPEG nor PNG nor a drawing.
    """
    if content.startswith(b"\xff\xd8"):
        return without_notes(content)
    if content.startswith(b"\x89PNG"):
        return _png(content)
    raise CannotStrip("picture of an unknown kind")


def _office(content: bytes) -> bytes:
    return stripping_office.strip(content, picture)


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
BY_TYPE: Mapping[str, Callable[[bytes], bytes]] = {
    "application/pdf": stripping_pdf.strip,
    "image/jpeg": _jpeg,
    "image/png": _png,
    **{
        _OFFICE + kind: _office
        for kind in ("wordprocessingml.document", "spreadsheetml.sheet",
                     "presentationml.presentation")
    },
    **{_OPEN + kind: _office for kind in ("text", "spreadsheet", "presentation")},
}  # fmt: skip
"""How a copy is made, by media type."""
