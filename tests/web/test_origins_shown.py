"""How many independent origins stand behind a claim, wherever it is read, and the word of warning while one cites."""

from __future__ import annotations

from typing import Any

import pytest
from cases import every
from factories import (
    actor,
    make_article,
    make_citation,
    make_claim,
    make_party,
    make_source,
    ready_claim,
    submitted_claim,
)
from sqlalchemy import event
from working_page import Person, words

from annotate.desk import Desk
from annotate.domain.things import Article, Claim, Source

PAGE = "/articles/dawn-raid/claims/1"
HINT = f"{PAGE}/citations/hint"


class Raid:
    """A claim of the MEK; footage and conference of one government; a wire that relays the statement."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.database = desk, desk.database
        self.ana = actor(desk.database, "ana")
        self.article: Article = make_article(self.database, self.ana)
        make_party(self.database, self.ana, "NCRI", "MEK")
        make_party(self.database, self.ana, "State Police", "Government")
        mek = make_party(self.database, self.ana, "MEK")
        self.claim: Claim = make_claim(self.database, self.ana, self.article, claimant_id=mek.id)
        self.statement = self.source("MEK statement", "MEK")
        self.footage = self.source("Drone footage", "State Police")
        self.conference = self.source("Joint conference", "Government")
        self.relay = self.source("Wire report", "Example Wire", derived_from_id=self.statement.id)

    def source(self, title: str, origin: str = "", **more: Any) -> Source:
        return make_source(self.database, self.ana, title, "official_statement", origin=origin, **more)

    def cite(self, source: Source, stance: str, **more: Any) -> None:
        make_citation(self.database, self.ana, self.claim, source, stance, **more)


@pytest.fixture
def raid(desk: Desk) -> Raid:
    return Raid(desk)


@pytest.fixture
def ana(desk: Desk) -> Person:
    return Person(desk, "ana")


def test_the_panel_counts_origins_not_links_and_says_what_was_left_out(raid: Raid, ana: Person) -> None:
    raid.cite(raid.statement, "claim_origin")
    raid.cite(raid.footage, "refutes")
    raid.cite(raid.conference, "refutes")
    raid.cite(raid.source("NCRI statement", "NCRI"), "supports")
    raid.cite(raid.source("Remarks", "Ministry"), "denies_only")
    raid.cite(raid.source("Leaflet"), "supports")
    page = words(ana.get(PAGE))
    assert "6 citations, 2 independent origins" not in page
    assert "6 citations, 1 independent origin · 1 without a named origin" in page
    assert "Undermine it Government : Drone footage , Joint conference" in page
    assert "Support it No named origin supports it." in page
    assert "NCRI statement : it comes from the claimant’s own camp." in page
    assert "MEK statement : it is where the claim was made." in page
    assert "Remarks : a denial without evidence counts on neither side." in page
    assert "Leaflet · Say whose word it is" in page


def test_the_lists_and_the_reviewer_count_alike(raid: Raid, ana: Person, desk: Desk) -> None:
    raid.cite(raid.footage, "refutes")
    raid.cite(raid.conference, "refutes")
    assert "2 citations, 1 origin" in words(ana.get(f"{PAGE}?tab=claims"))
    sources = words(ana.get(f"{PAGE}?tab=sources"))
    assert "2 sources from 1 independent origin" in sources and "State Police, camp of Government" in sources
    waiting = submitted_claim(raid.database, raid.ana, raid.article, raid.footage, "Fifteen officers")
    mira = Person(desk, "mira")
    assert "1 citation, 1 independent origin" in words(mira.get("/review"))
    review = words(mira.get(f"/review/{waiting.id}"))
    assert "1 citation, 1 independent origin" in review and "Support it Government : Drone footage" in review


@pytest.fixture
def cited(raid: Raid) -> Raid:
    """Where it was said and what refutes it are cited; there are three sources more."""
    raid.cite(raid.statement, "claim_origin")
    raid.cite(raid.footage, "refutes")
    raid.source("Leaflet", url="https://example.org/leaflet")
    raid.source("NCRI word", "NCRI")
    raid.source("Independent", "Hospital")
    return raid


@every(
    ("query", "said"),
    [
        ("find=Joint+conference", "“Joint conference” and “Drone footage” both come from Government."),
        ("find=Joint+conference&stance=refutes", "both come from Government"),
        ("find=Joint+conference&stance=supports", ""),
        ("find=Joint+conference&stance=context", ""),
        ("find=MEK+statement&stance=refutes", "this is “MEK statement”, where the claim was made"),
        ("find=Wire+report", "this derives from “MEK statement”, where the claim was made"),
        ("find=NCRI+word", "it comes from MEK, who makes the claim"),
        ("find=Drone+footage&stance=refutes", "this source, from Government, is cited here already"),
        ("find=Leaflet", "Nobody has said whose word this source is"),
        ("find=Nothing+like+it", ""),
        ("find=e", ""),
        ("url=https://www.example.org/leaflet/", "Nobody has said"),
        ("url=https://exam", ""),
        ("url=nonsense", ""),
        ("origin=state+police", "this source and “Drone footage” both come from Government"),
        ("origin=Somebody+new", ""),
        ("find=Joint+conference&stance=refutes&credibility=1", "no two origins stand on its side yet"),
        ("find=Independent&stance=refutes&credibility=1", ""),
        ("find=Independent&stance=nonsense&credibility=9", ""),
        ("", ""),
    ],
)
def test_a_source_that_adds_no_origin_is_warned_of_while_one_cites(
    cited: Raid, ana: Person, query: str, said: str
) -> None:
    before = ana.events()
    answer = ana.get(f"{HINT}?{query}", fragment=True)
    assert answer.status_code == 200 and 'id="hint-source"' in answer.text and ana.events() == before
    assert said in words(answer) if said else not words(answer).strip()


def test_the_citation_that_is_changed_does_not_stand_beside_itself(raid: Raid, ana: Person) -> None:
    raid.cite(raid.footage, "refutes")
    ident = ana.get(PAGE).text.split('id="citation-')[1].split('"')[0]
    quiet = ana.get(f"{HINT}?citation={ident}&stance=refutes", fragment=True)
    assert not words(quiet).strip()
    warned = ana.get(f"{HINT}?citation={ident}&stance=refutes&credibility=1", fragment=True)
    assert "Credibility 1" in words(warned)
    assert ana.get(f"{HINT}?citation=nobody", fragment=True).status_code == 404


def test_without_scripts_the_warning_comes_after_saving_and_blocks_nothing(raid: Raid, ana: Person) -> None:
    raid.cite(raid.footage, "refutes")
    ana.get(f"{PAGE}/citations/new")
    saved = ana.post(f"{PAGE}/citations", source_id=raid.conference.id, stance="refutes", credibility="1")
    assert saved.status_code == 303
    page = ana.get(PAGE)
    assert "“Joint conference” and “Drone footage” both come from Government" in page.text
    assert "notice--caution" in page.text
    assert "“Joint conference” is graded 1, confirmed by other independent sources, but no two origins" in page.text


def test_a_new_source_is_cited_with_its_origin(raid: Raid, ana: Person) -> None:
    ana.get(f"{PAGE}/citations/new")
    fields = {"kind": "official_statement", "title": "Second video", "origin": "State Police", "stance": "refutes"}
    assert ana.post(f"{PAGE}/citations", True, **fields).status_code == 200
    assert "1 citation, 1 independent origin" in words(ana.get(PAGE))
    refused = ana.post(f"{PAGE}/citations", True, **fields | {"title": "Third", "origin": "x" * 301})
    assert refused.status_code == 422 and 'id="origin-error"' in refused.text


#: Pages on which origins are counted.
COUNTING = (f"{PAGE}?tab=claims", f"{PAGE}?tab=sources", "/review", "/sources", "/parties", PAGE)


def queries(desk: Desk, run: Any) -> int:
    """How many statements a request costs."""
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    event.listen(desk.database.engine, "before_cursor_execute", note)
    try:
        run()
    finally:
        event.remove(desk.database.engine, "before_cursor_execute", note)
    return len(seen)


def test_counting_origins_costs_the_same_however_many_there_are(raid: Raid, ana: Person, desk: Desk) -> None:
    raid.cite(raid.footage, "refutes")
    submitted_claim(raid.database, raid.ana, raid.article, raid.conference, "Six men")

    def cost(page: str) -> int:
        ana.get(page)
        return queries(desk, lambda: ana.get(page))

    few = {page: cost(page) for page in COUNTING}
    for number in range(6):
        source = raid.source(f"Source {number}", f"Party {number}", derived_from_id=raid.relay.id)
        ready_claim(raid.database, raid.ana, raid.article, source, "Fifteen officers")
        submitted_claim(raid.database, raid.ana, raid.article, source, "Six men")
        raid.cite(raid.source(f"Further {number}", f"Party {number}"), "refutes")
    many = {page: cost(page) for page in COUNTING}
    assert [page for page in COUNTING if many[page] > few[page] + 2] == [], (few, many)
