"""What a person has done elsewhere makes no claim slower to judge: the question goes from the claim to its events."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from annotate.audit import four_eyes
from annotate.store.session import Database

QUESTIONS = {
    "contributors": str(four_eyes._CONTRIBUTORS),
    "own work": str(four_eyes._OWN).replace("(__[POSTCOMPILE_claims])", "('a', 'b')"),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_events_are_looked_up_by_person(database: Database, question: str) -> None:
    sqlite = database.engine.dialect.name == "sqlite"
    explain = text(f"EXPLAIN {'QUERY PLAN ' if sqlite else ''}{QUESTIONS[question]}")
    names = {"claim": "a"} if question == "contributors" else {"person": "p"}
    with database.read() as session:
        session.execute(text("SELECT 1"))
        plan = "\n".join(str(row[-1]) for row in session.execute(explain, names))
    assert "event" in plan or "SEARCH e" in plan
    assert "ix_event_actor_id_at" not in plan, plan
