"""Each verb leaves exactly its events; a verb that changes nothing, or is refused, leaves none."""

from __future__ import annotations

import pytest
from cases import every
from factories import (
    approved_claim,
    make_article,
    make_citation,
    make_claim,
    make_party,
    make_source,
    read_claim,
    ready_claim,
    submitted_claim,
)
from trails import leaves

from annotate.domain.errors import Conflict, DomainError, Stale
from annotate.domain.people import Actor
from annotate.domain.seeds import SEEDS
from annotate.domain.spans import resolve_quote
from annotate.services import (
    articles,
    citations,
    claims,
    comments,
    parties,
    reviews,
    setup,
    sources,
    terms,
    undo,
    users,
)
from annotate.store.queries import articles as article_query
from annotate.store.session import Database

MARK, EDIT, STATUS = "claim:claim:mark", "claim:content:edit", "claim:status:change"
REVIEW, REOPEN, REFRESH = "review:decision:record", "claim:state:reopen", "claim:digest:refresh"


def test_preparing_a_prepared_database_adds_nothing(database: Database) -> None:
    with leaves(database):
        assert setup.prepare(database).terms == 0


def test_preparing_an_empty_database_seeds_every_term_with_its_event(bare_database: Database) -> None:
    with leaves(bare_database, *["term:term:add"] * len(SEEDS)):
        assert setup.prepare(bare_database).terms == len(SEEDS)


def test_an_article_is_frozen_once(database: Database, ana: Actor) -> None:
    with leaves(database, "article:article:add", "revision:text:freeze"):
        first = make_article(database, ana)
    with leaves(database):
        assert make_article(database, ana, title="The same words").id == first.id


def test_articles_of_one_title_have_addresses_of_their_own(database: Database, ana: Actor) -> None:
    slugs = [make_article(database, ana, text=f"Text {n}").slug for n in range(3)]
    assert slugs == ["dawn-raid", "dawn-raid-2", "dawn-raid-3"]


def test_an_article_is_edited(database: Database, ana: Actor) -> None:
    article = make_article(database, ana)
    with leaves(database, "article:details:edit"), database.write() as uow:
        edited = articles.edit(uow, ana, article.slug, article.rev, {"byline": "Jo Doe", "text": "ignored"})
    assert (edited.byline, edited.rev) == ("Jo Doe", 2)


def test_a_claim_is_marked_with_its_quote(database: Database, ana: Actor) -> None:
    article = make_article(database, ana)
    with leaves(database, MARK):
        claim = make_claim(database, ana, article)
    assert (claim.number, claim.state, claim.status, claim.quote) == (
        1, "draft", "unchecked", "More than 100 people were injured",
    )  # fmt: skip


def test_a_claim_is_edited(database: Database, ana: Actor) -> None:
    claim = make_claim(database, ana, make_article(database, ana))
    with leaves(database, EDIT), database.write() as uow:
        claim = claims.edit(uow, ana, claim.id, claim.rev, {"statement": "100 injured", "known": "36"})
    with leaves(database, STATUS), database.write() as uow:
        claim = claims.edit(uow, ana, claim.id, claim.rev, {"status": "disputed"})
    with leaves(database, "claim:worthiness:change"), database.write() as uow:
        claim = claims.edit(uow, ana, claim.id, claim.rev, {"worthiness": "CFS"})
    with leaves(database, "claim:assignee:change"), database.write() as uow:
        claim = claims.edit(uow, ana, claim.id, claim.rev, {"assignee_id": ana.id})
    assert claim.rev == 5


def test_a_claim_is_moved_to_several_spans(database: Database, ana: Actor) -> None:
    article = make_article(database, ana)
    claim = make_claim(database, ana, article)
    with database.read() as session:
        revision = article_query.revision(session, article.revision_id)
    spans = [resolve_quote(revision.text, "36"), resolve_quote(revision.text, "Six men")]
    with leaves(database, "claim:spans:move"), database.write() as uow:
        claim = claims.move(uow, ana, claim.id, claim.rev, spans, revision.sha256)
    assert claim.quote == "36 … Six men"
    with leaves(database), database.write() as uow:
        claims.move(uow, ana, claim.id, claim.rev, list(reversed(spans)), revision.sha256)


def test_citations_come_and_go_and_change(database: Database, ana: Actor) -> None:
    claim, source = make_claim(database, ana, make_article(database, ana)), make_source(database, ana)
    with leaves(database, "citation:citation:add"):
        citation = make_citation(database, ana, claim, source)
    with leaves(database, "citation:citation:edit"), database.write() as uow:
        citation = citations.edit(uow, ana, citation.id, citation.rev, {"stance": "refutes"})
    with leaves(database, "citation:citation:withdraw"), database.write() as uow:
        citation = citations.uncite(uow, ana, citation.id, citation.rev)
    with leaves(database, "citation:citation:restore"), database.write() as uow:
        citations.recite(uow, ana, citation.id, citation.rev)


def test_sources_and_parties_are_added_once_edited_and_retired(database: Database, ana: Actor) -> None:
    with leaves(database, "source:source:add"):
        source = make_source(database, ana, url="https://example.org/v")
    with leaves(database):
        assert make_source(database, ana, "Other", url="http://www.example.org/v/#t").id == source.id
    with leaves(database, "source:source:edit"), database.write() as uow:
        source = sources.edit(uow, ana, source.id, source.rev, {"title": "Drone video"})
    with leaves(database, "source:source:retire"), database.write() as uow:
        source = sources.retire(uow, ana, source.id, source.rev)
    with leaves(database, "source:source:reinstate"), database.write() as uow:
        sources.retire(uow, ana, source.id, source.rev, False)
    with leaves(database, "party:party:add"):
        party = make_party(database, ana)
    with leaves(database):
        assert make_party(database, ana, " residents’  COUNCIL").id == party.id
    with leaves(database, "party:party:edit"), database.write() as uow:
        parties.edit(uow, ana, party.id, party.rev, {"name": "Council"})


def test_the_way_of_a_claim(database: Database, ana: Actor, mira: Actor) -> None:
    claim = ready_claim(database, ana, make_article(database, ana))
    with leaves(database, "claim:state:submit", REVIEW), database.write() as uow:
        claim = reviews.submit(uow, ana, claim.id, claim.rev)
    with leaves(database, "claim:state:return", REVIEW), database.write() as uow:
        claim = reviews.send_back(uow, mira, claim.id, "Which hospital?", claim.rev)
    assert claim.state == "returned" and claim.digest is None
    with database.write() as uow:
        claim = reviews.submit(uow, ana, claim.id, claim.rev)
    with leaves(database, "claim:state:approve", REVIEW), database.write() as uow:
        claim = reviews.approve(uow, mira, claim.id, str(claim.digest))
    assert claim.state == "approved" and not claim.stale
    with leaves(database, "claim:state:withdraw"), database.write() as uow:
        claim = reviews.withdraw(uow, ana, claim.id, "Printed twice", claim.rev)
    with leaves(database, "claim:state:restore"), database.write() as uow:
        claim = reviews.restore(uow, ana, claim.id, claim.rev)
    assert claim.state == "draft" and claim.stale


def test_comments_block_until_they_are_resolved(database: Database, ana: Actor, mira: Actor) -> None:
    claim = submitted_claim(database, ana, make_article(database, ana))
    with leaves(database, "comment:comment:add"), database.write() as uow:
        comment = comments.add(uow, mira, claim.id, "Which hospital?", blocking=True)
    with leaves(database), pytest.raises(Conflict, match="open comment blocks"), database.write() as uow:
        reviews.approve(uow, mira, claim.id, str(claim.digest))
    with leaves(database, "comment:comment:resolve"), database.write() as uow:
        comments.resolve(uow, ana, comment.id, comment.rev)
    with database.write() as uow:
        assert reviews.approve(uow, mira, claim.id, str(claim.digest)).state == "approved"


def test_undo_takes_back_ones_own_last_change_as_a_new_event(database: Database, ana: Actor, farid: Actor) -> None:
    claim = make_claim(database, ana, make_article(database, ana))
    with database.write() as uow:
        claim = claims.edit(uow, ana, claim.id, claim.rev, {"statement": "Wrong"})
    with leaves(database), pytest.raises(Conflict, match="The last change is not yours"), database.write() as uow:
        undo.undo(uow, farid, claim.id, claim.rev)
    with leaves(database, "claim:content:undo"), database.write() as uow:
        assert undo.undo(uow, ana, claim.id, claim.rev).statement == ""


def test_terms_and_accounts_are_looked_after_by_the_admin(database: Database, ines: Actor) -> None:
    with leaves(database, "term:term:add"), database.write() as uow:
        term = terms.add(uow, ines, "status", "cropped", "Cropped", tone="misleading", letter="M")
    with leaves(database, "term:term:edit"), database.write() as uow:
        term = terms.edit(uow, ines, "status", "cropped", term.rev, {"label": "Cropped picture"})
    with leaves(database, "term:term:retire"), database.write() as uow:
        terms.switch(uow, ines, "status", "cropped", term.rev, False)
    with leaves(database, "user:account:add"), database.write() as uow:
        users.add(uow, ines, "Eve@Example.org", "Eve", "checker")
    with leaves(database, "user:role:change"), database.write() as uow:
        assert users.set_role(uow, ines, "eve@example.org", "reviewer").role == "reviewer"
    with leaves(database, "user:account:deactivate"), database.write() as uow:
        users.set_active(uow, ines, "eve@example.org", False)


@every("changes", [{}, {"statement": ""}, {"status": "unchecked", "type": "quantity"}, {"state": "x"}])
def test_an_edit_that_changes_nothing_writes_nothing(database: Database, ana: Actor, changes: dict[str, str]) -> None:
    claim = make_claim(database, ana, make_article(database, ana))
    with leaves(database), database.write() as uow:
        assert claims.edit(uow, ana, claim.id, claim.rev, changes) == claim


def test_other_edits_that_change_nothing_write_nothing(database: Database, ana: Actor, ines: Actor) -> None:
    article, source, party = make_article(database, ana), make_source(database, ana), make_party(database, ana)
    citation = make_citation(database, ana, make_claim(database, ana, article), source)
    with leaves(database), database.write() as uow:
        articles.edit(uow, ana, article.slug, article.rev, {"title": article.title})
        sources.edit(uow, ana, source.id, source.rev, {"title": source.title})
        sources.retire(uow, ana, source.id, source.rev, False)
        parties.edit(uow, ana, party.id, party.rev, {"name": party.name})
        citations.edit(uow, ana, citation.id, citation.rev, {"stance": "supports"})
        terms.edit(uow, ines, "status", "true", 1, {"label": "True"})
        users.set_role(uow, ines, "ana@example.org", "checker")


def test_a_submitted_claim_is_closed_and_an_approved_one_reopens(database: Database, ana: Actor, mira: Actor) -> None:
    article, source = make_article(database, ana), make_source(database, ana)
    waiting = submitted_claim(database, ana, article, source)
    with leaves(database), pytest.raises(DomainError, match="waits for a reviewer"), database.write() as uow:
        claims.edit(uow, ana, waiting.id, waiting.rev, {"statement": "x"})
    approved = approved_claim(database, ana, mira, article, source)
    with leaves(database, EDIT), database.write() as uow:
        edited = claims.edit(uow, ana, approved.id, approved.rev, {"statement": "x"})
    assert (edited.state, edited.stale, edited.digest) == ("draft", True, None)
    again = approved_claim(database, ana, mira, article, source)
    with leaves(database, REOPEN, "citation:citation:add"):
        make_citation(database, ana, again, source, "context")
    assert read_claim(database, again).state == "draft"


def test_editing_a_source_reopens_approved_claims_and_refreshes_submitted_ones(
    database: Database, ana: Actor, farid: Actor, mira: Actor
) -> None:
    article, source = make_article(database, ana), make_source(database, ana)
    approved = approved_claim(database, ana, mira, article, source)
    waiting = submitted_claim(database, ana, article, source)
    elsewhere = approved_claim(
        database, ana, mira, make_article(database, ana, "Text: 36", "Other"), source, quote="36"
    )
    with leaves(database, REOPEN, REOPEN, REFRESH, "source:source:edit"), database.write() as uow:
        sources.edit(uow, farid, source.id, source.rev, {"reliability": "C"})
    assert [read_claim(database, c).state for c in (approved, waiting, elsewhere)] == ["draft", "submitted", "draft"]
    assert read_claim(database, waiting).digest != waiting.digest
    with pytest.raises(Stale, match="not what you saw"), database.write() as uow:
        reviews.approve(uow, mira, waiting.id, str(waiting.digest))


def test_noting_when_a_source_was_looked_at_reopens_nothing(database: Database, ana: Actor, mira: Actor) -> None:
    source = make_source(database, ana)
    claim = approved_claim(database, ana, mira, make_article(database, ana), source)
    with leaves(database, "source:source:edit"), database.write() as uow:
        sources.edit(uow, ana, source.id, source.rev, {"accessed": "2026-11-23"})
    assert read_claim(database, claim) == claim


def test_renaming_a_claimant_reopens_approved_claims(database: Database, ana: Actor, mira: Actor) -> None:
    party = make_party(database, ana)
    claim = approved_claim(database, ana, mira, make_article(database, ana), claimant_id=party.id)
    with leaves(database, REOPEN, "party:party:edit"), database.write() as uow:
        parties.edit(uow, ana, party.id, party.rev, {"name": "Another council"})
    assert read_claim(database, claim).state == "draft"
