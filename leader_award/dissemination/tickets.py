"""Addresses and codes that belong to one registration, and the ticket's QR code.

The address in a mail is the registration's id, signed with the secret of this installation, so
that nobody can make one up and none has to be kept.
"""

import io
import secrets
from typing import Any

import segno
from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from leader_award.accounts import links

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 8
TICKET, FEED, FEEDBACK = "ticket", "feed", "feedback"


def new_code() -> str:
    """Return a random code of 8 characters (40 bits), without those that look alike."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def typed_code(text: str) -> str:
    """Return a code as somebody typed it in the form in which it is kept."""
    return "".join(text.split()).replace("-", "").upper()[:LENGTH]


def shown_code(code: str) -> str:
    """Return the code in two halves, easier to read out: 'ABCD-EFGH'."""
    return f"{code[:4]}-{code[4:]}"


def _signer(use: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"registration-{use}")


def token_of(registration_id: str, use: str = TICKET) -> str:
    """Return what leads to a registration in an address; each use has tokens of its own."""
    return str(_signer(use).dumps(registration_id))


def id_in(token: str, use: str = TICKET) -> str | None:
    """Return the id in a token of that use, or None if the token is not one of ours."""
    try:
        return str(_signer(use).loads(token))
    except BadSignature:
        return None


def ticket_address(registration_id: str) -> str:
    """Return the full address of a ticket, for mails."""
    return links.address("dissemination.ticket", token=token_of(registration_id))


def check_in_address(code: str) -> str:
    """Return the full address that a ticket's QR code leads to."""
    return links.address("dissemination.check_in", code=code)


def qr_svg(code: str, *, alone: bool = False) -> str:
    """Return the QR code of a ticket as an SVG for a page or, `alone`, as a file of its own."""
    symbol = segno.make(check_in_address(code), error="m", micro=False)
    looks: dict[str, Any] = {"border": 4, "omitsize": True, "dark": "#000", "light": "#fff"}
    if not alone:
        return symbol.svg_inline(**looks)
    picture = io.BytesIO()
    symbol.save(picture, kind="svg", xmldecl=False, **looks)
    return picture.getvalue().decode()
