"""An authenticator in software, for tests: it makes passkeys and signs, as a real one would, in each of three kinds.

What a real browser with Chromium's own virtual authenticator sends is tested in tests/browser/test_passkeys_work.py.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from annotate.domain.passkeys import Assertion, PasskeyRules, padless

RULES = PasskeyRules("desk.example", "https://desk.example")
#: User present, user verified, attested credential data included (WebAuthn, section 6.1).
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
Private = ec.EllipticCurvePrivateKey | Ed25519PrivateKey | rsa.RSAPrivateKey


def client_data(kind: str, challenge: bytes, origin: str = RULES.origin, **more: Any) -> bytes:
    """What a browser has signed about itself."""
    said = {"type": kind, "challenge": padless(challenge), "origin": origin, "crossOrigin": False, **more}
    return json.dumps(said, separators=(",", ":")).encode()


@dataclass
class Authenticator:
    """One passkey. `algorithm`: ES256, EdDSA, RS256, or P-384: a curve that does not belong to ES256."""

    algorithm: str = "ES256"
    credential_id: bytes = b""
    rp_id: str = RULES.rp_id
    key: Private = field(init=False)

    def __post_init__(self) -> None:
        if self.algorithm in ("ES256", "P-384"):
            self.key = ec.generate_private_key(ec.SECP256R1() if self.algorithm == "ES256" else ec.SECP384R1())
        elif self.algorithm == "EdDSA":
            self.key = Ed25519PrivateKey.generate()
        else:
            self.key = rsa.generate_private_key(65537, 2048)
        self.credential_id = self.credential_id or secrets.token_bytes(32)

    def made(self, challenge: bytes, origin: str = RULES.origin, flags: int = PRESENT | VERIFIED) -> str:
        """What the browser answers to an offer (RegistrationResponseJSON)."""
        ident = len(self.credential_id).to_bytes(2, "big") + self.credential_id
        data = self._data(flags | ATTESTED) + bytes(16) + ident + self.cose
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        response = {
            "clientDataJSON": padless(client_data("webauthn.create", challenge, origin)),
            "attestationObject": padless(attestation),
        }  # fmt: skip
        name = padless(self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})

    def sign(self, challenge: bytes, flags: int = PRESENT | VERIFIED, **more: Any) -> Assertion:
        """An assertion; `more`: `kind`, `origin` and other members of the client's data."""
        client = client_data(more.pop("kind", "webauthn.get"), challenge, **more)
        data = self._data(flags)
        signature = self._signed(data + hashlib.sha256(client).digest())
        return Assertion(padless(self.credential_id), padless(data), padless(client), padless(signature))

    @property
    def cose(self) -> bytes:
        """The public key as authenticators give it (RFC 9053)."""
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            at, size = self.key.public_key().public_numbers(), self.key.curve.key_size // 8
            curve = 1 if self.algorithm == "ES256" else 2
            return cbor2.dumps({1: 2, 3: -7, -1: curve, -2: at.x.to_bytes(size, "big"), -3: at.y.to_bytes(size, "big")})
        if isinstance(self.key, Ed25519PrivateKey):
            return cbor2.dumps({1: 1, 3: -8, -1: 6, -2: self.key.public_key().public_bytes_raw()})
        of = self.key.public_key().public_numbers()
        return cbor2.dumps({1: 3, 3: -257, -1: of.n.to_bytes(256, "big"), -2: of.e.to_bytes(3, "big")})

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + bytes(4)

    def _signed(self, data: bytes) -> bytes:
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return self.key.sign(data, ec.ECDSA(SHA256()))
        if isinstance(self.key, Ed25519PrivateKey):
            return self.key.sign(data)
        return self.key.sign(data, padding.PKCS1v15(), SHA256())
