"""What an event is: its canonical bytes, their hash, its place in the chain of its own log."""

from __future__ import annotations

import hashlib
import json
import re

import pytest
import rfc8785
from factories import approved_claim, make_article, make_claim
from sqlalchemy import Engine, select, text

from annotate.audit import ddl
from annotate.audit.tags import Tag
from annotate.audit.trail import read
from annotate.audit.verifier import verify
from annotate.domain.people import Actor
from annotate.store.models import EventRow
from annotate.store.session import Database


@pytest.fixture
def events(database: Database, ana: Actor, mira: Actor) -> list[EventRow]:
    approved_claim(database, ana, mira, make_article(database, ana))
    make_claim(database, ana, make_article(database, ana, "Another text.", "Another"), "Another")
    with database.read() as session:
        return list(session.scalars(select(EventRow).order_by(EventRow.log, EventRow.seq)))


def test_the_stored_bytes_are_canonical(events: list[EventRow]) -> None:
    for event in events:
        assert rfc8785.dumps(json.loads(event.body)) == event.body


def test_the_hash_is_the_leaf_hash_of_the_stored_bytes(events: list[EventRow]) -> None:
    for event in events:
        assert event.hash == hashlib.sha256(b"\x00" + event.body).hexdigest()


def test_each_log_is_a_chain_of_its_own(events: list[EventRow]) -> None:
    logs = {event.log for event in events}
    assert {"library", "system"} < logs and len(logs) == 4
    for log in logs:
        chain = [event for event in events if event.log == log]
        assert [event.seq for event in chain] == list(range(1, len(chain) + 1))
        assert [event.prev for event in chain] == ["", *(event.hash for event in chain[:-1])]


def test_the_columns_say_what_the_bytes_say(events: list[EventRow]) -> None:
    for event in events:
        body = json.loads(event.body)
        assert (body["log"], body["seq"], body["prev"], body["at"]) == (event.log, event.seq, event.prev, event.at)
        assert body["actor"]["id"] == event.actor_id and body["action"] == event.action
        assert body["target"] == {"type": event.target_type, "id": event.target_id, "rev": event.target_rev}
        assert body["claim"] == event.claim_id and body["work"] is event.work


def test_times_are_utc_with_milliseconds(events: list[EventRow]) -> None:
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", event.at) for event in events)


def test_every_event_reads_as_a_sentence_without_gaps(database: Database, events: list[EventRow]) -> None:
    with database.read() as session:
        found = read(session, events)
    for sentence in (event.sentence for event in found):
        assert sentence.startswith(("Ana Kelmendi ", "Mira Lindqvist ", "Annotate ")) and "…" not in sentence, sentence


@pytest.mark.parametrize("tag", Tag)
def test_names_of_actions_follow_their_grammar(tag: Tag) -> None:
    assert re.fullmatch(r"[a-z]+:[a-z]+:[a-z]+", tag) and tag.sentence.startswith("{actor} ")


def tampered(engine: Engine, statement: str) -> None:
    """Change something as the owner of the database can: with the guards taken away."""
    with engine.begin() as connection:
        ddl.remove(connection)
        connection.execute(text(statement))
        ddl.install(connection)


def faults(database: Database) -> str:
    with database.read() as session:
        return "\n".join(map(str, verify(session).faults))


def test_what_nobody_touched_has_no_fault(database: Database, events: list[EventRow]) -> None:
    with database.read() as session:
        found = verify(session)
    assert found.good and found.events == len(events) and found.logs == 4


@pytest.mark.parametrize(("statement", "fault"), [
    ("UPDATE claim SET status = 'true' WHERE number = 1", "its status is not what the trail says"),
    ("UPDATE span SET exact = upper(exact)", "its spans is not what the trail says"),
    ("UPDATE revision SET text = upper(text)", "its text does not have its SHA-256"),
    ("UPDATE event SET actor_id = 'x' WHERE seq = 3", "the columns beside its bytes say something else"),
    ("UPDATE event SET hash = replace(hash, 'a', 'b') WHERE seq = 3", "its bytes do not have the hash"),
    ("UPDATE source SET title = 'Other'", "its title is not what the trail says"),
    ("UPDATE citation SET withdrawn = 1", "its withdrawn is not what the trail says"),
    ("UPDATE review SET reviewer_id = (SELECT id FROM \"user\" WHERE email = 'jonas@example.org')",
     "its reviewer_id is not what the trail says"),
    ("UPDATE event SET work = 1 - work WHERE seq = 3", "the columns beside its bytes say something else"),
])  # fmt: skip
def test_what_the_owner_of_the_database_changes_is_found(
    database: Database, events: list[EventRow], statement: str, fault: str
) -> None:
    tampered(database.engine, statement)
    assert fault in faults(database)


def test_an_event_whose_bytes_and_hash_were_made_anew_breaks_the_chain(
    database: Database, events: list[EventRow]
) -> None:
    victim = next(e for e in events if e.action == Tag.CLAIM_MARK)
    body = victim.body.replace(b'"role":"checker"', b'"role":"admin"')
    with database.engine.begin() as connection:
        ddl.remove(connection)
        values = {"body": body, "hash": hashlib.sha256(b"\x00" + body).hexdigest(), "log": victim.log}
        statement = text("UPDATE event SET body = :body, hash = :hash WHERE log = :log AND seq = :seq")
        connection.execute(statement, {**values, "seq": victim.seq})
        ddl.install(connection)
    assert "it does not follow the event before it" in faults(database)
