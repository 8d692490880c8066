"""The worked example, played into a real database on both engines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from databases import ENGINES, opened

from annotate.audit import trail
from annotate.audit.verifier import verify
from annotate.domain.report_parts import Organisation
from annotate.services import demo, reports
from annotate.store.evidence import Folder
from annotate.store.queries import articles
from annotate.store.queries.claims import Filter, claims
from annotate.store.session import Database, utc_text


@pytest.fixture(scope="module", params=ENGINES)
def bare_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One for all tests of an engine: they only look at what was loaded."""
    yield from opened(request, request.param, "bare", tmp_path_factory.mktemp("example"))


@pytest.fixture(scope="module")
def slugs(bare_database: Database, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return demo.load(bare_database, Folder(tmp_path_factory.mktemp("evidence")), Organisation("Example Newsroom"))


def test_every_claim_is_there_in_the_state_that_its_story_ends_in(bare_database, slugs) -> None:
    with bare_database.read() as session:
        article = articles.article(session, slugs["raid"])
        found = claims(session, article.id, Filter(withdrawn=True), limit=100).items
    data = next(a for a in demo.example()["articles"] if a["key"] == "raid")
    assert len(found) == len(data["claims"]) and article.example
    assert set(Counter(c.state for c in found)) == {"draft", "submitted", "returned", "approved", "withdrawn"}
    assert [c.number for c in found if c.stale] == [15]
    assert all(c.own_voice != bool(c.claimant_name) for c in found)


def test_its_trail_verifies_and_lies_in_the_past_in_order(bare_database, slugs) -> None:
    with bare_database.read() as session:
        findings = verify(session)
        events = trail.events(session, trail.Where(), limit=1000).items
    assert findings.faults == [] and findings.events > 250
    assert max(e.at for e in events) < utc_text(datetime.now(UTC))
    assert len({e.at for e in events}) > 150
    assert not {e.actor_name for e in events} - {"Annotate", *(p["name"] for p in demo.example()["people"])}


def test_the_clock_tells_the_time_again_afterwards(bare_database, slugs) -> None:
    assert abs((bare_database.clock() - datetime.now(UTC)).total_seconds()) < 5


def test_an_edition_is_published_with_approved_claims_alone(bare_database, slugs) -> None:
    with bare_database.read() as session:
        edition, report = reports.edition(session, slugs["raid"], 1)
    assert edition.published_by == "Mira Lindqvist" and report.example
    assert len(report.claims) >= 7 and 15 in [c.number for c in report.claims]
