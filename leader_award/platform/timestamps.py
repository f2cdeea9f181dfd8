"""Asking a timestamp authority (RFC 3161) to confirm that a digest existed by now.

The two messages are small, so their DER is written and read here by hand:

    TimeStampReq  ::= SEQUENCE { version INTEGER (1), messageImprint MessageImprint,
                                 nonce INTEGER, certReq BOOLEAN (TRUE) }
    MessageImprint ::= SEQUENCE { AlgorithmIdentifier (SHA-256), hashedMessage OCTET STRING }
    TimeStampResp ::= SEQUENCE { status PKIStatusInfo, timeStampToken ContentInfo OPTIONAL }

The token is CMS SignedData around a TSTInfo, from which imprint, nonce and instant are read. The
signature is not checked here: whoever trusts the authority checks it with `openssl ts -verify`.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import requests

TIMEOUT = 10
"""Seconds to wait for the authority, for connecting and between bytes."""
LONGEST = 64 * 1024
"""Bytes of an answer; one with its certificates takes about 5 000."""

_INTEGER, _OCTETS, _NULL, _OID, _TIME, _SEQUENCE = 0x02, 0x04, 0x05, 0x06, 0x18, 0x30
_TRUE = b"\x01\x01\xff"
_SHA256 = bytes.fromhex("608648016503040201")
_TST_INFO = bytes.fromhex("2a864886f70d0109100104")
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")


class StampRefused(Exception):
    """The authority does not answer, refuses, or answers something else than it was asked."""


@dataclass(frozen=True)
class Stamp:
    """The authority's answer (TimeStampResp in DER) and the instant that it confirms."""

    response: bytes
    at: datetime


def ask(url: str, digest: str) -> Stamp:
    """Ask the authority at `url` to stamp a SHA-256 (hex). Raises StampRefused."""
    nonce = secrets.randbits(63)
    try:
        with requests.post(
            url,
            data=request_for(digest, nonce),
            headers={"Content-Type": "application/timestamp-query"},
            timeout=TIMEOUT,
            allow_redirects=False,
            stream=True,
        ) as answer:
            if answer.status_code != 200:
                raise StampRefused(f"the authority answered with status {answer.status_code}")
            content = answer.raw.read(LONGEST + 1, decode_content=True)
    except (requests.RequestException, OSError) as error:
        raise StampRefused(f"the authority cannot be reached: {type(error).__name__}") from error
    if len(content) > LONGEST:
        raise StampRefused("the answer is too long")
    return read_answer(content, digest, nonce)


def request_for(digest: str, nonce: int) -> bytes:
    """Return the TimeStampReq (DER) for a SHA-256 (hex); the answer shall bring certificates."""
    algorithm = _der(_SEQUENCE, _der(_OID, _SHA256) + _der(_NULL, b""))
    imprint = _der(_SEQUENCE, algorithm + _der(_OCTETS, bytes.fromhex(digest)))
    return _der(_SEQUENCE, _integer(1) + imprint + _integer(nonce) + _TRUE)


def read_answer(content: bytes, digest: str, nonce: int) -> Stamp:
    """Return the stamp that a TimeStampResp holds. Raises StampRefused if it is not the one."""
    try:
        status, *rest = _children(_only(content, _SEQUENCE))
        if int.from_bytes(next(_children(status[1]))[1], "big", signed=True) not in (0, 1):
            raise StampRefused("the authority refused to stamp")
        imprint, instant, numbers = _stamped(rest[0][1])
    except (IndexError, StopIteration, ValueError) as error:
        raise StampRefused("the answer is no timestamp") from error
    if imprint != bytes.fromhex(digest) or nonce not in numbers:
        raise StampRefused("the answer is about something else")
    return Stamp(content, instant)


def _stamped(content_info: bytes) -> tuple[bytes, datetime, list[int]]:
    """Return imprint, instant and the integers after it (the nonce is one) of a token."""
    kind, wrapped = _children(content_info)
    signed = list(_children(_only(wrapped[1], _SEQUENCE)))
    content_kind, octets = _children(signed[2][1])
    if kind != (_OID, _SIGNED_DATA) or content_kind != (_OID, _TST_INFO):
        raise ValueError("not a token")
    info = list(_children(_only(_only(octets[1], _OCTETS), _SEQUENCE)))
    algorithm, hashed = _children(info[2][1])
    if next(_children(algorithm[1])) != (_OID, _SHA256):
        raise ValueError("another digest")
    place = next(number for number, (tag, _value) in enumerate(info) if tag == _TIME)
    numbers = [int.from_bytes(value, "big") for tag, value in info[place:] if tag == _INTEGER]
    return hashed[1], _instant(info[place][1]), numbers


def _instant(text: bytes) -> datetime:
    """Return a GeneralizedTime, with or without a fraction of a second."""
    whole, _dot, fraction = text.decode("ascii").removesuffix("Z").partition(".")
    instant = datetime.strptime(whole, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return instant.replace(microsecond=int(fraction[:6].ljust(6, "0"))) if fraction else instant


def _integer(value: int) -> bytes:
    return _der(_INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _der(tag: int, content: bytes) -> bytes:
    """Return one value of DER; the requests made here are shorter than 128 bytes."""
    return bytes([tag, len(content)]) + content


def _only(data: bytes, tag: int) -> bytes:
    """Return the content of data that is one value with this tag. Raises ValueError."""
    ((found, content),) = _children(data)
    if found != tag:
        raise ValueError("another kind of value")
    return content


def _children(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield tag and content of the values that follow each other. Raises IndexError, ValueError."""
    place = 0
    while place < len(data):
        tag, length, place = data[place], data[place + 1], place + 2
        if length & 0x80:
            wide = length & 0x7F
            length = int.from_bytes(data[place : place + wide], "big")
            place += wide
        if place + length > len(data):
            raise ValueError("the value is cut off")
        yield tag, data[place : place + length]
        place += length
