"""A published entry as the text of a sample: answers only, the names of its partners taken out.

Names in another grammatical form stay, so the organiser reads the text before it is used. Pure.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

PLACEHOLDER = "[…]"


def anonymous_text(content: Mapping[str, Any], words: Mapping[bool, str]) -> str:
    """Return the answers under their questions; `words` are those for yes (True) and no.

    `content` is a submission's, its labels as in `entries.content`.
    """
    text = "\n\n".join(_parts(content, words))
    for name in sorted(_names(content), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", PLACEHOLDER, text, flags=re.IGNORECASE)
    return text


def _parts(content: Mapping[str, Any], words: Mapping[bool, str]) -> Iterator[str]:
    for section in content["sections"]:
        for question in section["questions"]:
            answer = question["answer"]
            if isinstance(answer, bool):
                answer = words[answer]
            elif isinstance(answer, list):
                answer = ", ".join(map(str, answer))
            if answer not in (None, ""):
                yield f"{_polish(question['label'])}\n{answer}"


def _polish(label: Any) -> str:
    return str(label.get("pl", "")) if isinstance(label, dict) else str(label)


def _names(content: Mapping[str, Any]) -> set[str]:
    """Return the names of the partners, whole and without the word that says what they are."""
    people = [content.get("applicant"), *(content.get("partners") or ())]
    whole = {one["name"] for one in people if one} | {content.get("partnership_name") or ""}
    bare = {name.partition(" ")[2] for name in whole}
    return {name for name in whole | bare if len(name) > 2} | {content.get("reference") or "–"}
