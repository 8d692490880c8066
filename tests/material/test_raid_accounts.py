"""The real article’s conflicting accounts: the matrix, the independent origins, one footage on nine claims."""

from __future__ import annotations

import re
from pathlib import Path

import raid_accounts
import raid_desk
from flask import Flask
from prepared import prepared

from annotate.desk import Desk
from annotate.domain.origins import Cited, Origins, origins
from annotate.domain.people import Actor
from annotate.domain.report import Organisation, Report
from annotate.domain.things import Article
from annotate.exports.accounts import accounts
from annotate.services import reports, sessions
from annotate.store.queries import citations as citation_query
from annotate.store.queries import claims as claim_query
from annotate.store.queries.basis import bases
from annotate.store.session import Database

NEWSROOM = Organisation("The Newsroom", "https://newsroom.example")


@prepared
def article(database: Database, ana: Actor, material: Path) -> Article:
    return raid_accounts.fill(database, ana, raid_desk.load(material), material)


def working_copy(database: Database, article: Article, actor: Actor) -> Report:
    with database.read() as session:
        return reports.assemble(session, article.slug, NEWSROOM, "2026-11-25T12:00:00.000Z", actor)


def behind(database: Database, article: Article, number: int) -> Origins:
    """What stands behind a claim, by the rule, read from the database."""
    with database.read() as session:
        claim = claim_query.claim_by_number(session, article.id, number)
        cited = citation_query.citations(session, [claim.id])
        graph = bases(session, [claim], cited)[claim.id].graph
    return origins([Cited(c.source.id, c.stance) for c in cited], claim.claimant_id, graph)


def claim_id(database: Database, article: Article, number: int) -> str:
    with database.read() as session:
        return claim_query.claim_by_number(session, article.id, number).id


def test_the_15_pairs_make_the_matrix(database: Database, ana: Actor, article: Article, material: Path) -> None:
    table = accounts(working_copy(database, article, ana))
    assert table.camps == (raid_accounts.MEK, raid_accounts.AUTHORITIES, "Others")
    found = {row.title: [[account.claim.number for account in side] for side in row.sides] for row in table.rows}
    assert found == {
        "Size of the force": [[2, 24], [], []],
        "Motive": [[7], [12], [4]],
        "Who started it": [[7, 22], [6, 13, 31], []],
        "Cause of death": [[14], [19, 20], []],
        "Injured": [[15], [18], []],
        "Means": [[17, 25], [20], [32]],
        "The six": [[22], [], [21]],
    }
    kinds = {kind for row in table.rows for kind in row.topic.kinds}
    assert kinds == {"contradiction", "tension", "denial", "rival_motive", "rival_account"}
    assert sum(len(inside) for inside in raid_accounts.TOPICS.values()) == len(raid_accounts.pairs(material)) == 15


def test_minister_and_police_chief_are_one_origin_against_the_hundred(database: Database, article: Article) -> None:
    found = behind(database, article, 15)
    assert (found.citations, found.against_it, found.for_it) == (2, 1, 0)


def test_mek_and_ncri_are_one_camp(database: Database, ana: Actor, article: Article) -> None:
    assert behind(database, article, 2).independent == 0
    raid_accounts.cite(database, ana, claim_id(database, article, 15), "(NCRI) statement, Thursday", "supports")
    found = behind(database, article, 15)
    assert (found.citations, found.for_it, found.own) == (3, 0, 1)


def test_an_assurance_that_washington_passes_on_is_no_second_origin(
    database: Database, ana: Actor, article: Article
) -> None:
    before = behind(database, article, 25)
    raid_accounts.cite(database, ana, claim_id(database, article, 25), "US State Department statement", "refutes")
    after = behind(database, article, 25)
    assert (before.against_it, after.against_it) == (1, 1)
    assert after.citations == before.citations + 1


def test_one_drone_footage_is_cited_on_nine_claims(database: Database, ana: Actor, article: Article) -> None:
    made = working_copy(database, article, ana)
    (footage,) = (source for source in made.sources if source.title == raid_desk.FOOTAGE)
    citing = [claim.number for claim in made.claims if any(c.source == footage.id for c in claim.citations)]
    assert citing == [13, 17, 22, 24, 25, 27, 28, 29, 31]
    assert footage.camp == raid_accounts.AUTHORITIES


def test_the_report_says_what_washington_rests_on(database: Database, ana: Actor, article: Article) -> None:
    made = working_copy(database, article, ana)
    (passed_on,) = (source for source in made.sources if source.title == "US State Department statement")
    assert (passed_on.origin, passed_on.derived_from) == ("US State Department", "Assurance given to Washington")


def test_the_page_shows_the_matrix_of_seven_topics(
    desk: Desk, database: Database, ana: Actor, article: Article, served: Flask
) -> None:
    client = served.test_client()
    client.set_cookie("session", sessions.open_for(database, ana.id, "a browser"))
    page = client.get(f"/articles/{article.slug}/conflicts")
    said = " ".join(re.sub(r"<[^>]+>", " ", page.text).split())
    assert page.status_code == 200
    assert "15 conflicting pairs of claims in 7 topics." in said
    for topic, words in raid_accounts.SETTLE.items():
        assert topic in said and words in said
    for quote in ("more than a hundred others injured", "36 people – 15 police officers and 21 MEK members -- were"):
        assert quote in said
