"""Files in which names are planted wherever programs note authors, and the search for them."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from PIL import Image, PngImagePlugin
from pypdf import PdfWriter
from pypdf.annotations import Text
from pypdf.generic import (
    ByteStringObject,
    DictionaryObject,
    NameObject,
    StreamObject,
    TextStringObject,
    create_string_object,
)

from tests.entries.builders import zipped

NAME = "Zenobia Kąkol"
PLAIN = "Gmina-Tajna-77"
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
TEXT = "Wspólny transport publiczny"


def spellings() -> Iterator[bytes]:
    for name in (NAME, PLAIN):
        for encoding in ("utf-8", "utf-16-be", "utf-16-le"):
            yield name.encode(encoding)
        yield name.encode("utf-8").hex().encode()
        yield name.encode("utf-16-be").hex().encode()
    yield PLAIN.encode().hex().upper().encode()


def everything_in(content: bytes) -> Iterator[bytes]:
    """The file's bytes, and those of all that is packed in it, at any depth."""
    yield content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield archive.comment
            for member in archive.infolist():
                yield member.filename.encode() + member.comment + member.extra
                yield from everything_in(archive.read(member))
    if content.startswith(b"%PDF"):
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
            try:
                yield zlib.decompressobj().decompress(stream)
            except zlib.error:
                yield stream


def planted_in(content: bytes) -> bool:
    return any(name in part for part in everything_in(content) for name in spellings())


def jpeg(orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x013B], exif[0x8298], exif[0x0112] = PLAIN, NAME, orientation
    written = io.BytesIO()
    Image.new("RGB", (40, 20), "teal").save(
        written, "JPEG", exif=exif, comment=NAME.encode(), icc_profile=b"profile"
    )
    return written.getvalue()


def png() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", PLAIN)
    notes.add_itxt("XML:com.adobe.xmp", NAME)
    written = io.BytesIO()
    Image.new("RGBA", (40, 20), "teal").save(written, "PNG", pnginfo=notes)
    return written.getvalue()


CORE = f"<cp:coreProperties><dc:creator>{NAME}</dc:creator></cp:coreProperties>".encode()
APP = f"<Properties><Company>{PLAIN}</Company><Manager>{NAME}</Manager></Properties>".encode()
CUSTOM = f"<Properties><property name='Autor'>{NAME}</property></Properties>".encode()
PROPERTIES = {"docProps/core.xml": CORE, "docProps/app.xml": APP, "docProps/custom.xml": CUSTOM}


def docx(**more: bytes) -> bytes:
    body = (
        f'<w:document><w:ins w:id="1" w:author="{NAME}"><w:t>{TEXT}</w:t></w:ins>'
        f"<w:del w:author='{PLAIN}' w:initials='ZK'/></w:document>"
    )
    comments = f'<w:comments><w:comment w:author="{NAME}" w:initials="ZK"/></w:comments>'
    people = f'<w15:people><w15:person w15:author="{NAME}"><w15:presenceInfo w15:userId="{PLAIN}"/>'
    return zipped(
        PROPERTIES
        | {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": body.encode(),
            "word/comments.xml": comments.encode(),
            "word/people.xml": (people + "</w15:person></w15:people>").encode(),
            "word/_rels/settings.xml.rels": f'<R Target="file:///C:/{PLAIN}/a.dotx"/>'.encode(),
            "word/media/image1.jpeg": jpeg(),
            "customXml/item1.xml": f"<a>{NAME}</a>".encode(),
            "docProps/thumbnail.jpeg": jpeg(),
        }
        | more
    )


def xlsx() -> bytes:
    return zipped(
        PROPERTIES
        | {
            "xl/workbook.xml": f'<workbook><fileSharing userName="{NAME}"/><x15ac:absPath'
            f' url="C:\\Users\\{PLAIN}\\"/></workbook>'.encode(),
            "xl/comments1.xml": f"<authors><author>{NAME}</author></authors>".encode(),
            "xl/persons/person.xml": f'<person displayName="{NAME}" userId="{PLAIN}"/>'.encode(),
            "xl/sharedStrings.xml": f"<sst><si><t>{TEXT}</t></si></sst>".encode(),
            "xl/printerSettings/printerSettings1.bin": PLAIN.encode("utf-16-le"),
            "xl/embeddings/Microsoft_Word_Document1.docx": docx(),
        }
    )


def pptx() -> bytes:
    return zipped(
        PROPERTIES
        | {
            "ppt/presentation.xml": f"<p:presentation><a:t>{TEXT}</a:t></p:presentation>".encode(),
            "ppt/commentAuthors.xml": f'<p:cmAuthor id="0" name="{NAME}"'
            f' initials="{PLAIN}"/>'.encode(),
            "ppt/authors.xml": f'<p188:author id="1" name="{NAME}" userId="{PLAIN}"/>'.encode(),
            "ppt/media/image1.png": png(),
        }
    )


def odf(kind: str) -> bytes:
    return zipped(
        {
            "mimetype": (OPEN + kind).encode(),
            "meta.xml": f"<office:meta><meta:initial-creator>{NAME}</meta:initial-creator>"
            f"<dc:creator>{PLAIN}</dc:creator></office:meta>".encode(),
            "content.xml": f"<office:change-info><dc:creator>{NAME}</dc:creator>"
            f"</office:change-info><office:annotation><dc:creator>{PLAIN}</dc:creator>"
            f"<meta:creator-initials>{NAME}</meta:creator-initials></office:annotation>"
            f"<text:p>{TEXT}</text:p>".encode(),
            "META-INF/manifest.xml": b"<manifest:manifest/>",
            "Thumbnails/thumbnail.png": png(),
        }
    )


def pdf(password: str = "") -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": NAME, "/Company": PLAIN})
    xmp = StreamObject()
    xmp._data = f"<x:xmpmeta><dc:creator>{NAME}</dc:creator></x:xmpmeta>".encode()
    writer.root_object[NameObject("/Metadata")] = writer._add_object(xmp)
    photo = StreamObject()
    photo._data = jpeg()
    photo.update({
        NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Image"),
        NameObject("/Filter"): NameObject("/DCTDecode"),
        NameObject("/PieceInfo"): create_string_object(PLAIN),
    })  # fmt: skip
    page[NameObject("/Photo")] = writer._add_object(photo)
    words = StreamObject()
    words._data = b"BT (Wspolny transport) Tj ET"
    page[NameObject("/Contents")] = writer._add_object(words)
    writer.add_annotation(0, Text(text="Uwaga", rect=(10, 10, 50, 50), title_bar=NAME))
    signature = DictionaryObject({
        NameObject("/Type"): NameObject("/Sig"), NameObject("/Name"): TextStringObject(NAME),
        NameObject("/Contents"): ByteStringObject(PLAIN.encode()),
    })  # fmt: skip
    field = DictionaryObject({
        NameObject("/FT"): NameObject("/Sig"), NameObject("/V"): writer._add_object(signature),
        NameObject("/T"): TextStringObject("Podpis"),
    })  # fmt: skip
    writer.root_object[NameObject("/Signed")] = writer._add_object(field)
    writer.add_attachment("zalacznik.docx", docx())
    if password:
        writer.encrypt(password)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


FILES = {
    "docx": (docx(), OFFICE + "wordprocessingml.document"),
    "xlsx": (xlsx(), OFFICE + "spreadsheetml.sheet"),
    "pptx": (pptx(), OFFICE + "presentationml.presentation"),
    "odt": (odf("text"), OPEN + "text"),
    "ods": (odf("spreadsheet"), OPEN + "spreadsheet"),
    "odp": (odf("presentation"), OPEN + "presentation"),
    "pdf": (pdf(), "application/pdf"),
    "jpg": (jpeg(), "image/jpeg"),
    "turned jpg": (jpeg(orientation=6), "image/jpeg"),
    "png": (png(), "image/png"),
}
