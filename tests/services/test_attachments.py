"""Files of sources: attached once, corrected with care, taken back, and sealed from everybody who is not named."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from cases import every
from factories import (
    approved_claim,
    make_article,
    make_attachment,
    make_source,
    read_claim,
    submitted_claim,
)
from prepared import prepared
from sqlalchemy import select
from trails import count, leaves

from annotate.audit import trail
from annotate.desk import Desk
from annotate.domain.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, Stale
from annotate.domain.evidence import SEALED_NAME, Attachment
from annotate.domain.people import Actor
from annotate.domain.vocabulary import Access, Capture, State
from annotate.services import attachments, files, reviews, sealing, sources
from annotate.services.attachments import AlreadyHeld, NewAttachment
from annotate.store.models import FileRow
from annotate.store.queries import attachments as query
from annotate.store.session import Database

RECEIVE, ADD, EDIT = "file:bytes:receive", "attachment:attachment:add", "attachment:attachment:edit"
WITHDRAW, RESTORE, VIEW = "attachment:attachment:withdraw", "attachment:attachment:restore", "file:bytes:view"
REOPEN, REFRESH = "claim:state:reopen", "claim:digest:refresh"


@prepared
def held(desk: Desk, database: Database, ana: Actor) -> Attachment:
    return make_attachment(database, desk.evidence, ana)


def edit(database: Database, actor: Actor, attachment: Attachment, **changes: Any) -> Attachment:
    with database.write() as uow:
        return attachments.edit(uow, actor, attachment.id, attachment.rev, changes)


def sealed(desk: Desk, actor: Actor, *readers: Actor, **fields: Any) -> Attachment:
    names = tuple(reader.id for reader in readers)
    given = {"name": "from the informant.txt", "note": "Met at noon", "origin": "A person at the ministry"} | fields
    return make_attachment(desk.database, desk.evidence, actor, access="sealed", readers=names, **given)


def test_attaching_leaves_the_bytes_the_row_and_their_events(desk: Desk, database: Database, ana: Actor) -> None:
    source = make_source(database, ana)
    with leaves(database, RECEIVE, ADD):
        made = make_attachment(database, desk.evidence, ana, source, origin="https://example.org/1", captured="2023-06")
    assert desk.evidence.get(made.sha256) == b"What was seen at the gate.\n" and made.size == 27
    assert (made.name, made.access, made.method, made.media_type) == ("notes.txt", Access.DESK, Capture.RECEIVED, "")
    assert (made.origin, made.captured, made.author_id, made.rev) == ("https://example.org/1", "2023-06", ana.id, 1)


def test_the_same_bytes_again_are_recognised_and_nothing_changes(
    desk: Desk, database: Database, ana: Actor, farid: Actor, held: Attachment
) -> None:
    for source in (make_source(database, farid, "Another"), None):
        place = source.id if source else held.source_id
        taken = desk.evidence.take(io.BytesIO(b"What was seen at the gate.\n"), 100)
        before = count(database)
        with (
            pytest.raises(AlreadyHeld, match="already held by “Footage of the gate”") as refusal,
            database.write() as uow,
        ):
            attachments.attach(uow, farid, place, taken, NewAttachment("other.txt"))
        assert (refusal.value.source_id, refusal.value.attachment_id) == (held.source_id, held.id)
        assert count(database) == before


def test_bytes_that_an_article_was_made_from_keep_their_row(desk: Desk, database: Database, ana: Actor) -> None:
    with database.write() as uow:
        kept = files.keep(uow, ana, desk.evidence, b"<p>As imported</p>", "page.html", "text/html")
    with leaves(database, "source:source:add", ADD):
        made = make_attachment(database, desk.evidence, ana, data=b"<p>As imported</p>", name="page.html")
    assert made.file_id == kept


def test_a_file_that_was_taken_back_may_be_given_to_another_source_and_then_not_be_put_back(
    desk: Desk, database: Database, ana: Actor, held: Attachment
) -> None:
    with leaves(database, WITHDRAW), database.write() as uow:
        gone = attachments.withdraw(uow, ana, held.id, held.rev, "Belongs to the other source.")
    assert gone.withdrawn
    other = make_source(database, ana, "The other source")
    with leaves(database, ADD):
        make_attachment(database, desk.evidence, ana, other)
    with pytest.raises(AlreadyHeld, match="The other source"), database.write() as uow:
        attachments.restore(uow, ana, gone.id, gone.rev)


def test_taking_back_twice_putting_back_and_reasons(database: Database, ana: Actor, held: Attachment) -> None:
    with pytest.raises(Invalid, match="Say why"), database.write() as uow:
        attachments.withdraw(uow, ana, held.id, held.rev, " ")
    with database.write() as uow:
        gone = attachments.withdraw(uow, ana, held.id, held.rev, "The wrong file.")
    with pytest.raises(Conflict, match="already"), database.write() as uow:
        attachments.withdraw(uow, ana, held.id, gone.rev, "Again.")
    with leaves(database, RESTORE), database.write() as uow:
        assert not attachments.restore(uow, ana, held.id, gone.rev).withdrawn


def test_what_rests_on_the_source_reopens_or_gets_a_new_digest(
    desk: Desk, database: Database, ana: Actor, mira: Actor
) -> None:
    source, article = make_source(database, ana), make_article(database, ana)
    approved = approved_claim(database, ana, mira, article, source)
    waiting = submitted_claim(database, ana, article, source, quote="Six men were charged")
    with leaves(database, RECEIVE, ADD, REOPEN, REFRESH):
        held = make_attachment(database, desk.evidence, ana, source)
    assert read_claim(database, approved).state is State.DRAFT and read_claim(database, approved).stale
    assert read_claim(database, waiting).digest != waiting.digest
    again = read_claim(database, waiting)
    with database.write() as uow:
        reviews.approve(uow, mira, again.id, str(again.digest))
    with leaves(database, WITHDRAW, REOPEN), database.write() as uow:
        attachments.withdraw(uow, ana, held.id, held.rev, "The wrong file.")
    assert read_claim(database, waiting).state is State.DRAFT


def test_what_is_said_of_a_file_is_corrected_without_reopening(
    desk: Desk, database: Database, ana: Actor, mira: Actor
) -> None:
    source = make_source(database, ana)
    held = make_attachment(database, desk.evidence, ana, source)
    claim = approved_claim(database, ana, mira, make_article(database, ana), source)
    with leaves(database, EDIT):
        now = edit(database, ana, held, note="Two cuts.", captured="2023-06-20T05:10Z", metadata_public=True)
    assert (now.note, now.captured, now.metadata_public, now.rev) == ("Two cuts.", "2023-06-20T05:10Z", True, 2)
    assert read_claim(database, claim).state is State.APPROVED
    with leaves(database):
        edit(database, ana, now, note="Two cuts.")
    with pytest.raises(Stale):
        edit(database, ana, held, note="From an old page.")


def test_a_derived_file_says_from_which_and_how(desk: Desk, database: Database, ana: Actor, held: Attachment) -> None:
    new = {"data": b"cropped", "name": "crop.txt", "method": "derived", "derived_from_id": held.id}
    made = make_attachment(database, desk.evidence, ana, derivation="Cropped to the gate.", **new)
    assert made.derived_from_id == held.id
    with database.read() as session:
        assert [one.id for one in query.derived(session, held.id)] == [made.id]


@every(
    ("fields", "field", "words"),
    [
        ({"name": "a\x00b.txt"}, "name", "no text"),
        ({"name": "../.."}, "name", "no name"),
        ({"name": "x" * 300}, "name", "300 bytes"),
        ({"method": "stolen"}, "method", "not one of received"),
        ({"access": "secret"}, "access", "not one of public"),
        ({"captured": "yesterday"}, "captured", "2026-11-23T14:41Z"),
        ({"captured": "2023-02-30T10:00Z"}, "captured", "2026-11-23"),
        ({"captured": "2023-02-03T25:00Z"}, "captured", "2026-11-23"),
        ({"note": "x" * 20_001}, "note", "20,000"),
        ({"origin": "a\x00"}, "origin", "not text"),
        ({"method": "derived"}, "derived_from", "from which file"),
        ({"method": "derived", "derived_from_id": "no-such"}, "derivation", "what was done"),
        ({"method": "derived", "derived_from_id": "no-such", "derivation": "Cut."}, "derived_from", "no such file"),
        ({"derivation": "Cut."}, "derived_from", "Only a derived file"),
        ({"access": "sealed", "readers": ("nobody",)}, "readers", "no account"),
        ({"data": b""}, "file", "0 bytes"),
    ],
)
def test_what_cannot_be_said_of_a_file_is_refused_and_changes_nothing(
    desk: Desk, database: Database, ana: Actor, fields: dict[str, Any], field: str, words: str
) -> None:
    source = make_source(database, ana)
    before = count(database)
    with pytest.raises(Invalid, match=words) as refusal:
        make_attachment(database, desk.evidence, ana, source, **{"data": b"new bytes", **fields})
    assert refusal.value.problems[0].field == field
    assert count(database) == before


def test_a_source_that_is_missing_or_retired_takes_no_file(desk: Desk, database: Database, ana: Actor) -> None:
    source = make_source(database, ana)
    with pytest.raises(NotFound):
        make_attachment(database, desk.evidence, ana, replace(source, id="no-such-source"))
    with database.write() as uow:
        sources.retire(uow, ana, source.id, source.rev)
    with pytest.raises(Conflict, match="retired"):
        make_attachment(database, desk.evidence, ana, source)


@pytest.mark.parametrize("key", ["guest", "ines"])
def test_who_does_not_check_attaches_nothing(desk: Desk, people: dict[str, Actor], held: Attachment, key: str) -> None:
    before = count(desk.database)
    with pytest.raises(Forbidden):
        make_attachment(desk.database, desk.evidence, people[key], make_source(desk.database, people["ana"], "Other"))
    with pytest.raises(Forbidden):
        edit(desk.database, people[key], held, note="Mine.")
    with pytest.raises(Forbidden), desk.database.write() as uow:
        attachments.withdraw(uow, people[key], held.id, held.rev, "Because.")
    assert count(desk.database) == before + 1, "only the other source was added"


def test_a_sealed_file_is_closed_to_everybody_who_is_not_named(
    desk: Desk, people: dict[str, Actor], ana: Actor, mira: Actor
) -> None:
    secret = sealed(desk, ana, mira)
    for key, who in people.items():
        named = key in ("ana", "mira")
        seen = sealing.shown(who, secret)
        assert (seen == secret) is named and sealing.hidden(seen) is not named
        if not named:
            told = " ".join(str(value) for value in seen.__dict__.values())
            assert seen.name == SEALED_NAME and "informant" not in told and "ministry" not in told
            assert secret.sha256 not in told and "Met at noon" not in told and mira.id not in told
        with desk.database.write() as uow:
            if named:
                attachments.note_opening(uow, who, secret.id)
                continue
            with pytest.raises(Forbidden, match="sealed"):
                attachments.note_opening(uow, who, secret.id)
            with pytest.raises(Forbidden, match="sealed"):
                attachments.note_export(uow, who, secret.id)


def test_each_opening_of_a_sealed_file_is_an_event_and_of_others_none(
    desk: Desk, database: Database, ana: Actor, mira: Actor, held: Attachment
) -> None:
    secret = sealed(desk, ana, mira, data=b"sealed bytes")
    with leaves(database, VIEW, VIEW):
        for _ in range(2):
            with database.write() as uow:
                attachments.note_opening(uow, mira, secret.id)
    with leaves(database), database.write() as uow:
        attachments.note_opening(uow, mira, held.id)


def test_the_trail_of_a_sealed_file_tells_the_rest_nothing(
    desk: Desk, database: Database, ana: Actor, mira: Actor, ines: Actor
) -> None:
    secret = sealed(desk, ana, mira)
    edit(database, mira, secret, note="The informant called again.")
    with database.read() as session:
        events = trail.events(session, trail.Where(log="library"), limit=500).items
        for_ines, for_mira = sealing.veil(session, ines, events), sealing.veil(session, mira, events)
        names = list(session.scalars(select(FileRow.name)))
    assert "informant" not in str(for_ines) and "ministry" not in str(for_ines)
    assert "Ana Kelmendi attached the file *a sealed file*" in str(for_ines)
    assert "The informant called again." in str(for_mira)
    assert names == [SEALED_NAME]


def test_a_file_that_is_sealed_later_is_veiled_in_its_old_events(
    desk: Desk, database: Database, ana: Actor, farid: Actor, held: Attachment
) -> None:
    edit(database, ana, held, access="sealed", readers=[ana.id])
    with database.read() as session:
        events = sealing.veil(session, farid, trail.events(session, trail.Where(log="library"), limit=500).items)
    assert "notes.txt" not in str(events) and SEALED_NAME in str(events)


def test_who_holds_the_bytes_of_a_sealed_file_is_not_told_where_it_is(
    desk: Desk, database: Database, ana: Actor, farid: Actor
) -> None:
    sealed(desk, ana, data=b"known to farid, too")
    with pytest.raises(AlreadyHeld, match="as a sealed file") as refusal:
        make_attachment(database, desk.evidence, farid, make_source(database, farid, "Mine"), b"known to farid, too")
    assert refusal.value.source_id == "" and "Footage" not in refusal.value.message


def test_a_seal_is_set_and_opened_by_those_it_concerns(
    desk: Desk, database: Database, ana: Actor, farid: Actor, mira: Actor, jonas: Actor, held: Attachment
) -> None:
    with pytest.raises(Forbidden, match="may seal it"):
        edit(database, farid, held, access="sealed", readers=[farid.id])
    with pytest.raises(Invalid, match="lock yourself out"):
        edit(database, mira, held, access="sealed", readers=[farid.id])
    shut = edit(database, mira, held, access="sealed", readers=[mira.id, farid.id])
    assert set(shut.readers) == {mira.id, farid.id}
    with pytest.raises(Forbidden, match="sealed"):
        edit(database, jonas, shut, access="desk")
    with pytest.raises(Forbidden, match="sealed"), database.write() as uow:
        attachments.withdraw(uow, jonas, shut.id, shut.rev, "Because.")
    assert edit(database, farid, shut, access="desk").access is Access.DESK


def test_two_uploads_of_the_same_bytes_at_once_give_one_file(desk: Desk, database: Database, ana: Actor) -> None:
    source = make_source(database, ana)
    taken = [desk.evidence.take(io.BytesIO(b"the same"), 100) for _ in range(2)]
    assert [one.new for one in taken] == [True, False]
    results: list[str] = []
    for one in taken:
        try:
            with database.write() as uow:
                results.append(attachments.attach(uow, ana, source.id, one, NewAttachment("a.txt")).id)
        except DomainError as error:
            results.append(error.code)
    assert results[1] == "already-held"
