"""Those who queue for one article on PostgreSQL share a transaction: each still stands or falls by itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from factories import actor, make_article
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from annotate.audit.verifier import verify
from annotate.domain.people import Actor
from annotate.domain.spans import cut
from annotate.domain.things import Article
from annotate.services import claims
from annotate.services.claims import NewClaim
from annotate.store import group_commit
from annotate.store.base import table
from annotate.store.models import LogRow
from annotate.store.queries import articles as article_query
from annotate.store.queries import claims as claim_query
from annotate.store.session import Database, UnitOfWork

_INSERT_LOG = insert(table(LogRow))
#: Seconds after which a queue that does not come together is a fault.
PATIENCE = 60

Verb = Callable[[UnitOfWork], Any]


@dataclass
class Crowd:
    """People who mark claims in one article at the same moment, by one process."""

    database: Database
    ana: Actor
    article: Article
    used: list[Any] = field(default_factory=list)

    def mark(self, uow: UnitOfWork) -> int:
        """Mark a claim; its number."""
        revision = article_query.revision_in(uow, self.article.revision_id)
        new = NewClaim("quantity", [cut(revision.text, 0, 9)], revision.sha256)
        made = claims.mark(uow, self.ana, self.article.slug, new)
        self.used.append(uow.connection)
        return made.number

    def behind(self, first: Verb, *others: Verb, then: Callable[[], None] = lambda: None) -> list[Any]:
        """What each verb returned or raised: the others queue, in this order, behind the first, which does `then`."""
        results: list[Any] = [None] * (1 + len(others))
        threads = [threading.Thread(target=self._run, args=(results, n, verb)) for n, verb in enumerate(others, 1)]

        def wait_for_all(uow: UnitOfWork) -> Any:
            done = first(uow)
            for number, thread in enumerate(threads, 1):
                thread.start()
                self._until(number)
            then()
            return done

        self._run(results, 0, wait_for_all)
        for thread in threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()
        return results

    def numbers(self) -> list[int]:
        """The numbers of the claims that are there; their trail verifies."""
        with self.database.read() as session:
            assert not verify(session).faults
            found = claim_query.claims(session, self.article.id, claim_query.Filter(), limit=100).items
            return [claim.number for claim in found]

    def _run(self, results: list[Any], index: int, verb: Verb) -> None:
        try:
            with self.database.write() as uow:
                results[index] = verb(uow)
        except Exception as error:
            results[index] = error

    def _until(self, waiting: int) -> None:
        """Wait until so many stand in the queue."""
        groups = self.database._groups
        assert groups is not None
        end = time.monotonic() + PATIENCE
        while len(groups._queues[self.article.slug]) < waiting:
            assert time.monotonic() < end
            time.sleep(0.001)


@pytest.fixture
def crowd(postgresql_database: Database) -> Crowd:
    ana = actor(postgresql_database, "ana")
    made = Crowd(postgresql_database, ana, make_article(postgresql_database, ana))
    with postgresql_database.read() as session:  # so that it is in memory, as the text of a busy article is
        article_query.revision(session, made.article.revision_id)
    return made


def test_those_who_queue_share_one_transaction(crowd: Crowd) -> None:
    assert crowd.behind(*[crowd.mark] * 5) == [1, 2, 3, 4, 5]
    assert len(set(map(id, crowd.used))) == 1
    assert crowd.numbers() == [1, 2, 3, 4, 5]


def test_a_transaction_does_not_grow_without_end(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit, "MOST", 2)
    assert sorted(crowd.behind(*[crowd.mark] * 5)) == [1, 2, 3, 4, 5]
    assert len(set(map(id, crowd.used))) > 2
    assert crowd.numbers() == [1, 2, 3, 4, 5]


def test_the_first_may_fail(crowd: Crowd) -> None:
    results = crowd.behind(*[crowd.mark] * 4, then=fail)
    assert isinstance(results[0], ZeroDivisionError) and sorted(results[1:]) == [1, 2, 3]
    assert crowd.numbers() == [1, 2, 3]


@pytest.mark.parametrize("asks", [False, True], ids=["unsent", "sent"])
@pytest.mark.parametrize("place", [1, 3])
def test_one_that_fails_takes_nothing_of_the_others_along(crowd: Crowd, place: int, asks: bool) -> None:
    def mark_and_fail(uow: UnitOfWork) -> None:
        crowd.mark(uow)
        if asks:
            uow.connection.execute(text("SELECT 1"))
        fail()

    verbs: list[Verb] = [crowd.mark] * 4
    verbs[place] = mark_and_fail
    results = crowd.behind(*verbs)
    assert isinstance(results.pop(place), ZeroDivisionError)
    assert results == [1, 2, 3] == crowd.numbers()


def test_one_that_asks_in_vain_takes_nothing_of_the_others_along(crowd: Crowd) -> None:
    def ask(uow: UnitOfWork) -> None:
        crowd.mark(uow)
        uow.connection.execute(text("SELECT 1 / 0"))

    results = crowd.behind(crowd.mark, ask, crowd.mark)
    assert isinstance(results[1], DBAPIError) and results[::2] == [1, 2] == crowd.numbers()


def test_what_only_the_database_refuses_is_refused_to_all_who_built_on_it(crowd: Crowd) -> None:
    def mark_and_break(uow: UnitOfWork) -> None:
        crowd.mark(uow)
        uow.put(_INSERT_LOG, {"id": "bad", "kind": "nonsense"})

    results = crowd.behind(crowd.mark, mark_and_break, crowd.mark)
    assert [type(one) for one in results] == [IntegrityError] * 3, results
    assert crowd.numbers() == [], "nobody was told of a claim, and none is there"
    assert crowd.behind(crowd.mark, crowd.mark) == [1, 2], "and the next ones work as ever"


def test_a_connection_that_is_lost_is_lost_for_all(crowd: Crowd) -> None:
    def cut() -> None:
        mine = crowd.used[0].connection.driver_connection.info.backend_pid
        with crowd.database.look() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": mine})

    results = crowd.behind(*[crowd.mark] * 3, then=cut)
    assert all(isinstance(one, DBAPIError) for one in results), results
    assert crowd.numbers() == []
    assert crowd.behind(crowd.mark, crowd.mark) == [1, 2]


def test_who_shares_a_transaction_locks_one_log(crowd: Crowd) -> None:
    with pytest.raises(RuntimeError, match="no other log"), crowd.database.write() as uow:
        crowd.mark(uow)
        uow.lock("library")


def fail() -> None:
    """Come to no end."""
    raise ZeroDivisionError
