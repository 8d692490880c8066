"""The tree over all events: RFC 6962, section 2.1 (the hashes of RFC 9162 are the same). Pure arithmetic on hashes.

A tree of n leaves is kept as the hashes of its complete subtrees: `(level, index)` covers the leaves from
`index << level` to `(index + 1) << level`, and never changes once it is there. Whatever proves something asks for at
most two hashes a level, so a proof costs the height of the tree and not its size.

Decided here: the root of no leaves is SHA-256 of nothing (RFC 6962); a proof of consistency from size 0 is empty and
proves nothing beyond that root; a proof from a size to itself is empty and proves that the roots are equal.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Sequence

#: (level, index) of a complete subtree.
Node = tuple[int, int]
#: Gives the hash of a complete subtree.
Hashes = Callable[[Node], bytes]

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(body: bytes) -> bytes:
    """SHA-256(0x00 ‖ body)."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def grown(size: int, leaves: Sequence[bytes], hashes: Hashes) -> dict[Node, bytes]:
    """The complete subtrees that come into being when leaves are appended to a tree of `size`, the leaves included."""
    made: dict[Node, bytes] = {}
    for offset, leaf in enumerate(leaves):
        level, index, value = 0, size + offset, leaf
        made[level, index] = value
        while index & 1:
            left = (level, index - 1)
            value = node_hash(made[left] if left in made else hashes(left), value)
            level, index = level + 1, index >> 1
            made[level, index] = value
    return made


def levels(leaves: bytes) -> list[bytes]:
    """All complete subtrees over leaf hashes that stand one after the other, in the same way, by level."""
    made, step = [leaves], 2 * len(EMPTY_ROOT)
    while len(made[-1]) >= step:
        below = made[-1]
        ends = range(step, len(below) + 1, step)
        made.append(b"".join([hashlib.sha256(b"\x01" + below[end - step : end]).digest() for end in ends]))
    return made


def at(made: Sequence[bytes]) -> Hashes:
    """What gives the hashes of `levels`; KeyError for a subtree that is not complete."""
    width = len(EMPTY_ROOT)

    def given(node: Node) -> bytes:
        level, index = node
        found = made[level][index * width : (index + 1) * width] if 0 <= level < len(made) and index >= 0 else b""
        if not found:
            raise KeyError(node)
        return found

    return given


def edge(size: int) -> list[Node]:
    """The complete subtrees that make up a tree of `size`, from left to right: all that appending needs to know."""
    nodes, start = [], 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            nodes.append((level, start >> level))
            start += 1 << level
    return nodes


def root(size: int, hashes: Hashes) -> bytes:
    """The root of the first `size` leaves."""
    return _range(0, size, hashes) if size else EMPTY_ROOT


def inclusion(index: int, size: int, hashes: Hashes) -> list[bytes]:
    """The audit path of a leaf: the hashes beside its way to the root of the first `size` leaves, bottom up."""
    if not 0 <= index < size:
        raise ValueError(f"A tree of {size} leaves has no leaf {index}.")
    return _path(index, 0, size, hashes)


def several(places: Sequence[int], size: int, hashes: Hashes) -> list[bytes]:
    """What proves that the leaves at these places are among the first `size`: all subtrees that hold none of them.

    From left to right, each as large as it can be: whoever knows the leaves needs no other order to put them together.
    `places` ascend, each once.
    """
    if not places or list(places) != sorted(set(places)) or not 0 <= places[0] <= places[-1] < size:
        raise ValueError(f"These are not places of leaves in a tree of {size}, in ascending order.")
    return _beside(places, 0, size, hashes)


def consistency(old: int, new: int, hashes: Hashes) -> list[bytes]:
    """What proves that the tree of `old` leaves is the beginning of the tree of `new` leaves."""
    if not 0 <= old <= new:
        raise ValueError(f"A tree of {new} leaves has no beginning of {old}.")
    return _subproof(old, 0, new, hashes, whole=True) if 0 < old < new else []


def asked(question: Callable[[Hashes], object]) -> list[Node]:
    """The subtrees that a question asks for, so that they can be read in one go: `asked(lambda h: root(9, h))`."""
    nodes: list[Node] = []

    def note(node: Node) -> bytes:
        nodes.append(node)
        return EMPTY_ROOT

    question(note)
    return nodes


def proves_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes) -> bool:
    """Does the path lead from the leaf at `index` to this root of `size` leaves? (RFC 9162, section 2.1.3.2)"""
    if not 0 <= index < size or len(leaf) != len(EMPTY_ROOT):
        return False
    here, last, value = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            value = node_hash(step, value)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            value = node_hash(value, step)
        here, last = here >> 1, last >> 1
    return last == 0 and value == expected


def proves_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Is the tree of `old` leaves with this root the beginning of that of `new`? (RFC 9162, section 2.1.4.2)"""
    if not 0 <= old <= new:
        return False
    if old == 0 and (proof or old_root != EMPTY_ROOT):
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return True
    steps = list(proof) if old & (old - 1) else [old_root, *proof]
    if not steps:
        return False
    return _climb(old, new, steps, old_root, new_root)


def _climb(old: int, new: int, steps: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            second = node_hash(second, step)
        here, last = here >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


def _range(start: int, end: int, hashes: Hashes) -> bytes:
    """MTH of the leaves from `start` to `end`; `start` is a multiple of every power of two below the width."""
    width = end - start
    level = width.bit_length() - 1
    if width == 1 << level:
        return hashes((level, start >> level))
    middle = start + _split(width)
    return node_hash(_range(start, middle, hashes), _range(middle, end, hashes))


def _path(index: int, start: int, end: int, hashes: Hashes) -> list[bytes]:
    if end - start == 1:
        return []
    middle = start + _split(end - start)
    if index < middle:
        return [*_path(index, start, middle, hashes), _range(middle, end, hashes)]
    return [*_path(index, middle, end, hashes), _range(start, middle, hashes)]


def _beside(places: Sequence[int], start: int, end: int, hashes: Hashes) -> list[bytes]:
    if not places:
        return [_range(start, end, hashes)]
    if end - start == 1:
        return []
    middle = start + _split(end - start)
    cut = bisect_left(places, middle)
    left = _beside(places[:cut], start, middle, hashes)
    return left + _beside(places[cut:], middle, end, hashes)


def _subproof(old: int, start: int, end: int, hashes: Hashes, *, whole: bool) -> list[bytes]:
    if old == end:
        return [] if whole else [_range(start, end, hashes)]
    middle = start + _split(end - start)
    if old <= middle:
        return [*_subproof(old, start, middle, hashes, whole=whole), _range(middle, end, hashes)]
    return [*_subproof(old, middle, end, hashes, whole=False), _range(start, middle, hashes)]


def _split(width: int) -> int:
    """The largest power of two below `width`."""
    return 1 << (width - 1).bit_length() - 1
