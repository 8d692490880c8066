"""Erasing personal text: gone from every table, index, log and file of the database, and the history still verifies."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from factories import (
    actor,
    approved_claim,
    inspected,
    make_article,
    make_attachment,
    make_claim,
    make_reply,
    read_claim,
    ready_claim,
)
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from annotate.audit import trail
from annotate.audit.verifier import verify
from annotate.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from annotate.domain.people import Actor
from annotate.services import comments, erasure, parties, replies, reviews, users
from annotate.store.base import Base
from annotate.store.evidence import Folder
from annotate.store.models import DraftRow, IdempotencyRow, OpeningRow
from annotate.store.session import Database

#: Words that stand nowhere else.
SAID = "Xylophon-Quittung"
REASON = "Letter of 3 May, no. 12."


@dataclass(frozen=True)
class Held:
    """A thing that holds SAID in a column of personal text."""

    kind: str
    id: str
    field: str


def a_comment(database: Database, home: Path) -> Held:
    ana = actor(database, "ana")
    claim = make_claim(database, ana, make_article(database, ana))
    with database.write() as uow:
        return Held("comment", comments.add(uow, ana, claim.id, f"{SAID} said it").id, "body")


def an_answer(database: Database, home: Path) -> Held:
    ana = actor(database, "ana")
    asked = make_reply(
        database, ana, make_claim(database, ana, make_article(database, ana)), question="Were you there?"
    )
    with database.write() as uow:
        came = {"outcome": "answered", "answer": f"{SAID} was not", "answered": uow.now[:10]}
        replies.edit(uow, ana, asked.id, asked.rev, came)
    return Held("reply", asked.id, "answer")


def a_former_note(database: Database, home: Path) -> Held:
    ana = actor(database, "ana")
    with database.write() as uow:
        party, _ = parties.add(uow, ana, "State Police", note=f"Ask {SAID}")
    with database.write() as uow:
        parties.edit(uow, ana, party.id, party.rev, {"note": ""})
    return Held("party", party.id, "note")


def an_origin(database: Database, home: Path) -> Held:
    made = make_attachment(database, Folder(home / "evidence"), actor(database, "ana"), origin=f"From {SAID} by hand")
    return Held("attachment", made.id, "origin")


def a_finding(database: Database, home: Path) -> Held:
    evidence = Folder(home / "evidence")
    data = f"WEBVTT\n\n00:00.000 --> 00:01.000\n{SAID}\n".encode()
    made = inspected(database, evidence, make_attachment(database, evidence, actor(database, "ana"), data=data))
    with database.engine.connect() as connection:
        ident = connection.scalar(text("SELECT id FROM inspection WHERE file_id = :id"), {"id": made.file_id})
    return Held("inspection", str(ident), "found")


def a_name(database: Database, home: Path) -> Held:
    ines = actor(database, "ines")
    with database.write() as uow:
        made = users.add(uow, ines, "xylo@example.org", SAID, "checker")
        users.set_role(uow, ines, made.email, "reviewer")
    them = Actor(made.id, SAID, made.role)
    make_claim(database, them, make_article(database, them))
    with database.write() as uow:
        users.set_active(uow, ines, made.email, False)
    return Held("user", made.id, "name")


KINDS: list[Callable[[Database, Path], Held]] = [a_comment, an_answer, a_former_note, an_origin, a_finding, a_name]


def erased(database: Database, held: Held, who: str = "ines", **given: Any) -> erasure.Done:
    with database.read() as session:
        rev = erasure.preview(session, actor(database, who), held.kind, held.id).thing.row.rev
    with database.write() as uow:
        values = {"basis": "request", "reason": REASON, "rev": rev, **given}
        return erasure.erase(uow, actor(database, who), held.kind, held.id, **values)


def faults(database: Database) -> list[str]:
    with database.read() as session:
        return [str(fault) for fault in verify(session).faults]


def everything(database: Database) -> dict[str, list[Any]]:
    with database.engine.connect() as connection:
        return {name: list(connection.execute(table.select())) for name, table in Base.metadata.tables.items()}


@pytest.mark.parametrize("make", KINDS)
def test_what_is_erased_is_gone_and_the_history_verifies(
    database: Database, tmp_path: Path, make: Callable[[Database, Path], Held]
) -> None:
    held = make(database, tmp_path)
    assert held.kind == "inspection" or SAID in str(everything(database))
    done = erased(database, held)
    assert held.field in done.fields and done.texts >= 1 and done.stays == 0
    assert faults(database) == []
    assert held.kind == "inspection" or SAID not in str(everything(database))
    with database.read() as session:
        history = trail.of_thing(session, held.id)
        [told] = trail.events(session, trail.Where(action="erasure:")).items
    assert SAID not in str(history) and SAID not in str(told)
    placeholder = {"user": f"erased person {held.id[-4:]}", "inspection": "{}"}.get(held.kind, "[erased]")
    assert history[-1].after[held.field] in ("", placeholder)
    shown = {str(event.after[held.field]) for event in history[:-1]}
    if held.kind == "user":
        assert shown == {placeholder}
    else:
        assert f"[erased on {told.at[:10]} by Ines Duarte]" in shown
    assert told.reason == REASON and told.after["basis"] == "request" and json.loads(told.after["fields"])
    assert told.sentence.startswith("Ines Duarte erased ") and "request of the person" in told.sentence


@pytest.mark.parametrize("make", [a_comment, an_answer, a_former_note, a_name])
def test_no_byte_of_it_is_left_in_the_files_of_sqlite(
    sqlite_database: Database, tmp_path: Path, make: Callable[[Database, Path], Held]
) -> None:
    held = make(sqlite_database, tmp_path)
    path = Path(str(sqlite_database.url.database))
    files = [path, path.with_name(f"{path.name}-wal")]
    assert any(SAID.encode() in file.read_bytes() for file in files)
    erased(sqlite_database, held)
    assert erasure.finish(sqlite_database, held.kind, tmp_path / "bundles", tmp_path / "working") == []
    for file in path.parent.glob(f"{path.name}*"):
        assert SAID.encode() not in file.read_bytes(), file.name
    assert faults(sqlite_database) == []


def test_a_reader_that_holds_the_log_of_sqlite_is_named(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.store.scrub.WAIT", 50)
    erased(sqlite_database, a_comment(sqlite_database, tmp_path))
    with sqlite_database.engine.execution_options(begin="DEFERRED").connect() as reader:
        reader.execute(text("SELECT count(*) FROM event")).scalar()
        [problem] = erasure.finish(sqlite_database, "comment", tmp_path / "bundles", tmp_path / "working")
    assert "somebody reads the database" in problem
    assert erasure.finish(sqlite_database, "comment", tmp_path / "bundles", tmp_path / "working") == []


@pytest.mark.parametrize("make", [a_comment, an_answer, a_name])
def test_no_byte_of_it_is_left_in_tables_and_indexes_of_postgresql(
    postgresql_database: Database, tmp_path: Path, make: Callable[[Database, Path], Held]
) -> None:
    held = make(postgresql_database, tmp_path)
    with postgresql_database.engine.connect() as connection:
        folder = Path(str(connection.scalar(text("SHOW data_directory"))))
        base = connection.scalar(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
        connection.execute(text("CHECKPOINT"))
    there = folder / "base" / str(base)
    if not there.is_dir():
        pytest.skip("the files of the server at ANNOTATE_TEST_PG_URL are elsewhere")
    assert any(SAID.encode() in file.read_bytes() for file in there.iterdir())
    erased(postgresql_database, held)
    assert erasure.finish(postgresql_database, held.kind, tmp_path / "bundles", tmp_path / "working") == []
    assert [file.name for file in there.iterdir() if SAID.encode() in file.read_bytes()] == []
    assert faults(postgresql_database) == []


def test_an_approved_claim_that_rests_on_it_goes_back_to_draft_and_says_why(
    database: Database, ana: Actor, mira: Actor
) -> None:
    article = make_article(database, ana)
    claim = ready_claim(database, ana, article)
    asked = make_reply(database, ana, claim, question=f"Where was {SAID}?")
    with database.write() as uow:
        claim = reviews.submit(uow, ana, claim.id, read_claim(database, claim).rev)
    with database.write() as uow:
        reviews.approve(uow, mira, claim.id, str(claim.digest))
    erased(database, Held("reply", asked.id, "question"))
    with database.engine.connect() as connection:
        row = connection.execute(text("SELECT state, digest, stale_digest FROM claim")).one()
    assert tuple(row) == ("draft", None, claim.digest)
    assert faults(database) == []
    with database.read() as session:
        sentences = [event.sentence for event in trail.history(session, claim.id)]
    assert any("what *State Police* was asked, or answered, was erased" in one for one in sentences)


def test_a_claim_that_was_withdrawn_is_no_obstacle(database: Database, ana: Actor) -> None:
    claim = make_claim(database, ana, make_article(database, ana))
    asked = make_reply(database, ana, claim, question=f"Where was {SAID}?")
    with database.write() as uow:
        reviews.withdraw(uow, ana, claim.id, "Not ours", read_claim(database, claim).rev)
    erased(database, Held("reply", asked.id, "question"))
    assert read_claim(database, claim).state == "withdrawn" and SAID not in str(everything(database))
    assert faults(database) == []


def test_who_was_erased_still_cannot_approve_their_own_work_and_cannot_sign_in(
    database: Database, ana: Actor, mira: Actor
) -> None:
    claim = approved_claim(database, ana, mira, make_article(database, ana))
    with database.write() as uow:
        users.set_active(uow, actor(database, "ines"), "mira@example.org", False)
    erased(database, Held("user", mira.id, "name"))
    with database.read() as session:
        names = {event.actor_name for event in trail.history(session, claim.id)}
    assert names == {"Ana Kelmendi", f"erased person {mira.id[-4:]}"}
    with database.engine.connect() as connection:
        row = connection.execute(text('SELECT * FROM "user" WHERE id = :id'), {"id": mira.id}).mappings().one()
    assert row["email"].endswith("@erased.invalid") and row["active"] == 0
    assert "Mira" not in str(everything(database))


def test_drafts_and_kept_answers_that_hold_it_go_with_it(database: Database, tmp_path: Path, ana: Actor) -> None:
    held = a_comment(database, tmp_path)
    with database.write() as uow:
        for form, said in (("comment:1", f"{SAID} said it"), ("comment:2", "Something else")):
            uow.session.add(DraftRow(user_id=ana.id, form=form, data=json.dumps({"body": said}), at=uow.now))
        for key, body in (
            ("a", json.dumps({"body": f"“{SAID} said it”"})),
            ("b", "{}"),
            ("c", json.dumps({"id": held.id})),
        ):
            row = IdempotencyRow(user_id=ana.id, key=key, request="x", status=201, headers="", body=body, at=uow.now)
            uow.session.add(row)
    erased(database, held)
    left = everything(database)
    assert [row.form for row in left["draft"]] == ["comment:2"] and [row.key for row in left["idempotency"]] == ["b"]


def test_only_the_named_fields_go(database: Database, ana: Actor) -> None:
    asked = make_reply(
        database, ana, make_claim(database, ana, make_article(database, ana)), channel="Telephone", question=SAID
    )
    done = erased(database, Held("reply", asked.id, "channel"), fields=["channel"])
    assert done.fields == ("channel",)
    with database.read() as session:
        last = trail.of_thing(session, asked.id)[-1]
    assert (last.after["channel"], last.after["question"]) == ("[erased]", SAID)
    assert faults(database) == []


@pytest.mark.parametrize(
    ("given", "error", "why"),
    [
        ({"who": "mira"}, Forbidden, "needs a admin|needs an admin"),
        ({"reason": "  "}, Invalid, "Say why"),
        ({"basis": "whim"}, Invalid, "is not one of request"),
        ({"rev": 99}, Stale, "saved by somebody else"),
        ({"fields": ["title"]}, Invalid, "“title” is not one of body"),
    ],
)
def test_what_is_not_in_order_erases_nothing(
    database: Database, tmp_path: Path, given: dict[str, Any], error: type[Exception], why: str
) -> None:
    held = a_comment(database, tmp_path)
    before = everything(database)
    with pytest.raises(error, match=why):
        erased(database, held, **given)
    assert everything(database) == before


def test_an_active_account_an_empty_thing_and_an_unknown_one_are_refused(database: Database, ana: Actor) -> None:
    with pytest.raises(Conflict, match="Switch it off first"):
        erased(database, Held("user", ana.id, "name"))
    with database.write() as uow:
        party, _ = parties.add(uow, ana, "Residents")
    with pytest.raises(Conflict, match="nothing to erase"):
        erased(database, Held("party", party.id, "note"))
    with pytest.raises(NotFound, match="There is no comment"):
        erased(database, Held("comment", "nowhere", "body"))
    with pytest.raises(Invalid, match="holds no personal text"):
        erased(database, Held("article", "nowhere", "title"))


def test_what_was_erased_does_not_come_back(database: Database, tmp_path: Path) -> None:
    held = a_comment(database, tmp_path)
    with database.read() as session:
        row = session.query(OpeningRow).filter_by(thing_id=held.id).one()
        values = {c.key: getattr(row, c.key) for c in OpeningRow.__table__.columns}
    erased(database, held)
    with pytest.raises(DBAPIError, match="does not come back"), database.write() as uow:
        uow.session.add(OpeningRow(**values))
