"""Rules of addresses, passwords and repeated attempts; pure."""

import itertools
import re
import unicodedata
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

ROLES = ("organiser", "administrator")
"""Roles that hold for the whole site, the weaker one first."""

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
CONFIRMATION_LIFETIME = timedelta(days=3)
RESET_LIFETIME = timedelta(hours=1)
INVITATION_LIFETIME = timedelta(days=14)
EMAIL_CHANGE_LIFETIME = timedelta(hours=24)

ATTEMPT_WINDOW = timedelta(minutes=15)
ATTEMPTS_PER_ACCOUNT = 10
CODES_PER_ACCOUNT = 5
"""Failed codes of a second factor: three of a million are right at any moment."""
ATTEMPTS_PER_ADDRESS = 100
"""An office of many people shares one network address, so it gets more attempts."""
ATTEMPTS_KEPT = timedelta(days=30)

MAILS_PER_HOUR = 3
"""Links of one purpose that one address may be sent within an hour on request."""

_LOOK_ALIKES = str.maketrans("@4310$57!", "aaeiossti")
_MIN_OWN_LETTERS = 6


def normal_email(text: str) -> str:
    """Return the address as it is kept and compared: without blanks, in small letters."""
    return "".join(text.split()).lower()


def holds_link(text: str) -> bool:
    """Return whether a mail program would make a link of a part of the text."""
    return bool(re.search(r"://|@|www\.|[^\W\d_]{2,}\.[^\W\d_]{2,}|[\x00-\x1f\x7f]", text, re.I))


def password_problem(
    password: str,
    *,
    email: str,
    name: str,
    common: Collection[str] = (),
    words: Collection[str] = (),
) -> str | None:
    """Return what is wrong with a password: short, long, common, own; or None.

    `common` holds whole passwords and `words` the words that do not become a password by adding
    digits, both in small letters without diacritics.
    """
    if len(password) < SHORTEST_PASSWORD:
        return "short"
    if len(password) > LONGEST_PASSWORD:
        return "long"
    plain = _plain(password)
    if plain in common or _is_monotonous(plain) or _core(plain) & set(words):
        return "common"
    if _without_own_words(plain, email, name):
        return "own"
    return None


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("ł", "l"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _is_monotonous(plain: str) -> bool:
    """Few different characters, one unit repeated, or a run such as 123456789012."""
    if len(set(plain)) < 5 or re.fullmatch(r"(.{1,6}?)\1+.?", plain):
        return True
    steps = {(ord(b) - ord(a)) % 10 for a, b in itertools.pairwise(plain)}
    return plain.isdigit() and len(steps) == 1


def _core(plain: str) -> set[str]:
    """Return the letters of a password with digits and signs taken off, or read as letters."""
    only_letters = re.sub(r"[^a-z]", "", plain)
    trimmed = re.sub(r"^[^a-z]+|[^a-z]+$", "", plain)
    read = re.sub(r"[^a-z]", "", trimmed.translate(_LOOK_ALIKES))
    return {_unrepeated(only_letters), _unrepeated(read)} - {""}


def _unrepeated(text: str) -> str:
    repeated = re.fullmatch(r"(.{3,}?)\1+", text)
    return repeated[1] if repeated else text


def _without_own_words(plain: str, email: str, name: str) -> bool:
    """Return whether hardly anything is left of the password without the person's own words."""
    rest = plain
    words = {_plain(email), *re.split(r"[^a-z0-9]+", f"{_plain(email)} {_plain(name)}")}
    for word in sorted(words, key=len, reverse=True):
        if len(word) >= 3:
            rest = rest.replace(word, "")
    return rest != plain and len(re.sub(r"[^a-z]", "", rest)) < _MIN_OWN_LETTERS


def free_at(failures: Sequence[datetime], limit: int, now: datetime) -> datetime | None:
    """Return when the next attempt is welcome again, or None if it is welcome now.

    `failures` are the instants of failed attempts; those outside the window do not count.
    """
    recent = sorted(moment for moment in failures if now - moment < ATTEMPT_WINDOW)
    return recent[-limit] + ATTEMPT_WINDOW if len(recent) >= limit else None


def may_withdraw(role: str, holder_id: str, administrator_ids: Collection[str]) -> bool:
    """Return whether the role can be taken from its holder: one administrator always remains."""
    return role != "administrator" or bool(set(administrator_ids) - {holder_id})
