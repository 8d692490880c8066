"""What the events say of a moment is what stood there: tried with random stories, with the example, and with clocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from cases import every
from databases import ENGINES, one_by_one
from factories import (
    actor,
    approved_claim,
    make_article,
    make_attachment,
    make_citation,
    make_claim,
    make_source,
    read_claim,
    submitted_claim,
)
from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant, run_state_machine_as_test
from sqlalchemy import Connection, event, select, text
from test_stories import Story

from annotate.audit import recorder, states
from annotate.audit.recorder import LIBRARY
from annotate.domain.digest import claim_digest
from annotate.domain.errors import NotFound
from annotate.domain.people import Actor
from annotate.domain.report_parts import Organisation
from annotate.services import claims, demo, past, sources
from annotate.services.digests import current_digest
from annotate.services.past import ClaimThen
from annotate.store import schema
from annotate.store.base import AuditedRow
from annotate.store.evidence import Folder
from annotate.store.models import AUDITED, ArticleRow, ClaimRow, EventRow, ReviewRow, SourceRow
from annotate.store.queries import articles as article_query
from annotate.store.queries import citations as citation_query
from annotate.store.queries import claims as claim_query
from annotate.store.queries.basis import bases
from annotate.store.session import Database

MODELS = {str(model.__tablename__): model for model in AUDITED}
START = datetime(2026, 11, 23, 9, tzinfo=UTC)


def ticking() -> Callable[[], datetime]:
    """A clock that goes on by a second whenever somebody looks at it."""
    ticks = count()
    return lambda: START + timedelta(seconds=next(ticks))


def claim_then(database: Database, article_id: str, claim_id: str, seq: int) -> ClaimThen:
    """The claim as it stood after an event of its article."""
    with database.read() as session:
        until = states.moment(session, article_id, seq)
        return past.claim(session, states.of_claim(session, claim_id), claim_id, until)


def head(database: Database, log: str) -> int:
    """The number of the log's last event."""
    with database.read() as session:
        return session.scalar(select(EventRow.seq).where(EventRow.log == log).order_by(EventRow.seq.desc())) or 0


def image_of(row: AuditedRow) -> dict[str, Any]:
    return recorder.image(row)


class Watched(Story):
    """The same stories, with a look at the row of each event at the moment when both become true."""

    def __init__(self) -> None:
        super().__init__()
        self.database.clock = ticking()
        self.seen: dict[tuple[str, int], tuple[str, str, dict[str, Any]]] = {}
        self.digests: dict[tuple[str, int], str] = {}
        event.listen(self.database.engine, "commit", self.look)

    def look(self, connection: Connection) -> None:
        query = text("SELECT log, seq, target_type, target_id, target_rev FROM event ORDER BY at DESC, log, seq DESC")
        for log, seq, kind, ident, rev in connection.execute(query):
            if (log, seq) in self.seen:
                break
            if rev is not None:
                row = connection.execute(text(f'SELECT * FROM "{kind}" WHERE id = :id'), {"id": ident}).mappings().one()
                if row["rev"] == rev:  # not one that the same unit of work has changed again
                    self.seen[log, seq] = (kind, ident, dict(row))

    def the_trail_replays_to_the_tables(self) -> None:
        """Shown by the stories themselves, as the two that follow are."""

    def a_closed_claim_has_the_digest_of_what_stands_there(self) -> None:
        """Not looked at here."""

    def nobody_approved_their_own_work(self) -> None:
        """Not looked at here."""

    @invariant()
    def a_claim_has_the_digest_of_what_stands_there(self) -> None:
        last = head(self.database, self.article.id)
        with self.database.read() as session:
            for ident in self.claims:
                self.digests.setdefault((ident, last), current_digest(session, ident))

    def teardown(self) -> None:
        with self.database.read() as session:
            for (log, seq), (kind, ident, row) in self.seen.items():
                until = states.moment(session, log, seq)
                image = states.replay(session, states.of_things(session, [ident]), until)[kind, ident]
                image.pop("spans", None)
                assert image == {name: row[name] for name in row if name not in MODELS[kind].hashed}
            for (ident, seq), digest in self.digests.items():
                until = states.moment(session, self.article.id, seq)
                assert past.claim(session, states.of_claim(session, ident), ident, until).digest == digest
        assert len(self.seen) > 5 and self.digests


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_every_event_of_a_story_replays_to_what_the_tables_held(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    chosen = settings(
        max_examples=3, stateful_step_count=15, deadline=None, suppress_health_check=checks, database=None,
        derandomize=True,
    )  # fmt: skip
    with one_by_one(engine, request, tmp_path) as opened:
        machine = type("Watched", (Watched,), {"opened": staticmethod(opened), "approvals": []})
        run_state_machine_as_test(machine, settings=chosen)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The worked example: three articles, some forty claims, files, camps, searches, replies and editions."""
    home = tmp_path_factory.mktemp("example")
    url = f"sqlite:///{home / 'annotate.db'}"
    schema.upgrade(url)
    database = Database(url)
    demo.load(database, Folder(home / "evidence"), Organisation("Example Newsroom"))
    yield database
    database.dispose()


def test_the_last_event_of_the_example_replays_to_the_tables(example: Database) -> None:
    with example.read() as session:
        for row in session.scalars(select(ClaimRow)):
            until = states.moment(session, row.article_id, head(example, row.article_id))
            live = claim_query.claim(session, row.id)
            then = past.claim(session, states.of_claim(session, row.id), row.id, until)
            cited = citation_query.citations(session, [row.id])
            assert (then.claim, list(then.citations)) == (live, cited)
            assert then.image == image_of(row) | {"spans": [span.__dict__ for span in live.spans]}
            sha256 = article_query.revision(session, row.revision_id).sha256
            assert then.digest == claim_digest(live, sha256, cited, bases(session, [live], cited)[row.id])
        for row in session.scalars(select(SourceRow)):
            until = states.moment(session, LIBRARY, head(example, LIBRARY))
            assert states.source(session, row.id, until)["source", row.id] == image_of(row)
        for row in session.scalars(select(ArticleRow)):
            until = states.moment(session, row.id, head(example, row.id))
            assert {c.id: c.spans for c in past.article(session, row.id, until).claims} == {
                c.id: c.spans for c in claim_query.load(session, claim_query.selected()) if c.article_id == row.id
            }


def test_every_decision_of_the_example_has_the_digest_that_the_events_give(example: Database) -> None:
    decisions = 0
    with example.read() as session:
        for review in session.scalars(select(ReviewRow)):
            found = session.scalars(select(EventRow).where(EventRow.target_id == review.id)).one()
            until = states.moment(session, found.log, found.seq)
            then = past.claim(session, states.of_claim(session, review.claim_id), review.claim_id, until)
            assert then.digest == review.digest, f"{review.decision} of claim {then.claim.number}"
            decisions += 1
    assert decisions > 30


# At a moment


def test_a_claim_stands_as_it_did_before_its_words_its_source_and_its_marks_changed(
    database: Database, ana: Actor, mira: Actor
) -> None:
    database.clock = ticking()
    article, source = make_article(database, ana), make_source(database, ana)
    approved = approved_claim(database, ana, mira, article, source)
    seq = head(database, article.id)
    with database.write() as uow:
        sources.edit(uow, ana, source.id, source.rev, {"title": "Other footage", "reliability": "D"})
    changed = read_claim(database, approved)
    with database.write() as uow:
        claims.edit(uow, ana, changed.id, changed.rev, {"status": "true", "rationale": "New."})
    then = claim_then(database, article.id, approved.id, seq)
    assert (then.claim.status, then.claim.state, then.digest) == ("disputed", "approved", approved.digest)
    assert then.citations[0].source.title == "Footage of the gate"
    with database.read() as session:
        assert then.digest != current_digest(session, approved.id)


def test_a_change_below_a_submitted_claim_in_the_same_millisecond_lies_on_its_own_side(
    database: Database, ana: Actor
) -> None:
    database.clock = lambda: START  # everything happens at once
    article, source = make_article(database, ana), make_source(database, ana)
    submitted = submitted_claim(database, ana, article, source)
    seq = head(database, article.id)
    with database.write(request="edit") as uow:
        sources.edit(uow, ana, source.id, source.rev, {"title": "Other footage"})
    assert head(database, article.id) == seq + 1
    before, after = (claim_then(database, article.id, submitted.id, n) for n in (seq, seq + 1))
    assert before.digest == submitted.digest
    assert [before.citations[0].source.title, after.citations[0].source.title] == [source.title, "Other footage"]
    assert after.digest == read_claim(database, submitted).digest != before.digest


def test_what_a_claim_names_was_there_even_if_the_clock_was_put_back(database: Database, ana: Actor) -> None:
    article, source = make_article(database, ana), make_source(database, ana)
    database.clock = lambda: START - timedelta(days=900)
    submitted = submitted_claim(database, ana, article, source)
    then = claim_then(database, article.id, submitted.id, head(database, article.id))
    assert (then.citations[0].source.title, then.digest) == (source.title, submitted.digest)


def test_a_source_stands_with_the_files_that_it_held(database: Database, ana: Actor, tmp_path: Path) -> None:
    source = make_source(database, ana)
    seq = head(database, LIBRARY)
    held = make_attachment(database, Folder(tmp_path / "evidence"), ana, source)
    with database.write() as uow:
        sources.edit(uow, ana, source.id, source.rev, {"publisher": "State Police"})
    with database.read() as session:
        then = past.source(session, source.id, states.moment(session, LIBRARY, seq))
        now = past.source(session, source.id, states.moment(session, LIBRARY, head(database, LIBRARY)))
    assert (then.attachments, then.source.publisher) == ((), "")
    assert (now.attachments[0].sha256, now.source.publisher) == (held.sha256, "State Police")


def test_a_time_is_the_last_event_until_then(database: Database, ana: Actor) -> None:
    database.clock = ticking()
    article = make_article(database, ana)
    claim = make_claim(database, ana, article)
    with database.read() as session:
        at = states.moment(session, article.id, head(database, article.id)).at
        assert states.moment_at(session, article.id, at).seq == head(database, article.id)
        earlier = states.moment_at(session, article.id, at.replace(".000Z", "").replace("Z", "")[:-1] + "0.000Z")
        assert earlier.seq < head(database, article.id)
        with pytest.raises(NotFound, match="not marked yet"):
            past.claim(session, states.of_claim(session, claim.id), claim.id, earlier)
        with pytest.raises(NotFound, match="had not begun"):
            states.moment_at(session, article.id, "1999")


@every("seq", [0, -1, 999, 2**31, 10**30])
def test_an_event_that_is_not_there_is_said_to_be_not_there(database: Database, ana: Actor, seq: int) -> None:
    article = make_article(database, ana)
    with database.read() as session, pytest.raises(NotFound, match=f"no event {seq}"):
        states.moment(session, article.id, seq)


def statements(database: Database, look: Callable[[], object]) -> list[str]:
    """The statements that a look makes."""
    asked: list[str] = []
    note = lambda *args: asked.append(args[2])  # noqa: E731
    event.listen(database.engine, "before_cursor_execute", note)
    look()
    event.remove(database.engine, "before_cursor_execute", note)
    return asked


def test_what_else_happens_on_the_desk_costs_nothing(database: Database, ana: Actor) -> None:
    article = make_article(database, ana)
    claim = make_claim(database, ana, article)
    make_citation(database, ana, claim)
    seq = head(database, article.id)
    few = statements(database, lambda: claim_then(database, article.id, claim.id, seq))
    for number in range(12):
        make_citation(database, ana, make_claim(database, ana, article), make_source(database, ana, f"Source {number}"))
    many = statements(database, lambda: claim_then(database, article.id, claim.id, seq))
    assert many == few
    assert len(few) <= 9


def test_no_history_is_gone_through_for_one_thing(sqlite_database: Database) -> None:
    database, ana, plans = sqlite_database, actor(sqlite_database, "ana"), []
    article = make_article(database, ana)
    claim = make_claim(database, ana, article)
    make_claim(database, ana, article)  # several are asked for otherwise than one
    source = make_citation(database, ana, claim).source
    seq = head(database, article.id)

    def explain(connection: Connection, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT") and "event" in statement:
            cursor = connection.connection.driver_connection.cursor()
            plans.extend(str(row[-1]) for row in cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))

    event.listen(database.engine, "before_cursor_execute", explain)
    claim_then(database, article.id, claim.id, seq)
    with database.read() as session:
        past.source(session, source.id, states.moment(session, LIBRARY, 1))
        past.article(session, article.id, states.moment_at(session, article.id, "9999"))
    assert plans and not [plan for plan in plans if plan.startswith("SCAN event")], plans
