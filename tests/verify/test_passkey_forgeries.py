"""Forged approvals in bundles: whoever holds the desk's own key, and its database, cannot make one without the passkey.

Each forgery here is whole in all other respects: hashed anew, chained anew, under a checkpoint signed anew.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from authenticator import PRESENT, RULES, VERIFIED, Authenticator
from bundle_story import Forged, Story, faults, findings
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from annotate import verify
from annotate.domain.passkeys import Assertion, unpadded
from annotate.services import ceremonies

Event = dict[str, Any]
APPROVAL, DECISION = "claim:state:approve", "review:decision:record"
REGISTERED = "passkey:passkey:register"


def rewritten(forged: Forged, story: Story) -> str:
    """The faults of a history that its desk has hashed, chained, signed and published anew."""
    forged.rechained(0)
    report, proof = json.loads(forged.files["report.json"]), forged.proof
    report["trail"]["hash"] = proof["leaves"][proof["article"] - 2][1]
    forged.republished(report)
    return faults(forged.signed(), story)


def signed(forged: Forged, last: bool = True) -> int:
    """The line of a decision that was signed."""
    lines = [n for n, e in enumerate(forged.events) if e.get("action") == DECISION and e["after"]["assertion"]]
    return lines[-1 if last else 0]


def challenge_in(forged: Forged, at: int) -> bytes:
    assertion = json.loads(forged.events[at]["after"]["assertion"])
    return unpadded(json.loads(unpadded(assertion["client_data_json"]))["challenge"])


def put(forged: Forged, at: int, assertion: Assertion) -> None:
    forged.change(at, lambda event: event["after"].update(assertion=assertion.text))


def test_the_rewriting_alone_is_not_found_by_this_bundle(forged: Forged, story: Story) -> None:
    """The control: what is found below is the passkey's doing."""
    assert rewritten(forged, story) == ""


def test_it_says_who_approved_with_what(story: Story, good: bytes) -> None:
    found = findings(good, story.key)
    said = "\n".join(found.facts)
    assert "by Mira Lindqvist on 20" in said and ", with a passkey; worked on by" in said
    assert ", while signed in; worked on by" in said
    [line] = [fact for fact in found.facts if fact.startswith("Passkey ")]
    assert "of Mira Lindqvist: registered 20" in line and any("whose hands" in note for note in found.notes)


def test_only_the_passkeys_that_signed_are_in_it_and_nothing_else_of_the_system(forged: Forged) -> None:
    system = [e for e in forged.events if e.get("log") == "system"]
    assert [(e["action"], forged.actor(e), e["after"]["name"]) for e in system] == [(REGISTERED, "Mira Lindqvist", "")]


def test_the_verdict_cannot_be_changed_under_the_signature(forged: Forged, story: Story) -> None:
    claim = story.claims[0].id
    lines = [n for n, e in enumerate(forged.events) if e.get("target", {}).get("id") == claim]
    for at in lines:
        forged.change(at, lambda event: event["after"].update(rationale="It is so."), leaf=False)
        forged.change(at, lambda event: event["changes"].pop("rationale", None), leaf=False)
    report = json.loads(forged.files["report.json"])
    next(c for c in report["claims"] if c["id"] == claim)["rationale"] = "It is so."
    forged.files["report.json"] = verify._ENCODER.encode(report).encode()
    said = rewritten(forged, story)
    assert said.count("another decision was signed") == 2, "both approvals of the claim"
    assert not [line for line in said.splitlines() if "another decision was signed" not in line]


def comment(event: Event) -> None:
    event["after"]["comment"] = "Seen, read and believed."


def test_the_comment_of_a_superseded_decision_cannot_be_changed(forged: Forged, story: Story) -> None:
    at = signed(forged, last=False)
    forged.change(at, comment)
    assert f"event {at + 1}: its approval by passkey does not hold: another decision was signed" in rewritten(
        forged, story
    )


def test_a_signature_is_not_good_for_another_decision(forged: Forged, story: Story) -> None:
    first, last = signed(forged, last=False), signed(forged)
    moved = forged.events[first]["after"]["assertion"]
    forged.change(last, lambda event: event["after"].update(assertion=moved))
    assert f"event {last + 1}: its approval by passkey does not hold: another decision" in rewritten(forged, story)


def other_key(device: Authenticator, challenge: bytes) -> Assertion:
    return Authenticator(credential_id=device.credential_id).sign(challenge)


def other_passkey(device: Authenticator, challenge: bytes) -> Assertion:
    return Authenticator().sign(challenge)


def nobody_there(device: Authenticator, challenge: bytes) -> Assertion:
    return device.sign(challenge, VERIFIED)


def not_recognised(device: Authenticator, challenge: bytes) -> Assertion:
    return device.sign(challenge, PRESENT)


def other_desk(device: Authenticator, challenge: bytes) -> Assertion:
    return replace(device, rp_id="evil.example").sign(challenge)


def other_site(device: Authenticator, challenge: bytes) -> Assertion:
    return device.sign(challenge, origin="https://desk.example.evil.example")


def framed(device: Authenticator, challenge: bytes) -> Assertion:
    return device.sign(challenge, crossOrigin=True)


def other_ceremony(device: Authenticator, challenge: bytes) -> Assertion:
    return device.sign(challenge, kind="webauthn.create")


def other_signature(device: Authenticator, challenge: bytes) -> Assertion:
    return replace(device.sign(challenge), signature=device.sign(bytes(32)).signature)


def cut(device: Authenticator, challenge: bytes) -> Assertion:
    return replace(device.sign(challenge), authenticator_data="AAAA")


def no_object(device: Authenticator, challenge: bytes) -> Assertion:
    return replace(device.sign(challenge), client_data_json="W10")


@pytest.mark.parametrize(
    ("forge", "why"),
    [
        (other_key, "the signature is not that of the passkey"), (other_passkey, "the assertion names another passkey"),
        (nobody_there, "did not recognise"), (not_recognised, "did not recognise"), (other_desk, "for another desk"),
        (other_site, "on another site"), (framed, "in a page of another site"), (other_ceremony, "no assertion"),
        (other_signature, "the signature is not that of the passkey"), (cut, "for another desk"),
        (no_object, "does not have the form"),
    ],
)  # fmt: skip
def test_what_the_passkey_did_not_sign_is_named(
    forged: Forged, story: Story, forge: Callable[[Authenticator, bytes], Assertion], why: str
) -> None:
    at = signed(forged)
    put(forged, at, forge(story.device, challenge_in(forged, at)))
    said = rewritten(forged, story)
    assert f"event {at + 1}: its approval by passkey does not hold: " in said and why in said


def test_the_control_that_a_new_signature_of_the_same_decision_is_taken(forged: Forged, story: Story) -> None:
    at = signed(forged)
    put(forged, at, story.device.sign(challenge_in(forged, at)))
    assert rewritten(forged, story) == ""


def other_person(event: Event) -> None:
    event["after"]["user_id"] = event["actor"]["id"] = "01a20000-0000-7000-8000-000000000000"


def later(event: Event) -> None:
    event["at"] = "2199-01-01T00:00:00.000Z"


def not_a_key(event: Event) -> None:
    event["after"]["public_key"] = "AAAA"


def weak_kind(event: Event) -> None:
    event["after"]["algorithm"] = "RS256"


@pytest.mark.parametrize(
    ("how", "why"),
    [
        (other_person, "not that of the person who decided"), (later, "registered only afterwards"),
        (not_a_key, "does not hold"), (weak_kind, "of a kind that passkeys here do not have"),
    ],
)  # fmt: skip
def test_a_registration_that_does_not_fit_is_named(
    forged: Forged, story: Story, how: Callable[[Event], None], why: str
) -> None:
    forged.change(forged.find(REGISTERED), how)
    assert why in rewritten(forged, story)


def test_a_registration_cannot_be_left_out(forged: Forged, story: Story) -> None:
    at, proof = forged.find(REGISTERED), forged.proof
    forged.lines([e for n, e in enumerate(forged.events) if n != at])
    del proof["leaves"][at]
    forged.put("proof.json", proof)
    assert "the registration of the passkey is not shown" in faults(forged.signed(), story)


def test_a_retired_passkey_signs_nothing_where_that_is_shown(forged: Forged, story: Story) -> None:
    """No desk shows it by itself; one that does is not believed both."""
    values, proof, at = forged.events, forged.proof, forged.find(REGISTERED)
    first = values[at]
    retired = {
        **first, "action": "passkey:passkey:retire", "seq": first["seq"] + 1, "target": {**first["target"], "rev": 2},
        "changes": {"retired": [False, True]}, "after": {**first["after"], "rev": 2, "retired": True},
    }  # fmt: skip
    forged.lines([*values[: at + 1], retired, *values[at + 1 :]])
    body = verify._ENCODER.encode(retired).encode()
    proof["leaves"].insert(at + 1, [proof["leaves"][at][0] + 1, verify.leaf_hash(body).hex()])
    forged.put("proof.json", proof)
    said = faults(forged.signed(), story)
    assert "its approval by passkey does not hold: the passkey was retired before" in said


def claims_a_passkey(report: dict[str, Any]) -> None:
    next(c for c in report["claims"] if not c.get("passkey"))["passkey"] = True


def hides_a_passkey(report: dict[str, Any]) -> None:
    del next(c for c in report["claims"] if c.get("passkey"))["passkey"]


@pytest.mark.parametrize("how", [claims_a_passkey, hides_a_passkey])
def test_the_report_says_which_kind_it_was(forged: Forged, story: Story, how: Callable[[dict[str, Any]], None]) -> None:
    report = json.loads(forged.files["report.json"])
    how(report)
    forged.republished(report)
    assert "the report says passkey “" in faults(forged.signed(), story)


@pytest.mark.parametrize("algorithm", ["ES256", "EdDSA", "RS256"])
def test_each_kind_of_key_is_known_and_told_from_the_others(algorithm: str) -> None:
    device, digest = Authenticator(algorithm), bytes(32)
    desk = ceremonies.made(device.made(digest), digest, RULES)
    key = {"public_key": desk.public_key, "algorithm": desk.algorithm}
    told = device.sign(digest)
    data = unpadded(told.authenticator_data) + hashlib.sha256(unpadded(told.client_data_json)).digest()
    verify._check_signed(key, data, unpadded(told.signature))
    with pytest.raises(InvalidSignature):
        verify._check_signed(key, data + b"x", unpadded(told.signature))
    with pytest.raises(ValueError, match="of a kind"):
        verify._check_signed(key | {"algorithm": "ES512"}, data, unpadded(told.signature))


@pytest.mark.parametrize(
    ("algorithm", "said"),
    [("ES256", ""), ("EdDSA", ""), ("RS256", ""), ("P-384", "its key is of a kind that passkeys")],
)
def test_a_bundle_may_hold_each_kind_of_key_and_no_other(
    forged: Forged, story: Story, algorithm: str, said: str
) -> None:
    """Another passkey stands in the place of the one that was registered, and has signed the same decisions."""
    device = Authenticator(algorithm, credential_id=story.device.credential_id)
    public = device.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    now = {"public_key": base64.b64encode(public).decode(), "algorithm": "ES256" if said else algorithm}
    forged.change(forged.find(REGISTERED), lambda event: event["after"].update(now))
    for at in (signed(forged, last=False), signed(forged)):
        put(forged, at, device.sign(challenge_in(forged, at)))
    found = rewritten(forged, story)
    assert said in found if said else found == ""
