"""The 98 inclusion and 98 consistency cases that transparency-dev/merkle publishes, made anew from their description.

Five proofs of each kind over the eight known leaves, each mutated in the named ways, and cases of empty trees, empty
roots and a single leaf. `tests/domain/test_merkle.py` holds the known roots. One case is decided otherwise, and named.
"""

from __future__ import annotations

import pytest
from test_merkle import LEAVES, Tree

from annotate import verify
from annotate.domain.merkle import (
    EMPTY_ROOT,
    consistency,
    inclusion,
    leaf_hash,
    proves_consistency,
    proves_inclusion,
    root,
)

#: A hash of nothing that anybody knows.
SOME = bytes.fromhex("abacaba000000000000000000000000000000000000000000060061e00123456")
TREE = Tree(LEAVES)
#: (what it is called, index, size, root, leaf, proof, does it hold).
Inclusion = tuple[str, int, int, bytes, bytes, list[bytes], bool]
#: (what it is called, old size, new size, old root, new root, proof, does it hold).
Consistency = tuple[str, int, int, bytes, bytes, list[bytes], bool]


def flipped(proof: list[bytes], at: int, bit: int) -> list[bytes]:
    return [bytes([step[0] ^ bit, *step[1:]]) if n == at else step for n, step in enumerate(proof)]


def of_leaf(index: int, size: int) -> list[Inclusion]:
    top, leaf, proof = root(size, TREE), leaf_hash(LEAVES[index]), inclusion(index, size, TREE)
    found: list[Inclusion] = [
        ("as it is", index, size, top, leaf, proof, True),
        ("index before", index - 1, size, top, leaf, proof, False),
        ("index after", index + 1, size, top, leaf, proof, False),
        ("index with another bit", index ^ 2, size, top, leaf, proof, False),
        ("twice the size", index, size * 2, top, leaf, proof, False),
        ("half the size", index, size // 2, top, leaf, proof, False),
        ("another leaf", index, size, top, b"WrongLeaf", proof, False),
        ("root of nothing", index, size, EMPTY_ROOT, leaf, proof, False),
        ("any root", index, size, SOME, leaf, proof, False),
        *(("something added", index, size, top, leaf, more, False) for more in added(proof, [b"", top])),
        *(("a bit", index, size, top, leaf, flipped(proof, n, 8), False) for n in range(len(proof))),
    ]
    if proof:
        found.append(("one too few", index, size, top, leaf, proof[:-1], False))
    if len(proof) > 1:
        found.append(("one put between", index, size, top, leaf, [proof[0], SOME, *proof[1:]], False))
    return found


def of_beginning(old: int, new: int) -> list[Consistency]:
    one, two, proof = root(old, TREE), root(new, TREE), consistency(old, new, TREE)
    found: list[Consistency] = [("as it is", old, new, one, two, proof, True)]
    if not proof:
        return found
    return [
        *found,
        ("old size before", old - 1, new, one, two, proof, False),
        ("old size after", old + 1, new, one, two, proof, False),
        ("old size with another bit", old ^ 2, new, one, two, proof, False),
        ("twice the new size", old, new * 2, one, two, proof, False),
        ("half the new size", old, new // 2, one, two, proof, False),
        ("another old root", old, new, b"WrongRoot", two, proof, False),
        ("another new root", old, new, one, b"WrongRoot", proof, False),
        ("roots swapped", old, new, two, one, proof, False),
        ("no proof", old, new, one, two, [], False),
        *(("something added", old, new, one, two, more, False) for more in added(proof, [b"", one, two])),
        ("its first step before it", old, new, one, two, [proof[0], *proof], False),
        ("one too few", old, new, one, two, proof[:-1], False),
        *(("a bit", old, new, one, two, flipped(proof, n, 16), False) for n in range(len(proof))),
    ]


def added(proof: list[bytes], steps: list[bytes]) -> list[list[bytes]]:
    """Each step behind the proof, and before it."""
    return [[*proof, step] for step in steps] + [[step, *proof] for step in steps]


def of_no_tree() -> list[Inclusion]:
    places = ((0, 0), (0, 1), (1, 0), (2, 1))
    pairs = ((b"", SOME), (EMPTY_ROOT, b""), (EMPTY_ROOT, SOME))
    single = leaf_hash(b"data")
    return [
        *(("no tree", index, size, top, leaf, [], False) for index, size in places for top, leaf in pairs),
        ("one leaf", 0, 1, single, single, [], True),
        ("one leaf, of no length", 0, 1, single, b"", [], False),
        ("root of no length", 0, 1, b"", single, [], False),
        ("both of no length", 0, 1, b"", b"", [], False),
    ]


ONE, TWO = b"don't care 1", b"don't care 2"
EDGES: list[Consistency] = [
    ("none and none, other roots", 0, 0, ONE, TWO, [], False), ("one and one, other roots", 1, 1, ONE, TWO, [], False),
    ("none and none, no such root", 0, 0, ONE, ONE, [], False), ("from none to one", 0, 1, ONE, TWO, [], False),
    ("one and one", 1, 1, TWO, TWO, [], True), ("back to none", 1, 0, ONE, TWO, [], False),
    ("back to one", 2, 1, ONE, TWO, [], False), ("no proof", 1, 2, ONE, TWO, [], False),
    ("none and none, another new root", 0, 0, EMPTY_ROOT, TWO, [], False),
    ("one and one, another new root", 1, 1, EMPTY_ROOT, TWO, [], False),
    ("none and none, with a proof", 0, 0, EMPTY_ROOT, EMPTY_ROOT, [EMPTY_ROOT], False),
    ("one and one, with a proof", 1, 1, EMPTY_ROOT, EMPTY_ROOT, [EMPTY_ROOT], False),
    ("from the root of nothing", 0, 1, EMPTY_ROOT, TWO, [], False),
    ("from nothing, with a proof", 0, 1, EMPTY_ROOT, EMPTY_ROOT, [EMPTY_ROOT], False),
]  # fmt: skip
#: RFC 6962 leaves it open whether everything continues nothing. Here it does, so that a first checkpoint needs no rule
#: of its own (domain/merkle.py); the verifier, which is never asked from nothing, keeps to the vectors.
OTHERWISE = "from the root of nothing"

INCLUSIONS = [case for pair in ((0, 1), (0, 8), (5, 8), (2, 3), (1, 5)) for case in of_leaf(*pair)] + of_no_tree()
CONSISTENCIES = [c for pair in ((1, 1), (1, 8), (6, 8), (2, 5), (6, 7)) for c in of_beginning(*pair)] + EDGES


def test_there_are_as_many_as_are_published() -> None:
    assert (len(INCLUSIONS), len(CONSISTENCIES)) == (98, 98)
    assert sum(case[-1] for case in INCLUSIONS) == sum(case[-1] for case in CONSISTENCIES) == 6


@pytest.mark.parametrize("case", INCLUSIONS, ids=lambda case: f"{case[0]}, {case[1]} of {case[2]}")
def test_inclusion(case: Inclusion) -> None:
    _, index, size, top, leaf, proof, holds = case
    assert proves_inclusion(leaf, index, size, proof, top) is holds


@pytest.mark.parametrize("case", CONSISTENCIES, ids=lambda case: f"{case[0]}, {case[1]} of {case[2]}")
def test_consistency(case: Consistency) -> None:
    name, old, new, one, two, proof, holds = case
    assert proves_consistency(old, new, proof, one, two) is (holds or name == OTHERWISE)
    assert verify.consistent(old, new, proof, one, two) is holds
