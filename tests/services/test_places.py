"""Citing inside a file: a place that it has, in one spelling, in a file of the cited source."""

from __future__ import annotations

from typing import Any

import pytest
from cases import every
from factories import (
    inspected,
    make_article,
    make_attachment,
    make_citation,
    make_claim,
    make_source,
    read_claim,
    submitted_claim,
)
from inspector.made_files import Film, pdf_of, picture, saved
from prepared import prepared
from trails import count, leaves

from annotate.desk import Desk
from annotate.domain.errors import Conflict, Forbidden, Invalid
from annotate.domain.evidence import Attachment
from annotate.domain.people import Actor
from annotate.domain.things import Claim, Source
from annotate.services import attachments, citations, undo
from annotate.services.digests import current_digest
from annotate.store.queries import citations as query
from annotate.store.session import Database


@prepared
def source(database: Database, ana: Actor) -> Source:
    return make_source(database, ana)


@prepared
def claim(database: Database, ana: Actor) -> Claim:
    return make_claim(database, ana, make_article(database, ana))


@prepared
def film(desk: Desk, database: Database, ana: Actor, source: Source) -> Attachment:
    data = Film(seconds=120, width=640, height=360).mp4()
    return inspected(database, desk.evidence, make_attachment(database, desk.evidence, ana, source, data, "film.mp4"))


def edit(database: Database, actor: Actor, ident: str, rev: int, **changes: Any) -> Any:
    with database.write() as uow:
        return citations.edit(uow, actor, ident, rev, changes)


def test_a_stretch_is_stored_in_one_spelling_with_what_is_seen_and_what_is_said(
    database: Database, ana: Actor, claim: Claim, source: Source, film: Attachment
) -> None:
    with leaves(database, "citation:citation:add"):
        made = make_citation(
            database, ana, claim, source, attachment_id=film.id, locator="00:12.40 – 0:19",
            visible="Three people carry bags.", inferred="The north gate.", claimed="That they burn papers.",
        )  # fmt: skip
    assert (made.locator, made.attachment_id, made.file_sha256) == ("t=12.4,19", film.id, film.sha256)
    assert (made.visible, made.inferred, made.claimed) == (
        "Three people carry bags.", "The north gate.", "That they burn papers.",
    )  # fmt: skip


def test_the_digest_covers_the_file_and_the_three_sayings(
    desk: Desk, database: Database, ana: Actor, claim: Claim, source: Source, film: Attachment
) -> None:
    seen = set()

    def note() -> None:
        with database.read() as session:
            seen.add(current_digest(session, claim.id))

    made = make_citation(database, ana, claim, source, locator="t=5")
    note()
    for number, changes in enumerate(
        ({"attachment_id": film.id}, {"visible": "Bags."}, {"inferred": "A gate."}, {"claimed": "Papers."}), 1
    ):
        edit(database, ana, made.id, number, **changes)
        note()
    assert len(seen) == 5


@every(
    ("locator", "words"),
    [
        ("02:01", "ends at 02:00; 02:01 is beyond its end"),
        ("t=100,121", "beyond its end"),
        ("xywh=600,0,41,10", "640 × 360 pixels"),
        ("page=1", "says nothing about a video"),
        ("somewhere", "no timecode"),
        ("t=9,5", "not after"),
    ],
)
def test_a_place_that_the_file_has_not_is_refused_and_changes_nothing(
    database: Database, ana: Actor, claim: Claim, source: Source, film: Attachment, locator: str, words: str
) -> None:
    before = count(database)
    with pytest.raises(Invalid, match=words) as refusal:
        make_citation(database, ana, claim, source, attachment_id=film.id, locator=locator)
    assert refusal.value.problems[0].field == "locator"
    assert count(database) == before


def test_pictures_take_regions_and_papers_pages(
    desk: Desk, database: Database, ana: Actor, claim: Claim, source: Source
) -> None:
    image = make_attachment(database, desk.evidence, ana, source, saved(picture(320, 200)), "gate.jpg")
    paper = make_attachment(database, desk.evidence, ana, source, pdf_of(3), "paper.pdf")
    inspected(database, desk.evidence, image)
    for file, typed, stored in ((image, "xywh=0,0,320,200", "xywh=0,0,320,200"), (paper, "3", "page=3")):
        made = make_citation(database, ana, claim, source, attachment_id=file.id, locator=typed)
        assert made.locator == stored
    for file, typed, words in ((image, "00:01", "still picture"), (paper, "4", "3 pages; there is no page 4")):
        with pytest.raises(Invalid, match=words):
            make_citation(database, ana, claim, source, attachment_id=file.id, locator=typed)


def test_without_a_file_the_locator_is_words(database: Database, ana: Actor, claim: Claim, source: Source) -> None:
    made = make_citation(database, ana, claim, source, locator="t=9,5 and the wall behind")
    assert made.locator == "t=9,5 and the wall behind" and made.attachment_id is None


def test_a_file_of_another_source_or_one_taken_back_is_refused(
    desk: Desk, database: Database, ana: Actor, claim: Claim, source: Source, film: Attachment
) -> None:
    other = make_source(database, ana, "Another source")
    for ident, words in ((film.id, "belongs to another source"), ("no-such-file", "no such file")):
        with pytest.raises(Invalid, match=words):
            make_citation(database, ana, claim, other, attachment_id=ident)
    with database.write() as uow:
        attachments.withdraw(uow, ana, film.id, film.rev, "The wrong film.")
    with pytest.raises(Invalid, match="taken back"):
        make_citation(database, ana, claim, source, attachment_id=film.id)


def test_a_citation_of_a_file_that_was_taken_back_can_still_be_corrected(
    desk: Desk, database: Database, ana: Actor, claim: Claim, source: Source, film: Attachment
) -> None:
    made = make_citation(database, ana, claim, source, attachment_id=film.id, locator="t=5")
    with database.write() as uow:
        attachments.withdraw(uow, ana, film.id, film.rev, "The wrong film.")
    assert edit(database, ana, made.id, 1, locator="00:07").locator == "t=7"


def test_a_sealed_file_is_cited_by_those_named_for_it(
    desk: Desk, database: Database, ana: Actor, farid: Actor, claim: Claim, source: Source
) -> None:
    secret = make_attachment(database, desk.evidence, ana, source, access="sealed", readers=(ana.id,))
    with pytest.raises(Forbidden, match="sealed"):
        make_citation(database, farid, claim, source, attachment_id=secret.id)
    made = make_citation(database, ana, claim, source, attachment_id=secret.id)
    assert edit(database, farid, made.id, 1, note="Ask Ana about it.").note == "Ask Ana about it."


def test_the_same_place_in_other_words_is_no_change(
    database: Database, ana: Actor, claim: Claim, source: Source, film: Attachment
) -> None:
    made = make_citation(database, ana, claim, source, attachment_id=film.id, locator="00:12")
    with leaves(database):
        edit(database, ana, made.id, 1, locator="0:12.000", attachment_id=film.id, visible="")


def test_a_changed_place_is_undone(
    database: Database, ana: Actor, claim: Claim, source: Source, film: Attachment
) -> None:
    made = make_citation(database, ana, claim, source, attachment_id=film.id, locator="00:12")
    edit(database, ana, made.id, 1, attachment_id=None, locator="the gate")
    with database.write() as uow:
        undo.undo(uow, ana, claim.id, read_claim(database, claim).rev)
    with database.read() as session:
        now = query.citations(session, [claim.id])[0]
    assert (now.attachment_id, now.locator) == (film.id, "t=12")


def test_a_submitted_claim_takes_no_other_place(
    database: Database, ana: Actor, source: Source, film: Attachment
) -> None:
    claim = submitted_claim(database, ana, make_article(database, ana), source)
    with database.read() as session:
        made = query.citations(session, [claim.id])[0]
    before = count(database)
    with pytest.raises(Conflict, match="waits for a reviewer"):
        edit(database, ana, made.id, 1, attachment_id=film.id, locator="t=1")
    assert count(database) == before
