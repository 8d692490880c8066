"""Nothing to check in these words: who may say so, of what, and how it is taken back."""

from __future__ import annotations

import pytest
from cases import every
from factories import TEXT, make_article, make_claim
from trails import leaves

from annotate.audit import trail
from annotate.domain.accounts import Cleared
from annotate.domain.coverage import coverage as part
from annotate.domain.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, Stale
from annotate.domain.people import Actor
from annotate.domain.sentences import sentences
from annotate.domain.text import text_sha256
from annotate.domain.things import Article
from annotate.services import coverage, reviews
from annotate.services.coverage import Stretch
from annotate.store.queries import coverage as query
from annotate.store.session import Database

SHA = text_sha256(TEXT)
HEADLINE = "Police raid the camp at dawn"


def stretch(words: str, **other: object) -> Stretch:
    start = TEXT.index(words)
    values = {"start": start, "end": start + len(words), "exact": words, "revision_sha256": SHA, **other}
    return Stretch(**values)  # type: ignore[arg-type]


@pytest.fixture
def article(database: Database, ana: Actor) -> Article:
    return make_article(database, ana)


def clear(database: Database, who: Actor, what: Stretch) -> Cleared:
    with database.write() as uow:
        return coverage.clear(uow, who, "dawn-raid", what)


def test_a_sentence_is_cleared_said_in_the_trail_and_read_from_then_on(
    database: Database, ana: Actor, article: Article
) -> None:
    with leaves(database, "cleared:cleared:add"):
        made = clear(database, ana, stretch(HEADLINE))
    with database.read() as session:
        assert query.cleared(session, article.revision_id) == [(made, "Ana Kelmendi")]
        claimed = query.claimed(session, article.id, article.revision_id)
        found = part(sentences(TEXT, "en"), claimed, [one for one, _ in query.cleared(session, article.revision_id)])
        said = trail.events(session, trail.Where(target_id=made.id)).items[0].sentence
    assert [TEXT[one.start : one.end] for one in found.cleared] == [HEADLINE]
    assert said == f"Ana Kelmendi found nothing to check in “{HEADLINE}”"


def test_it_is_taken_back_once_and_can_be_said_anew(database: Database, ana: Actor, article: Article) -> None:
    made = clear(database, ana, stretch(HEADLINE))
    with leaves(database), pytest.raises(Stale), database.write() as uow:
        coverage.reopen(uow, ana, article.slug, made.id, 2)
    with leaves(database, "cleared:cleared:withdraw"), database.write() as uow:
        gone = coverage.reopen(uow, ana, article.slug, made.id, 1)
    with leaves(database), pytest.raises(Conflict, match="taken back already"), database.write() as uow:
        coverage.reopen(uow, ana, article.slug, made.id, gone.rev)
    with leaves(database, "cleared:cleared:add"):
        clear(database, ana, stretch(HEADLINE))


@every(
    ("change", "error"),
    [
        ({"revision_sha256": "0" * 64}, Stale),
        ({"exact": "Police raided the camp at 6 "}, Stale),
        ({"start": -1}, Invalid),
        ({"end": len(TEXT) + 1}, Invalid),
        ({"start": 28, "end": 0}, Invalid),
        ({"start": 5, "end": 5, "exact": ""}, Invalid),
        ({"start": 28, "end": 29, "exact": "\n"}, Invalid),
        ({"exact": "\x00"}, Invalid),
    ],
)
def test_what_is_not_there_is_refused(
    database: Database, ana: Actor, article: Article, change: dict[str, object], error: type[DomainError]
) -> None:
    with leaves(database), pytest.raises(error):
        clear(database, ana, stretch(HEADLINE, **change))


def test_where_a_claim_stands_there_is_something_to_check(database: Database, ana: Actor, article: Article) -> None:
    claim = make_claim(database, ana, article, "Six men were charged")
    with leaves(database), pytest.raises(Conflict, match="Claim 1 stands in these words"):
        clear(database, ana, stretch("Six men were charged on Thursday."))
    with database.write() as uow:
        reviews.withdraw(uow, ana, claim.id, "It is no claim.")
    with leaves(database, "cleared:cleared:add"):
        clear(database, ana, stretch("Six men were charged on Thursday."))


def test_the_same_words_are_cleared_once(database: Database, ana: Actor, farid: Actor, article: Article) -> None:
    clear(database, ana, stretch(HEADLINE))
    for again in (HEADLINE, "raid the camp"):
        with leaves(database), pytest.raises(Conflict, match="Ana Kelmendi has said so"):
            clear(database, farid, stretch(again))


def test_a_claim_marked_later_goes_before(database: Database, ana: Actor, article: Article) -> None:
    clear(database, ana, stretch(HEADLINE))
    make_claim(database, ana, article, "Police raid")
    with database.read() as session:
        cleared = [one for one, _ in query.cleared(session, article.revision_id)]
        claimed = query.claimed(session, article.id, article.revision_id)
    assert part(sentences(TEXT, "en"), claimed, cleared).cleared == ()


def test_only_those_who_work_on_claims_may(
    database: Database, ana: Actor, guest: Actor, ines: Actor, article: Article
) -> None:
    made = clear(database, ana, stretch(HEADLINE))
    for who in (guest, ines):
        with leaves(database), pytest.raises(Forbidden):
            clear(database, who, stretch("Six men were charged on Thursday."))
        with leaves(database), pytest.raises(Forbidden), database.write() as uow:
            coverage.reopen(uow, who, article.slug, made.id, made.rev)


def test_what_is_not_of_this_article_is_not_found_in_it(database: Database, ana: Actor, article: Article) -> None:
    made = clear(database, ana, stretch(HEADLINE))
    other = make_article(database, ana, "Ten men were charged.", "Ten")
    with leaves(database), pytest.raises(Conflict, match="another article"), database.write() as uow:
        coverage.reopen(uow, ana, other.slug, made.id, made.rev)
    for slug, ident in (("nothing", made.id), (article.slug, "nothing")):
        with leaves(database), pytest.raises(NotFound), database.write() as uow:
            coverage.reopen(uow, ana, slug, ident, 1)
