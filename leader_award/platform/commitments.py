"""Commitments to score cards; needs nothing but Python's standard library.

    python commitments.py SCORES.json [--published DIGEST]... [--root DIGEST]

A commitment is the SHA-256 of a card's content together with 256 random bits (the salt), in one
canonical form. It is given out when the card is sealed and says nothing about the card, because
the salt cannot be guessed; once the salt is known, nobody can pass off another content for it.
The root is the SHA-256 over all commitments of an edition, in their order, one a line.

A file that was made up whole fits itself. What it has to fit besides are digests from outside:
the one that a juror kept (--published), and the root that stood on the public page (--root).

Exit status: 0 every card fits, 1 one does not, 2 the file cannot be read.
"""

import argparse
import hashlib
import json
import re
import secrets
import sys
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

FORMAT = "leader-award-sealed-scores-1"
CONTENT = ("entry", "reference", "juror", "round", "rubric", "version", "answers")
"""What a commitment covers besides the salt; `answers` are points or "abstain" by criterion."""
_CARD = {*CONTENT, "salt", "commitment", "sealed_at", "replaced"}
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Checked:
    """How many cards fit, the root over all commitments, and what is wrong first, if anything."""

    cards: int
    root: str
    fault: str | None


def new_salt() -> str:
    """Return 256 random bits as 64 hexadecimal digits."""
    return secrets.token_hex(32)


def commitment_to(content: Mapping[str, Any], salt: str) -> str:
    """Return the SHA-256 (hex) of the canonical JSON of the fields of CONTENT and the salt."""
    committed = {field: content[field] for field in CONTENT} | {"salt": salt}
    text = json.dumps(committed, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def root_of(commitments: Iterable[str]) -> str:
    """Return the one digest of a list of commitments, whatever order they come in."""
    text = "".join(f"{commitment}\n" for commitment in sorted(commitments))
    return hashlib.sha256(text.encode()).hexdigest()


def check(document: Any, published: Collection[str] = (), root: str | None = None) -> Checked:
    """Recompute every commitment of a revealed file, and hold it against digests from outside.

    Every one of `published` must be among the file's commitments, and `root` must be the digest
    of all that the file lists. Raises ValueError for what is no such file.
    """
    cards, listed = _parts(document)
    found = root_of(listed)
    for number, card in enumerate(cards, 1):
        reason = _fault_of(card, listed)
        if reason is not None:
            return Checked(number - 1, found, f"{_name(number, card)} {reason}")
    own = [card["commitment"] for card in cards]
    if len(set(own)) != len(own):
        return Checked(len(cards), found, "A card stands in the file twice.")
    lost = sorted(set(published) - set(own))
    if lost:
        return Checked(len(cards), found, f"No card fits the commitment {lost[0]}.")
    if root is not None and root != found:
        return Checked(
            len(cards), found, "The list of commitments is not the one that was given out."
        )
    return Checked(len(cards), found, None)


def _parts(document: Any) -> tuple[list[Any], list[str]]:
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ValueError(f"not a file of the format {FORMAT}")
    cards, listed = document.get("cards"), document.get("commitments")
    if not isinstance(cards, list) or not isinstance(listed, list):
        raise ValueError("the file lacks its cards or its list of commitments")
    if not all(isinstance(one, str) and _DIGEST.fullmatch(one) for one in listed):
        raise ValueError("the list of commitments holds something else")
    return cards, listed


def _fault_of(card: Any, listed: Collection[str]) -> str | None:
    if not isinstance(card, dict) or set(card) != _CARD:
        return "does not have the fields of a card."
    if not isinstance(card["salt"], str) or not _DIGEST.fullmatch(card["salt"]):
        return "has no proper salt."
    if commitment_to(card, card["salt"]) != card["commitment"]:
        return "was changed: its content does not fit its commitment."
    if card["commitment"] not in listed:
        return "has a commitment that is not on the list."
    return None


def _name(number: int, card: Any) -> str:
    if not isinstance(card, dict):
        return f"Card {number}"
    return f"Card {number} (entry {card.get('reference')}, juror {card.get('juror')})"


def describe(checked: Checked) -> list[str]:
    """Return what came out in sentences."""
    if checked.fault is not None:
        return [checked.fault]
    return [f"Every card fits its commitment: {checked.cards}.", f"Root: {checked.root}"]


def main(arguments: list[str] | None = None) -> int:
    """Check the file named on the command line; return the exit status."""
    parser = argparse.ArgumentParser(description="Check revealed score cards.")
    parser.add_argument("file", help="file of score cards, as downloaded")
    parser.add_argument("--published", action="append", default=[], metavar="DIGEST")
    parser.add_argument("--root", metavar="DIGEST")
    options = parser.parse_args(arguments)
    try:
        with open(options.file, encoding="utf-8") as file:
            checked = check(json.load(file), options.published, options.root)
    except (OSError, ValueError, RecursionError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write("\n".join(describe(checked)) + "\n")
    return 1 if checked.fault else 0


if __name__ == "__main__":
    sys.exit(main())
