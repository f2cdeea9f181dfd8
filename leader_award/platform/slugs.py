"""Readable pieces of addresses, made of names."""

import re
from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from leader_award.platform.lemmas import fold


def slug_of(text: str, most: int = 70) -> str:
    """Return the text's words in small plain letters joined by hyphens, at most `most` long."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
    if len(words) > most:
        words = words[: most + 1].rpartition("-")[0] or words[:most]
    return words or "bez-nazwy"


def free_slug(
    writer: Session, column: Any, text: str, reserved: Collection[str] = frozenset()
) -> str:
    """Return the text's slug, with a number if it is reserved or a row has it in `column`."""
    base = slug_of(text)
    taken = {*reserved, *writer.scalars(select(column).where(column.startswith(base)))}
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
