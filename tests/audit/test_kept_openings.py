"""Openings in the database: kept once, removed by no SQL, and every attack on one is found and named."""

from __future__ import annotations

import json

import pytest
from factories import actor, make_article, make_claim, make_party
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import DBAPIError

from annotate.audit import ddl, trail
from annotate.audit.verifier import verify
from annotate.domain.people import Actor
from annotate.services import comments, parties, replies, users
from annotate.services.replies import NewReply
from annotate.store.models import EventRow, OpeningRow
from annotate.store.session import Database

SAID = "Her sister told me on the phone"


@pytest.fixture
def commented(database: Database, ana: Actor) -> str:
    """The id of a comment on a claim; Ana wrote both."""
    claim = make_claim(database, ana, make_article(database, ana))
    with database.write() as uow:
        return comments.add(uow, ana, claim.id, SAID).id


def faults(database: Database) -> str:
    with database.read() as session:
        return "\n".join(map(str, verify(session).faults))


def tampered(database: Database, *statements: str) -> None:
    """Change something as the owner of the database can: with the guards taken away."""
    with database.engine.begin() as connection:
        ddl.remove(connection)
        for statement in statements:
            connection.execute(text(statement))
        ddl.install(connection)


def bodies(database: Database) -> bytes:
    with database.read() as session:
        return b"\n".join(session.scalars(select(EventRow.body)))


def test_no_event_holds_a_personal_text_and_whoever_reads_it_gets_it(database: Database, commented: str) -> None:
    assert SAID.encode() not in bodies(database) and b"Ana Kelmendi" not in bodies(database)
    with database.read() as session:
        [told] = trail.of_thing(session, commented)
    assert (told.after["body"], told.actor_name) == (SAID, "Ana Kelmendi")
    assert told.sentence == "Ana Kelmendi commented on claim 1"
    assert faults(database) == ""


def test_a_text_keeps_its_commitment_for_as_long_as_it_stands_and_gets_one_row(database: Database, ana: Actor) -> None:
    claim = make_claim(database, ana, make_article(database, ana))
    party = make_party(database, ana)
    with database.write() as uow:
        asked = replies.add(uow, ana, claim.id, NewReply("Telephone", party.id, question="Were you there?"))
        came = {"outcome": "answered", "answer": "We were not.", "answered": uow.now[:10]}
        replies.edit(uow, ana, asked.id, asked.rev, came)
    with database.read() as session:
        first, second = (json.loads(row.body) for row in session.scalars(
            select(EventRow).where(EventRow.target_id == asked.id).order_by(EventRow.seq)
        ))  # fmt: skip
        rows = session.execute(select(OpeningRow.field, OpeningRow.value).where(OpeningRow.thing_id == asked.id)).all()
    for name in ("channel", "question"):
        assert first["after"][name] == second["after"][name]
    assert (first["after"]["answer"], second["changes"]["answer"][0]) == ("", "")
    assert sorted(rows) == [("answer", "We were not."), ("channel", "Telephone"), ("question", "Were you there?")]


def test_the_name_of_who_acts_costs_one_row_and_after_the_first_time_no_question(
    database: Database, ana: Actor
) -> None:
    article = make_article(database, ana)
    make_claim(database, ana, article)
    seen: list[str] = []
    listen = lambda *args: seen.append(args[2])  # noqa: E731
    event.listen(database.engine, "before_cursor_execute", listen)
    make_claim(database, ana, article, "Fifteen officers")
    event.remove(database.engine, "before_cursor_execute", listen)
    assert not [statement for statement in seen if "opening" in statement]
    with database.read() as session:
        names = select(func.count()).where(OpeningRow.thing_id == ana.id, OpeningRow.field == "name")
        assert session.scalar(names) == 1


def test_a_name_that_a_failed_write_committed_to_is_not_relied_on(database: Database) -> None:
    with database.write() as uow:
        ines = users.add(uow, actor(database, "ines"), "new@example.org", "Noor Haidari", "checker")
    noor = Actor(ines.id, "Noor Haidari the second", ines.role)
    article = make_article(database, actor(database, "ana"))
    claim = make_claim(database, actor(database, "ana"), article)
    with pytest.raises(RuntimeError), database.write() as uow:
        comments.add(uow, noor, claim.id, "Lost")
        raise RuntimeError
    with database.write() as uow:
        comments.add(uow, noor, claim.id, "Kept")
    assert faults(database) == ""


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("DELETE FROM opening WHERE value = :said", "by an erasure that names it"),
        ("UPDATE opening SET value = 'x' WHERE value = :said", "never changed"),
        ("UPDATE opening SET thing_id = 'x' WHERE value = :said", "never changed"),
        ("INSERT INTO erased SELECT commitment, 'x' FROM opening WHERE value = :said", "names the commitments"),
    ],
)
def test_an_opening_is_removed_and_changed_by_no_sql(
    database: Database, commented: str, statement: str, why: str
) -> None:
    with pytest.raises(DBAPIError, match=why), database.engine.begin() as connection:
        connection.execute(text(statement), {"said": SAID})


COMMENT = f"value = '{SAID}'"


@pytest.mark.parametrize(
    ("statements", "fault"),
    [
        ([f"DELETE FROM opening WHERE {COMMENT}"], "comment {id}, body: its text is gone, and no erasure names it"),
        (
            [f"UPDATE opening SET value = 'He told me' WHERE {COMMENT}", "UPDATE comment SET body = 'He told me'"],
            "comment {id}, body: the text that is kept for it is not the one that was committed to",
        ),
        (
            [f"UPDATE opening SET salt = replace(salt, 'a', 'b') WHERE {COMMENT}"],
            "comment {id}, body: the text that is kept for it is not the one that was committed to",
        ),
        (["UPDATE comment SET body = 'He told me'"], "comment {id}: its body is not what the trail says"),
        (
            ["UPDATE opening SET value = (CASE field WHEN 'name' THEN 'Mira' ELSE value END) WHERE field = 'name'"],
            "name: the text that is kept for it is not the one that was committed to",
        ),
        (
            ["INSERT INTO erased SELECT commitment, (SELECT id FROM erasure) FROM opening WHERE field = 'body'"],
            "the list of what it erased is not what its event says",
        ),
    ],
)
def test_what_the_owner_of_the_database_does_to_an_opening_is_found(
    database: Database, commented: str, statements: list[str], fault: str
) -> None:
    if "erasure" in statements[0]:
        statements = [
            "INSERT INTO event (log, seq, body, hash, prev, at, actor_id, action, target_type, target_id, target_rev,"
            " work) SELECT log, seq + 1, body, hash, hash, at, actor_id, action, 'erasure', 'e', 1, 0 FROM event"
            " WHERE log = 'system' ORDER BY seq DESC LIMIT 1",
            "INSERT INTO erasure (id, rev, type, thing_id, thing_rev, fields, commitments, basis, reason, author_id,"
            f" created_at) VALUES ('e', 1, 'comment', '{commented}', 1, '[]', '[]', 'request', 'r', 'x', 'x')",
            *statements,
        ]
    tampered(database, *statements)
    assert fault.format(id=commented) in faults(database)


def test_two_openings_cannot_change_places(database: Database, ana: Actor, commented: str) -> None:
    with database.write() as uow:
        party, _ = parties.add(uow, ana, "State Police", note="Ask the duty officer")
    swap = "UPDATE opening SET value = (CASE value WHEN :a THEN :b ELSE :a END) WHERE value IN (:a, :b)"
    with database.engine.begin() as connection:
        ddl.remove(connection)
        connection.execute(text(swap), {"a": SAID, "b": "Ask the duty officer"})
        ddl.install(connection)
    found = faults(database)
    for thing in (f"comment {commented}, body", f"party {party.id}, note"):
        assert f"{thing}: the text that is kept for it is not the one that was committed to" in found
