"""Canaries: the first world's secret words and scores, in every writing in which they might leak,
and a table written by hand of who may see which."""

import html
import json
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from urllib.parse import quote, quote_plus
from zipfile import BadZipFile, ZipFile

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from leader_award.ranking import queries as ranking
from tests.confidentiality.asking import Answer, World
from tests.confidentiality.contest import ENTITLED, STATES

ORGANISERS = frozenset(ENTITLED)


@dataclass(frozen=True)
class Canary:
    """Words or a figure that only `seen_by` may find. `parts`: what to look for."""

    name: str
    parts: tuple[str, ...]
    seen_by: frozenset[str]


def canaries(world: World) -> list[Canary]:
    """The table of the first world."""
    secret = world.secret
    people = [*secret.others, *secret.announced]
    emails = [email for state in ("scoring", "announced") for _n, email in secret.jury_of(state)]
    words = {
        **{f"juror {name}": name for name in people},
        **{f"address {email}": email for email in emails},
        "why recused": secret.recusal_note,
        "why reopened": secret.reopening,
        "decision's reason": secret.reason,
        "departure": secret.departure,
        "vote": secret.vote_note,
        "picture": secret.picture,
        "comment to the jury": secret.comment,
        "comment to the applicant": secret.feedback,
    }
    found = [Canary(name, (text,), ORGANISERS) for name, text in words.items()]
    found += [Canary(f"surname {name}", (name.split()[-1],), ORGANISERS) for name in people]
    found += [Canary(f"total {total}", figure(total), ORGANISERS) for total in _totals(world)]
    return found


def _totals(world: World) -> list[Decimal]:
    """Every entry's total of the rankings that nobody has published."""
    world.enter()
    with world.app.app_context():
        scores = {
            line.score
            for state in STATES
            for line in ranking.edition_ranking(world.contest.editions[state]).overall.lines
            if line.score is not None
        }
    return sorted(score for score in scores if score % 1)


def figure(value: Decimal) -> tuple[str, ...]:
    """A figure as pages and files might write it, exact and rounded to a decimal."""
    texts = {f"{value:.2f}", f"{value.normalize():f}", f"{value:.1f}"}
    return tuple(sorted(texts | {text.replace(".", ",") for text in texts}))


def writings(text: str) -> Iterator[bytes]:
    """Give the text as it is and as pages, addresses, mails, files and logs write it."""
    for one in {text, text.lower(), text.upper(), html.escape(text), html.escape(text, False)}:
        yield one.encode()
    yield json.dumps(text)[1:-1].encode()
    if any(character.isalpha() for character in text):
        yield text.encode("iso-8859-2", "replace")
        yield from (quote(text, safe="@").encode(), quote_plus(text).encode())
        yield from (text.encode("utf-16-le"), text.encode("utf-16-be"))
        yield _slug(text).encode()
    raw = text.encode()
    if len(raw) > 8:
        for shift in range(3):
            # what stands before decides how bytes are grouped; the ends mix with the neighbours
            yield b64encode(b" " * shift + raw)[4:-4]


def _slug(text: str) -> str:
    folded = text.lower().translate(str.maketrans("ąćęłńóśźż", "acelnoszz"))
    return re.sub(r"[^a-z0-9@.]+", "-", folded).strip("-")


def needles(found: Iterable[Canary]) -> dict[bytes, Canary]:
    """Return every writing of every canary."""
    return {w: one for one in found for part in one.parts for w in writings(part)}


def hits(document: bytes, wanted: Mapping[bytes, Canary]) -> set[Canary]:
    """Return the canaries that a document holds in any writing. Figures stand alone."""
    return {
        canary
        for needle, canary in wanted.items()
        if needle in document and (not needle[:1].isdigit() or _alone(needle, document))
    }


def _alone(needle: bytes, document: bytes) -> bool:
    return (
        re.search(rb"(?<![\d.,])" + re.escape(needle) + rb"(?![\d]|[.,]\d)", document) is not None
    )


def opened(answer: Answer) -> Iterator[bytes]:
    """Give an answer's headers and body, and what stands in a PDF or an archive within it."""
    yield "\n".join(f"{name}: {value}" for name, value in answer.headers).encode()
    yield from unpacked(answer.body)


def unpacked(body: bytes) -> Iterator[bytes]:
    """Give a file as it is, a PDF's text and metadata, and every part of an archive."""
    yield body
    if body.startswith(b"%PDF"):
        yield from _of_pdf(body)
    elif body.startswith(b"PK"):
        try:
            archive = ZipFile(BytesIO(body))
        except BadZipFile:
            return
        yield "\n".join(archive.namelist()).encode()
        for name in archive.namelist():
            yield from unpacked(archive.read(name))
    elif b"BEGIN:VCALENDAR" in body:
        yield body.replace(b"\r\n ", b"")


def _of_pdf(body: bytes) -> Iterator[bytes]:
    try:
        reader = PdfReader(BytesIO(body))
        texts = [page.extract_text() for page in reader.pages]
    except (PyPdfError, ValueError):
        return  # an attachment that only begins like one
    texts.append(" ".join(texts).replace("\n", " "))
    metadata = [f"{key}: {value}" for key, value in (reader.metadata or {}).items()]
    yield "\n".join((*texts, *metadata, str(reader.xmp_metadata or ""))).encode()
