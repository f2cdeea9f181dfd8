"""PDF documents without what they note about their authors."""

import io
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from leader_award.entries.stripping_jpeg import without_notes
from leader_award.entries.stripping_office import CannotStrip

ANYWHERE = ("/Metadata", "/PieceInfo", "/LastModified", "/AF", "/Perms", "/SourceInfo")
"""Entries dropped from every dictionary: XMP, private data of programs, attached files."""
OF_NOTES = ("/T", "/Subj", "/RC", "/M", "/CreationDate", "/NM")
"""Entries dropped from every annotation but form fields, whose /T is their name."""
OF_SIGNATURES = (
    "/Name",
    "/Location",
    "/Reason",
    "/ContactInfo",
    "/Contents",
    "/Cert",
    "/ByteRange",
)
"""Entries dropped from electronic signatures, which hold names and certificates."""
MOST_OBJECTS = 500_000


def strip(content: bytes) -> bytes:
    """Return the document without metadata, attached files, signatures, and names on its notes.

    Raises CannotStrip for an encrypted document; pypdf's errors for a broken one.
    """
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise CannotStrip("encrypted")
    if not reader.pages:
        raise CannotStrip("no pages")
    writer = PdfWriter(clone_from=reader)
    writer.metadata = None
    names = writer.root_object.get("/Names")
    if names is not None:
        names.get_object().pop("/EmbeddedFiles", None)
    if len(writer._objects) > MOST_OBJECTS:
        raise CannotStrip("too many objects")
    for one in writer._objects:
        _clean(one)
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _clean(one: Any) -> None:
    """Clean an object and what stands in it; what it refers to is an object of its own."""
    if isinstance(one, ArrayObject):
        for part in one:
            _clean(part)
    if not isinstance(one, DictionaryObject):
        return
    for key in _unwanted(one):
        one.pop(key, None)
    if isinstance(one, StreamObject):
        _clean_picture(one)
    for part in list(one.values()):
        _clean(part)


def _unwanted(one: DictionaryObject) -> tuple[str, ...]:
    kind, subtype = one.get("/Type"), one.get("/Subtype")
    if kind == "/Sig" or "/ByteRange" in one:
        return ANYWHERE + OF_SIGNATURES
    if one.get("/FT") == "/Sig":
        return (*ANYWHERE, "/V", "/AP")
    if subtype != "/Widget" and (kind == "/Annot" or (subtype is not None and "/Rect" in one)):
        return ANYWHERE + OF_NOTES
    return (*ANYWHERE, "/EF") if kind in ("/Filespec", "/F") else ANYWHERE


def _clean_picture(one: StreamObject) -> None:
    filters = one.get("/Filter")
    named = filters if isinstance(filters, ArrayObject) else [filters]
    if "/DCTDecode" in named:
        if len(named) > 1:
            raise CannotStrip("picture packed twice")
        one._data = without_notes(one._data)
