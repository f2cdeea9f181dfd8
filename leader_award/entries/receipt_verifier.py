"""Checks the receipt of a submission; needs nothing but Python's standard library.

    python receipt_verifier.py receipt.json [FILE]... [--head SEQUENCE:DIGEST]

It recomputes the digest of what was submitted, finds it in the event that the site recorded, and
recomputes that event's digest. Each FILE is held against the attachments by its content, whatever
its name. --head is the event's number and digest as the receipt mail printed them: that mail was
in your hands from the first minute, so a receipt that was written anew later does not fit it.

A receipt with a timestamp says how to check it with openssl, which this program does not do.

Exit status: 0 everything fits, 1 something does not, 2 a file cannot be read.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

FORMAT = "leader-award-receipt-1"
EVENT = (
    "sequence",
    "at",
    "person_id",
    "role",
    "action",
    "thing_kind",
    "thing_id",
    "details",
    "previous",
)
"""The fields that an event's digest covers, in order (as in audit_verifier)."""


def digest_of(content: Any) -> str:
    """Return the SHA-256 (hex) of the canonical JSON: sorted keys, no blanks, UTF-8."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def check(receipt: Any, digests: Mapping[str, str], head: str | None = None) -> Sequence[str]:
    """Return what does not fit, in sentences; nothing if everything does.

    `digests` are the SHA-256 (hex) of files by their names, `head` is SEQUENCE:DIGEST from outside.
    Raises ValueError for what is no receipt.
    """
    content, event = _parts(receipt)
    return list(_faults(receipt, content, event, digests, head))


def _parts(receipt: Any) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    if not isinstance(receipt, dict) or receipt.get("format") != FORMAT:
        raise ValueError(f"not a receipt of the format {FORMAT}")
    content, event = receipt.get("content"), receipt.get("event")
    if not isinstance(content, dict) or not isinstance(event, dict):
        raise ValueError("the receipt lacks what was submitted, or the event")
    if set(event) != {*EVENT, "digest"} or not isinstance(event["details"], dict):
        raise ValueError("the event lacks fields or has others")
    if not isinstance(content.get("attachments"), list):
        raise ValueError("what was submitted lacks its list of attachments")
    return content, event


def _faults(
    receipt: Mapping[str, Any],
    content: Mapping[str, Any],
    event: Mapping[str, Any],
    digests: Mapping[str, str],
    head: str | None,
) -> Iterator[str]:
    own = digest_of(content)
    if receipt.get("sha256") != own:
        yield "What was submitted does not fit its digest."
    if event["action"] != "entry.submitted" or event["details"].get("sha256") != own:
        yield "The event is not about what was submitted."
    if event["details"].get("number") != content.get("number"):
        yield "The event is about another version."
    if event["digest"] != digest_of([event[field] for field in EVENT]):
        yield "The event's content does not fit its digest."
    if receipt.get("head") != f"{event['sequence']}:{event['digest']}":
        yield "The head that is named is not the event."
    if head is not None and head.strip().lower() != f"{event['sequence']}:{event['digest']}":
        yield "The event is not the one whose digest was given out."
    known = {one.get("sha256") for one in content["attachments"] if isinstance(one, dict)}
    for name, found in digests.items():
        if found not in known:
            yield f"The file {name} was not submitted like this."


def describe(receipt: Mapping[str, Any], digests: Iterable[str]) -> list[str]:
    """Return in sentences what a receipt shows in which everything fits."""
    content, event = receipt["content"], receipt["event"]
    given = set(digests)
    told = [
        "The receipt holds.",
        f"Entry {content.get('reference')}, version {content.get('number')}:"
        f" submitted at {content.get('submitted_at')}, recorded at {event['at']}.",
        f"SHA-256 of what was submitted: {receipt['sha256']}",
        f"Event: {receipt['head']}",
    ]
    for one in content["attachments"]:
        verdict = "checked, unchanged" if one.get("sha256") in given else "not checked"
        told.append(f"Attachment {one.get('name')}: {verdict}.")
    return told


def _digest_of_file(path: str) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def main(arguments: list[str] | None = None) -> int:
    """Check the receipt named on the command line; return the exit status."""
    parser = argparse.ArgumentParser(description="Check the receipt of a submission.")
    parser.add_argument("receipt", help="receipt.json")
    parser.add_argument("files", nargs="*", metavar="FILE", help="an attachment")
    parser.add_argument("--head", metavar="SEQUENCE:DIGEST")
    options = parser.parse_args(arguments)
    try:
        with open(options.receipt, encoding="utf-8") as file:
            receipt = json.load(file)
        digests = {path: _digest_of_file(path) for path in options.files}
        faults = check(receipt, digests, options.head)
    except (OSError, ValueError, RecursionError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    told = faults or describe(receipt, digests.values())
    sys.stdout.write("\n".join(told) + "\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
