"""How two claims stand to each other: declared, corrected, taken back; what that does to them, and to four eyes."""

from __future__ import annotations

from typing import Any

import pytest
from cases import every
from factories import (
    approved_claim,
    make_article,
    make_claim,
    make_relation,
    read_claim,
    ready_claim,
    submitted_claim,
)
from prepared import prepared
from trails import leaves

from annotate.audit import trail
from annotate.domain.accounts import Relation
from annotate.domain.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, Stale
from annotate.domain.people import Actor
from annotate.domain.things import Article, Claim
from annotate.domain.vocabulary import RelationKind
from annotate.services import relations, reviews, undo
from annotate.services.relations import NewRelation
from annotate.store.queries import relations as query
from annotate.store.session import Database

POLICE = "Police spoke of 36"
DOCTORS = "Fifteen officers were treated in hospital"


@prepared
def article(database: Database, ana: Actor) -> Article:
    return make_article(database, ana)


@prepared
def pair(database: Database, ana: Actor, article: Article) -> tuple[Claim, Claim]:
    """Two drafts: more than a hundred, and thirty-six."""
    return make_claim(database, ana, article), make_claim(database, ana, article, POLICE)


def declare(database: Database, who: Actor, claim: Claim, **new: Any) -> Relation:
    with database.write() as uow:
        return relations.declare(uow, who, claim.id, NewRelation(**{"kind": "contradiction", **new}))


def standing(database: Database, claim: Claim) -> list[Relation]:
    with database.read() as session:
        return query.of_claim(session, claim.id)


def said(database: Database, claim: Claim) -> list[str]:
    with database.read() as session:
        return [event.sentence for event in trail.history(session, claim.id)]


def test_a_conflict_is_seen_from_both_claims_and_said_in_a_sentence(
    database: Database, ana: Actor, pair: tuple[Claim, Claim]
) -> None:
    claim, other = pair
    with leaves(database, "relation:relation:add"):
        made = declare(database, ana, claim, number=2, topic="  Count of \n the injured ", settle=" Admissions. ")
    assert (made.topic, made.settle, made.rev) == ("Count of the injured", "Admissions.", 1)
    assert standing(database, claim) == standing(database, other) == [made]
    assert said(database, claim)[-1] == "Ana Kelmendi recorded between claims 1 and 2: *contradiction*"
    with database.read() as session:
        assert query.topics(session, claim.article_id) == ["Count of the injured"]
        assert query.conflicts(session, claim.article_id) == 1


@pytest.mark.parametrize("kind", RelationKind)
def test_the_same_cannot_stand_twice_and_a_symmetric_kind_not_the_other_way_round(
    database: Database, ana: Actor, pair: tuple[Claim, Claim], kind: RelationKind
) -> None:
    claim, other = pair
    declare(database, ana, claim, kind=kind, other_id=other.id, topic="Injured")
    with leaves(database), pytest.raises(Conflict, match="stands between claims 1 and 2 already, about “Injured”"):
        declare(database, ana, claim, kind=kind, other_id=other.id)
    if kind.symmetric:
        with leaves(database), pytest.raises(Conflict, match="stands between claims 2 and 1 already"):
            declare(database, ana, other, kind=kind, other_id=claim.id)
    else:
        declare(database, ana, other, kind=kind, other_id=claim.id)
    different = "tension" if kind is not RelationKind.TENSION else "denial"
    assert declare(database, ana, claim, kind=different, other_id=other.id).kind == different


@every(
    ("new", "error", "field", "words"),
    [
        ({"number": 1}, Invalid, "other", "cannot stand against itself"),
        ({"number": 9}, Invalid, "other", "This article has no claim 9"),
        ({"number": 0}, Invalid, "other", "has no such claim"),
        ({"number": -1}, Invalid, "other", "has no such claim"),
        ({"other_id": "nothing"}, Invalid, "other", "has no such claim"),
        ({"other_id": "\x00"}, Invalid, "other", "not text"),
        ({"number": 2, "kind": ""}, Invalid, "kind", "Say how the two claims stand"),
        ({"number": 2, "kind": "hostility"}, Invalid, "kind", "“hostility” is not one of contradiction, tension"),
        ({"number": 2, "topic": "x" * 201}, Invalid, "topic", "200 are the most"),
        ({"number": 2, "settle": "x" * 5_001}, Invalid, "settle", "5,000 are the most"),
        ({"number": 2, "topic": "half \ud800"}, Invalid, "topic", "not text"),
    ],
)
def test_what_does_not_fit_is_refused_by_name_and_leaves_nothing(
    database: Database, ana: Actor, pair: tuple[Claim, Claim], new: dict[str, Any], error: type[DomainError],
    field: str, words: str,
) -> None:  # fmt: skip
    with leaves(database), pytest.raises(error, match=words) as refused:
        declare(database, ana, pair[0], **new)
    assert refused.value.problems[0].field == field


def test_a_claim_of_another_article_is_none_of_this_one(
    database: Database, ana: Actor, pair: tuple[Claim, Claim]
) -> None:
    elsewhere = make_claim(database, ana, make_article(database, ana, "Ten men were charged."), "Ten men")
    with leaves(database), pytest.raises(Invalid, match="has no such claim"):
        declare(database, ana, pair[0], other_id=elsewhere.id)
    with leaves(database), pytest.raises(NotFound):
        with database.write() as uow:
            relations.declare(uow, ana, "no claim", NewRelation("denial", pair[0].id))


def test_a_viewer_and_an_admin_may_not(
    database: Database, ana: Actor, guest: Actor, ines: Actor, pair: tuple[Claim, Claim]
) -> None:
    made = make_relation(database, ana, *pair)
    for who in (guest, ines):
        with leaves(database), pytest.raises(Forbidden):
            declare(database, who, pair[0], number=2, kind="denial")
        with leaves(database), pytest.raises(Forbidden), database.write() as uow:
            relations.withdraw(uow, who, made.id, made.rev)


def test_a_withdrawn_claim_stands_against_nothing(database: Database, ana: Actor, pair: tuple[Claim, Claim]) -> None:
    claim, other = pair
    made = make_relation(database, ana, claim, other)
    with database.write() as uow:
        reviews.withdraw(uow, ana, other.id, "Marked twice.")
    with leaves(database), pytest.raises(Conflict, match="Claim 2 is withdrawn"):
        declare(database, ana, claim, kind="denial", number=2)
    with leaves(database), pytest.raises(Conflict, match="Claim 2 is withdrawn"), database.write() as uow:
        relations.edit(uow, ana, made.id, made.rev, {"topic": "Injured"})
    with leaves(database, "relation:relation:withdraw"), database.write() as uow:
        gone = relations.withdraw(uow, ana, made.id, made.rev)
    with leaves(database), pytest.raises(Conflict, match="Claim 2 is withdrawn"), database.write() as uow:
        relations.restore(uow, ana, made.id, gone.rev)
    with database.read() as session:
        assert query.conflicts(session, claim.article_id) == 0


def test_topic_and_what_would_settle_it_are_corrected_from_what_was_seen(
    database: Database, ana: Actor, farid: Actor, pair: tuple[Claim, Claim]
) -> None:
    made = make_relation(database, ana, *pair, topic="Injured")
    with leaves(database, "relation:relation:edit"), database.write() as uow:
        now = relations.edit(uow, farid, made.id, made.rev, {"topic": "Count of injured", "settle": "Admissions"})
    assert (now.topic, now.settle, now.rev) == ("Count of injured", "Admissions", 2)
    words = "changed the topic and what would settle it of what stands between claims 1 and 2"
    assert said(database, pair[0])[-1] == f"Farid Nouri {words}"
    with leaves(database), pytest.raises(Stale) as stale, database.write() as uow:
        relations.edit(uow, ana, made.id, made.rev, {"topic": "Casualties"})
    assert stale.value.versions.current["topic"] == "Count of injured"
    with leaves(database), database.write() as uow:
        assert relations.edit(uow, ana, made.id, 2, {"topic": "Count of injured"}).rev == 2
    with leaves(database), pytest.raises(NotFound), database.write() as uow:
        relations.edit(uow, ana, "nothing", 1, {})


def test_it_is_taken_back_and_put_back_once(database: Database, ana: Actor, pair: tuple[Claim, Claim]) -> None:
    made = make_relation(database, ana, *pair)
    with leaves(database, "relation:relation:withdraw"), database.write() as uow:
        relations.withdraw(uow, ana, made.id, 1)
    assert standing(database, pair[0]) == []
    with leaves(database), pytest.raises(Conflict, match="taken back already"), database.write() as uow:
        relations.withdraw(uow, ana, made.id, 2)
    with leaves(database), pytest.raises(Conflict, match="Put it back"), database.write() as uow:
        relations.edit(uow, ana, made.id, 2, {"topic": "Injured"})
    with leaves(database, "relation:relation:restore"), database.write() as uow:
        assert relations.restore(uow, ana, made.id, 2).rev == 3
    with leaves(database), pytest.raises(Conflict, match="stands already"), database.write() as uow:
        relations.restore(uow, ana, made.id, 3)


def test_what_was_declared_anew_meanwhile_is_not_put_back_beside_it(
    database: Database, ana: Actor, pair: tuple[Claim, Claim]
) -> None:
    made = make_relation(database, ana, *pair)
    with database.write() as uow:
        relations.withdraw(uow, ana, made.id, 1)
    make_relation(database, ana, pair[1], pair[0])
    with leaves(database), pytest.raises(Conflict, match="already"), database.write() as uow:
        relations.restore(uow, ana, made.id, 2)


# What it does to the two claims


def test_approved_claims_on_either_side_reopen(
    database: Database, ana: Actor, farid: Actor, mira: Actor, article: Article
) -> None:
    claim = approved_claim(database, ana, mira, article)
    other = approved_claim(database, ana, mira, article, quote=POLICE)
    with leaves(database, "claim:state:reopen", "claim:state:reopen", "relation:relation:add"):
        declare(database, farid, claim, number=2)
    for one, cause in ((claim, "claim 2 was recorded"), (other, "claim 1 was recorded")):
        now = read_claim(database, one)
        assert (now.state, now.stale) == ("draft", True)
        assert any(f"reopened claim {one.number}" in line and cause in line for line in said(database, one))


@pytest.mark.parametrize("verb", ["edit", "withdraw", "restore"])
def test_every_later_change_reopens_both_again(
    database: Database, ana: Actor, mira: Actor, jonas: Actor, article: Article, verb: str
) -> None:
    claims = [ready_claim(database, ana, article), ready_claim(database, ana, article, quote=POLICE)]
    made = make_relation(database, ana, *claims)
    with database.write() as uow:
        made = relations.withdraw(uow, ana, made.id, made.rev) if verb == "restore" else made
        for claim in claims:
            waiting = reviews.submit(uow, ana, claim.id)
            reviews.approve(uow, jonas, claim.id, str(waiting.digest))
    change = {"edit": {"changes": {"settle": "Admissions"}}}.get(verb, {})
    with leaves(database, "claim:state:reopen", "claim:state:reopen", f"relation:relation:{verb}"):
        with database.write() as uow:
            getattr(relations, verb)(uow, mira, made.id, made.rev, **change)
    assert {read_claim(database, claim).state for claim in claims} == {"draft"}


def test_submitted_claims_wait_on_with_the_digest_of_what_is_there_now(
    database: Database, ana: Actor, farid: Actor, mira: Actor, article: Article
) -> None:
    claim = submitted_claim(database, ana, article)
    other = submitted_claim(database, ana, article, quote=POLICE)
    with leaves(database, "claim:digest:refresh", "claim:digest:refresh", "relation:relation:add"):
        declare(database, farid, claim, number=2, topic="Injured")
    for before in (claim, other):
        now = read_claim(database, before)
        assert now.state == "submitted" and now.digest != before.digest
        with leaves(database), pytest.raises(Stale), database.write() as uow:
            reviews.approve(uow, mira, before.id, str(before.digest))
        with database.write() as uow:
            assert reviews.approve(uow, mira, before.id, str(now.digest)).state == "approved"


def test_a_returned_claim_stays_with_its_author(database: Database, ana: Actor, mira: Actor, article: Article) -> None:
    claim, other = submitted_claim(database, ana, article), make_claim(database, ana, article, POLICE)
    with database.write() as uow:
        reviews.send_back(uow, mira, claim.id, "Which hospital?")
    with leaves(database, "relation:relation:add"):
        declare(database, ana, claim, number=other.number)
    assert read_claim(database, claim).state == "returned"


# Four eyes


@pytest.mark.parametrize("side", ["declaring", "other"])
def test_whoever_declared_it_approves_neither_claim(
    database: Database, ana: Actor, mira: Actor, jonas: Actor, article: Article, side: str
) -> None:
    claim = ready_claim(database, ana, article)
    other = ready_claim(database, ana, article, quote=POLICE)
    declare(database, mira, claim, number=2)
    judged = claim if side == "declaring" else other
    with database.write() as uow:
        digest = str(reviews.submit(uow, ana, judged.id).digest)
    with leaves(database), pytest.raises(Forbidden, match="You worked on this claim"), database.write() as uow:
        reviews.approve(uow, mira, judged.id, digest)
    with database.write() as uow:
        assert reviews.approve(uow, jonas, judged.id, digest).state == "approved"


@pytest.mark.parametrize("verb", ["edit", "withdraw"])
def test_whoever_changed_it_approves_neither_claim(
    database: Database, ana: Actor, mira: Actor, article: Article, verb: str
) -> None:
    claim = submitted_claim(database, ana, article)
    other = submitted_claim(database, ana, article, quote=POLICE)
    made = make_relation(database, ana, claim, other)
    with database.write() as uow:
        more = ({"topic": "Injured"},) if verb == "edit" else ()
        getattr(relations, verb)(uow, mira, made.id, made.rev, *more)
    for judged in (claim, other):
        digest = str(read_claim(database, judged).digest)
        with leaves(database), pytest.raises(Forbidden, match="You worked on this claim"), database.write() as uow:
            reviews.approve(uow, mira, judged.id, digest)


def test_after_the_next_approval_the_work_is_forgotten(
    database: Database, ana: Actor, farid: Actor, mira: Actor, jonas: Actor, article: Article
) -> None:
    claim, other = ready_claim(database, ana, article), ready_claim(database, ana, article, quote=POLICE)
    declare(database, mira, claim, number=2)
    with database.write() as uow:
        digest = str(reviews.submit(uow, ana, other.id).digest)
        reviews.approve(uow, jonas, other.id, digest)
    made = standing(database, other)[0]
    with database.write() as uow:
        relations.edit(uow, farid, made.id, made.rev, {"topic": "Injured"})
        digest = str(reviews.submit(uow, ana, other.id).digest)
    with database.write() as uow:
        assert reviews.approve(uow, mira, other.id, digest).state == "approved"


# Undo


def test_undo_takes_back_what_was_declared_changed_or_taken_back_last(
    database: Database, ana: Actor, pair: tuple[Claim, Claim]
) -> None:
    claim = pair[0]
    made = declare(database, ana, claim, number=2, topic="Injured")
    with database.write() as uow:
        relations.edit(uow, ana, made.id, 1, {"topic": "Casualties"})
        undo.undo(uow, ana, claim.id, claim.rev)
    assert standing(database, claim)[0].topic == "Injured"
    with database.write() as uow:
        relations.withdraw(uow, ana, made.id, 3)
        undo.undo(uow, ana, claim.id, claim.rev)
    assert standing(database, claim)[0].rev == 5
    again = declare(database, ana, claim, number=2, kind="denial")
    with leaves(database, "relation:relation:withdraw"), database.write() as uow:
        undo.undo(uow, ana, claim.id, claim.rev)
    assert again.id not in {one.id for one in standing(database, claim)}


def test_nobody_undoes_what_somebody_else_declared(
    database: Database, ana: Actor, farid: Actor, pair: tuple[Claim, Claim]
) -> None:
    make_relation(database, farid, *pair)
    with leaves(database), pytest.raises(Conflict, match="is not yours"), database.write() as uow:
        undo.undo(uow, ana, pair[0].id, pair[0].rev)
