"""Secrets that we must read again are kept encrypted under a key of the application's own."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app


class Unreadable(Exception):
    """Sealed with another key, for another purpose, too long ago, or not by us at all."""


def seal(text: str, purpose: str) -> str:
    """Return the text encrypted, so that `unseal` with the same purpose gives it back."""
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, purpose: str, *, within: int | None = None) -> str:
    """Return the text that was sealed, at most `within` seconds ago if that is given.

    Raises Unreadable.
    """
    try:
        return _box(purpose).decrypt(sealed.encode(), ttl=within).decode()
    except InvalidToken as error:
        raise Unreadable from error


def _box(purpose: str) -> Fernet:
    # RFC 5869; the application's key is long and random, so one round is enough
    derive = HKDF(SHA256(), length=32, salt=None, info=f"leader-award {purpose}".encode())
    secret: str = current_app.config["SECRET_KEY"]
    return Fernet(base64.urlsafe_b64encode(derive.derive(secret.encode())))
