"""An earlier value of a claim comes back as a new event that names the old one; nothing is rewritten."""

from __future__ import annotations

import pytest
from cases import every
from factories import (
    actor,
    approved_claim,
    make_article,
    make_citation,
    make_claim,
    make_party,
    read_claim,
)
from trails import actions, leaves

from annotate.audit import trail
from annotate.audit.trail import Where
from annotate.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from annotate.domain.people import Actor
from annotate.domain.spans import resolve_quote
from annotate.domain.things import Article, Claim
from annotate.services import claims, restoring, reviews, terms, undo
from annotate.services.restoring import RESTORABLE
from annotate.store.queries import articles as article_query
from annotate.store.queries.terms import terms as all_terms
from annotate.store.session import Database


@pytest.fixture
def article(database: Database, ana: Actor) -> Article:
    return make_article(database, ana)


def edited(database: Database, who: Actor, claim: Claim, **values: object) -> Claim:
    claim = read_claim(database, claim)
    with database.write() as uow:
        return claims.edit(uow, who, claim.id, claim.rev, values)


def moved(database: Database, who: Actor, claim: Claim, article: Article, quote: str) -> Claim:
    claim = read_claim(database, claim)
    with database.write() as uow:
        revision = article_query.revision(uow.session, article.revision_id)
        return claims.move(uow, who, claim.id, claim.rev, [resolve_quote(revision.text, quote, 1)], revision.sha256)


def restored(database: Database, who: Actor, claim: Claim, seq: int, *names: str) -> Claim:
    with database.write() as uow:
        return restoring.restore(uow, who, claim.id, read_claim(database, claim).rev, seq, names)


def last(database: Database, article: Article) -> trail.Event:
    with database.read() as session:
        return trail.events(session, Where(log=article.id), limit=1).items[0]


def test_one_value_comes_back_and_the_trail_says_from_where(database: Database, ana: Actor, article: Article) -> None:
    claim = make_claim(database, ana, article, statement="First", rationale="Old")
    seq = last(database, article).seq
    edited(database, ana, claim, statement="Second", rationale="New")
    with leaves(database, "claim:content:restore"):
        again = restored(database, ana, claim, seq, "statement")
    assert (again.statement, again.rationale) == ("First", "New")
    said = last(database, article)
    assert said.sentence == f"Ana Kelmendi restored the wording of claim 1 as it stood at event {seq}"
    assert said.changes["statement"] == ("Second", "First") and set(said.changes) <= {"statement", "updated_at"}


def test_marks_and_words_come_back_together(database: Database, ana: Actor, article: Article) -> None:
    claim = make_claim(database, ana, article)
    seq, quote = last(database, article).seq, claim.quote
    edited(database, ana, claim, status="disputed")
    moved(database, ana, claim, article, "Six men were charged")
    with leaves(database, "claim:content:restore", "claim:content:restore"):
        again = restored(database, ana, claim, seq, *RESTORABLE)
    assert (again.quote, again.status) == (quote, "unchecked")


def test_who_says_so_is_one_answer(database: Database, ana: Actor, article: Article) -> None:
    party = make_party(database, ana)
    claim = make_claim(database, ana, article, claimant_id=party.id)
    seq = last(database, article).seq
    edited(database, ana, claim, claimant_id=None, own_voice=True)
    again = restored(database, ana, claim, seq, "claimant_id")
    assert (again.claimant_id, again.own_voice) == (party.id, False)


def test_an_approved_claim_reopens_and_the_restorer_may_not_approve_it(
    database: Database, ana: Actor, mira: Actor, article: Article
) -> None:
    claim = make_claim(database, ana, article, statement="First")
    seq = last(database, article).seq
    approved = approved_claim(database, ana, mira, article, quote="Six men were charged", statement="A")
    before = edited(database, ana, claim, statement="Second")
    assert before.state == "draft"
    with pytest.raises(Invalid, match="nothing to bring back"):
        restored(database, ana, claim, last(database, article).seq, "statement")
    with pytest.raises(NotFound, match="not marked yet"):
        restored(database, mira, approved, seq, "statement")
    marked = next(
        e.seq for e in reversed(_history(database, approved)) if e.action == "claim:claim:mark"
    )  # fmt: skip
    edited(database, mira, approved, statement="B")
    again = restored(database, mira, approved, marked, "statement")
    assert (again.state, again.stale, again.statement) == ("draft", True, "A")
    assert last(database, article).action == "claim:content:restore"


def _history(database: Database, claim: Claim) -> list[trail.Event]:
    with database.read() as session:
        return trail.history(session, claim.id)


def test_restoring_can_be_undone(database: Database, ana: Actor, article: Article) -> None:
    claim = make_claim(database, ana, article, statement="First")
    seq = last(database, article).seq
    edited(database, ana, claim, statement="Second")
    again = restored(database, ana, claim, seq, "statement")
    with database.write() as uow:
        assert undo.undo(uow, ana, claim.id, again.rev).statement == "Second"


def test_a_stale_version_gets_both_and_changes_nothing(
    database: Database, ana: Actor, farid: Actor, article: Article
) -> None:
    claim = make_claim(database, ana, article, statement="First")
    seq = last(database, article).seq
    edited(database, farid, claim, statement="Second")
    before = actions(database)
    with database.write() as uow, pytest.raises(Stale) as refusal:
        restoring.restore(uow, ana, claim.id, claim.rev, seq, ["statement"])
    assert refusal.value.versions.current["statement"] == "Second"
    assert actions(database) == before


@pytest.mark.parametrize("key", ["guest", "ines"])
def test_who_may_not_edit_may_not_restore(database: Database, ana: Actor, article: Article, key: str) -> None:
    claim = make_claim(database, ana, article, statement="First")
    edited(database, ana, claim, statement="Second")
    with pytest.raises(Forbidden):
        restored(database, actor(database, key), claim, last(database, article).seq - 1, "statement")


def test_a_submitted_claim_is_closed(database: Database, ana: Actor, article: Article) -> None:
    claim = make_claim(database, ana, article, statement="First", status="disputed", rationale="Both say so.")
    seq = last(database, article).seq
    edited(database, ana, claim, statement="Second")
    make_citation(database, ana, claim)
    with database.write() as uow:
        reviews.submit(uow, ana, claim.id)
    with leaves(database), pytest.raises(Conflict):
        restored(database, ana, claim, seq, "statement")


@every("names", [(), ("state",), ("digest",), ("assignee_id",), ("statement", "x" * 300)])
def test_what_is_no_value_of_a_claim_is_refused(
    database: Database, ana: Actor, article: Article, names: tuple[str, ...]
) -> None:
    claim = make_claim(database, ana, article, statement="First")
    edited(database, ana, claim, statement="Second")
    with leaves(database), pytest.raises(Invalid):
        restored(database, ana, claim, last(database, article).seq - 1, *names)


@every("seq", [0, -4, 10**9, 10**30])
def test_an_event_that_is_not_there_brings_nothing_back(
    database: Database, ana: Actor, article: Article, seq: int
) -> None:
    claim = make_claim(database, ana, article)
    make_citation(database, ana, claim)
    with leaves(database), pytest.raises(NotFound, match="no event"):
        restored(database, ana, claim, seq, "statement")


def test_a_status_that_was_retired_since_is_not_brought_back(
    database: Database, ana: Actor, ines: Actor, article: Article
) -> None:
    claim = make_claim(database, ana, article, status="misleading")
    seq = last(database, article).seq
    edited(database, ana, claim, status="disputed")
    with database.write() as uow:
        term = all_terms(uow.session)["status"]["misleading"]
        terms.switch(uow, ines, "status", "misleading", term.rev, False)
    with leaves(database), pytest.raises(Invalid, match="not an active status"):
        restored(database, ana, claim, seq, "status")
