"""Direct SQL against what stands between claims, by somebody who writes proper events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from audit_world import NOW, World, forge, insert, row_of
from sqlalchemy import Connection, text
from test_attacks_on_approval import FOUR_EYES, decide, edit_row, set_claim

from annotate.domain.things import Claim
from annotate.store.base import new_id

APPROVED = "an approved claim stands in this relation"


def declare(world: World, connection: Connection, claim: Claim, other: Claim, who: str = "ana", **changed: Any) -> str:
    """A relation with its event, as the service writes it: read with the claim that declares it."""
    person, ident = world.people[who].id, new_id()
    values = {
        "id": ident, "rev": 1, "article_id": claim.article_id, "claim_id": claim.id, "other_id": other.id,
        "kind": "contradiction", "topic": "Injured", "settle": "", "author_id": person, "withdrawn": 0,
        "created_at": NOW, **changed,
    }  # fmt: skip
    insert(connection, "relation", values)
    target = ("relation", ident, 1)
    later = "2099-01-01T00:00:00.000Z"
    forge(connection, claim.article_id, target, person, "relation:relation:add", claim_id=claim.id, work=1, at=later)
    return ident


def declarer(world: World, connection: Connection) -> None:
    declare(world, connection, world.submitted, world.draft, "jonas")
    decide(world, connection, world.submitted, "jonas")


def declarer_from_the_other_side(world: World, connection: Connection) -> None:
    declare(world, connection, world.draft, world.submitted, "jonas")
    decide(world, connection, world.submitted, "jonas")


def editor_from_the_other_side(world: World, connection: Connection) -> None:
    ident = declare(world, connection, world.draft, world.submitted)
    connection.execute(text("UPDATE relation SET rev = 2, topic = 'x' WHERE id = :id"), {"id": ident})
    target, later = ("relation", ident, 2), "2099-01-01T00:00:00.000Z"
    jonas = world.people["jonas"].id
    forge(connection, world.article.id, target, jonas, "relation:relation:edit", work=1, at=later)
    decide(world, connection, world.submitted, "jonas")


def changed_under_an_approval(world: World, connection: Connection) -> None:
    ident = declare(world, connection, world.draft, world.submitted)
    decide(world, connection, world.submitted, "jonas")
    set_claim(world, connection, world.submitted, "jonas", state="approved")
    edit_row(world, connection, "relation", ident, "ana", withdrawn=1)


def with_a_claim_of_another_article(world: World, connection: Connection) -> None:
    other = connection.scalar(text("SELECT id FROM article WHERE id <> :id LIMIT 1"), {"id": world.article.id})
    declare(world, connection, world.draft, world.returned, article_id=other)


def moved(column: str, value: Callable[[World], str]) -> Callable[[World, Connection], None]:
    def attack(world: World, connection: Connection) -> None:
        ident = row_of(connection, "relation")["id"]
        edit_row(world, connection, "relation", ident, "ana", **{column: value(world)})

    return attack


Attack = Callable[[World, Connection], None]
FIXED = "a relation stays between its claims"
ATTACKS: list[tuple[str, Attack, str]] = [
    ("whoever declared it approves", declarer, FOUR_EYES),
    ("whoever declared it from the other claim approves", declarer_from_the_other_side, FOUR_EYES),
    ("whoever changed it from the other claim approves", editor_from_the_other_side, FOUR_EYES),
    ("declared from an approved claim", lambda w, c: declare(w, c, w.approved, w.draft) and None, APPROVED),
    ("declared against an approved claim", lambda w, c: declare(w, c, w.draft, w.approved) and None, APPROVED),
    ("taken back under an approval", changed_under_an_approval, APPROVED),
    ("between two articles", with_a_claim_of_another_article, "both claims of a relation stand in its article"),
    ("with itself", lambda w, c: declare(w, c, w.draft, w.draft) and None, "ck_relation_other_id"),
    ("of a kind that there is not", lambda w, c: declare(w, c, w.draft, w.returned, kind="hostility") and None,
     "ck_relation_kind"),
    ("moved to another claim", moved("other_id", lambda w: w.own.id), FIXED),
    ("moved from another claim", moved("claim_id", lambda w: w.own.id), FIXED),
    ("of another kind from now on", moved("kind", lambda w: "denial"), FIXED),
]  # fmt: skip


@pytest.mark.parametrize(("attack", "why"), [pytest.param(a, why, id=name) for name, a, why in ATTACKS])
def test_a_relation_by_hand_is_refused(world: World, attack: Attack, why: str) -> None:
    world.refuses(attack, why)


def test_a_relation_between_open_claims_is_taken_and_others_may_approve(world: World) -> None:
    """The control for all of the above."""
    with world.database.engine.connect() as connection, connection.begin() as transaction:
        ident = declare(world, connection, world.draft, world.submitted)
        edit_row(world, connection, "relation", ident, "ana", topic="Casualties")
        decide(world, connection, world.submitted, "jonas")
        set_claim(world, connection, world.submitted, "jonas", state="approved")
        transaction.rollback()
