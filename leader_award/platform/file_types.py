"""What a file really is, told from its content, never from its name alone.

Nothing is unpacked or decoded: of an archive only the directory and one small member are read.
"""

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import puremagic

MAX_UNPACKED = 500 * 1024 * 1024
"""Bytes that an office document may claim to unpack to; more is a trap for its reader."""
MAX_DIRECTORY = 2 * 1024 * 1024
"""Bytes of an archive's directory, about 20,000 members; read into memory to look at it."""
MAX_PIXELS = 100_000_000
TAIL = 64 * 1024

DAMAGED, DIFFERENT, DANGEROUS = "damaged", "different", "dangerous"
"""What can be wrong with a file: it is cut off or broken; it is not what its name says; it
carries macros, unpacks to far more than it should, or names files outside itself."""


@dataclass(frozen=True)
class FileType:
    """A kind of file that may be taken: media type, and the check of its content."""

    media_type: str
    problem: Callable[[Path], str | None]


def extension_of(name: str) -> str:
    """Return the extension of a file's name in lower case, 'jpeg' as 'jpg', '' without one."""
    extension = PurePosixPath(name.replace("\\", "/")).suffix.lower().lstrip(".")
    return {"jpeg": "jpg"}.get(extension, extension)


def problem_of(path: Path, extension: str) -> str | None:
    """Return DAMAGED, DIFFERENT or DANGEROUS if the file is not a sound one of that type.

    Raises KeyError for an extension that is not in TYPES.
    """
    return TYPES[extension].problem(path)


def _signature(path: Path, extension: str) -> bool:
    with path.open("rb") as file:
        head = file.read(4096)
    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):  # nothing known, or nothing at all
        return False
    exact = [match for match in matches if match.offset == 0 and head.startswith(match.byte_match)]
    return any(extension_of("x" + match.extension) == extension for match in exact)


def _ends_with(path: Path, mark: bytes) -> bool:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL))
        return mark in file.read()


def _pdf(path: Path) -> str | None:
    if not _signature(path, "pdf"):
        return DIFFERENT
    return None if _ends_with(path, b"%%EOF") else DAMAGED


def _jpeg(path: Path) -> str | None:
    if not _signature(path, "jpg"):
        return DIFFERENT
    return None if _ends_with(path, b"\xff\xd9") else DAMAGED


def _png(path: Path) -> str | None:
    if not _signature(path, "png"):
        return DIFFERENT
    with path.open("rb") as file:
        head = file.read(24)
    if len(head) < 24 or not _ends_with(path, b"IEND"):
        return DAMAGED
    width, height = int.from_bytes(head[16:20]), int.from_bytes(head[20:24])
    return DANGEROUS if width * height > MAX_PIXELS else None


def _archive(is_right: Callable[[zipfile.ZipFile], bool]) -> Callable[[Path], str | None]:
    """Return the check of a ZIP-based type; `is_right` tells it by the archive's content."""

    def problem(path: Path) -> str | None:
        if not _signature(path, "docx"):  # every ZIP starts alike
            return DIFFERENT
        if _directory_size(path) > MAX_DIRECTORY:
            return DANGEROUS
        try:
            with zipfile.ZipFile(path) as archive:
                if not is_right(archive):
                    return DIFFERENT
                return DANGEROUS if _is_trap(archive) else None
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
            return DAMAGED

    return problem


def _directory_size(path: Path) -> int:
    """Return how many bytes the archive's directory claims; 0 if there is no end record.

    An office document never needs the 64-bit form, whose mark (all ones) counts as too large.
    """
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL - 22))
        tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if b"PK\x06\x07" in tail:
        return 1 << 32
    return int.from_bytes(tail[place + 12 : place + 16], "little") if place >= 0 else 0


def _is_trap(archive: zipfile.ZipFile) -> bool:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    return unpacked > MAX_UNPACKED or any(_is_bad_member(member) for member in members)


def _is_bad_member(member: zipfile.ZipInfo) -> bool:
    name = member.filename.replace("\\", "/")
    link = (member.external_attr >> 16) & 0o170000 == 0o120000
    outside = name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]
    macros = name.lower().endswith("vbaproject.bin") or name.startswith("Basic/")
    return link or outside or macros


def _office(main_part: str) -> Callable[[Path], str | None]:
    def is_right(archive: zipfile.ZipFile) -> bool:
        return {"[Content_Types].xml", main_part} <= set(archive.namelist())

    return _archive(is_right)


def _open_document(media_type: str) -> Callable[[Path], str | None]:
    def is_right(archive: zipfile.ZipFile) -> bool:
        if "mimetype" not in archive.namelist():
            return False
        with archive.open("mimetype") as member:
            return member.read(200).strip() == media_type.encode()

    return _archive(is_right)


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."

TYPES: Mapping[str, FileType] = {
    "pdf": FileType("application/pdf", _pdf),
    "docx": FileType(_OFFICE + "wordprocessingml.document", _office("word/document.xml")),
    "xlsx": FileType(_OFFICE + "spreadsheetml.sheet", _office("xl/workbook.xml")),
    "pptx": FileType(_OFFICE + "presentationml.presentation", _office("ppt/presentation.xml")),
    "odt": FileType(_OPEN + "text", _open_document(_OPEN + "text")),
    "ods": FileType(_OPEN + "spreadsheet", _open_document(_OPEN + "spreadsheet")),
    "odp": FileType(_OPEN + "presentation", _open_document(_OPEN + "presentation")),
    "jpg": FileType("image/jpeg", _jpeg),
    "png": FileType("image/png", _png),
}
"""By extension. A type that is not here cannot be checked and is never taken."""
