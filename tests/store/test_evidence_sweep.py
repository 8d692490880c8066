"""What a sweep removes from a store of either kind, and what it never does."""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Collection

from annotate.store.evidence import Evidence, Taken

WORDS = b"Eleven people were taken away."


def nobody(hashes: Collection[str]) -> Collection[str]:
    return ()


def everybody(hashes: Collection[str]) -> Collection[str]:
    return hashes


def test_bytes_that_no_row_names_go_when_the_grace_is_over(store: Evidence) -> None:
    lost, named = store.put(b"lost"), store.put(b"named")
    swept = store.sweep(lambda hashes: {named}, 0)
    assert (swept.leftovers, swept.unnamed) == (0, (lost,))
    assert list(store.hashes()) == [named]


def test_what_is_younger_than_the_grace_stays(store: Evidence) -> None:
    young = store.put(b"young")
    assert store.sweep(nobody, 60).unnamed == ()
    assert store.get(young) == b"young"


def test_settled_bytes_are_never_asked_about(store: Evidence) -> None:
    settled = store.put(b"settled")
    store.settle(settled)
    store.settle(settled)
    asked: list[str] = []
    assert store.sweep(lambda hashes: asked.extend(hashes) or (), 0).unnamed == ()
    assert asked == [] and store.exists(settled)


def test_what_was_named_once_is_settled(store: Evidence) -> None:
    named = store.put(b"named")
    store.sweep(everybody, 0)
    assert store.sweep(nobody, 0).unnamed == () and store.exists(named)


def test_bytes_that_are_taken_again_during_the_sweep_stay(store: Evidence) -> None:
    """The worst moment: they were looked up as unnamed, and are about to be removed."""
    grace = 2
    again = store.put(b"again")
    time.sleep(grace + 1.1)

    def taken_meanwhile(hashes: Collection[str]) -> Collection[str]:
        assert list(hashes) == [again]
        assert store.take(io.BytesIO(b"again"), 5) == Taken(again, 5, False)
        return ()

    assert store.sweep(taken_meanwhile, grace).unnamed == ()
    assert store.get(again) == b"again"


def test_bytes_can_come_back_after_they_were_removed(store: Evidence) -> None:
    store.put(WORDS)
    store.sweep(nobody, 0)
    assert store.take(io.BytesIO(WORDS), len(WORDS)).new
    assert store.get(hashlib.sha256(WORDS).hexdigest()) == WORDS


def test_the_database_is_not_asked_when_there_is_nothing_to_ask(store: Evidence) -> None:
    def refuse(hashes: Collection[str]) -> Collection[str]:
        raise AssertionError(hashes)

    assert store.sweep(refuse, 0).unnamed == ()
