"""Looks into one document and draws its pages; a program of its own, started by `previews`.

    python -I preview_process.py FOLDER ORDER

FOLDER holds the file `document`; ORDER is JSON: `do` ("survey", "draw" or "read"), `kind` ("pdf"
or "picture"), `width` in pixels, `first` and `last` page (from 1), and the limits `seconds`,
`bytes` (memory) and `longest` (characters of text of a page). The answer is FOLDER/answer.json,
pictures are FOLDER/<page>.webp. A document from a stranger may take as much time and memory as it
likes: this process ends for it, and no other.
"""

import contextlib
import json
import math
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

WIDTH, HEIGHT = 1600, 4000
"""Pixels of a page at most; both shrink together."""
MAX_PIXELS = {"JPEG": 100_000_000, "PNG": 40_000_000}
"""A JPEG is read at a fraction of its size, a PNG has to be unpacked whole."""
QUALITY = 72
WRONG_PASSWORD = 4
"""PDFium's code for a document that asks for a password."""


class Unreadable(Exception):
    """The document cannot be shown; the message is one of `previews.FAILURES`."""


def bound(seconds: int, memory: int) -> None:
    """Let the system end this process when it takes more than this."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 26, 1 << 26))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def fitted(width: float, height: float) -> tuple[int, int]:
    """Return the size in pixels of a page of this shape. Raises Unreadable for no shape at all."""
    if not (0 < width < math.inf and 0 < height < math.inf):
        raise Unreadable("broken")
    scale = min(WIDTH / width, HEIGHT / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Any]:
    """Open a PDF. Raises Unreadable."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("encrypted" if error.err_code == WRONG_PASSWORD else "broken") from error
    with contextlib.closing(document):
        if document.get_formtype():
            document.init_forms()
        yield document


def survey_pdf(path: Path, order: dict[str, Any]) -> dict[str, Any]:
    """Count the pages and measure those that will be shown, up to the first broken one."""
    import pypdfium2

    with opened(path) as document:
        pages, sizes = len(document), []
        with contextlib.suppress(pypdfium2.PdfiumError, Unreadable):
            for index in range(min(pages, order["last"])):
                sizes.append(fitted(*document.get_page_size(index)))
    if not sizes:
        raise Unreadable("broken")
    return {"pages": pages, "sizes": sizes}


def draw_pdf(path: Path, order: dict[str, Any]) -> dict[str, Any]:
    """Draw the pages to files."""
    with opened(path) as document:
        for number in range(order["first"], min(order["last"], len(document)) + 1):
            page = document[number - 1]
            width, height = page.get_size()
            scale = min(WIDTH / width, HEIGHT / height) * order["width"] / WIDTH
            keep(page.render(scale=scale).to_pil(), path.with_name(f"{number}.webp"))
            page.close()
    return {}


def read_pdf(path: Path, order: dict[str, Any]) -> dict[str, Any]:
    """Return the text of each page, as far as there is any."""
    with opened(path) as document:
        texts = []
        for index in range(min(order["last"], len(document))):
            page = document[index].get_textpage()
            texts.append(page.get_text_range(0, min(page.count_chars(), order["longest"])))
            page.close()
    return {"texts": [" ".join(text.replace("\0", "").split(" ")).strip() for text in texts]}


@contextlib.contextmanager
def picture(path: Path, width: int) -> Iterator[Any]:
    """Open a JPEG or PNG, turned as the camera says, at most so wide. Raises Unreadable."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # asked below, by kind
    try:
        with Image.open(path, formats=tuple(MAX_PIXELS)) as image:
            if image.width * image.height > MAX_PIXELS[image.format or "PNG"]:
                raise Unreadable("large")
            image.draft("RGB", (width, width))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((width, HEIGHT * width // WIDTH), reducing_gap=3.0)
            yield upright
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise Unreadable("broken") from error


def survey_picture(path: Path, _order: dict[str, Any]) -> dict[str, Any]:
    """Measure the picture: one page."""
    with picture(path, WIDTH) as image:
        return {"pages": 1, "sizes": [image.size]}


def draw_picture(path: Path, order: dict[str, Any]) -> dict[str, Any]:
    """Write the picture anew, without what a camera notes beside it."""
    with picture(path, order["width"]) as image:
        keep(image, path.with_name("1.webp"))
    return {}


def read_picture(_path: Path, _order: dict[str, Any]) -> dict[str, Any]:
    """A picture has no text."""
    return {"texts": [""]}


def keep(image: Any, path: Path) -> None:
    """Write a picture on white, without notes."""
    from PIL import Image

    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.getchannel("A"))
        image = white
    image = image.convert("RGB")
    image.info.clear()
    image.save(path, "WEBP", quality=QUALITY, method=3)


WORK = {
    ("survey", "pdf"): survey_pdf,
    ("draw", "pdf"): draw_pdf,
    ("read", "pdf"): read_pdf,
    ("survey", "picture"): survey_picture,
    ("draw", "picture"): draw_picture,
    ("read", "picture"): read_picture,
}


def main(folder: Path, order: dict[str, Any]) -> None:
    """Do what is ordered, within the limits, and write the answer."""
    bound(order["seconds"], order["bytes"])
    try:
        answer = WORK[order["do"], order["kind"]](folder / "document", order)
    except Unreadable as error:
        answer = {"failure": str(error)}
    except MemoryError:
        answer = {"failure": "large"}
    (folder / "answer.json").write_text(json.dumps(answer))


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.argv[2]))
