"""Mutate the bundle of a small desk's edition, many times, and show that neither verifier takes one of them.

    PYTHONPATH=tests:tests/verify python tests/bench/mutations.py [--number 100000] [--seed 1] [--seconds 600]

Each mutant goes to verify.py and, as the page that readers save, to a real Chromium; both must say the same of it:
verdict, place and sentence of the first fault. Six kinds: a flipped bit of the file; bytes cut out, doubled or moved; a
flipped bit inside a file of the bundle under a manifest made anew, without the key; the same with the manifest signed
anew by the real key, in the files that history and report rest on; lines of the history dropped, doubled, swapped,
inserted or taken from elsewhere, signed anew; and any value of the report or of an event replaced by another, often of
another kind, in a history that is hashed, chained and signed anew by the real key. What a desk signs about its own
history may hold, so of the last kind it is asked only that both say the same, of every fault. Exit status 1 if a mutant
of the other kinds that differs from the bundle was taken, if the two disagree, or if anything ended without a verdict.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from browsing import CHROMIUM, FLAGS, sync_playwright
from bundle_story import Forged, copy, tell
from databases import fill
from in_browser import Asked, InBrowser, Shown, difference, shown

from annotate import verify
from annotate.store.session import Database

#: What history and report rest on: nothing of it may differ, whoever signs the manifest.
DEEP = ("events.jsonl", "openings.jsonl", "proof.json", "checkpoint.txt", "report.json")


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


#: What may stand where something else stood: other kinds, and edges of each.
ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2**53 - 1, "", "x", "0", "constructor", "__proto__", "\U0001f600", [], {}, [1],
    {"a": 1},
)  # fmt: skip


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every (object or list, key) in a value."""
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from places(value[key])


def rewritten(good: bytes, apart: Forged, draw: random.Random) -> bytes:
    """A value of the report or of an event is another, or gone, and its desk signed all of it anew."""
    forged = copy(apart)
    report, lines = json.loads(forged.files["report.json"]), forged.events
    shown_lines = [line for line in lines if "hidden" not in line]
    held, key = draw.choice(list(places(draw.choice((report, report, draw.choice(shown_lines))))))
    if isinstance(held, dict) and not draw.randrange(4):
        del held[key]
    else:
        taken = draw.choice((*ODD, *(other[k] for other, k in places(report) if draw.random() < 0.01)))
        held[key] = json.loads(json.dumps(taken))
    forged.lines(lines)
    forged.rechained(0)
    proof = forged.proof
    if isinstance(report.get("trail"), dict) and draw.randrange(8):
        report["trail"]["hash"] = proof["leaves"][proof["article"] - 2][1]
    if isinstance(lines[proof["article"] - 1].get("after"), dict):
        forged.republished(report)
    else:  # the publication leaves nothing that could name the report
        forged.put("report.json", report)
        forged.recheckpointed()
    return forged.signed()


KINDS: tuple[Callable[[bytes, Forged, random.Random], bytes], ...] = (
    raw_bit, raw_piece, listed_bit, signed_bit, signed_lines, rewritten,
)  # fmt: skip
#: How many of each kind in twenty: files are damaged more often than forged.
SHARES = (6, 4, 4, 3, 2, 1)
#: Mutants that are shown at once: while Chromium checks them, Python does.
BATCH = 400


@dataclass
class Tally:
    """What became of the mutants, by kind."""

    made: Counter[str] = field(default_factory=Counter)
    same: int = 0
    taken: Counter[str] = field(default_factory=Counter)
    held: int = 0
    differing: list[str] = field(default_factory=list)

    def count(self, kind: str, good: bytes, case: Shown, said: dict[str, Any] | None) -> None:
        """Add one; `said` is the browser's word."""
        self.made[kind] += 1
        if case.asked.data == good:
            self.same += 1
        elif case.status == 0 or (said and said["status"] == 0):
            if kind == "rewritten":
                self.held += 1
            else:
                self.taken[kind] += 1
        if said and (other := difference(case, said)):
            self.differing.append(f"{kind}: {other}")


def main(number: int, seed: int, python_only: bool, seconds: float) -> int:
    """Make that many mutants, or as many as that many seconds allow; print what became of them."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/annotate.db"
        fill(url)
        story = tell(Database(url), Path(folder))
        good, apart = story.bundle(), Forged.of(story.bundle(), story.signer)
        with browser(Path(folder), good, python_only) as page:
            tally = attack(story.key, page, good, apart, number, random.Random(seed), start + seconds)
        story.database.dispose()
    return report(tally, bool(page), time.monotonic() - start)


def report(tally: Tally, both: bool, spent: float) -> int:
    """Print it; the exit status."""
    for name, count in tally.taken.items():
        print(f"TAKEN: {count} of {name}")
    for text in tally.differing[:20]:
        print(f"DISAGREE: {text}")
    for name, count in tally.made.items():
        print(f"  {count:>8,} {name}")
    made = sum(tally.made.values())
    print(
        f"{made:,} mutants in {spent:.0f} s ({made / spent:,.0f} a second): {tally.same:,} were the bundle itself,"
        f" {tally.held:,} another history that its desk signed, {sum(tally.taken.values())} taken;"
        f" {f'{len(tally.differing)} disagreements' if both else 'the browser was not asked'}"
    )
    return 1 if tally.taken or tally.differing else 0


@contextmanager
def browser(folder: Path, good: bytes, python_only: bool) -> Iterator[InBrowser | None]:
    """The saved page in a real Chromium."""
    if python_only:
        yield None
        return
    if CHROMIUM is None:
        raise SystemExit("There is no Chromium. Install one, or say --python-only.")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *sandbox])
        yield InBrowser(running.new_context(offline=True).new_page(), folder, good)
        running.close()


def attack(
    key: verify.Key, page: InBrowser | None, good: bytes, apart: Forged, number: int, draw: random.Random, until: float
) -> Tally:
    """Show so many to both, or as many as the time allows."""
    tally = Tally()
    assert shown(Asked(good, key)).status == 0
    for first in range(0, number, BATCH):
        if time.monotonic() > until:
            break
        kinds = draw.choices(KINDS, SHARES, k=min(BATCH, number - first))
        batch = [Asked(make(good, apart, draw), key, first=make is not rewritten) for make in kinds]
        if page:
            page.begin(batch)
        cases = [shown(asked) for asked in batch]
        said = page.said() if page else [None] * len(batch)
        for make, case, word in zip(kinds, cases, said, strict=True):
            tally.count(make.__name__, good, case, word)
    return tally


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--number", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--python-only", action="store_true")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so many")
    given = parser.parse_args()
    sys.exit(main(given.number, given.seed, given.python_only, given.seconds))
