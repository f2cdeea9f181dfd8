"""Static files under addresses that name their content, and answers sent compressed.

The version stands in the path (`/static/<version>/css/theme.css`), so the relative addresses
inside style sheets and script modules lead to the same version without being rewritten.
"""

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, Response, request, send_from_directory, session
from flask_compress import Compress
from flask_login import current_user

YEAR = 365 * 86400
ALGORITHMS = ("br", "gzip")
OWN_REQUESTS = ("same-origin", "none")
"""Values of Sec-Fetch-Site that another site's page cannot bring about."""


def init_app(app: Flask) -> None:
    """Serve the application's folder `static`, and compress what it answers.

    Must come before whatever else looks at answers: Flask calls the one registered first last,
    and compression has to see the finished answer.
    """
    _compress_answers(app)
    folder = Path(app.root_path) / "static"
    current = fingerprint(folder)

    def static(version: str, filename: str) -> Response:
        """Give a file to be kept for good; under another version's address only for now."""
        response = send_from_directory(folder, filename)
        if version == current and not app.debug:
            response.cache_control.public = True
            response.cache_control.no_cache = None
            response.cache_control.max_age = YEAR
            response.cache_control.immutable = True
        return response

    def name_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values.setdefault("version", current)

    app.add_url_rule("/static/<version>/<path:filename>", "static", static)
    app.url_defaults(name_version)


def fingerprint(folder: Path) -> str:
    """Return the first 10 hexadecimal digits of SHA-256 over names and contents in `folder`."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:10]


def _compress_answers(app: Flask) -> None:
    app.config.update(
        COMPRESS_REGISTER=False,
        COMPRESS_ALGORITHM=ALGORITHMS,
        COMPRESS_ALGORITHM_STREAMING=ALGORITHMS,
        COMPRESS_BR_LEVEL=5,
    )
    compress = Compress(app)

    def finish(response: Response) -> Response:
        if request.endpoint == "static":
            session.accessed = False  # extensions looked into it, but the file is everybody's
        return compress.after_request(response) if _is_safe_to_compress(response) else response

    app.after_request(finish)


def _is_safe_to_compress(response: Response) -> bool:
    """Return whether the length of the compressed page can tell nobody a secret (BREACH)."""
    if response.mimetype != "text/html" or request.headers.get("Sec-Fetch-Site") in OWN_REQUESTS:
        return True
    return not current_user.is_authenticated
