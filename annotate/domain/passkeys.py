"""Passkeys: what one is, under which name and address a desk takes them, and the decision that one of them signs.

Of an assertion (WebAuthn level 3, section 7.2) the challenge is the SHA-256 of the decision's RFC 8785 bytes. All that
the decision says stands in the events by which it is recorded, so that anybody who has these can compute it again, and
nobody can make them say something else afterwards. docs/decisions/0015-passkeys.md says what is in it and why.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import json
import re
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from annotate.domain.canonical import canonical
from annotate.domain.errors import Invalid
from annotate.domain.things import Claim

VERSION, PURPOSE = 1, "annotate/decision"
#: Columns of a claim that the decision repeats; also in the events, and so in a bundle. The digest covers more.
VERDICT = (
    "revision_id", "statement", "type", "status", "attribution", "claimant_id", "own_voice", "rationale", "known",
    "unknown", "settle", "search_log", "confidence",
)  # fmt: skip
#: Longest assertion in bytes of its text; real ones have less than a thousand.
LONGEST = 20_000


@dataclass(frozen=True)
class Passkey:
    """A key that its owner's device keeps. `public_key` is SubjectPublicKeyInfo in base64, `algorithm` as in JOSE."""

    id: str
    rev: int
    user_id: str
    credential_id: str
    public_key: str
    algorithm: str
    rp_id: str
    name: str
    created_at: str
    retired: bool

    @property
    def fingerprint(self) -> str:
        """By which people tell keys apart: the beginning of the SHA-256 of the public key, in groups of four."""
        return groups(hashlib.sha256(base64.b64decode(self.public_key)).digest())


@dataclass(frozen=True)
class PasskeyRules:
    """Under which name (RP ID) and origin this desk takes passkeys, and whether an approval needs one."""

    rp_id: str = ""
    origin: str = ""
    required: bool = False

    @property
    def here(self) -> bool:
        """Can a passkey be used at the address by which this page was asked for?"""
        return bool(self.rp_id)


@dataclass(frozen=True)
class Assertion:
    """What an authenticator signed, all in base64url without padding, in its one spelling."""

    credential_id: str
    authenticator_data: str
    client_data_json: str
    signature: str

    @property
    def text(self) -> str:
        """As it is stored: canonical JSON."""
        return canonical(asdict(self)).decode()

    @property
    def challenge(self) -> str:
        """What its client says was signed, in base64url; nothing if that is not to be made out."""
        return self.said("challenge")

    def said(self, name: str) -> str:
        """A text in the client's data; nothing if there is none."""
        try:
            found = json.loads(unpadded(self.client_data_json))
        except (ValueError, RecursionError):
            return ""
        value = found.get(name) if isinstance(found, dict) else None
        return value if isinstance(value, str) else ""


def rules_for(public_url: str, asked: str, required: bool) -> PasskeyRules:
    """The rules where a desk is reached at `public_url`, or, without one, at the address that the browser asked.

    Browsers take passkeys for names over HTTPS, and for localhost; never for bare IP addresses.
    """
    url = urlsplit(public_url or asked)
    host = url.hostname or ""
    local = host == "localhost"
    usable = local or (bool(public_url) and url.scheme == "https" and not _is_address(host))
    origin = f"{url.scheme}://{url.netloc}".lower()
    return PasskeyRules(host, origin, required) if usable else PasskeyRules(required=required)


def read_assertion(text: str) -> Assertion:
    """The assertion of a JSON object with exactly the four members. Raises Invalid."""
    try:
        value = json.loads(text) if len(text) <= LONGEST else None
    except (ValueError, RecursionError):
        value = None
    names = set(Assertion.__dataclass_fields__)
    if not isinstance(value, dict) or value.keys() != names or not all(isinstance(v, str) for v in value.values()):
        raise Invalid(f"An assertion is a JSON object of {', '.join(sorted(names))}.", field="assertion")
    try:
        return Assertion(**{name: padless(unpadded(part)) for name, part in value.items()})
    except ValueError as error:
        raise Invalid("An assertion holds base64url without padding, and this is none.", field="assertion") from error


def decision(claim: Claim, reviewer: str, digest: str, comment: str, rules: PasskeyRules) -> dict[str, Any]:
    """What a reviewer signs when they approve this revision of a claim."""
    verdict = {name: getattr(claim, name) for name in VERDICT}
    spans = [[span.start, span.end, span.exact] for span in claim.spans]
    return {
        "v": VERSION, "purpose": PURPOSE, "desk": rules.rp_id, "article": claim.article_id, "claim": claim.id,
        "claim_rev": claim.rev, "decision": "approve", "digest": digest, "comment": comment, "reviewer": reviewer,
        "verdict": verdict | {"spans": spans},
    }  # fmt: skip


def challenge(decided: dict[str, Any]) -> bytes:
    """SHA-256 of the decision's canonical bytes."""
    return hashlib.sha256(canonical(decided)).digest()


def groups(digest: bytes) -> str:
    """The first 64 bits of a hash in four groups of four hex digits, to be compared by eye."""
    text = digest.hex()
    return " ".join(text[i : i + 4] for i in range(0, 16, 4))


def padless(data: bytes) -> str:
    """Base64url without padding (RFC 4648, section 5)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unpadded(text: str) -> bytes:
    """The bytes of base64url without padding. Raises ValueError for anything else."""
    if not re.fullmatch(r"[A-Za-z0-9_-]*", text):
        raise ValueError("it holds something that is not base64url")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
