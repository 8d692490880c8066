"""The decision that a passkey signs: its exact bytes, that all of it counts, and where a desk takes passkeys at all."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
import rfc8785
from test_digest import CLAIM

from annotate.domain.canonical import canonical
from annotate.domain.errors import Invalid
from annotate.domain.passkeys import (
    VERDICT,
    PasskeyRules,
    challenge,
    decision,
    groups,
    padless,
    read_assertion,
    rules_for,
    unpadded,
)
from annotate.domain.spans import Span

RULES = PasskeyRules("desk.example", "https://desk.example")
BYTES = (
    '{"article":"a","claim":"k","claim_rev":3,"comment":"Gut – 🚓\\n","decision":"approve","desk":"desk.example",'
    '"digest":"ff","purpose":"annotate/decision","reviewer":"m","v":1,"verdict":{"attribution":"altered",'
    '"claimant_id":"p","confidence":"high","known":"k","own_voice":false,"rationale":"r","revision_id":"r",'
    '"search_log":"l","settle":"s","spans":[[3,9,"police"]],"statement":"s","status":"disputed","type":"quantity",'
    '"unknown":"u"}}'
)


def made(claim: Any = CLAIM, reviewer: str = "m", digest: str = "ff", comment: str = "Gut – 🚓\n") -> dict[str, Any]:
    return decision(claim, reviewer, digest, comment, RULES)


def test_the_bytes_are_these_for_ever() -> None:
    """Whoever changes them makes every signature of before worthless: that takes another version."""
    assert canonical(made()).decode() == BYTES == rfc8785.dumps(made()).decode()
    assert challenge(made()).hex().startswith(groups(challenge(made())).replace(" ", ""))
    assert groups(bytes(range(32))) == "0001 0203 0405 0607"


def test_all_of_it_counts() -> None:
    others = [made(reviewer="n"), made(digest="fe"), made(comment="Gut – 🚓"), decision(CLAIM, "m", "ff", "", RULES)]
    others += [decision(CLAIM, "m", "ff", "Gut – 🚓\n", replace(RULES, rp_id="other.example"))]
    others += [made(replace(CLAIM, **{name: "other"})) for name in (*VERDICT, "id", "article_id", "rev")]
    others += [
        made(replace(CLAIM, spans=(span,))) for span in (Span(3, 8, "polic", "", ""), Span(4, 9, "olice", "", ""))
    ]
    assert len({challenge(made()), *map(challenge, others)}) == len(others) + 1


@pytest.mark.parametrize(
    ("public", "asked", "expected"),
    [
        ("https://desk.example", "http://10.0.0.1:8000/", ("desk.example", "https://desk.example")),
        ("https://Desk.example:8443", "http://x/", ("desk.example", "https://desk.example:8443")),
        ("http://localhost:8000", "http://127.0.0.1/", ("localhost", "http://localhost:8000")),
        ("", "http://localhost:5000/", ("localhost", "http://localhost:5000")),
        ("", "https://desk.example/", ("", "")), ("", "http://127.0.0.1:8000/", ("", "")),
        ("http://desk.example", "http://desk.example/", ("", "")),
        ("https://192.0.2.7", "https://192.0.2.7/", ("", "")),
        ("https://[2001:db8::1]", "https://[2001:db8::1]/", ("", "")), ("", "", ("", "")),
    ],
)  # fmt: skip
def test_passkeys_are_taken_where_browsers_have_them(public: str, asked: str, expected: tuple[str, str]) -> None:
    rules = rules_for(public, asked, True)
    assert (rules.rp_id, rules.origin, rules.required, rules.here) == (*expected, True, bool(expected[0]))


GOOD = {"authenticator_data": "AA", "client_data_json": "e30", "credential_id": "Aa_-", "signature": "AQ"}


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "null", "{}", "{", "[" * 100_000, json.dumps(GOOD | {"more": "AA"}),
        *(json.dumps(GOOD | {"signature": value}) for value in (1, "A+", "AQ==", "A", "A" * 30_000)),
    ],
)  # fmt: skip
def test_what_is_no_assertion_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="assertion"):
        read_assertion(text)


def test_an_assertion_has_one_spelling_and_may_be_about_nothing() -> None:
    found = read_assertion(json.dumps(GOOD | {"signature": "AR"}, indent=1))
    assert found.text == json.dumps(GOOD, separators=(",", ":"), sort_keys=True), "bits that count for nothing are none"
    assert found.challenge == "" and replace(found, client_data_json=padless(b"[1")).challenge == ""
    assert unpadded(padless(b"\xff\xfe\xfd\xfc")) == b"\xff\xfe\xfd\xfc"
