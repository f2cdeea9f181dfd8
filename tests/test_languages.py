"""Every text has its Polish, and one English text has one Polish wherever it stands."""

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from leader_award.platform import messages

FEATURES = [name for name in messages.features() if messages.extract(name)]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w+\}")


def catalogue(feature: str) -> Catalog:
    with messages.catalogue_path(feature).open("rb") as file:
        return read_po(file, locale=messages.LANGUAGE)


def texts(found: Catalog) -> Iterator[Message]:
    return (message for message in found if message.id)


def english(message: Message) -> tuple[str, ...]:
    """The text, or both forms of one that counts."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def polish(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


@pytest.mark.parametrize("feature", FEATURES)
def test_catalogue_holds_exactly_the_texts_of_the_code(feature: str) -> None:
    used = {english(message) for message in texts(messages.extract(feature))}
    kept = {english(message) for message in texts(catalogue(feature))}
    assert used - kept == set(), "run `make messages` and translate"
    assert kept - used == set(), "run `make messages`"


@pytest.mark.parametrize("feature", FEATURES)
def test_every_text_has_its_polish(feature: str) -> None:
    assert messages.untranslated(catalogue(feature)) == []


@pytest.mark.parametrize("feature", FEATURES)
def test_polish_names_the_same_values_as_english(feature: str) -> None:
    wrong = [
        message.id
        for message in texts(catalogue(feature))
        for form in polish(message)
        if set(PLACEHOLDER.findall(form)) != set(PLACEHOLDER.findall(english(message)[-1]))
    ]
    assert wrong == []


def test_one_text_has_one_polish_in_all_features() -> None:
    """Catalogues are merged when the application runs, so one of two would win everywhere."""
    found: dict[tuple[str, ...], dict[tuple[str, ...], list[str]]] = defaultdict(dict)
    for feature in FEATURES:
        for message in texts(catalogue(feature)):
            found[english(message)].setdefault(polish(message), []).append(feature)
    clashes = {text: versions for text, versions in found.items() if len(versions) > 1}
    assert clashes == {}
