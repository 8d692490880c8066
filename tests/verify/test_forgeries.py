"""Forged bundles: none is valid, and the fault names the place. First without the key, then by whoever holds it."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bundle_story import PUBLIC, Forged, Story, faults, findings, signer_in

from annotate import verify

Forge = Callable[[Forged], None]
Event = dict[str, Any]
#: How many bytes are flipped, one at a time.
FLIPS = 160


def test_the_bundle_as_it_is_holds(forged: Forged, story: Story, good: bytes) -> None:
    assert faults(good, story) == "" == faults(forged.signed(), story)
    assert forged.signed() == good, "to take it apart and put it together changes nothing"


def test_no_flipped_byte_passes(good: bytes, story: Story) -> None:
    draw = random.Random(2026)
    for _ in range(FLIPS):
        at = draw.randrange(len(good))
        data = bytearray(good)
        data[at] ^= 1 << draw.randrange(8)
        assert faults(bytes(data), story), f"byte {at}"


def holds_not(data: bytes, story: Story) -> bool:
    try:
        return bool(verify.check(data, story.key).faults)
    except verify.Unreadable:
        return True


def test_whatever_is_signed_counts(forged: Forged, story: Story) -> None:
    for name in ("checkpoint.txt", "manifest.note", "log.vkey", "manifest.json"):
        whole = forged.files[name]
        for at in range(0, len(whole), 3):
            forged.files[name] = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
            # The other verifier is asked about some of them: all would take as long as all other tests of it.
            found = faults(forged.stale(), story) if at % 15 == 0 else holds_not(forged.stale(), story)
            assert found, f"{name}, byte {at}"
        forged.files[name] = whole


def test_no_flipped_byte_passes_even_with_a_new_manifest(forged: Forged, story: Story) -> None:
    draw, names = random.Random(7), sorted(n for n in forged.files if not n.startswith("manifest."))
    manifest, note = forged.files["manifest.json"], forged.files["manifest.note"]
    for _ in range(FLIPS // 2):
        name = draw.choice(names)
        whole = forged.files[name]
        at = draw.randrange(len(whole))
        forged.files[name] = whole[:at] + bytes([whole[at] ^ 1 << draw.randrange(8)]) + whole[at + 1 :]
        assert faults(forged.listed(), story), f"{name}, byte {at}"
        forged.files |= {name: whole, "manifest.json": manifest, "manifest.note": note}


def test_a_changed_report_is_named(forged: Forged, story: Story) -> None:
    report = forged.files["report.json"]
    forged.files["report.json"] = report.replace(b'"status":"disputed"', b'"status":"falsely."')
    assert report != forged.files["report.json"]
    assert faults(forged.stale(), story).startswith("report.json: its bytes are not the ones that the manifest lists")
    assert "manifest.json: it is not the manifest that was signed" in faults(forged.listed(), story)


@pytest.mark.parametrize(
    "name", ["report.html", "report.annotations.jsonld", "report.md", "README.txt", "checkpoint.txt", "proof.json"]
)
def test_every_file_is_bound_by_the_signature(forged: Forged, story: Story, name: str) -> None:
    forged.files[name] += b" "
    assert name in faults(forged.stale(), story)
    assert faults(forged.listed(), story)


def set_text(event: Event) -> None:
    event["after"]["rationale"] = event["after"]["rationale"] + " It was true."


def backdate(event: Event) -> None:
    event["at"] = "2020-01-01T00:00:00.000Z"


@pytest.mark.parametrize("how", [set_text, backdate])
def test_a_changed_event_is_named(forged: Forged, story: Story, how: Callable[[Event], None]) -> None:
    at = forged.find("claim:state:approve")
    forged.change(at, how, leaf=False)
    assert f"event {at + 1}: its bytes are not the ones that are in the tree" in faults(forged.signed(), story)


def test_a_changed_event_with_its_leaf_is_found_by_chain_and_root(forged: Forged, story: Story) -> None:
    at = forged.find("claim:claim:mark")
    forged.change(at, set_text)
    said = faults(forged.signed(), story)
    assert "do not lead to the root" in said and f"event {at + 2}: it does not follow event {at + 1}" in said


def dropped(forged: Forged) -> None:
    at = forged.find("citation:citation:add")
    forged.lines([e for n, e in enumerate(forged.events) if n != at])


def doubled(forged: Forged) -> None:
    at = forged.find("citation:citation:add")
    forged.lines([*forged.events[: at + 1], *forged.events[at:]])


def swapped(forged: Forged) -> None:
    values, at = forged.events, forged.find("citation:citation:add")
    values[at], values[at - 1] = values[at - 1], values[at]
    forged.lines(values)


def inserted(forged: Forged) -> None:
    values, at = forged.events, forged.find("claim:state:approve")
    forged.lines([*values[:at], {**values[at], "action": "claim:content:edit"}, *values[at:]])


def hidden_swapped(forged: Forged) -> None:
    values = forged.events
    first, second = [n for n, event in enumerate(values) if "hidden" in event][:2]
    values[first], values[second] = values[second], values[first]
    forged.lines(values)


def hidden_changed(forged: Forged) -> None:
    values = forged.events
    at = next(n for n, event in enumerate(values) if "hidden" in event)
    values[at] = {"hidden": "0" * 64}
    forged.lines(values)


def cut(forged: Forged) -> None:
    forged.lines(forged.events[:-1])


def cut_with_proof(forged: Forged) -> None:
    proof = forged.proof
    del proof["leaves"][proof["article"] - 1]
    forged.lines([e for n, e in enumerate(forged.events) if n != proof["article"] - 1])
    proof["article"] -= 1
    forged.put("proof.json", proof)


def other_spelling(forged: Forged) -> None:
    proof = forged.proof
    proof["leaves"][0][1] = proof["leaves"][0][1].upper()
    forged.put("proof.json", proof)


def one_member_more(forged: Forged) -> None:
    forged.put("proof.json", {**forged.proof, "note": "trust me"})


def moved_leaf(forged: Forged) -> None:
    proof = forged.proof
    proof["leaves"][0][0], proof["leaves"][1][0] = proof["leaves"][1][0], proof["leaves"][0][0]
    forged.put("proof.json", proof)


def fewer_nodes(forged: Forged) -> None:
    proof = forged.proof
    proof["nodes"].pop()
    forged.put("proof.json", proof)


def more_nodes(forged: Forged) -> None:
    proof = forged.proof
    proof["nodes"].append(proof["nodes"][0])
    forged.put("proof.json", proof)


def other_size(forged: Forged) -> None:
    proof = forged.proof
    proof["size"] += 1
    forged.put("proof.json", proof)


@pytest.mark.parametrize(
    ("forge", "place"),
    [
        (dropped, "proof.json: it places"), (doubled, "proof.json: it places"), (swapped, "event "),
        (inserted, "proof.json: it places"), (hidden_swapped, "event "), (hidden_changed, "event "),
        (cut, "proof.json: it places"), (cut_with_proof, "the last event of the article must be the publication"),
        (other_spelling, "what should be a hash is none"), (one_member_more, "more or less than a proof"),
        (moved_leaf, "are not in the tree in their order"), (fewer_nodes, "do not lead to the root"),
        (more_nodes, "do not lead to the root"), (other_size, "the checkpoint signs"),
    ],
)  # fmt: skip
def test_whoever_holds_the_key_of_the_manifest_cannot_reorder_history(
    forged: Forged, story: Story, forge: Forge, place: str
) -> None:
    forge(forged)
    assert place in faults(forged.signed(), story)
    assert faults(forged.listed(), story)


def test_a_bundle_of_another_key_is_refused(forged: Forged, story: Story, tmp_path: Path) -> None:
    other = signer_in(tmp_path)
    mine = Forged(dict(forged.files), other)
    mine.files["log.vkey"] = f"{other.hand.key}\n".encode()
    mine.recheckpointed()
    data = mine.signed()
    assert findings(data, None).status == 0, "it does agree with itself: anybody can make a key"
    assert faults(data, story).startswith("log.vkey: the bundle comes with the key desk.example/trail+")


def test_a_key_of_another_desk_does_not_fit(good: bytes, tmp_path: Path) -> None:
    other = verify.read_key(str(signer_in(tmp_path).hand.key))
    said = "\n".join(findings(good, other).faults)
    assert "manifest.note: the key" in said and "checkpoint.txt: the key" in said


def test_swapped_evidence_is_named(forged: Forged, story: Story) -> None:
    name = next(n for n in forged.files if n.startswith("evidence/"))
    forged.files[name] = PUBLIC.upper()
    assert f"{name}: its bytes do not have the fingerprint" in faults(forged.signed(), story)


def test_foreign_evidence_is_named(forged: Forged, story: Story) -> None:
    name = f"evidence/{hashlib.sha256(b'planted').hexdigest()}"
    forged.files[name] = b"planted"
    assert f"{name}: no source of the report has it" in faults(forged.signed(), story)
