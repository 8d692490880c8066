"""The complete bundle: the evidence bundle with every form of the report, under one signature and with one proof."""

from __future__ import annotations

from pathlib import Path

import pytest
from bundle_story import PUBLIC, Forged, Story, faults, findings, tell
from cases import every
from test_bundle import alone, seal

from annotate import verify
from annotate.exports import FORMATS, PageContext, render
from annotate.exports.bundle import COMPLETE, EVIDENCE
from annotate.services import bundles, reports

SLOW = [f"report{form.suffix}" for form in FORMATS.values() if form.slow]
Kept = dict[str, bytes]


def kept(told: Story, home: Path, kind=COMPLETE) -> bytes:
    """Its bundle from this home, where it and the forms in it are kept."""
    with told.database.read() as session:
        return bundles.kept(session, told.packer(home), told.slug, 1, kind).data


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where forms and bundles of the story are kept."""
    return tmp_path_factory.mktemp("complete")


@pytest.fixture(scope="session")
def complete(story: Story, home: Path) -> bytes:
    """The complete bundle of the story, with the forms in it drawn for it."""
    return kept(story, home)


def test_it_is_the_evidence_bundle_with_every_form_there_is(story: Story, good: bytes, complete: bytes) -> None:
    held, small = verify.unpack(complete), verify.unpack(good)
    forms = {name for name in held if name.startswith("report.")}
    assert forms == {f"report{form.suffix}" for form in FORMATS.values()}, "a new form goes in, too"
    signed = {"manifest.json", "manifest.note"}
    assert held.keys() - forms == small.keys() - forms
    assert [name for name in small.keys() - signed if held[name] != small[name]] == []
    with story.database.read() as session:
        _, report = reports.edition(session, story.slug, 1)
    name = FORMATS["comments"].suffix
    assert held[f"report{name}"] == render("comments", report, PageContext())


def test_a_stranger_finds_it_valid_and_reads_what_is_not_drawn_again(
    story: Story, complete: bytes, vkey: Path, tmp_path: Path
) -> None:
    (tmp_path / "c.zip").write_bytes(complete)
    done = alone(tmp_path, tmp_path / "c.zip", "--key", vkey)
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.startswith("Valid: signed with the key")
    assert "PDF, Word and spreadsheet too: signed by the desk as drawn from report.json, not redrawn" in done.stdout
    assert findings(complete, story.key).status == 0, "and in the browser, which is asked afterwards"
    assert b"to check a bundle does not draw them again" in verify.unpack(complete)["README.txt"]


@every("name", SLOW)
def test_a_byte_that_was_changed_in_a_form_is_found(story: Story, complete: bytes, name: str) -> None:
    forged = Forged.of(complete, story.signer)
    data = forged.files[name]
    forged.files[name] = data[:-1] + bytes([data[-1] ^ 1])
    assert f"{name}: its bytes are not the ones that the manifest lists" in faults(forged.stale(), story)
    assert faults(forged.listed(), story) == "manifest.json: it is not the manifest that was signed"


@every("name", ["report.exe", "report.pdf.html", "report.archive.docx", "evidence.pdf", "report.archive.pdf "])
def test_nothing_else_may_be_in_it(story: Story, complete: bytes, name: str) -> None:
    forged = Forged.of(complete, story.signer)
    forged.files[name] = b"%PDF-1.7"
    assert faults(forged.signed(), story) == f"{name}: no file of this name belongs into a bundle"


def test_wherever_and_however_it_is_made_it_is_the_same_bytes(
    story: Story, complete: bytes, home: Path, tmp_path: Path
) -> None:
    assert kept(story, tmp_path) == complete, "another folder, each form drawn anew"
    drawn = {path.name: path.stat().st_ino for path in (tmp_path / "drawn").iterdir()}
    assert len(drawn) == len(SLOW)
    bundles.forget(tmp_path / "bundles")
    assert kept(story, tmp_path) == complete, "packed again"
    assert {path.name: path.stat().st_ino for path in (tmp_path / "drawn").iterdir()} == drawn, "none was drawn again"
    with story.database.read() as session:
        at_once = bundles.make(session, story.packer(home), story.slug, 1, kind=COMPLETE)
    assert (at_once.data, at_once.name) == (complete, "dawn-raid-edition-1.complete.zip"), "as the command makes it"


def test_what_is_sealed_or_erased_leaves_it_and_the_other_bundle_stays(sqlite_database, tmp_path: Path) -> None:
    told, folder = tell(sqlite_database, tmp_path), tmp_path / "bundles"
    name = f"evidence/{told.evidence.put(PUBLIC)}"
    assert name in verify.unpack(kept(told, tmp_path)) and name in verify.unpack(kept(told, tmp_path, EVIDENCE))
    before = {path.name for path in folder.iterdir()}
    assert len(before) == 2
    seal(told, "notes.txt")
    after = kept(told, tmp_path)
    assert name not in verify.unpack(after) and faults(after, told) == ""
    assert len(set(map(str, folder.iterdir()))) == 2, "it takes the place of the one before, and of that alone"
    assert {path.name for path in folder.glob("*.bundle.zip")} < before
