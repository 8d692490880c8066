"""The two ceremonies of WebAuthn, by py_webauthn: making a passkey, and checking what one signed.

Loaded when it is first needed: with the libraries for certificates behind it, it takes longer than all else together.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

import webauthn
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from webauthn.helpers import decode_credential_public_key, decoded_public_key_to_cryptography, encode_cbor
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from annotate.domain.errors import Invalid
from annotate.domain.passkeys import LONGEST, Assertion, Passkey, PasskeyRules, padless, unpadded
from annotate.domain.things import User

#: Names of the algorithms in JOSE, by their number in COSE (RFC 9053); in the order in which we would have them.
ALGORITHMS = {
    COSEAlgorithmIdentifier.EDDSA: "EdDSA",
    COSEAlgorithmIdentifier.ECDSA_SHA_256: "ES256",
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256: "RS256",
}
#: Bits of an RSA key: fewer can be broken, more cost a verifier too much.
RSA_BITS = range(2048, 8193)
Public = EllipticCurvePublicKey | Ed25519PublicKey | RSAPublicKey


@dataclass(frozen=True)
class NewKey:
    """What an authenticator made."""

    credential_id: str
    public_key: str
    algorithm: str


def offer(user: User, rules: PasskeyRules, desk: str, known: list[Passkey], challenge: bytes) -> str:
    """What a browser needs to make a passkey (PublicKeyCredentialCreationOptionsJSON). Known ones are left out."""
    options = webauthn.generate_registration_options(
        rp_id=rules.rp_id, rp_name=desk, user_id=user.id.encode(), user_name=user.email, user_display_name=user.name,
        challenge=challenge, supported_pub_key_algs=list(ALGORITHMS),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=unpadded(one.credential_id)) for one in known],
    )  # fmt: skip
    return str(webauthn.options_to_json(options))


def made(answer: str, challenge: bytes, rules: PasskeyRules) -> NewKey:
    """The key in a browser's answer (RegistrationResponseJSON). Raises Invalid for anything that does not fit."""
    if len(answer) > LONGEST:
        raise Invalid("The answer of the browser is too long to be one of a passkey.")
    try:
        found = webauthn.verify_registration_response(
            credential=answer, expected_challenge=challenge, expected_rp_id=rules.rp_id, expected_origin=rules.origin,
            require_user_verification=True, supported_pub_key_algs=list(ALGORITHMS),
        )  # fmt: skip
        decoded = decode_credential_public_key(found.credential_public_key)
        key = decoded_public_key_to_cryptography(decoded)
        algorithm = ALGORITHMS[decoded.alg]
    except Exception as error:  # what is in there was written by a stranger’s device, and its parsers raise anything
        raise Invalid(f"The browser’s answer is no passkey for this desk ({_short(error)}). Try again.") from error
    if not isinstance(key, Public) or not _fits(key, algorithm):
        raise Invalid("This passkey has a key of a kind that this desk does not take. Use another device.")
    spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return NewKey(padless(found.credential_id), base64.b64encode(spki).decode(), algorithm)


def check(assertion: Assertion, challenge: bytes, rules: PasskeyRules, passkey: Passkey) -> None:
    """Raise Invalid unless this passkey signed this challenge, for this desk, with its owner present and recognised."""
    response = {
        "clientDataJSON": assertion.client_data_json, "authenticatorData": assertion.authenticator_data,
        "signature": assertion.signature,
    }  # fmt: skip
    ident = assertion.credential_id
    credential = {"id": ident, "rawId": ident, "type": "public-key", "response": response}
    try:
        webauthn.verify_authentication_response(
            credential=json.dumps(credential), expected_challenge=challenge, expected_rp_id=rules.rp_id,
            expected_origin=rules.origin, credential_public_key=cose(passkey), credential_current_sign_count=0,
            require_user_verification=True,
        )  # fmt: skip
    except Exception as error:  # as above
        words = f"What the passkey signed is not this decision ({_short(error)}). Load the page anew and try again."
        raise Invalid(words, field="assertion") from error


def cose(passkey: Passkey) -> bytes:
    """The public key in the form that authenticators give it (RFC 9053, section 7; RFC 8230, section 4)."""
    key = load_der_public_key(base64.b64decode(passkey.public_key))
    number = next(number for number, name in ALGORITHMS.items() if name == passkey.algorithm)
    if isinstance(key, EllipticCurvePublicKey):
        point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return bytes(encode_cbor({1: 2, 3: number, -1: 1, -2: point[1:33], -3: point[33:]}))
    if isinstance(key, Ed25519PublicKey):
        return bytes(encode_cbor({1: 1, 3: number, -1: 6, -2: key.public_bytes_raw()}))
    assert isinstance(key, RSAPublicKey)  # `made` lets no other in
    numbers = key.public_numbers()
    return bytes(encode_cbor({1: 3, 3: number, -1: _unsigned(numbers.n), -2: _unsigned(numbers.e)}))


def _fits(key: Public, algorithm: str) -> bool:
    if isinstance(key, EllipticCurvePublicKey):
        return algorithm == "ES256" and isinstance(key.curve, SECP256R1)
    if isinstance(key, RSAPublicKey):
        return algorithm == "RS256" and key.key_size in RSA_BITS
    return algorithm == "EdDSA"


def _unsigned(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
