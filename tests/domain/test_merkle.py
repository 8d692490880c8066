"""The tree of RFC 6962: known roots and proofs, and properties over random trees; no forged proof passes."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.domain.merkle import (
    EMPTY_ROOT,
    Node,
    asked,
    consistency,
    edge,
    grown,
    inclusion,
    leaf_hash,
    node_hash,
    proves_consistency,
    proves_inclusion,
    root,
    several,
)
from annotate.verify import root_of

#: The eight leaves that implementations of certificate transparency have in common.
LEAVES = [
    b"", b"\x00", b"\x10", bytes.fromhex("2021"), bytes.fromhex("3031"), bytes.fromhex("40414243"),
    bytes.fromhex("5051525354555657"), bytes.fromhex("606162636465666768696a6b6c6d6e6f"),
]  # fmt: skip
#: Their roots at sizes 6 and 8, and the proof between them, as published with transparency-dev/merkle.
ROOT_6 = base64.b64decode("duZ9rbzfHhDht03cYIq9L5jfsW+851J3tSMqEn8gh+8=")
ROOT_8 = base64.b64decode("XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=")
PROOF_6_8 = [
    base64.b64decode(text)
    for text in (
        "DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=", "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=",
        "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=",
    )
]  # fmt: skip


class Tree:
    """A tree in memory, grown in batches, with every complete subtree that it ever had."""

    def __init__(self, leaves: list[bytes], batch: int = 0) -> None:
        self.nodes: dict[Node, bytes] = {}
        self.size = 0
        hashes = [leaf_hash(body) for body in leaves]
        for first in range(0, len(hashes), batch or max(1, len(hashes))):
            part = hashes[first : first + (batch or len(hashes))]
            known = {node: self.nodes[node] for node in edge(self.size)}  # appending needs no more than that
            self.nodes |= grown(self.size, part, known.__getitem__)
            self.size += len(part)

    def __call__(self, node: Node) -> bytes:
        return self.nodes[node]


def naive(leaves: list[bytes]) -> bytes:
    """MTH as RFC 6962 writes it down."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node_hash(naive(leaves[:k]), naive(leaves[k:]))


def test_the_known_roots_and_the_proof_between_them() -> None:
    tree = Tree(LEAVES)
    assert (root(6, tree), root(8, tree)) == (ROOT_6, ROOT_8)
    assert consistency(6, 8, tree) == PROOF_6_8
    assert proves_consistency(6, 8, PROOF_6_8, ROOT_6, ROOT_8)


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    assert root(0, Tree([])) == EMPTY_ROOT == naive([])
    assert edge(0) == []


SIZES = st.integers(0, 70)


def leaves(size: int) -> list[bytes]:
    return [bytes([n, n ^ 255]) for n in range(size)]


@given(SIZES, st.integers(0, 9))
def test_the_root_is_that_of_the_definition_however_the_tree_grew(size: int, batch: int) -> None:
    tree = Tree(leaves(size), batch)
    assert root(size, tree) == naive(leaves(size))
    for smaller in range(0, size, 7):
        assert root(smaller, tree) == naive(leaves(smaller))


@given(st.integers(1, 70), st.data())
def test_every_leaf_has_a_proof_that_proves_it_and_nothing_else(size: int, data: st.DataObject) -> None:
    tree, index = Tree(leaves(size)), data.draw(st.integers(0, size - 1))
    proof, top, leaf = inclusion(index, size, tree), root(size, tree), leaf_hash(leaves(size)[index])
    assert proves_inclusion(leaf, index, size, proof, top)
    assert not proves_inclusion(leaf_hash(b"another"), index, size, proof, top)
    assert not proves_inclusion(leaf, index, size, proof, naive([b"another"]))
    for wrong in (index + 1, index - 1, size, -1):
        assert not proves_inclusion(leaf, wrong, size, proof, top)
    for forged in forgeries(proof, top):
        assert not proves_inclusion(leaf, index, size, forged, top)


@given(st.integers(0, 70), st.integers(0, 70))
def test_every_beginning_has_a_proof_that_proves_it_and_nothing_else(one: int, other: int) -> None:
    old, new = sorted((one, other))
    tree = Tree(leaves(new))
    proof, before, after = consistency(old, new, tree), root(old, tree), root(new, tree)
    assert proves_consistency(old, new, proof, before, after)
    assert not proves_consistency(new + 1, new, proof, after, after)
    assert not proves_consistency(old, new, proof, naive([b"another"]), after)
    if 0 < old:
        assert not proves_consistency(old, new, proof, before, naive([b"another"]))
    for forged in forgeries(proof, after):
        assert not proves_consistency(old, new, forged, before, after)


def forgeries(proof: list[bytes], top: bytes) -> list[list[bytes]]:
    """The proof with a bit flipped in each hash, one hash too many at either end, one too few, and out of order."""
    flipped = [[*proof[:n], flip(step), *proof[n + 1 :]] for n, step in enumerate(proof)]
    longer = [[*proof, b"\x00" * 32], [b"\x00" * 32, *proof], [*proof, top], [top, *proof], [*proof, b""]]
    shorter = [proof[:n] + proof[n + 1 :] for n in range(len(proof))]
    turned = [proof[::-1]] if proof != proof[::-1] else []
    return [*flipped, *longer, *shorter, *turned]


def flip(step: bytes) -> bytes:
    return bytes([step[0] ^ 16]) + step[1:]


def test_what_is_asked_for_is_the_height_of_the_tree_and_no_more() -> None:
    size = 1_000_000
    assert len(asked(lambda hashes: inclusion(777_777, size, hashes))) <= 2 * size.bit_length()
    assert len(asked(lambda hashes: consistency(123_456, size, hashes))) <= 2 * size.bit_length()
    assert asked(lambda hashes: root(6, hashes)) == edge(6) == [(2, 0), (1, 2)]


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_a_leaf_that_is_not_there_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="has no leaf"):
        inclusion(index, size, Tree(leaves(5)))


def test_a_tree_has_no_beginning_longer_than_itself() -> None:
    with pytest.raises(ValueError, match="has no beginning"):
        consistency(6, 5, Tree(leaves(5)))


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.just(n), st.sets(st.integers(0, n - 1), min_size=1))))
def test_one_proof_for_several_leaves_leads_to_the_root_and_a_forged_one_does_not(drawn: tuple[int, set[int]]) -> None:
    size, places = drawn[0], sorted(drawn[1])
    tree = Tree([bytes([n % 256, n // 256]) for n in range(size)])
    leaves = {place: tree.nodes[0, place] for place in places}
    proof = several(places, size, tree.nodes.__getitem__)
    expected = root(size, tree.nodes.__getitem__)
    assert root_of(leaves, size, proof) == expected
    assert root_of({**leaves, places[0]: EMPTY_ROOT}, size, proof) != expected
    assert root_of(leaves, size, [*proof, EMPTY_ROOT]) is None
    assert not proof or root_of(leaves, size, proof[:-1]) is None
    assert root_of(leaves, places[-1], proof) is None


@pytest.mark.parametrize("places", [[], [3], [-1], [1, 1], [2, 1]])
def test_places_that_are_none_have_no_proof(places: list[int]) -> None:
    tree = Tree(LEAVES[:3])
    with pytest.raises(ValueError, match="not places of leaves in a tree of 3"):
        several(places, 3, tree.nodes.__getitem__)
