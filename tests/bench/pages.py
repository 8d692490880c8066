"""How long the worst web pages take that the limits let through, beside a long page as newspapers make them.

    python tests/bench/pages.py

Prints elements, milliseconds of the processor and how many times those of the ordinary page that is; exit status 1
where one takes more than MOST times as long.
"""

from __future__ import annotations

import sys
import time

from annotate.imports import read_article
from annotate.imports.html import MAX_ELEMENTS

#: Each with how many elements it takes; of those that nest, as many as the limit lets through.
WORST = {
    "<p>short <b>words</b></p>": 2,
    "<table><tr><td>some words</td></tr></table>": 3,
    "words<br>": 1,
    "<ul><li>some words</li></ul>": 2,
}
#: Of an ordinary page: some 2,000 words, menus and all.
ORDINARY = "<p>The police said that thirty-six people were hurt when officers came to the camp.</p>" * 140
MOST, TURNS = 2_000, 3


def spent(body: str) -> float:
    """Milliseconds of the processor, the fastest of a few turns."""
    return min(_once(f"<!doctype html><html><body>{body}</body></html>".encode()) for _ in range(TURNS))


def _once(data: bytes) -> float:
    begun = time.process_time()
    read_article(data, "a.html")
    return (time.process_time() - begun) * 1000


def main() -> int:
    """Measure each."""
    spent(ORDINARY)
    least, slow = spent(ORDINARY), False
    for body, elements in WORST.items():
        number = (MAX_ELEMENTS - 10) // elements
        ms = spent(body * number)
        slow = slow or ms > MOST * least
        print(f"{body[:24]:24} {number * elements:7,} elements {ms:8.0f} ms {ms / least:6.1f}×")
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
