"""What an inspection found, as plain values."""

from __future__ import annotations

import pytest

from annotate.domain.canonical import canonical
from annotate.domain.codec import from_plain, to_plain
from annotate.domain.findings import (
    Action,
    Archive,
    Credentials,
    Document,
    Findings,
    Inspection,
    Personal,
    Picture,
    Place,
    Record,
    Recording,
    Subtitles,
    Telemetry,
    TrackPoint,
    distance,
    without_personal,
)

FULL = Findings(
    Picture(640, 480, 1, False, "cec2ea99191b1a7b", "2008-10-22T16:28:39", None, "NIKON", "P6000", ""),
    Document(3, False, "Title", "Producer", "", "D:2024", None),
    Recording(12_000, "MPEG-4", "AVC", "AAC", 640, 360, "30000/1001", 1_714_383_636_000, "", ""),
    Credentials("untrusted", "…", "g", "s", "i", 1, (Action("c2pa.opened", "", ""),), (), "", "c2pa 1"),
    Telemetry(9, (TrackPoint(0, 474_692_000, 82_090_000, None),), "", "", 4560, "take-off"),
    Subtitles(9, 0, 9000),
    Archive(2, 2**53 - 1),
    Personal(Place(434_674_483, 118_851_267, -20, 1_224_772_027_240), "Ana", "", ("77",)),
    ("The file is cut off.",),
    ("Its pixels.",),
)


@pytest.mark.parametrize("findings", [Findings(), FULL])
def test_a_record_goes_into_an_event_and_comes_back(findings: Findings) -> None:
    record = Record("done", "image/jpeg", findings, "", "annotate-inspector 1")
    plain = to_plain(record)
    assert canonical(plain)
    assert from_plain(Record, plain) == record


def test_a_thumbnail_is_not_shown_where_an_inspection_is_printed() -> None:
    assert "some bytes" not in repr(Inspection("done", "image/jpeg", FULL, "", "i", b"some bytes"))


def test_without_what_is_personal_no_place_and_no_name_is_left() -> None:
    shown = str(to_plain(without_personal(FULL)))
    assert "Ana" not in shown and "434674483" not in shown and "474692000" not in shown
    assert "NIKON" in shown and "4560" in shown
    assert without_personal(Findings()) == Findings()


@pytest.mark.parametrize(
    ("a", "b", "bits"),
    [("0" * 16, "0" * 16, 0), ("0" * 16, "f" * 16, 64), ("cec2ea99191b1a7b", "cec2ea99191b1a7a", 1)],
)
def test_the_distance_of_two_hashes_is_the_number_of_bits_that_differ(a: str, b: str, bits: int) -> None:
    assert distance(a, b) == distance(b, a) == bits
