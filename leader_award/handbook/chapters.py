"""The chapters, read from the Markdown files of this package.

A chapter begins with `# Title` and a paragraph of introduction. `## Title {#anchor}` begins a
section; the anchor is the same in each language. A line `![what it shows](name)` puts the
picture `pictures/name.webp` there. Everything else is what `platform.markdown` takes.
"""

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

FOLDER = Path(__file__).parent
PICTURES = FOLDER / "pictures"
NAMES = ("clerk", "juror", "organiser", "operator", "developer")
"""In the order of the table of contents."""

_SECTION = re.compile(r"^## (?P<title>.+?) \{#(?P<anchor>[a-z0-9-]+)\}$", re.MULTILINE)
PICTURE = re.compile(r"^!\[(?P<alt>[^\]]+)\]\((?P<name>[a-z0-9-]+)\)$", re.MULTILINE)
"""A line of a chapter that puts a picture there."""


@dataclass(frozen=True)
class Picture:
    """A picture of a page: its file's name without the ending, what it shows, pixels."""

    name: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class Section:
    """A section: each part is Markdown or a picture."""

    anchor: str
    title: str
    parts: tuple[str | Picture, ...]

    @property
    def pictures(self) -> list[Picture]:
        """Return the pictures in their order."""
        return [part for part in self.parts if isinstance(part, Picture)]


@dataclass(frozen=True)
class Chapter:
    """A chapter in one language."""

    name: str
    title: str
    lead: str
    sections: tuple[Section, ...]


@functools.cache
def chapter(name: str, language: str) -> Chapter | None:
    """Return the chapter in `language` ("pl", "en"), or None if there is none of this name."""
    if name not in NAMES:
        return None
    return parse(name, (FOLDER / language / f"{name}.md").read_text(encoding="utf-8"))


def contents(language: str) -> list[Chapter]:
    """Return all chapters in their order."""
    return [one for name in NAMES if (one := chapter(name, language))]


def parse(name: str, text: str) -> Chapter:
    """Return the chapter that `text` holds. Raises ValueError if it lacks a title."""
    start, *rest = _SECTION.split(text)
    title, _, lead = start.strip().partition("\n")
    if not title.startswith("# "):
        raise ValueError(f"the chapter {name} has no title")
    sections = zip(rest[::3], rest[1::3], rest[2::3], strict=True)
    return Chapter(
        name,
        title.removeprefix("# "),
        lead.strip(),
        tuple(Section(anchor, heading, _parts(body)) for heading, anchor, body in sections),
    )


def _parts(body: str) -> tuple[str | Picture, ...]:
    texts, alts, names = (PICTURE.split(body)[offset::3] for offset in range(3))
    parts: list[str | Picture] = [texts[0]]
    for alt, name, text in zip(alts, names, texts[1:], strict=True):
        if (PICTURES / f"{name}.webp").exists():  # or it has not been taken yet
            parts.append(_picture(name, alt))
        parts.append(text)
    return tuple(part for part in parts if not isinstance(part, str) or part.strip())


def _picture(name: str, alt: str) -> Picture:
    with Image.open(PICTURES / f"{name}.webp") as image:
        return Picture(name, alt, *image.size)
