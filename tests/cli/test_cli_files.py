"""sources attach, files verify, files inspect: evidence from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from factories import make_source
from sqlalchemy import select

from annotate.audit import trail
from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.domain.things import Source
from annotate.domain.vocabulary import Access, Role
from annotate.store.models import FileRow
from annotate.store.queries import attachments as query
from annotate.store.queries import inspections as inspection_query
from annotate.store.queries.users import user_row

ANA = ("--as", "ana@example.org")


@pytest.fixture
def ana(opened: Desk) -> Actor:
    with opened.database.read() as session:
        row = user_row(session, "ana@example.org")
        return Actor(row.id, row.name, Role(row.role))


@pytest.fixture
def source(opened: Desk, ana: Actor) -> Source:
    return make_source(opened.database, ana)


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """Two small files."""
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"
    first.write_bytes(b"first")
    second.write_bytes(b"second")
    return first, second


def held(desk: Desk, source: Source) -> dict[str, object]:
    with desk.database.read() as session:
        return {one.name: one for one in query.attachments(session, [source.id]).get(source.id, ())}


def test_files_are_handed_in_with_what_is_said_of_them(ready, opened: Desk, source: Source, two) -> None:
    words = ("--origin", "A parcel", "--method", "archived", "--access", "sealed", "--reader", "mira@example.org")
    done = ready("sources", "attach", source.id, *two, *ANA, *words)
    assert done.exit_code == 0, done.output
    assert [line.split("  ")[1] for line in done.stdout.splitlines()] == ["first.txt", "second.txt"]
    found = held(opened, source)["first.txt"]
    assert (found.origin, found.method, found.access) == ("A parcel", "archived", Access.SEALED)
    assert len(found.readers) == 1 and opened.evidence.get(found.sha256) == b"first"


def test_what_cannot_be_taken_is_named_and_the_rest_is_taken(
    ready, opened: Desk, source: Source, two, tmp_path
) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    done = ready("sources", "attach", source.id, empty, *two, *ANA)
    assert done.exit_code == 1
    assert "empty.txt: The file is empty" in done.stderr and "1 of 3 files were not taken" in done.stderr
    assert set(held(opened, source)) == {"first.txt", "second.txt"}
    again = ready("sources", "attach", source.id, *two, *ANA)
    assert again.exit_code == 0 and again.stdout.count("already held by “Footage of the gate”") == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("no-such-source", "--as", "ana@example.org"), "no such source"),
        (("SOURCE", "--as", "nobody@example.org"), "no account for nobody@example.org"),
        (("SOURCE", "--as", "ines@example.org"), "This needs a checker or reviewer"),
        (("SOURCE", "--as", "ana@example.org", "--captured", "soon"), "2026-11-23"),
        (("SOURCE", "--as", "ana@example.org", "--reader", "nobody@example.org"), "no account"),
    ],
)
def test_refusals_are_sentences(ready, opened: Desk, source: Source, two, words, said: str) -> None:
    done = ready("sources", "attach", *(source.id if w == "SOURCE" else w for w in words[:1]), two[0], *words[1:])
    assert done.exit_code == 1 and said in done.stderr
    assert held(opened, source) == {}


def test_a_file_beyond_the_limit_is_not_taken(
    ready, opened: Desk, source: Source, two, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATE_MAX_FILE", "5")
    done = ready("sources", "attach", source.id, *two, *ANA)
    assert done.exit_code == 1 and "second.txt" in done.stderr and "more than 5 bytes" in done.stderr
    assert set(held(opened, source)) == {"first.txt"}


def test_verify_names_what_is_missing_or_altered_and_records_each_file(
    ready, opened: Desk, source: Source, two, tmp_path
) -> None:
    third = tmp_path / "third.txt"
    third.write_bytes(b"third")
    assert ready("sources", "attach", source.id, *two, third, *ANA).exit_code == 0
    good = ready("files", "verify")
    assert good.exit_code == 0 and "All 3 files (16 bytes) are what was received." in good.stdout
    with opened.database.read() as session:
        hashes = {row.name: row.sha256 for row in session.scalars(select(FileRow))}
    gone, changed = (opened.evidence.path(hashes[name]) for name in ("first.txt", "second.txt"))
    gone.unlink()
    changed.chmod(0o600)
    changed.write_bytes(b"Second")
    bad = ready("files", "verify")
    assert bad.exit_code == 1
    assert f"{hashes['first.txt']} “first.txt” is missing." in bad.stderr
    assert f"{hashes['second.txt']} “second.txt” is not what was received." in bad.stderr
    assert "third.txt" not in bad.stderr and "2 of 3 files" in bad.stderr
    with opened.database.read() as session:
        events = trail.events(session, trail.Where(action="file:bytes:verify")).items
    assert [event.extra["outcome"] for event in events] == ["unchanged", "altered", "missing", *["unchanged"] * 3]
    assert ready("trail", "verify").exit_code == 0


def test_inspect_looks_at_what_waits_and_on_demand_at_all(ready, opened: Desk, source: Source, two) -> None:
    ready("sources", "attach", source.id, *two, *ANA)
    first = ready("files", "inspect")
    assert first.exit_code == 0 and first.stdout.count("text/plain  done") == 2
    assert "2 files were looked at; 0 of them" in first.stdout
    assert "0 files were looked at" in ready("files", "inspect").stdout
    assert "2 files were looked at" in ready("files", "inspect", "--all").stdout
    with opened.database.read() as session:
        seen = inspection_query.inspections(session, list(session.scalars(select(FileRow.id))))
    assert [one.rev for one in seen.values()] == [2, 2]


def test_a_backup_holds_what_was_handed_in(ready, opened: Desk, source: Source, two, tmp_path) -> None:
    ready("sources", "attach", source.id, *two, *ANA)
    ready("files", "inspect")
    done = ready("backup", tmp_path / "desk.zip")
    assert done.exit_code == 0 and "2 pieces of evidence" in done.stdout
