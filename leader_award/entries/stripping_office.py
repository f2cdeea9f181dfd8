"""Office documents (OOXML and OpenDocument) without what they note about their authors.

Every member of the archive is written anew: properties are emptied, authors' names are taken out
of comments and tracked changes, pictures lose their notes, and documents inside are stripped as
well. What cannot be looked into is refused, so that nothing slips through unseen.
"""

import io
import re
import zipfile
from collections.abc import Callable

from leader_award.platform.file_types import MAX_UNPACKED

EPOCH = (1980, 1, 1, 0, 0, 0)
DEEPEST = 3
"""Documents within documents within a document."""


class CannotStrip(Exception):
    """No copy without metadata can be made; the text says why, for the log."""


EMPTIED = {
    "docProps/core.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    b'core-properties"/>',
    "docProps/app.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"/>',
    "docProps/custom.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'custom-properties"/>',
    "meta.xml": b'<?xml version="1.0" encoding="UTF-8"?><office:document-meta'
    b' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2">'
    b"<office:meta/></office:document-meta>",
}
"""Members that hold nothing but properties, and what stands in their place."""

_CUSTOM = re.compile(r"customXml/item\d+\.xml$")
_XML = (".xml", ".rels", ".rdf", ".vml", ".svg")
_PICTURES = (".jpg", ".jpeg", ".png")
_DOCUMENTS = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp")
_FONTS = (".ttf", ".otf", ".odttf", ".fntdata")
_EMPTY = ("printersettings", "docprops/thumbnail.emf", "docprops/thumbnail.wmf")

_ATTRIBUTES = re.compile(
    r"""(\b(?:[\w.-]+:)?(?:author|initials|userName|displayName|userId|providerId|lastModifiedBy
    |sender-initials|creator-initials)\s*=\s*)("[^"]*"|'[^']*')""",
    re.VERBOSE,
)
_ELEMENTS = re.compile(
    r"""(<((?:[\w.-]+:)?(?:author|creator|lastModifiedBy|Company|Manager|initial-creator|printed-by
    |creator-initials|sender-initials|author-name|author-initials|editor|sender-[\w-]+))
    (?:\s[^<>]*)?(?<!/)>)(?:(?!</\2\s*>).)*(</\2\s*>)""",
    re.VERBOSE | re.DOTALL,
)
_PATH = re.compile(r"""(<[\w.-]*:?absPath\b[^>]*?\burl\s*=\s*)("[^"]*"|'[^']*')""")
_TEMPLATE = re.compile(r"""(\bTarget\s*=\s*)("file:[^"]*"|'file:[^']*')""", re.IGNORECASE)
_NAME = re.compile(r"""(\bname\s*=\s*)("[^"]*"|'[^']*')""")
_NAMES_PEOPLE = re.compile(r"(commentAuthors|authors|people|person\d*)\.xml$")


def strip(content: bytes, picture: Callable[[bytes], bytes], depth: int = 0) -> bytes:
    """Return the document without metadata; `picture` strips the pictures in it.

    Raises CannotStrip, zipfile.BadZipFile for what is no archive (encrypted documents are none).
    """
    if depth > DEEPEST:
        raise CannotStrip("documents within documents")
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        if sum(member.file_size for member in old.infolist()) > MAX_UNPACKED:
            raise CannotStrip("unpacks to too much")
        for member in old.infolist():
            if member.flag_bits & 1:
                raise CannotStrip("encrypted")
            if member.is_dir():
                continue
            fresh = zipfile.ZipInfo(member.filename, EPOCH)
            fresh.compress_type = (
                zipfile.ZIP_STORED if member.filename == "mimetype" else zipfile.ZIP_DEFLATED
            )
            new.writestr(fresh, _member(member.filename, old.read(member), picture, depth))
    return written.getvalue()


def _member(name: str, content: bytes, picture: Callable[[bytes], bytes], depth: int) -> bytes:
    lower = name.lower()
    if name in EMPTIED:
        return EMPTIED[name]
    if lower.endswith(_XML):
        if name == "META-INF/manifest.xml" and b"encryption-data" in content:
            raise CannotStrip("encrypted")
        return b"<x/>" if _CUSTOM.search(name) else _xml(name, content)
    if lower.endswith(_PICTURES):
        return picture(content)
    if lower.endswith(_DOCUMENTS):
        return strip(content, picture, depth + 1)
    if any(part in lower for part in _EMPTY) or not content:
        return b""
    if name == "mimetype" or lower.endswith(_FONTS):
        return content
    raise CannotStrip(f"cannot look into {name.rpartition('.')[2]}")


def _xml(name: str, content: bytes) -> bytes:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CannotStrip("another encoding than UTF-8") from error
    if re.search(r"<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-8)", text[:200], re.IGNORECASE):
        raise CannotStrip("another encoding than UTF-8")
    text = _ATTRIBUTES.sub(r'\1""', text)
    text = _ELEMENTS.sub(r"\1\3", text)
    text = _TEMPLATE.sub(r'\1""', _PATH.sub(r'\1""', text))
    if _NAMES_PEOPLE.search(name):
        text = _NAME.sub(r'\1""', text)
    return text.encode()
