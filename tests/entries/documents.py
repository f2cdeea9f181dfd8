"""Documents to look at, sound and hostile, made by pypdf and Pillow."""

import io
import zlib

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject


def pdf_of(*texts: str, size: tuple[float, float] = (595, 842), password: str = "") -> bytes:
    """A PDF with a page for each text."""
    writer = PdfWriter()
    for text in texts:
        page = writer.add_blank_page(*size)
        put_on(writer, page, f"BT /F1 24 Tf 72 700 Td ({text}) Tj ET".encode())
    if password:
        writer.encrypt(password)
    return written(writer)


def put_on(writer: PdfWriter, page: DictionaryObject, drawing: bytes) -> None:
    """Let the page be drawn by these operators."""
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): font})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stream = DecodedStreamObject()
    stream.set_data(drawing)
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())


def endless_pdf() -> bytes:
    """A page that is painted over and over, for hours."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    put_on(writer, page, b"0 0 m 595 842 l 0 842 l 595 0 l f*\n" * 3_000_000)
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    packed = io.BytesIO()
    writer.write(packed)
    return packed.getvalue()


def picture_of(width: int, height: int, kind: str = "PNG", colour: str = "teal") -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(packed, kind)
    return packed.getvalue()


def vast_png(side: int = 60_000) -> bytes:
    """A PNG of a few bytes that says it has billions of pixels."""
    sound = picture_of(1, 1)
    head = side.to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    chunk = b"IHDR" + head
    return (
        sound[:8] + b"\x00\x00\x00\x0d" + chunk + zlib.crc32(chunk).to_bytes(4, "big") + sound[33:]
    )
