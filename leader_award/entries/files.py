"""Sending stored files and documents so that a browser saves them and runs nothing."""

import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

from flask import Response, abort

from leader_award.platform import storage
from leader_award.platform.storage import StoredFile

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


def send_stored(stored: StoredFile) -> Response:
    """Return the file as a download under its own name; 404 if its bytes are gone."""
    try:
        chunks = storage.read(stored)
    except FileNotFoundError:
        abort(404)
    response = Response(chunks, mimetype=stored.media_type)
    response.content_length = stored.size
    return _as_download(response, stored.name)


def send_text(text: str, name: str, media_type: str) -> Response:
    """Return a text (UTF-8) as a download."""
    return send_bytes(text.encode(), name, media_type)


def send_bytes(content: bytes, name: str, media_type: str) -> Response:
    """Return bytes as a download."""
    return _as_download(Response(content, mimetype=media_type), name)


def send_chunks(chunks: Iterator[bytes], name: str, media_type: str) -> Response:
    """Return bytes that come in pieces, which ask nothing of the database, as a download."""
    return _as_download(Response(chunks, mimetype=media_type), name)


def _as_download(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = disposition(name)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def disposition(name: str, kind: str = "attachment") -> str:
    """Return the header for a file: a plain name and the full one (RFC 6266, RFC 8187).

    `kind` is "attachment" for what is to be kept, "inline" for what is to be looked at.
    """
    name = storage.safe_name(name)
    plain = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("Ł", "L"))
    plain = "".join(c for c in plain if c.isascii() and c.isprintable() and c not in '"\\%')
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
