"""What the inspector found is recorded; what it could not look at is recorded, too, and never holds up the rest."""

from __future__ import annotations

import time

import pytest
from factories import inspected, make_attachment, make_source
from inspector.made_files import Film, exif_of, jpeg_with, pdf_of, picture, saved
from trails import leaves

from annotate.audit import trail
from annotate.desk import Desk
from annotate.domain.errors import NotFound
from annotate.domain.evidence import SEALED_NAME
from annotate.domain.findings import Findings, Inspection
from annotate.domain.people import SYSTEM, Actor
from annotate.services import inspections
from annotate.services.inspections import runner as new_runner
from annotate.store.queries import inspections as query
from annotate.store.session import Database

INSPECT = "file:inspection:record"


def test_what_was_found_is_recorded_with_its_picture(desk: Desk, database: Database, ana: Actor) -> None:
    held = make_attachment(database, desk.evidence, ana, data=jpeg_with((0xE1, exif_of(Model="X1"))), name="gate.jpg")
    with leaves(database, INSPECT):
        held = inspected(database, desk.evidence, held)
    assert held.media_type == "image/jpeg"
    with database.read() as session:
        seen = query.inspections(session, [held.file_id])[held.file_id]
        assert query.pending(session) == []
    assert seen.outcome == "done" and seen.rev == 1
    assert seen.findings.picture and (seen.findings.picture.width, seen.findings.picture.model) == (320, "X1")
    assert seen.findings.personal and seen.findings.personal.place
    assert seen.thumbnail and desk.evidence.get(seen.thumbnail).startswith(b"\xff\xd8\xff")


def test_a_second_look_raises_the_rev_and_one_that_came_too_late_changes_nothing(
    desk: Desk, database: Database, ana: Actor
) -> None:
    held = inspected(database, desk.evidence, make_attachment(database, desk.evidence, ana))
    with database.read() as session:
        file = query.pending(session, everything=True)[0]
    with leaves(database, INSPECT):
        assert inspections.look(database, desk.evidence, file, anew=True).rev == 2
    with leaves(database):
        assert inspections.look(database, desk.evidence, file).rev == 2
    assert held.media_type == "text/plain"


def test_a_file_that_cannot_be_looked_at_is_a_record_and_the_next_has_its_turn(
    desk: Desk, database: Database, ana: Actor
) -> None:
    lost = make_attachment(database, desk.evidence, ana, data=b"to be lost", name="lost.txt")
    broken = make_attachment(database, desk.evidence, ana, data=b"%PDF-1.7 and then nothing", name="torn.pdf")
    sound = make_attachment(database, desk.evidence, ana, data=pdf_of(3), name="sound.pdf")
    desk.evidence.path(lost.sha256).unlink()  # type: ignore[attr-defined]
    assert inspections.work_off(database, desk.evidence) == 3
    with database.read() as session:
        seen = query.inspections(session, [lost.file_id, broken.file_id, sound.file_id])
    assert seen[lost.file_id].outcome == "failed" and "could not be looked at" in seen[lost.file_id].problem
    assert seen[broken.file_id].outcome in ("refused", "failed") and seen[broken.file_id].problem
    document = seen[sound.file_id].findings.document
    assert document and document.pages == 3


def test_bytes_of_an_import_do_not_wait_for_the_inspector(desk: Desk, database: Database, ana: Actor) -> None:
    with database.write() as uow, pytest.raises(NotFound):
        inspections.record(uow, SYSTEM, "no-such-file", Inspection("done", "text/plain", Findings(), "", "none"))
    with database.read() as session:
        assert query.pending(session) == []


def test_pictures_that_look_alike_are_found(desk: Desk, database: Database, ana: Actor) -> None:
    image = picture()
    first = make_attachment(database, desk.evidence, ana, data=saved(image), name="first.jpg")
    again = make_attachment(database, desk.evidence, ana, data=saved(image.resize((160, 100)), "PNG"), name="small.png")
    other = make_attachment(database, desk.evidence, ana, data=saved(picture(step=31)), name="other.jpg")
    film = make_attachment(database, desk.evidence, ana, data=Film().mp4(), name="film.mp4")
    inspections.work_off(database, desk.evidence)
    with database.read() as session:
        seen = query.inspections(session, [first.file_id, film.file_id])
        found = query.alike(session, seen[first.file_id])
        assert query.alike(session, seen[film.file_id]) == {}
    assert again.file_id in found and other.file_id not in found and first.file_id not in found
    assert found[again.file_id] <= 4


def test_a_sealed_file_is_not_named_in_the_record(desk: Desk, database: Database, ana: Actor) -> None:
    held = make_attachment(database, desk.evidence, ana, name="informant.txt", access="sealed", readers=(ana.id,))
    inspected(database, desk.evidence, held)
    with database.read() as session:
        event = trail.events(session, trail.Where(action=INSPECT)).items[0]
    assert SEALED_NAME in event.sentence and "informant" not in event.sentence


def test_the_runner_takes_what_waits_at_its_start_and_what_it_is_told_of(
    desk: Desk, database: Database, ana: Actor
) -> None:
    source = make_source(database, ana)
    make_attachment(database, desk.evidence, ana, source)
    runner = new_runner(database, desk.evidence).start()
    try:
        wait_for_none(database)
        make_attachment(database, desk.evidence, ana, source, data=b"later", name="later.txt")
        runner.tell()
        wait_for_none(database)
    finally:
        runner.stop()


def wait_for_none(database: Database, seconds: float = 60) -> None:
    """Until nobody waits for the inspector any more."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with database.read() as session:
            if not query.pending(session):
                return
        time.sleep(0.05)
    raise AssertionError("files still wait for the inspector")
