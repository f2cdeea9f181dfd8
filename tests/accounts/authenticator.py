"""A device that holds passkeys, as far as a site can tell: what is signed can be bent in tests."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


@dataclass
class Device:
    """One passkey on one device; `origin` is the page on which it believes to be.

    Passkeys that several devices share do not count how often they were used.
    """

    origin: str = "http://localhost"
    verifies: bool = True
    counts: bool = True
    handle: str = ""
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def make(self, asked: dict[str, Any]) -> str:
        """Return what a browser answers to the question for a new passkey."""
        self.handle = asked["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        cose = {
            1: 2,
            3: -7,
            -1: 1,
            -2: numbers.x.to_bytes(32, "big"),
            -3: numbers.y.to_bytes(32, "big"),
        }
        held = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + encode_cbor(cose)
        data = self._data(asked["rp"]["id"], WITH_KEY) + held
        attestation = {"fmt": "none", "attStmt": {}, "authData": data}
        return self._answer(
            {
                "clientDataJSON": self._client("webauthn.create", asked),
                "attestationObject": encode_cbor(attestation),
            }
        )

    def use(self, asked: dict[str, Any]) -> str:
        """Return what a browser answers to the question for a passkey."""
        self.count += self.counts
        data, client = self._data(asked["rpId"], 0), self._client("webauthn.get", asked)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": client,
                "authenticatorData": data,
                "signature": signature,
                "userHandle": base64url_to_bytes(self.handle),
            }
        )

    def _data(self, host: str, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return (
            hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")
        )

    def _client(self, kind: str, asked: dict[str, Any]) -> bytes:
        content = {"type": kind, "challenge": asked["challenge"], "origin": self.origin}
        return json.dumps(content).encode()

    def _answer(self, response: dict[str, bytes]) -> str:
        own = bytes_to_base64url(self.id)
        encoded = {name: bytes_to_base64url(value) for name, value in response.items()}
        return json.dumps(
            {"id": own, "rawId": own, "type": "public-key", "response": encoded}
            | {"clientExtensionResults": {}}
        )
