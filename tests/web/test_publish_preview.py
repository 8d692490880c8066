"""Before publishing: what will be in, what is left out and why, what it changes; and two who publish at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import fields

import pytest
from factories import approved_claim, make_article, make_attachment, make_citation, make_claim, make_source, read_claim
from web_browser import Browser

from annotate.desk import Desk
from annotate.domain import report_changes
from annotate.domain.people import Actor
from annotate.domain.report import Organisation, report_sha256
from annotate.domain.report_parts import ReportClaim
from annotate.domain.things import Article
from annotate.services import claims, reports, reviews
from annotate.store.session import Database
from annotate.web import reports as page

AsPerson = Callable[[str], Browser]
DESK = "/articles/dawn-raid/report"


@pytest.fixture
def article(database: Database, ana: Actor) -> Article:
    return make_article(database, ana)


def test_the_editor_sees_what_stays_out_and_why(
    as_person: AsPerson, desk: Desk, database: Database, article: Article, ana: Actor, mira: Actor
) -> None:
    secret = make_source(database, ana, title="A letter from inside")
    make_attachment(database, desk.evidence, ana, secret, access="sealed")
    claim = make_claim(database, ana, article)
    make_citation(database, ana, claim, secret)
    approved_claim(database, ana, mira, article, quote="Six men were charged")
    with database.write() as uow:
        reviews.withdraw(uow, mira, claim.id, "It was no claim.")
    page = as_person("mira").get(DESK).text
    assert "The 1 claim that would be in" in page and "The 1 that stays out, and why" in page
    assert "was withdrawn" in page and "A letter from inside" not in page, "nothing that is in cites it"
    with database.write() as uow:
        reviews.restore(uow, mira, claim.id)
    assert "is being worked on" in as_person("mira").get(DESK).text
    hidden = approved_claim(database, ana, mira, article, quote="Fifteen officers", source=secret)
    page = as_person("mira").get(DESK).text
    assert "A letter from inside" in page and f"cited for claim {hidden.number}" in page


def test_the_editor_sees_what_it_changes(
    as_person: AsPerson, database: Database, article: Article, ana: Actor, mira: Actor
) -> None:
    first = approved_claim(database, ana, mira, article)
    browser = as_person("mira")
    assert "What it would change" not in browser.get(DESK).text
    assert browser.post(f"{DESK}/publish", {"note": ""}).status_code == 303
    assert "Nothing that a reader would see" in browser.get(DESK).text
    with database.write() as uow:
        claims.edit(
            uow, ana, first.id, read_claim(database, first).rev, {"rationale": "It was <36>.", "status": "false"}
        )
    page = browser.get(DESK).text
    assert "Taken out" in page and "Claim 1" in page, "it is a draft again"
    with database.write() as uow:
        reviews.submit(uow, ana, first.id)
    with database.write() as uow:
        reviews.approve(uow, mira, first.id, read_claim(database, first).digest or "")
    approved_claim(database, ana, mira, article, quote="Six men were charged")
    page = browser.get(DESK).text
    assert "the status, the rationale" in page and "from <bdi>Disputed</bdi> to <bdi>False</bdi>" in page
    assert '<ins dir="auto">It was &lt;36&gt;.</ins>' in page and "; new</span>" in page


def test_whatever_is_different_of_a_claim_is_said_in_words() -> None:
    different = {field.name for field in fields(ReportClaim)} - report_changes._WORK - {"number"}
    assert [name for name in different if page._said([name]) == name] == []


def test_two_who_publish_at_once_make_one_edition_each(
    database: Database, article: Article, ana: Actor, mira: Actor, jonas: Actor
) -> None:
    approved_claim(database, ana, mira, article)
    start, done = threading.Barrier(4), []

    def publish(who: Actor, note: str) -> None:
        start.wait()
        for _ in range(3):
            with database.write() as uow:
                done.append(reports.publish(uow, who, article.slug, note, Organisation("Example Newsroom")))

    threads = [threading.Thread(target=publish, args=(mira if n % 2 else jonas, f"From {n}.")) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(edition.number for edition in done) == list(range(1, 13))
    with database.read() as session:
        for number in range(1, 13):
            edition, report = reports.edition(session, article.slug, number)
            assert report.edition == number and report_sha256(report) == edition.sha256
            assert [e.edition for e in report.history] == ([*range(1, number + 1)] if number > 1 else [])
        times = [edition.published_at for edition in reversed(reports.editions(session, article))]
    assert times == sorted(times)
