"""Direct SQL against four eyes, by somebody who writes proper events: only the rules of approval stand in the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from audit_world import NOW, World, digest, forge, insert, row_of
from sqlalchemy import Connection, text

from annotate.domain.things import Claim
from annotate.store.base import new_id

FOUR_EYES = "nobody approves a claim that they worked on"
PASSKEY = "signed by a passkey of its reviewer that is not retired"
REVIEWER = "a decision is made by an active reviewer"
VERSION = "a decision names the claim as it is now"
CLOSED = "the content of a submitted or approved claim cannot change under it"


def decide(world: World, connection: Connection, claim: Claim, who: str, **changed: Any) -> None:
    """A review with its event."""
    person = world.people[who]
    values = {
        "id": new_id(), "rev": 1, "claim_id": claim.id, "claim_rev": claim.rev, "decision": "approve",
        "reviewer_id": person.id, "role": "reviewer", "comment": "", "digest": claim.digest, "at": NOW, **changed,
    }  # fmt: skip
    insert(connection, "review", values)
    target = ("review", values["id"], 1)
    forge(connection, world.article.id, target, person.id, "review:decision:record", claim_id=claim.id)


def set_claim(world: World, connection: Connection, claim: Claim, who: str = "mira", **values: Any) -> None:
    """A change of a claim with its event."""
    sets = ", ".join(f"{name} = :{name}" for name in values)
    statement = text(f"UPDATE claim SET rev = rev + 1, {sets} WHERE id = :id")
    connection.execute(statement, {**values, "id": claim.id})
    target = ("claim", claim.id, claim.rev + 1)
    forge(connection, world.article.id, target, world.people[who].id, claim_id=claim.id)


def edit_row(world: World, connection: Connection, table: str, ident: str, who: str, **values: Any) -> None:
    """A change of any row with its event in the library."""
    row = row_of(connection, table, ident)
    sets = ", ".join(f"{name} = :{name}" for name in values)
    connection.execute(text(f'UPDATE "{table}" SET rev = rev + 1, {sets} WHERE id = :id'), {**values, "id": ident})
    target = (table, ident, row["rev"] + 1)
    forge(connection, "library", target, world.people[who].id, f"{table}:{table}:edit", work=1)


def set_role(world: World, connection: Connection, who: str, role: str) -> None:
    edit_row(world, connection, "user", world.people[who].id, "ines", role=role)


def promoted_author(world: World, connection: Connection) -> None:
    set_role(world, connection, "ana", "reviewer")
    decide(world, connection, world.submitted, "ana")


def promoted_citer(world: World, connection: Connection) -> None:
    set_role(world, connection, "farid", "reviewer")
    claim = world.submitted
    target = ("citation", "any", None)
    farid = world.people["farid"].id
    forge(connection, world.article.id, target, farid, "citation:citation:add", claim_id=claim.id, work=1)
    decide(world, connection, claim, "farid")


def source_editor(world: World, connection: Connection) -> None:
    query = text("SELECT source_id FROM citation WHERE claim_id = :id")
    source = connection.scalar(query, {"id": world.submitted.id})
    later = "2099-01-01T00:00:00.000Z"
    row = row_of(connection, "source", source)
    connection.execute(text("UPDATE source SET rev = rev + 1, note = 'x' WHERE id = :id"), {"id": source})
    target = ("source", source, row["rev"] + 1)
    forge(connection, "library", target, world.people["jonas"].id, "source:source:edit", work=1, at=later)
    decide(world, connection, world.submitted, "jonas")


def editor(world: World, connection: Connection) -> None:
    jonas = world.people["jonas"].id
    target = ("claim", world.submitted.id, None)
    forge(connection, world.article.id, target, jonas, claim_id=world.submitted.id, work=1)
    decide(world, connection, world.submitted, "jonas")


def demoted(world: World, connection: Connection) -> None:
    set_role(world, connection, "jonas", "checker")
    decide(world, connection, world.submitted, "jonas")


def deactivated(world: World, connection: Connection) -> None:
    edit_row(world, connection, "user", world.people["jonas"].id, "ines", active=0)
    decide(world, connection, world.submitted, "jonas")


def approve_old_version(world: World, connection: Connection) -> None:
    set_claim(world, connection, world.submitted, worthiness="CFS")
    decide(world, connection, world.submitted, "jonas")


def approve_with_new_words(world: World, connection: Connection) -> None:
    decide(world, connection, world.submitted, "jonas")
    set_claim(world, connection, world.submitted, state="approved", statement="Nobody was injured.")


def cite(world: World, connection: Connection, claim: Claim) -> None:
    row = row_of(connection, "citation", world.citation.id)
    ident = new_id()
    insert(connection, "citation", {**row, "id": ident, "rev": 1, "claim_id": claim.id})
    forge(connection, world.article.id, ("citation", ident, 1), world.people["ana"].id, claim_id=claim.id)


def uncite(world: World, connection: Connection, claim: Claim) -> None:
    query = text("SELECT id FROM citation WHERE claim_id = :id")
    ident = connection.scalar(query, {"id": claim.id})
    edit_row(world, connection, "citation", str(ident), "ana", withdrawn=1)


def sign(world: World, connection: Connection, who: str = "jonas", retired: int = 0, **changed: Any) -> None:
    """A decision that says a passkey signed it; the passkey is of `who`, the decision of Jonas."""
    key = {**row_of(connection, "passkey"), "id": new_id(), "rev": 1, "credential_id": "Cc_-", "retired": retired}
    insert(connection, "passkey", key | {"user_id": world.people[who].id})
    forge(connection, "system", ("passkey", key["id"], 1), world.people[who].id, "passkey:passkey:register")
    signed = {"passkey_id": key["id"], "assertion": '{"credential_id":"Cc_-"}', **changed}
    decide(world, connection, world.submitted, "jonas", **signed)


def edit_passkey(world: World, connection: Connection, **values: Any) -> None:
    edit_row(world, connection, "passkey", row_of(connection, "passkey")["id"], "ana", **values)


def revive_passkey(world: World, connection: Connection) -> None:
    edit_passkey(world, connection, retired=1)
    edit_passkey(world, connection, retired=0)


Attack = Callable[[World, Connection], None]
ATTACKS: list[tuple[str, Attack, str]] = [
    ("a reviewer approves what they wrote", lambda w, c: decide(w, c, w.own, "mira"), FOUR_EYES),
    ("a checker approves", lambda w, c: decide(w, c, w.submitted, "farid"), REVIEWER),
    ("a checker approves as a checker", lambda w, c: decide(w, c, w.submitted, "farid", role="checker"), REVIEWER),
    ("an admin approves", lambda w, c: decide(w, c, w.submitted, "ines"), REVIEWER),
    ("somebody approves whose account is off", lambda w, c: decide(w, c, w.submitted, "guest"), REVIEWER),
    ("a reviewer says that they are an admin", lambda w, c: decide(w, c, w.submitted, "jonas", role="admin"), REVIEWER),
    ("an author is made reviewer and approves", promoted_author, FOUR_EYES),
    ("a citer is made reviewer and approves", promoted_citer, FOUR_EYES),
    ("an editor of the claim approves", editor, FOUR_EYES),
    ("an editor of a cited source approves", source_editor, FOUR_EYES),
    ("a reviewer who is checker now approves", demoted, REVIEWER),
    ("a reviewer whose account is off approves", deactivated, REVIEWER),
    ("an approval of another digest", lambda w, c: decide(w, c, w.submitted, "jonas", digest=digest()), VERSION),
    ("an approval of an older version", approve_old_version, VERSION),
    ("an approval of a version to come", lambda w, c: decide(w, c, w.submitted, "jonas", claim_rev=99), VERSION),
    ("an approval of a draft", lambda w, c: decide(w, c, w.draft, "jonas", digest=digest()), VERSION),
    ("an approval of a returned claim", lambda w, c: decide(w, c, w.returned, "jonas", digest=digest()), VERSION),
    ("a second approval of an approved claim", lambda w, c: decide(w, c, w.approved, "jonas"), VERSION),
    ("a second approval of the same version", lambda w, c: [decide(w, c, w.submitted, "jonas") for _ in "ab"] and None,
     "(?i)unique"),
    ("an approval while a comment blocks it", lambda w, c: decide(w, c, w.blocked, "jonas"), "an open comment blocks"),
    ("a return without a word", lambda w, c: decide(w, c, w.submitted, "jonas", decision="return"),
     "ck_review_comment"),
    ("approved without a review", lambda w, c: set_claim(w, c, w.submitted, state="approved"),
     "approved by a review of exactly this version"),
    ("approved with other words in the same step", approve_with_new_words, CLOSED),
    ("submitted twice", lambda w, c: decide(w, c, w.submitted, "ana", decision="submit"), "only a draft or returned"),
    ("a claim that begins approved", lambda w, c: insert(c, "claim", {
        **row_of(c, "claim", w.approved.id), "id": new_id(), "rev": 1, "number": 99}), "a claim begins as a draft"),
    ("another digest for an approved claim", lambda w, c: set_claim(w, c, w.approved, digest=digest()),
     "what was approved cannot change its digest"),
    ("a citation added under an approved claim", lambda w, c: cite(w, c, w.approved), "the claim is closed"),
    ("a citation added under a submitted claim", lambda w, c: cite(w, c, w.submitted), "the claim is closed"),
    ("a citation taken from an approved claim", lambda w, c: uncite(w, c, w.approved), "the claim is closed"),
    ("a citation moved to another claim", lambda w, c: edit_row(
        w, c, "citation", w.citation.id, "ana", claim_id=w.returned.id), "stays between its claim and its source"),
    ("a source changed under an approved claim", lambda w, c: edit_row(
        w, c, "source", w.source.id, "farid", title="Something else"), "an approved claim rests on this source"),
    ("a claimant renamed under an approved claim", lambda w, c: edit_row(
        w, c, "party", w.party.id, "ana", name="Somebody else"), "an approved claim names this party"),
    ("an approval by somebody else’s passkey", lambda w, c: sign(w, c, "mira"), PASSKEY),
    ("an approval by a retired passkey", lambda w, c: sign(w, c, retired=1), PASSKEY),
    ("an approval by a passkey that does not exist", lambda w, c: sign(w, c, passkey_id="x"), PASSKEY),
    ("an approval by another passkey than signed", lambda w, c: sign(w, c, assertion='{"x":"Dd_-"}'), PASSKEY),
    ("a passkey named without a signature", lambda w, c: sign(w, c, assertion=None), PASSKEY),
    ("a signature without a passkey", lambda w, c: sign(w, c, passkey_id=None), "ck_review_assertion"),
    ("a return that a passkey signed", lambda w, c: sign(w, c, decision="return", comment="No."), "ck_review_passkey"),
    ("a passkey with another key", lambda w, c: edit_passkey(w, c, public_key="BBBB"), "stays what it is"),
    ("a passkey handed on", lambda w, c: edit_passkey(w, c, user_id=w.people["mira"].id), "stays what it is"),
    ("a retired passkey taken up again", revive_passkey, "a retired passkey stays retired"),
]  # fmt: skip


@pytest.mark.parametrize(("attack", "why"), [pytest.param(a, why, id=name) for name, a, why in ATTACKS])
def test_an_approval_by_hand_is_refused(world: World, attack: Attack, why: str) -> None:
    world.refuses(attack, why)


CONTENT = {
    "statement": "x", "type": "quote", "status": "true", "rationale": "x", "known": "x", "unknown": "x", "settle": "x",
    "search_log": "x", "attribution": "altered", "confidence": "low", "own_voice": 1, "number": 98, "spans_rev": 77,
}  # fmt: skip


@pytest.mark.parametrize("state", ["submitted", "approved"])
@pytest.mark.parametrize("column", CONTENT)
def test_the_content_of_a_closed_claim_cannot_change_under_it(world: World, state: str, column: str) -> None:
    claim = getattr(world, state)
    world.refuses(lambda w, c: set_claim(w, c, claim, **{column: CONTENT[column]}), CLOSED)


def test_the_people_of_a_closed_claim_cannot_change_under_it(world: World) -> None:
    farid = world.people["farid"].id
    world.refuses(lambda w, c: set_claim(w, c, w.approved, author_id=farid), CLOSED)
    world.refuses(lambda w, c: set_claim(w, c, w.approved, claimant_id=None), CLOSED)


@pytest.mark.parametrize(("state", "to"), [
    ("draft", "approved"), ("draft", "returned"), ("returned", "approved"), ("approved", "submitted"),
    ("approved", "returned"),
])  # fmt: skip
def test_there_is_no_way_but_those_of_the_table(world: World, state: str, to: str) -> None:
    claim = getattr(world, state)
    world.refuses(
        lambda w, c: set_claim(w, c, claim, state=to, digest=digest()), "no such way|approved by a review|digest"
    )


def test_what_organises_the_work_may_change_while_a_claim_waits(world: World) -> None:
    """The control: the forger’s changes are refused for what they touch, not for being made by hand."""
    with world.database.engine.connect() as connection, connection.begin() as transaction:
        set_claim(world, connection, world.submitted, assignee_id=world.people["jonas"].id)
        transaction.rollback()


def test_an_approval_by_a_second_person_is_taken(world: World) -> None:
    """The control for all of the above."""
    with world.database.engine.connect() as connection, connection.begin() as transaction:
        sign(world, connection)
        transaction.rollback()
    with world.database.engine.connect() as connection, connection.begin() as transaction:
        decide(world, connection, world.submitted, "jonas")
        set_claim(world, connection, world.submitted, "jonas", state="approved")
        transaction.rollback()
