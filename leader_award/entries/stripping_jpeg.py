"""JPEG pictures without notes: EXIF, XMP, IPTC and comments go, the picture stays bit for bit.

Markers as in ITU-T T.81, annex B.
"""

KEPT = frozenset({0xE0, 0xE2, 0xEE})
"""Of the application segments: JFIF, colour profile, Adobe's colour transform."""
COMMENT, SCAN, END = 0xFE, 0xDA, 0xD9
ALONE = frozenset({0x01, *range(0xD0, 0xD8)})


def without_notes(content: bytes) -> bytes:
    """Return the picture without its notes. Raises ValueError for what is no JPEG."""
    if not content.startswith(b"\xff\xd8"):
        raise ValueError("no JPEG")
    kept, at = [content[:2]], 2
    while at < len(content):
        if content[at] != 0xFF:
            raise ValueError("a marker is missing")
        marker = content[at + 1]
        if marker == END:
            break
        if marker == 0xFF:  # a filling byte
            at += 1
            continue
        if marker in ALONE:
            kept.append(content[at : at + 2])
            at += 2
            continue
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        segment = content[at : at + 2 + length]
        at += 2 + length
        if marker != COMMENT and (not 0xE0 <= marker <= 0xEF or marker in KEPT):
            kept.append(segment)
        if marker == SCAN:
            begin, at = at, _end_of_scan(content, at)
            kept.append(content[begin:at])
    return b"".join(kept) + b"\xff\xd9"


def _end_of_scan(content: bytes, at: int) -> int:
    """Return where the entropy-coded data that begin at `at` end."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            return len(content)
        if content[at + 1] not in (0x00, *range(0xD0, 0xD8)):
            return at
        at += 2
