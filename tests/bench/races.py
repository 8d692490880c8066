"""Two people who decide at the same moment, a thousand times on each engine; run it by hand.

    PYTHONPATH=tests python tests/bench/races.py [--engine sqlite|postgresql] [--races 1000] [--minutes 20]

Each of the two has engine and connections of its own, as two processes have. Two reviewers: both approve, or one
returns what the other approves, and exactly one of them wins. An approval against an edit of what it rests on (the
source that is cited, an answer of its checklist, the claimant’s party, the claim itself): in the end either the claim
is approved as it was seen and the edit was refused, or the edit stands and the claim is not approved. Afterwards the
trail must verify.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

from databases import fill
from factories import actor, make_answer, make_article, make_party, make_source, read_claim, submitted_claim
from racing import at_once
from sqlalchemy import select

from annotate.audit.verifier import verify
from annotate.cli.bench.place import engines
from annotate.domain.errors import Conflict
from annotate.domain.things import Article, Claim
from annotate.services import answers, claims, parties, reviews, sources
from annotate.services.answers import NewAnswer
from annotate.store.models import ReviewRow
from annotate.store.session import Database

Verb = Callable[[Database], Any]
#: What an approval is set against, in turn.
RESTS_ON = ("source", "answer", "party", "claim")


@dataclass(frozen=True)
class Room:
    """One database, and the engines of the two who race for it."""

    one: Database
    two: Database
    article: Article


@contextmanager
def room(url: str) -> Iterator[Room]:
    """Two engines on a filled database."""
    one, two = Database(url), Database(url)
    yield Room(one, two, make_article(one, actor(one, "ana")))
    one.dispose()
    two.dispose()


def approving(claim: Claim, who: str) -> Verb:
    """An approval of the claim as it is now."""

    def run(database: Database) -> Claim:
        reviewer = actor(database, who)
        with database.write() as uow:
            return reviews.approve(uow, reviewer, claim.id, str(claim.digest))

    return run


def returning(claim: Claim, who: str) -> Verb:
    """A return of it."""

    def run(database: Database) -> Claim:
        reviewer = actor(database, who)
        with database.write() as uow:
            return reviews.send_back(uow, reviewer, claim.id, "Which hospital?")

    return run


def two_reviewers(place: Room, number: int) -> str:
    """One race: who won, or what went wrong."""
    claim = submitted_claim(place.one, actor(place.one, "ana"), place.article)
    other = approving if number % 2 else returning
    first, second = approving(claim, "mira"), other(claim, "jonas")
    results = at_once(lambda: first(place.one), lambda: second(place.two))
    won = [isinstance(result, Claim) for result in results]
    lost = [result for result in results if not isinstance(result, Claim)]
    with place.one.read() as session:
        decided = session.scalars(select(ReviewRow.decision).where(ReviewRow.claim_id == claim.id)).all()
    if sum(won) != 1 or not isinstance(lost[0], Conflict) or len(decided) != 2:  # the submission is one, too
        return f"WRONG: {results}, {decided}"
    after = read_claim(place.one, claim).state
    if after != ("approved" if won[0] or other is approving else "returned"):
        return f"WRONG: {results} and the claim is {after}"
    return "first" if won[0] else "second"


def approval_against_edit(place: Room, number: int) -> str:
    """One race: who won, or what went wrong."""
    rests_on, ana = RESTS_ON[number % len(RESTS_ON)], actor(place.one, "ana")
    source, party = make_source(place.one, ana, f"Video {number}"), make_party(place.one, ana, f"Council {number}")
    answer = make_answer(place.one, ana, source)
    claim = submitted_claim(place.one, ana, place.article, source, claimant_id=party.id)

    def edit(database: Database) -> Any:
        farid = actor(database, "farid")
        with database.write() as uow:
            if rests_on == "source":
                return sources.edit(uow, farid, source.id, source.rev, {"reliability": "E"})
            if rests_on == "answer":
                return answers.answer(uow, farid, source.id, "provenance", NewAnswer("It was staged"), answer.rev)
            if rests_on == "party":
                return parties.edit(uow, farid, party.id, party.rev, {"name": f"Committee {number}"})
            return claims.edit(uow, farid, claim.id, claim.rev, {"statement": "Nobody was injured"})

    approve = approving(claim, "mira")
    approval, edited = at_once(lambda: approve(place.one), lambda: edit(place.two))
    refused = isinstance(edited, Conflict)
    now = read_claim(place.one, claim)
    approved = now.state == "approved"
    if isinstance(edited, Exception) and not refused or not isinstance(approval, Claim | Conflict):
        return f"WRONG: {approval!r}, {edited!r}"
    if approved != refused or (approved and now.digest != claim.digest):
        return f"WRONG: {approval!r}, {edited!r}, and the claim is {now.state}"
    if refused:
        return f"approval ({rests_on})"
    return f"edit, {'after' if isinstance(approval, Claim) else 'before'} the approval ({rests_on})"


def run(engine: str, races: int, folder: Path, minutes: float = inf) -> dict[str, Counter[str]]:
    """So many races of each kind on an engine, or as many as fit into the time; what came of them."""
    until = time.monotonic() + minutes * 60
    with engines(engine, folder) as make:
        url = make(folder)
        fill(url)
        with room(url) as place:
            found: dict[str, Counter[str]] = {}
            for number in range(races):
                for race in (two_reviewers, approval_against_edit):
                    if time.monotonic() < until:
                        found.setdefault(race.__name__.replace("_", " "), Counter())[race(place, number)] += 1
            with place.one.read() as session:
                found["trail"] = Counter(f"WRONG: {fault}" for fault in verify(session).faults)
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--races", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=inf, help="Stop then, with what there is.")
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        found = run(given.engine, given.races, Path(folder), given.minutes)
    print(f"{given.engine}, {time.monotonic() - begun:.0f} s")
    for race, outcomes in found.items():
        print(
            f"{race}: {sum(outcomes.values()):,} races" if race != "trail" else f"faults of the trail: {len(outcomes)}"
        )
        for outcome, times in sorted(outcomes.items()):
            print(f"  {times:>6,}  {outcome}")
    sys.exit(any(outcome.startswith("WRONG") for outcomes in found.values() for outcome in outcomes))


if __name__ == "__main__":
    main()
