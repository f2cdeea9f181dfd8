"""Text for searching and sorting: folded, and keys in Polish alphabetical order; pure."""

import unicodedata
from itertools import product
from string import ascii_lowercase

_ALPHABET = " 0123456789aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
_CODES = dict(
    zip(_ALPHABET, ("".join(pair) for pair in product(ascii_lowercase, repeat=2)), strict=False)
)


def fold(text: str) -> str:
    """Return the text as it is searched: small letters without diacritics, words by one space.

    Punctuation becomes a space; `ł`, which Unicode does not decompose, becomes `l`.
    """
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("ł", "l"))
    letters = (letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())


def collation_key(text: str, length: int = 200) -> str:
    """Return a key that sorts in Polish alphabetical order (a < ą < b …) under any collation.

    Two plain letters stand for each character, so that a database's own rules about case,
    punctuation and accents cannot interfere; at most `length` letters, cut at the end.
    """
    codes: list[str] = []
    for letter in unicodedata.normalize("NFC", text.lower()):
        code = _CODES.get(letter) or _CODES.get(fold(letter)[:1] or " ", _CODES[" "])
        if code != _CODES[" "] or (codes and codes[-1] != code):
            codes.append(code)
    return "".join(codes)[: length - length % 2]
