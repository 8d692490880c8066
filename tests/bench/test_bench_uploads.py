"""Uploads to a real server, the short version: nothing acknowledged is lost, and nothing is left of what broke off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import uploads
from uploads import Site


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Site]:
    made = uploads.site(tmp_path)
    yield made
    made.desk.database.dispose()


@pytest.mark.slow
def test_a_server_that_is_killed_while_files_come_in_loses_none_and_leaves_none(place: Site) -> None:
    found = uploads.kills(place, 3)
    assert uploads.bad(found) == [], found
    assert found["rows"] >= found["acknowledged"] > 0


@pytest.mark.slow
def test_half_a_file_leaves_no_trace_and_twenty_at_once_lose_nothing(place: Site) -> None:
    with uploads.served(place):
        cut = uploads.cut(place)
        assert uploads.bad(cut) == [] and cut["rows"] == 0, cut
        found = uploads.many(place, size=1_000_000)
    assert uploads.bad(found) == [], found
    assert found["rows"] == found["acknowledged"] == 16


@pytest.mark.slow
def test_a_large_file_passes_through_without_being_held_in_memory(place: Site, tmp_path: Path) -> None:
    with uploads.served(place) as server:
        found = uploads.large(place, server, tmp_path, gib=0.25)
    assert found["MB more"] < 60, found


@pytest.mark.slow
def test_a_large_body_is_taken_where_files_are_handed_in_and_nowhere_else(place: Site) -> None:
    with uploads.served(place):
        limit = place.desk.settings.max_upload
        status, _ = place.send(b"x" * (limit + 3_000_000), limit + 3_000_000, "large.bin")
        assert status == 201
        place.source = "../articles"
        with pytest.raises((OSError, ValueError)):
            # Refused at its header, by the server itself: the connection ends, or the answer is no JSON.
            place.send(b"x" * (limit + 3_000_000), limit + 3_000_000, "large.bin")
