"""Mutate the bundle of a small desk's edition, many times, and show that the verifier takes none of them.

    PYTHONPATH=tests:tests/verify python tests/bench/mutations.py [--number 100000] [--seed 1]

Five kinds in turn: a flipped bit of the file; bytes cut out, doubled or moved; a flipped bit inside a file of the
bundle under a manifest made anew, without the key; the same with the manifest signed anew by the real key, in the files
that history and report rest on; and lines of the history dropped, doubled, swapped, inserted or taken from elsewhere,
signed anew. Exit status 1 if a mutant that differs from the bundle was taken, or ended in anything but a verdict.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bundle_story import Forged, Story, copy, tell
from databases import fill

from annotate import verify
from annotate.store.session import Database

#: What history and report rest on: nothing of it may differ, whoever signs the manifest.
DEEP = ("events.jsonl", "proof.json", "checkpoint.txt", "report.json")


def flipped(data: bytes, draw: random.Random) -> bytes:
    """One bit turned round."""
    at = draw.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << draw.randrange(8)]) + data[at + 1 :]


def raw_bit(good: bytes, apart: Forged, draw: random.Random) -> bytes:
    """One bit of the file."""
    return flipped(good, draw)


def raw_piece(good: bytes, apart: Forged, draw: random.Random) -> bytes:
    """A piece of the file cut out, doubled, moved or cut off."""
    start = draw.randrange(len(good))
    end = min(len(good), start + draw.choice((1, 2, 16, 300, 5_000)))
    piece, elsewhere = good[start:end], draw.randrange(len(good))
    return draw.choice(
        (
            good[:start] + good[end:], good[:end] + piece + good[end:], good[:start],
            good[:elsewhere] + piece + good[elsewhere:],
        )
    )  # fmt: skip


def listed_bit(good: bytes, apart: Forged, draw: random.Random) -> bytes:
    """One bit of a file in it, under a manifest made anew without the key."""
    forged = copy(apart)
    name = draw.choice(sorted(n for n in forged.files if not n.startswith("manifest.")))
    forged.files[name] = flipped(forged.files[name], draw)
    return forged.listed()


def signed_bit(good: bytes, apart: Forged, draw: random.Random) -> bytes:
    """One bit of what history and report rest on, under a manifest signed anew."""
    forged = copy(apart)
    name = draw.choice((*DEEP, *(n for n in forged.files if n.startswith("evidence/"))))
    forged.files[name] = flipped(forged.files[name], draw)
    return forged.signed()


def signed_lines(good: bytes, apart: Forged, draw: random.Random) -> bytes:
    """Lines of the history, and their places, dropped, doubled, swapped, inserted or cut, signed anew."""
    forged = copy(apart)
    lines, proof = forged.events, forged.proof
    at, other = draw.randrange(len(lines)), draw.randrange(len(lines))
    kind = draw.randrange(5)
    for rows in draw.choice(((lines,), (lines, proof["leaves"]), (proof["leaves"],))):
        if kind == 0:
            del rows[at]
        elif kind == 1:
            rows.insert(other, rows[at])
        elif kind == 2:
            rows[at], rows[other] = rows[other], rows[at]
        elif kind == 3:
            rows[at] = rows[other]
        else:
            del rows[at:]
    proof["article"] += draw.choice((0, 0, -1, 1))
    forged.lines(lines)
    forged.put("proof.json", proof)
    return forged.signed()


KINDS: tuple[Callable[[bytes, Forged, random.Random], bytes], ...] = (
    raw_bit, raw_piece, listed_bit, signed_bit, signed_lines,
)  # fmt: skip


def main(number: int, seed: int) -> int:
    """Make that many mutants; print what became of them."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/annotate.db"
        fill(url)
        story = tell(Database(url), Path(folder))
        good, apart = story.bundle(), Forged.of(story.bundle(), story.signer)
        taken, same, spent = attack(story, good, apart, number, random.Random(seed))
        story.database.dispose()
    for name, count in taken.items():
        print(f"TAKEN: {count} of {name}")
    made = number - same
    print(f"{made:,} mutants (and {same:,} that were the bundle itself), {sum(taken.values())} taken, {spent:.0f} s")
    return 1 if taken else 0


def attack(
    story: Story, good: bytes, apart: Forged, number: int, draw: random.Random
) -> tuple[Counter[str], int, float]:
    """(kind → how many were taken, how many were the bundle itself, seconds)."""
    taken: Counter[str] = Counter()
    same, start = 0, time.monotonic()
    assert verify.check(good, story.key).faults == []
    for n in range(number):
        make = KINDS[n % len(KINDS)]
        data = make(good, apart, draw)
        if data == good:
            same += 1
        elif valid(data, story.key):
            taken[make.__name__] += 1
    return taken, same, time.monotonic() - start


def valid(data: bytes, key: verify.Key) -> bool:
    """Does the verifier take it? Anything but a verdict counts as taken."""
    try:
        return not verify.check(data, key).faults
    except verify.Unreadable:
        return False
    except Exception as error:
        print(f"NO VERDICT: {error!r}")
        return True


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--number", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sys.exit(main(given.number, given.seed))
