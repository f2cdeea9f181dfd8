"""The handbook's pictures: taken by the journeys, and compared with what the pages say since."""

import io
import re
from collections.abc import Iterator

from PIL import Image
from playwright.sync_api import Page

from leader_award.handbook import chapters

LARGEST = 60_000
"""Bytes of one picture."""
WIDTH, HEIGHT = 1280, 900
SHOWN_WIDTH = 960

SHOWN = frozenset(
    found["name"]
    for path in chapters.FOLDER.glob("pl/*.md")
    for found in chapters.PICTURE.finditer(path.read_text(encoding="utf-8"))
)
"""Names of the pictures that chapters show."""

TO_THE_TOP = """() => {
    scrollTo(0, 0);
    document.querySelectorAll(".sticky").forEach(column => column.scrollTo(0, 0));
}"""

_VARIES = re.compile(
    r"\S*\d\S*"  # numbers, dates, hours, references
    r"|\b[A-Z]{4}(-[A-Z]{4})+\b"  # codes of tickets
    r"|\b(stycz|lut|mar|kwie|maj|czerw|lip|sierp|wrze|paździer|listopad|grud)\w*"
    r"|\b(poniedział|wtor|śro|czwart|piąt|sobot|niedziel)\w*"
    r"|\b(dzień|dni|dnia|godzin\w*|minut\w*|jutro|dziś|dzisiaj)\b"
)


def words(text: str) -> list[str]:
    """Return what a page says without what differs from run to run, each line once, sorted."""
    lines = (" ".join(_VARIES.sub(" ", line).split()) for line in text.splitlines())
    return sorted({line for line in lines if line.strip(" .,:;–-()")})


def take(page: Page, name: str) -> None:
    """Keep the top of the page as the handbook's picture, and beside it what the page says."""
    page.evaluate(TO_THE_TOP)
    end = page.evaluate("document.querySelector('main').getBoundingClientRect().bottom")
    clip = {"x": 0, "y": 0, "width": WIDTH, "height": min(HEIGHT, round(end))}
    shot = Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")  # type: ignore[arg-type]
    small = shot.resize((SHOWN_WIDTH, shot.height * SHOWN_WIDTH // shot.width), Image.LANCZOS)
    content = next(one for one in _ever_smaller(small) if len(one) <= LARGEST)
    (chapters.PICTURES / f"{name}.webp").write_bytes(content)
    said = "\n".join(words(page.inner_text("main")))
    (chapters.PICTURES / f"{name}.txt").write_text(said + "\n", encoding="utf-8")


def _ever_smaller(image: Image.Image) -> Iterator[bytes]:
    for quality in range(80, 0, -10):
        kept = io.BytesIO()
        image.save(kept, "WEBP", quality=quality, method=6)
        yield kept.getvalue()


def changes(text: str, name: str) -> str:
    """Return how a page's text differs from the one of its picture: "" if it does not."""
    kept = chapters.PICTURES / f"{name}.txt"
    then = set(kept.read_text(encoding="utf-8").splitlines()) if kept.exists() else set()
    now = set(words(text))
    lines = [f"- {line}" for line in sorted(then - now)] + [
        f"+ {line}" for line in sorted(now - then)
    ]
    return "\n".join(lines)
