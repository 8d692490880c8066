"""Who last changed each field: by the events of a thing alone, undone and restored values included."""

from __future__ import annotations

from factories import make_article, make_claim, read_claim

from annotate.audit import trail
from annotate.audit.blame import last_changes
from annotate.domain.people import Actor
from annotate.domain.things import Claim
from annotate.services import claims, restoring, undo
from annotate.store.session import Database


def edit(database: Database, who: Actor, claim: Claim, **values: object) -> None:
    with database.write() as uow:
        claims.edit(uow, who, claim.id, read_claim(database, claim).rev, values)


def blamed(database: Database, claim: Claim) -> dict[str, tuple[object, str, int]]:
    with database.read() as session:
        found = last_changes(trail.of_thing(session, claim.id))
    return {name: (one.value, one.event.actor_name.split()[0], one.event.seq) for name, one in found.items()}


def test_each_field_has_its_own_last_hand(database: Database, ana: Actor, farid: Actor, mira: Actor) -> None:
    claim = make_claim(database, ana, make_article(database, ana), statement="One", rationale="Why")
    edit(database, farid, claim, statement="Two", known="Six")
    edit(database, mira, claim, known="")
    found = blamed(database, claim)
    assert found["rationale"][:2] == ("Why", "Ana") and found["statement"][:2] == ("Two", "Farid")
    assert found["known"][:2] == ("", "Mira"), "who emptied it is who changed it last"
    assert "unknown" not in found and "confidence" not in found, "nobody ever said anything there"
    assert found["spans"][1] == "Ana"


def test_who_undoes_or_restores_is_who_changed_it(database: Database, ana: Actor, farid: Actor) -> None:
    claim = make_claim(database, ana, make_article(database, ana), statement="One", rationale="Why")
    first = blamed(database, claim)["statement"][2]
    edit(database, farid, claim, statement="Two")
    with database.write() as uow:
        undo.undo(uow, farid, claim.id, read_claim(database, claim).rev)
    assert blamed(database, claim)["statement"][:2] == ("One", "Farid")
    edit(database, farid, claim, statement="Three")
    with database.write() as uow:
        restoring.restore(uow, ana, claim.id, read_claim(database, claim).rev, first, ["statement"])
    assert blamed(database, claim)["statement"][:2] == ("One", "Ana")


def test_the_values_are_those_that_stand_there(database: Database, ana: Actor, farid: Actor) -> None:
    claim = make_claim(database, ana, make_article(database, ana), statement="One")
    edit(database, farid, claim, status="true", own_voice=True)
    now = read_claim(database, claim)
    for name, (value, _, _) in blamed(database, claim).items():
        if hasattr(now, name) and name != "spans":
            assert getattr(now, name) == value, name


def test_no_events_blame_nobody() -> None:
    assert last_changes([]) == {}
