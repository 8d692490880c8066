"""A COMMIT that the database refuses leaves neither rows nor locks to the next borrower of the connection."""

from __future__ import annotations

import threading

import pytest
from factories import make_article, make_claim
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from annotate.domain.people import Actor
from annotate.store.models import ClaimRow
from annotate.store.session import Database


def fail_at_commit(database: Database, claim_id: str) -> None:
    with pytest.raises(DBAPIError, match="(?i)foreign key"), database.write() as uow:
        statement = text("UPDATE claim SET statement = 'rejected', rev = rev + 1 WHERE id = :id")
        uow.session.execute(statement, {"id": claim_id})


def test_the_next_borrower_neither_sees_nor_waits_for_what_was_refused(database: Database, ana: Actor) -> None:
    article = make_article(database, ana)
    claim = make_claim(database, ana, article)
    for _ in range(12):  # more than the pool holds
        fail_at_commit(database, claim.id)
    with database.read() as session:
        assert session.scalar(select(ClaimRow.statement).where(ClaimRow.id == claim.id)) == ""
    assert make_claim(database, ana, article, "Six men").number == 2


def test_another_thread_can_write_right_after_a_refused_commit(database: Database, ana: Actor) -> None:
    article = make_article(database, ana)
    claim = make_claim(database, ana, article)
    fail_at_commit(database, claim.id)
    numbers: list[int] = []
    thread = threading.Thread(target=lambda: numbers.append(make_claim(database, ana, article, "Six men").number))
    thread.start()
    thread.join(timeout=60)
    assert numbers == [2]


def test_a_block_that_raises_writes_nothing(database: Database, ana: Actor) -> None:
    claim = make_claim(database, ana, make_article(database, ana))
    with pytest.raises(ZeroDivisionError), database.write() as uow:
        uow.session.execute(text("UPDATE claim SET rev = rev + 1 WHERE id = :id"), {"id": claim.id})
        raise ZeroDivisionError
    with database.read() as session:
        assert session.scalar(select(ClaimRow.rev).where(ClaimRow.id == claim.id)) == claim.rev
