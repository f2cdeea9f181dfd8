"""Codes of authenticator apps (TOTP, RFC 6238) and recovery codes; pure."""

import hmac
import re

import pyotp

STEP = 30
"""Seconds for which an app shows one code."""
TOLERANCE = 1
"""Steps by which a telephone's clock may be wrong in either direction."""
RECOVERY_CODES = 10
MARK_LENGTH = 4


def new_secret() -> str:
    """Return a random secret of 160 bits in base32."""
    return pyotp.random_base32()


def setup_address(secret: str, *, account: str, issuer: str) -> str:
    """Return the `otpauth://` address that an app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def code_at(secret: str, step: int) -> str:
    """Return the six digits that an app shows in the step."""
    return pyotp.TOTP(secret).at(step * STEP)


def step_of_code(secret: str, typed: str, *, now: float, after: int) -> int | None:
    """Return the step whose code was typed, if it is near `now` (seconds) and later than `after`.

    None means that the code is wrong, too old or has been used: the caller keeps the step
    returned and passes it as `after` the next time.
    """
    code = re.sub(r"\s", "", typed)
    present = int(now) // STEP
    for step in range(present - TOLERANCE, present + TOLERANCE + 1):
        if step > after and hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            return step
    return None


def looks_like_app_code(typed: str) -> bool:
    """Return whether six digits were typed, with or without blanks."""
    return re.fullmatch(r"\d{6}", re.sub(r"\s", "", typed)) is not None


def grouped(text: str, separator: str = " ") -> str:
    """Return the text in groups of four characters, as people copy it."""
    return separator.join(text[start : start + 4] for start in range(0, len(text), 4))


def plain_recovery_code(typed: str) -> str:
    """Return a recovery code as it was made, whatever case and separators it was typed in."""
    return re.sub(r"[^a-z0-9]", "", typed.lower())
