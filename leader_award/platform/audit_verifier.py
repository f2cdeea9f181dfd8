"""Checks an export of the audit chain; needs nothing but Python's standard library.

    python audit_verifier.py EXPORT.jsonl [--head SEQUENCE:DIGEST]...

The export has one event per line, in order. Each event carries the SHA-256 of the one before, so a
changed, removed, inserted or swapped event shows by itself. A tail that was cut off, or a chain
that was written anew from some event on, shows only against digests that were given out before:
those in receipts, protocols and announcements. Hand them over with --head.

Exit status: 0 the chain holds, 1 it does not, 2 the file cannot be read.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64
"""What the first event gives as the digest before it."""

CONTENT = (
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
"""The fields that an event's digest covers, in order."""


@dataclass(frozen=True)
class Fault:
    """The first event that does not hold: its number in the chain, from 1, and why.

    Where a digest given out before does not fit, the chain was rewritten somewhere in
    `since`..`sequence`; otherwise both are the same.
    """

    sequence: int
    reason: str
    since: int


@dataclass(frozen=True)
class Verdict:
    """What came out: how many events hold, the last one's digest, the first fault if any.

    `backwards` counts events whose instant lies before the one of the event before them; that is
    a clock set back, not a forgery.
    """

    events: int
    head: str
    fault: Fault | None
    backwards: int


def digest_of(event: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of the event's canonical JSON, the previous digest included."""
    content = [event[field] for field in CONTENT]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def verify(
    events: Iterable[Any],
    heads: Mapping[int, str] | None = None,
    after: tuple[int, str] = (0, GENESIS),
) -> Verdict:
    """Check the chain from its first event on; `heads` are digests known from outside.

    `events` are mappings with the fields of CONTENT and "digest". Stops at the first fault. To go
    on where an earlier call stopped, hand over the number and digest of its last event as `after`.
    """
    known = dict(heads or {})
    count, previous = after
    trusted = max((number for number in known if number <= count), default=0)
    backwards, last_at = 0, ""
    for event in events:
        number = count + 1
        reason = _fault_of(event, number, previous)
        if reason is not None:
            return Verdict(count, previous, Fault(number, reason, number), backwards)
        if number in known and known[number] != event["digest"]:
            reason = "its digest is not the one that was given out"
            return Verdict(count, previous, Fault(number, reason, trusted + 1), backwards)
        trusted = number if number in known else trusted
        backwards += event["at"] < last_at
        previous, count, last_at = event["digest"], number, event["at"]
    missing = [number for number in sorted(known) if number > count]
    if missing:
        reason = f"the chain ends here, but event {missing[0]} was given out"
        return Verdict(count, previous, Fault(count + 1, reason, count + 1), backwards)
    return Verdict(count, previous, None, backwards)


def _fault_of(event: Any, number: int, previous: str) -> str | None:
    if not isinstance(event, Mapping) or set(event) != {*CONTENT, "digest"}:
        return "it does not have the fields of an event"
    if event["sequence"] != number or isinstance(event["sequence"], bool):
        return f"it carries the number {event['sequence']!r}"
    if event["previous"] != previous:
        return "it does not follow from the event before it"
    if not isinstance(event["at"], str) or event["digest"] != digest_of(event):
        return "its content does not fit its digest"
    return None


def read_lines(lines: Iterable[str]) -> Iterator[Any]:
    """Yield what each line of an export holds; None for a line that is no JSON."""
    for line in lines:
        try:
            yield json.loads(line)
        except ValueError:
            yield None


def read_head(text: str) -> tuple[int, str]:
    """Return sequence and digest of "SEQUENCE:DIGEST". Raises ValueError."""
    number, _colon, digest = text.strip().partition(":")
    if not number.isdecimal() or len(digest) != 64:
        raise ValueError(f"not SEQUENCE:DIGEST: {text!r}")
    return int(number), digest.lower()


def describe(verdict: Verdict) -> list[str]:
    """Return the verdict in sentences."""
    fault = verdict.fault
    if fault is None:
        told = [f"The chain holds: {verdict.events} events.", f"Its last digest: {verdict.head}"]
    elif fault.since < fault.sequence:
        told = [
            f"The chain was rewritten between events {fault.since} and {fault.sequence}:"
            f" of event {fault.sequence}, {fault.reason}."
        ]
    else:
        told = [f"The first bad event is number {fault.sequence}: {fault.reason}."]
    if verdict.backwards:
        told.append(f"The clock was set back before {verdict.backwards} of the events.")
    return told


def main(arguments: list[str] | None = None) -> int:
    """Check the export named on the command line; return the exit status."""
    parser = argparse.ArgumentParser(description="Check an export of the audit chain.")
    parser.add_argument("export", help="file with one event per line")
    parser.add_argument("--head", action="append", default=[], metavar="SEQUENCE:DIGEST")
    options = parser.parse_args(arguments)
    try:
        heads = dict(read_head(text) for text in options.head)
        with open(options.export, encoding="utf-8") as lines:
            verdict = verify(read_lines(lines), heads)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write("\n".join(describe(verdict)) + "\n")
    return 1 if verdict.fault else 0


if __name__ == "__main__":
    sys.exit(main())
