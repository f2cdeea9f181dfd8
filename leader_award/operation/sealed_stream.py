"""A file sealed with a passphrase, written and read as a stream.

Chunks of 1 MiB are each encrypted with AES-256-GCM; the nonce carries the chunk's number and
whether it is the last, so that chunks cannot be changed, exchanged or cut off unnoticed (the STREAM
construction: Hoang, Reyhanitabar, Rogaway and Vizár, Online Authenticated-Encryption and its
Nonce-Reuse Misuse-Resistance, CRYPTO 2015). The key comes from the passphrase by scrypt (RFC 7914).
"""

import os
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"LAWARD1\n"
CHUNK = 1 << 20
TAG = 16
SALT = 16
PREFIX = 7


class WrongPassphrase(ValueError):
    """The file was sealed with another passphrase, or was changed or cut since."""


def is_sealed(file: IO[bytes]) -> bool:
    """Tell whether the file starts as a sealed one does; the position stays where it was."""
    at = file.tell()
    start = file.read(len(MAGIC))
    file.seek(at)
    return start == MAGIC


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=1 << 15, r=8, p=1).derive(passphrase.encode()))


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


class Sealer:
    """Something to write to; what comes out in `target` is sealed once `close` was called."""

    def __init__(self, target: IO[bytes], passphrase: str) -> None:
        salt, self._prefix = os.urandom(SALT), os.urandom(PREFIX)
        self._target, self._number, self._waiting = target, 0, bytearray()
        self._cipher = _cipher(passphrase, salt)
        target.write(MAGIC + salt + self._prefix)

    def write(self, data: bytes) -> int:
        """Take bytes; return how many, as files do."""
        self._waiting += data
        # one byte stays behind at least, because the last chunk must know that it is the last
        while len(self._waiting) > CHUNK:
            self._put(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def close(self) -> None:
        """Write the last chunk."""
        self._put(bytes(self._waiting), last=True)

    def _put(self, chunk: bytes, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, last)
        self._target.write(self._cipher.encrypt(nonce, chunk, None))
        self._number += 1


class Unsealer:
    """Something to read from; raises WrongPassphrase where the bytes are not those sealed."""

    def __init__(self, source: IO[bytes], passphrase: str) -> None:
        header = source.read(len(MAGIC) + SALT + PREFIX)
        salt = header[len(MAGIC) : len(MAGIC) + SALT]
        self._source, self._prefix = source, header[len(MAGIC) + SALT :]
        self._cipher = _cipher(passphrase, salt)
        self._number, self._ready = 0, bytearray()
        self._ahead = source.read(CHUNK + TAG)
        if not self._ahead:
            raise WrongPassphrase("the file was cut")

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes (all that are left by default), b"" at the end."""
        while self._ahead and (size < 0 or len(self._ready) < size):
            self._open_next()
        end = len(self._ready) if size < 0 else size
        taken = bytes(self._ready[:end])
        del self._ready[:end]
        return taken

    def _open_next(self) -> None:
        chunk, self._ahead = self._ahead, self._source.read(CHUNK + TAG)
        nonce = _nonce(self._prefix, self._number, not self._ahead)
        try:
            self._ready += self._cipher.decrypt(nonce, chunk, None)
        except InvalidTag as error:
            raise WrongPassphrase(
                "the passphrase is wrong, or the file was changed or cut"
            ) from error
        self._number += 1
