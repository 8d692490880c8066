"""Which sentences of a text somebody has looked at: a claim stands in them, or nothing in them can be checked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotate.domain.segments import Extent
from annotate.domain.sentences import Sentence


@dataclass(frozen=True)
class Coverage:
    """The sentences of a text, each in exactly one of three heaps, in text order."""

    claimed: tuple[Sentence, ...] = ()
    cleared: tuple[Sentence, ...] = ()
    unread: tuple[Sentence, ...] = ()

    @property
    def total(self) -> int:
        """All sentences."""
        return len(self.claimed) + len(self.cleared) + len(self.unread)

    @property
    def read(self) -> int:
        """Sentences that somebody has looked at."""
        return len(self.claimed) + len(self.cleared)

    @property
    def percent(self) -> int:
        """How many of a hundred have been looked at, rounded down: 100 only where nothing is left."""
        return 100 * self.read // self.total if self.total else 100


def coverage(sentences: Sequence[Sentence], claimed: Iterable[Extent], cleared: Iterable[Extent]) -> Coverage:
    """Part the sentences.

    A claim counts for a sentence that it touches at all: whoever marked it has read the sentence. A stretch without
    anything to check counts only where it reaches from the sentence's first character to its last.
    """
    marked, clear = _joined(claimed), _joined(cleared)
    heaps: tuple[list[Sentence], list[Sentence], list[Sentence]] = ([], [], [])
    for sentence in sentences:
        heap = 0 if _touches(marked, sentence) else 1 if _holds(clear, sentence) else 2
        heaps[heap].append(sentence)
    return Coverage(*(tuple(heap) for heap in heaps))


def _joined(extents: Iterable[Extent]) -> list[tuple[int, int]]:
    """The same code points as runs that neither overlap nor meet, rising."""
    runs: list[tuple[int, int]] = []
    for start, end in sorted((extent.start, extent.end) for extent in extents):
        if runs and start <= runs[-1][1]:
            runs[-1] = (runs[-1][0], max(end, runs[-1][1]))
        else:
            runs.append((start, end))
    return runs


def _touches(runs: Sequence[tuple[int, int]], sentence: Sentence) -> bool:
    at = bisect_right(runs, (sentence.end - 1, 2**63)) - 1
    return at >= 0 and runs[at][1] > sentence.start


def _holds(runs: Sequence[tuple[int, int]], sentence: Sentence) -> bool:
    at = bisect_right(runs, (sentence.start, 2**63)) - 1
    return at >= 0 and runs[at][1] >= sentence.end
