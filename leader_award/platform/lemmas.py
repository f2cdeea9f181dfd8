"""Words as the search compares them: lemmas without diacritics, cut to a stem; pure.

`współpracy`, `współpraca` and `wspolprace` become `wspolprac`. The lemma comes from simplemma's
dictionaries of inflected forms; the light stem joins what the dictionary keeps apart
(`odpady`, `odpad`) and what is typed without diacritics, which it does not know.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache

LANGUAGES = ("pl", "en")
LONGEST_TERM = 40
_WORD = re.compile(r"[^\W_]+")
_VOWELS = ("a", "e", "i", "o", "u", "y")
_ENDINGS = (
    *("owie", "ami", "ach", "ych", "ich", "ymi", "imi", "ego", "emu"),
    *("ow", "om", "em", "ej", "ym", "im"),
    *_VOWELS,
)
_SHORTEST_STEM = 3
_FLEETING_E = re.compile(r"(?:(?<=[bcdfghjklmnprstwz])e(?=k$)|(?<=[a-z]{3})ie(?=c$))")
_COMMON_WORDS = (
    "a aby albo ale ani bez być by był była było były co czy dla do gdy gdzie i ich ile im inne jak"
    " jako je jego jej jest jeśli jeszcze już każdy kto która które którego której który których"
    " lub ma mają mamy może można na nad nam nas nasz nie niż o od oraz po pod podczas poza przed"
    " przez przy są się tak także tam te tego tej ten też to tych tylko tym u w we więc wszystkie"
    " z za ze że żeby"
    " an and are as at be by for from had has have how in into is it its not of on or our that"
    " the their them they this to was we were what when where which who will with"
)
_COMMON = frozenset(_COMMON_WORDS.split())


def fold(text: str) -> str:
    """Return the text in small letters without diacritics (`Łódź` becomes `lodz`)."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("ł", "l"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words(text: str) -> Iterator[re.Match[str]]:
    """Return a match for each word of the text (in NFC), in order; digits count as letters."""
    return _WORD.finditer(text)


def is_common(word: str) -> bool:
    """Return whether the word says nothing about a text (`oraz`, `the`)."""
    return word.lower() in _COMMON


def terms(word: str, language: str) -> frozenset[str]:
    """Return what a word of a text in this language is found by: one term or two."""
    return _terms(word.lower(), language)


@lru_cache(maxsize=50_000)
def _terms(word: str, language: str) -> frozenset[str]:
    dictionary = _dictionary(language)
    lemma = dictionary.get(word) or dictionary.get(word.capitalize()) or word
    return frozenset((_stem(fold(word), _ENDINGS), _stem(fold(lemma), _VOWELS)))


def query_terms(word: str) -> frozenset[str]:
    """Return what a word of a query looks for, in whichever language it may be."""
    return frozenset().union(*(terms(word, language) for language in LANGUAGES))


def _stem(word: str, endings: Iterable[str]) -> str:
    """Return a folded word without its ending and without a fleeting `e` (`sciezek`, `sciezk`)."""
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word[: -len(ending)]
            break
    if word.endswith("i") and len(word) > _SHORTEST_STEM:
        word = word[:-1]
    return _FLEETING_E.sub("", word)[:LONGEST_TERM]


@cache
def _dictionary(language: str) -> Mapping[str, str]:
    """Return lemmas by inflected form, read from a packed stream: 53 MB instead of 370.

    Loaded when first needed, which takes Polish about two seconds.
    """
    from simplemma.strategies.dictionaries.stream_dictionary_factory import (
        StreamDictionaryFactory,
    )

    return StreamDictionaryFactory().get_dictionary(language)
