"""What a verb refuses, it refuses whole: nothing is written, and the refusal says why."""

from __future__ import annotations

import pytest
from cases import every
from factories import (
    make_article,
    make_citation,
    make_claim,
    make_party,
    make_source,
    submitted_claim,
)
from trails import leaves

from annotate.domain.errors import Forbidden, Invalid, NotFound, Stale
from annotate.domain.people import Actor
from annotate.domain.spans import Span
from annotate.services import (
    articles,
    citations,
    claims,
    comments,
    parties,
    reviews,
    sources,
    terms,
    undo,
)
from annotate.services.citations import NewCitation
from annotate.services.claims import NewClaim
from annotate.services.sources import NewSource
from annotate.store.queries import articles as article_query
from annotate.store.session import Database


def test_a_stale_write_is_refused_with_what_is_there_now(database: Database, ana: Actor, farid: Actor) -> None:
    claim = make_claim(database, ana, make_article(database, ana))
    with database.write() as uow:
        claims.edit(uow, farid, claim.id, claim.rev, {"statement": "Farid’s wording"})
    with leaves(database), pytest.raises(Stale, match="saved by somebody else") as stale, database.write() as uow:
        claims.edit(uow, ana, claim.id, claim.rev, {"statement": "Ana’s wording"})
    assert stale.value.versions.rev == 2
    assert stale.value.versions.current["statement"] == "Farid’s wording"


@pytest.mark.parametrize("rev", [0, 2, 99, -1])
def test_every_verb_with_a_rev_refuses_another_one(database: Database, ana: Actor, ines: Actor, rev: int) -> None:
    article, source, party = make_article(database, ana), make_source(database, ana), make_party(database, ana)
    claim = make_claim(database, ana, article)
    citation = make_citation(database, ana, claim, source)
    verbs = [
        lambda uow: articles.edit(uow, ana, article.slug, rev, {"title": "x"}),
        lambda uow: claims.edit(uow, ana, claim.id, rev, {"statement": "x"}),
        lambda uow: claims.move(uow, ana, claim.id, rev, claim.spans, ""),
        lambda uow: sources.edit(uow, ana, source.id, rev, {"title": "x"}),
        lambda uow: sources.retire(uow, ana, source.id, rev),
        lambda uow: parties.edit(uow, ana, party.id, rev, {"name": "x"}),
        lambda uow: citations.edit(uow, ana, citation.id, rev, {"note": "x"}),
        lambda uow: citations.uncite(uow, ana, citation.id, rev),
        lambda uow: reviews.submit(uow, ana, claim.id, rev),
        lambda uow: reviews.withdraw(uow, ana, claim.id, "x", rev),
        lambda uow: terms.edit(uow, ines, "status", "true", rev, {"label": "x"}),
        lambda uow: undo.undo(uow, ana, claim.id, rev),
    ]
    for verb in verbs:
        with leaves(database), pytest.raises(Stale), database.write() as uow:
            verb(uow)


BAD_CLAIMS = [
    ({"type": "nonsense"}, "not an active type"),
    ({"status": "half_true"}, "not an active status"),
    ({"confidence": "certain"}, "is not one of"),
    ({"attribution": "maybe"}, "is not one of"),
    ({"worthiness": "ABC"}, "is not one of"),
    ({"claimant_id": "nobody"}, "no such party"),
    ({"assignee_id": "nobody"}, "Nobody of that name"),
    ({"statement": "x" * 2001}, "are the most"),
    ({"rationale": "a\x00b"}, "not text"),
    ({"known": "\ud800"}, "not text"),
]


@every(("changes", "why"), BAD_CLAIMS)
def test_a_bad_value_is_refused_and_changes_nothing(
    database: Database, ana: Actor, changes: dict[str, str], why: str
) -> None:
    claim = make_claim(database, ana, make_article(database, ana))
    with leaves(database), pytest.raises(Invalid, match=why), database.write() as uow:
        claims.edit(uow, ana, claim.id, claim.rev, changes)


@every("source", [
    NewSource("nonsense", "x"), NewSource("web_page", " "), NewSource("web_page", "x", url="javascript:alert(1)"),
    NewSource("web_page", "x", url="https://me:secret@example.org"), NewSource("web_page", "x", published="2026-02-30"),
    NewSource("web_page", "x", reliability="G"), NewSource("web_page", "x", url="https://a b"),
])  # fmt: skip
def test_a_bad_source_is_refused(database: Database, ana: Actor, source: NewSource) -> None:
    with leaves(database), pytest.raises(Invalid), database.write() as uow:
        sources.add(uow, ana, source)


def test_words_of_another_text_cannot_be_marked(database: Database, ana: Actor) -> None:
    article = make_article(database, ana)
    with leaves(database):
        for spans, sha256 in (([Span(0, 6, "Police")], "0" * 64), ([Span(0, 6, "People")], None)):
            with database.read() as session:
                sha256 = sha256 or article_query.revision(session, article.revision_id).sha256
            with pytest.raises(Stale), database.write() as uow:
                claims.mark(uow, ana, article.slug, NewClaim("quantity", spans, sha256))


def test_what_is_not_there_is_not_found(database: Database, ana: Actor) -> None:
    verbs = [
        lambda uow: articles.edit(uow, ana, "nowhere", 1, {}),
        lambda uow: claims.edit(uow, ana, "nothing", 1, {}),
        lambda uow: citations.edit(uow, ana, "nothing", 1, {}),
        lambda uow: sources.edit(uow, ana, "nothing", 1, {}),
        lambda uow: comments.resolve(uow, ana, "nothing", 1),
        lambda uow: reviews.submit(uow, ana, "nothing"),
    ]
    for verb in verbs:
        with leaves(database), pytest.raises(NotFound), database.write() as uow:
            verb(uow)


def test_a_retired_source_cannot_be_cited(database: Database, ana: Actor) -> None:
    claim, source = make_claim(database, ana, make_article(database, ana)), make_source(database, ana)
    with database.write() as uow:
        sources.retire(uow, ana, source.id, source.rev)
    with leaves(database), pytest.raises(Invalid, match="retired"), database.write() as uow:
        citations.cite(uow, ana, claim.id, NewCitation(source.id, "supports"))


@pytest.mark.parametrize("key", ["guest", "ines"])
def test_who_may_not_work_on_claims_changes_nothing(
    database: Database, ana: Actor, people: dict[str, Actor], key: str
) -> None:
    article, who = make_article(database, ana), people[key]
    claim, source = submitted_claim(database, ana, article), make_source(database, ana, "Another")
    verbs = [
        lambda uow: claims.edit(uow, who, claim.id, claim.rev, {"statement": "x"}),
        lambda uow: citations.cite(uow, who, claim.id, NewCitation(source.id, "supports")),
        lambda uow: sources.edit(uow, who, source.id, source.rev, {"title": "x"}),
        lambda uow: reviews.approve(uow, who, claim.id, str(claim.digest)),
        lambda uow: reviews.send_back(uow, who, claim.id, "No"),
        lambda uow: reviews.withdraw(uow, who, claim.id, "No"),
        lambda uow: comments.add(uow, who, claim.id, "Hello"),
        lambda uow: undo.undo(uow, who, claim.id, claim.rev),
    ]
    for verb in verbs:
        with leaves(database), pytest.raises(Forbidden), database.write() as uow:
            verb(uow)
