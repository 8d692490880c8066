"""A long history is verified by two processes: they find nothing where one finds nothing, and else one names it all."""

from __future__ import annotations

import os

import pytest
from factories import approved_claim, make_article, make_claim, make_source
from sqlalchemy import text

from annotate.audit import ddl, shares, tree
from annotate.audit.shares import Share, verify_shared
from annotate.audit.tree_verifier import verify_tree
from annotate.audit.verifier import Findings, verify
from annotate.domain.people import Actor
from annotate.store.session import Database


@pytest.fixture
def filled(database: Database, ana: Actor, mira: Actor, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Two articles, so that each process has at least one, in a history that is long enough for two."""
    for title in ("One", "Another"):
        article = make_article(database, ana, f"{title}. More than 100 people were injured.", title)
        approved_claim(database, ana, mira, article)
        make_claim(database, ana, article, "injured")
        make_source(database, ana, title)
    tree.sequence(database)
    monkeypatch.setattr(shares, "FEW", 1)
    monkeypatch.setattr(shares, "MANY", 1)
    monkeypatch.setattr(shares, "_SOME", 5)
    return database


def by_two(database: Database) -> Share | None:
    with database.read() as session:
        return verify_shared(session)


def found(database: Database) -> Findings:
    with database.read() as session:
        return verify(session)


def by_one(database: Database, monkeypatch: pytest.MonkeyPatch) -> Findings:
    with monkeypatch.context() as patch:
        patch.setattr(shares, "MANY", 1_000_000)
        return found(database)


def test_two_see_all_that_one_sees(filled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    mine, other = shares.dealt(filled.engine)
    assert mine and other and not set(mine) & set(other)
    two, one = by_two(filled), by_one(filled, monkeypatch)
    assert two is not None and one.good
    assert (two.events, two.logs, two.rows, two.hashes) == (one.events, one.logs, one.rows, one.hashes)
    assert found(filled) == one


def test_the_tree_is_that_of_the_hashes_that_were_made(filled: Database) -> None:
    hashes = found(filled).hashes
    with filled.read() as session:
        assert list(verify_tree(session, None, hashes)) == [] == list(verify_tree(session, None))
        log = max(hashes, key=lambda name: len(hashes[name]))
        wrong = {**hashes, log: bytes(len(hashes[log]))}
        assert "is not the hash of the events below it" in "".join(map(str, verify_tree(session, None, wrong)))
        assert list(verify_tree(session, None, {**hashes, log: b""})) == []  # what is not known is read


SPAN = 'claim_id, rev, ordinal, revision_id, start, "end", exact, prefix, suffix'


@pytest.mark.parametrize("statement", [
    "UPDATE claim SET status = 'true' WHERE id = (SELECT max(c.id) FROM claim c)",
    "UPDATE claim SET status = 'true' WHERE id = (SELECT min(c.id) FROM claim c)",
    "UPDATE claim SET spans_rev = spans_rev + 1 WHERE rev > 1",
    "UPDATE span SET prefix = 'x'",
    f"INSERT INTO span ({SPAN}) SELECT {SPAN.replace('rev,', '2,', 1)} FROM span WHERE claim_id IN"
    " (SELECT target_id FROM event WHERE target_rev = 2)",
    "UPDATE event SET hash = replace(hash, 'a', 'b') WHERE seq = 3",
    "DELETE FROM citation",
    "INSERT INTO lookup (id, rev, claim_id, place, query, found, looked, author_id, withdrawn, created_at)"
    " SELECT id, 1, id, 'x', 'y', '', '2026-11-26', author_id, 0, created_at FROM claim",
    "DELETE FROM opening",
])  # fmt: skip
def test_what_is_wrong_is_found_and_named_by_one(
    filled: Database, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    with filled.engine.begin() as connection:
        ddl.remove(connection)
        connection.execute(text(statement))
        ddl.install(connection)
    assert by_two(filled) is None
    one = by_one(filled, monkeypatch)
    assert not one.good and found(filled) == one and one.hashes == {}


def test_where_no_process_can_be_started_one_does_it(filled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    one = by_one(filled, monkeypatch)

    def fork() -> int:
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", fork)
    assert by_two(filled) is None and found(filled) == one


def test_a_process_that_dies_leaves_it_to_one(filled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    one = by_one(filled, monkeypatch)
    monkeypatch.setattr(shares, "_work", lambda *given: os._exit(3))
    assert by_two(filled) is None and found(filled) == one


def test_a_transaction_that_has_begun_is_verified_as_it_stands(filled: Database) -> None:
    with filled.read() as session:
        session.execute(text("SELECT 1"))
        assert verify_shared(session) is None and verify(session).good
