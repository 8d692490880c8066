"""Real files that other people made; `ANNOTATE_MATERIAL` names the folder that holds them."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path

import pytest

from annotate.domain.canonical import canonical
from annotate.domain.codec import to_plain
from annotate.domain.findings import Findings, Inspection, TrackPoint
from annotate.inspector import inspect, render_page

pytestmark = pytest.mark.material


@pytest.fixture(scope="module")
def nasty() -> Path:
    folder = os.environ.get("ANNOTATE_MATERIAL")
    if not folder:
        pytest.skip("ANNOTATE_MATERIAL is not set: the folder of real files is not here")
    return Path(folder) / "nasty"


@cache
def seen(path: Path) -> Inspection:
    before = hashlib.sha256(path.read_bytes()).digest()
    found = inspect(path, path.name)
    assert hashlib.sha256(path.read_bytes()).digest() == before
    return found


def findings(path: Path) -> Findings:
    found = seen(path)
    assert found.outcome == "done" and canonical(to_plain(found.findings))
    return found.findings


@pytest.mark.parametrize(
    ("name", "taken", "latitude", "longitude", "at_ms"),
    [
        ("DSCN0010.jpg", "2008-10-22T16:28:39", 434_674_483, 118_851_267, 1_224_772_027_240),
        ("DSCN0021.jpg", "2008-10-22T16:38:20", 434_670_817, 118_845_383, 1_224_772_607_230),
        ("DSCN0042.jpg", "2008-10-22T17:00:07", 434_644_550, 118_814_783, 1_224_773_861_370),
    ],
)
def test_photographs_say_when_with_what_and_where(
    nasty: Path, name: str, taken: str, latitude: int, longitude: int, at_ms: int
) -> None:
    found = findings(nasty / "exif" / name)
    assert found.picture and found.personal and found.personal.place
    assert (found.picture.make, found.picture.model, found.picture.taken) == ("NIKON", "COOLPIX P6000", taken)
    place = found.personal.place
    assert (place.latitude, place.longitude, place.at_ms) == (latitude, longitude, at_ms)
    assert found.warnings == ()


def test_credentials_that_verify_and_those_that_do_not(nasty: Path) -> None:
    pytest.importorskip("c2pa", reason="the extra “c2pa” is not installed")
    sound = findings(nasty / "c2pa/CA.jpg").credentials
    assert sound is not None and (sound.state, sound.signer) == ("untrusted", "C2PA Signer")
    assert [action.name for action in sound.actions] == ["c2pa.opened", "c2pa.color_adjustments"]
    assert (sound.generator, sound.signed_ms) == ("make_test_images 0.33.1", 1_722_981_217_000)
    broken = findings(nasty / "c2pa/E-sig-CA.jpg").credentials
    assert broken is not None and broken.state == "invalid" and broken.signed_ms is None


def test_drones_are_where_they_were(nasty: Path) -> None:
    barcelona = findings(nasty / "dji/mavic_air2.srt").telemetry
    assert barcelona and barcelona.points == 25 and barcelona.max_height_cm == 2_920
    assert barcelona.path[0] == TrackPoint(0, 414_206_840, 21_621_620, 2_730)
    assert barcelona.started == barcelona.ended == "2022-05-01T15:01:58"
    swiss = findings(nasty / "dji/p4p_sample.SRT").telemetry
    assert swiss and swiss.path[0] == TrackPoint(0, 474_692_000, 82_090_000, 4_560)
    assert (swiss.points, swiss.height_from) == (5, "take-off")


def test_pdfs_say_their_pages_or_that_they_are_protected(nasty: Path) -> None:
    habibi = findings(nasty / "pdf/habibi.pdf").document
    columns = findings(nasty / "pdf/multicolumn.pdf").document
    locked = findings(nasty / "pdf/libreoffice-writer-password.pdf").document
    assert habibi and (habibi.pages, habibi.title, habibi.producer) == (1, "habibi", "WeasyPrint 54.1")
    assert columns and (columns.pages, columns.created_ms) == (3, 1_704_271_106_000)
    assert locked and (locked.pages, locked.encrypted) == (None, True)
    assert render_page(nasty / "pdf/multicolumn.pdf", 3, 400).startswith(b"\x89PNG")


def test_every_file_there_is_read_or_refused_and_none_breaks_the_inspector(nasty: Path) -> None:
    for path in sorted(path for path in nasty.rglob("*") if path.is_file()):
        found = seen(path)
        assert found.outcome != "failed" and found.media_type != "application/octet-stream", path.name
