"""Passwords: what is accepted, and how they are kept (argon2id)."""

from functools import cache
from importlib.resources import files

from flask_babel import lazy_gettext as _l
from pwdlib import PasswordHash

from leader_award.accounts import rules
from leader_award.platform.errors import DomainError

HASHER = PasswordHash.recommended()
_MESSAGES = {
    "short": _l("Use at least 12 characters. A few unrelated words are easy to remember."),
    "long": _l("Use at most 200 characters."),
    "common": _l("This is one of the passwords that are guessed first. Choose another one."),
    "own": _l("Do not make the password of your name or e-mail address."),
}


@cache
def _listed(name: str) -> frozenset[str]:
    text = files("leader_award.accounts").joinpath("data", name).read_text(encoding="utf-8")
    return frozenset(text.split())


def accepted_hash(password: str, *, email: str, name: str) -> str:
    """Return the hash under which an acceptable password is kept.

    Takes about a tenth of a second: call it before a transaction, not inside. Raises
    DomainError on the field `password` when the password is too weak.
    """
    problem = rules.password_problem(
        password,
        email=email,
        name=name,
        common=_listed("common_passwords.txt"),
        words=_listed("common_words.txt"),
    )
    if problem:
        raise DomainError(_MESSAGES[problem], field="password")
    return HASHER.hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Return whether the password is the kept one; takes as long when there is none."""
    is_whole = len(password) <= rules.LONGEST_PASSWORD
    usable = password[: rules.LONGEST_PASSWORD]
    return HASHER.verify(usable, kept or _nobodys()) and kept is not None and is_whole


@cache
def _nobodys() -> str:
    return HASHER.hash("nobody has this password")
