"""What the page of conflicting accounts costs with 300 claims, 1,000 citations and 120 relations; run it by hand.

    python tests/bench/conflicts.py

Prints queries and milliseconds of each of its pages, beside a trivial page (the form for a new article) that the same
server draws in the same run. At most 12 queries and 150 ms for the conflicts.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from annotate import create_app
from annotate.cli.bench.lists import counting
from annotate.cli.bench.place import Place, article, mark, person
from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.domain.vocabulary import RelationKind, Stance
from annotate.services import citations, claims, parties, relations, sessions, sources
from annotate.services.citations import NewCitation
from annotate.services.relations import NewRelation
from annotate.services.sources import NewSource
from annotate.store.queries import articles as article_query
from annotate.store.queries import claims as claim_query

CLAIMS, CITATIONS, RELATIONS, TOPICS, CAMPS, SOURCES = 300, 1_000, 120, 40, 12, 60
TURNS = 15
PAGES = ("/conflicts", "/conflicts?view=pairs", "/balance", "/coverage")
TRIVIAL = "/articles/new"


def fill(desk: Desk, actor: Actor) -> str:
    """One article with all of that; returns its slug."""
    made = article(desk.database, actor, 12_000)
    with desk.database.read() as session:
        text = article_query.revision(session, made.revision_id).text
    mark(desk.database, actor, made.slug, text, CLAIMS)
    with desk.database.write() as uow:
        camps = [parties.add(uow, actor, f"Camp {n}")[0].id for n in range(CAMPS)]
        known = [sources.add(uow, actor, NewSource("news_report", f"Source {n}"))[0] for n in range(SOURCES)]
        for n, source in enumerate(known):
            sources.edit(uow, actor, source.id, source.rev, {"origin_id": camps[n % CAMPS]})
    with desk.database.read() as session:
        found = claim_query.claims(session, made.id, claim_query.Filter(), None, CLAIMS).items
    stances = [stance for stance in Stance if stance is not Stance.CLAIM_ORIGIN]
    with desk.database.write() as uow:
        for n, claim in enumerate(found):
            claims.edit(uow, actor, claim.id, claim.rev, {"claimant_id": camps[n * n % CAMPS], "status": "disputed"})
        for n in range(CITATIONS):
            new = NewCitation(known[n * 7 % SOURCES].id, stances[n % len(stances)])
            citations.cite(uow, actor, found[n % CLAIMS].id, new)
        for n in range(RELATIONS):
            kind = list(RelationKind)[n % 5]
            new_relation = NewRelation(kind, found[(n * 2 + 1) % CLAIMS].id, 0, f"Topic {n % TOPICS}", "A record")
            relations.declare(uow, actor, found[n * 2 % CLAIMS].id, new_relation)
    return made.slug


def visit(desk: Desk, client: Any, path: str) -> tuple[int, float, float]:
    """Queries; the middle of the milliseconds that passed, and of those that the processor spent on it."""
    client.get(path)
    with counting(desk.database.engine) as sent:
        assert client.get(path).status_code == 200, path
    passed, spent = [], []
    for _ in range(TURNS):
        begun, at_work = time.perf_counter(), time.process_time()
        client.get(path)
        passed.append((time.perf_counter() - begun) * 1000)
        spent.append((time.process_time() - at_work) * 1000)
    return len(sent), statistics.median(passed), statistics.median(spent)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = Place(Path(folder), lambda home: f"sqlite:///{home / 'annotate.db'}").desk("desk")
        actor, _ = person(desk.database)
        slug = fill(desk, actor)
        client = create_app(desk=desk).test_client()
        client.set_cookie("session", sessions.open_for(desk.database, actor.id, "bench"))
        queries, trivial, spent = visit(desk, client, TRIVIAL)
        print(f"{CLAIMS} claims, {CITATIONS:,} citations, {RELATIONS} relations in {TOPICS} topics")
        print(f"{TRIVIAL:24} {queries:3} queries {trivial:7.1f} ms, {spent:.1f} of the processor’s")
        for page in PAGES:
            queries, ms, spent = visit(desk, client, f"/articles/{slug}{page}")
            print(f"{page:24} {queries:3} queries {ms:7.1f} ms, {spent:.1f} of the processor’s")
        desk.database.dispose()


if __name__ == "__main__":
    main()
