"""The past as pages: what stood when, who changed what, what an approver saw, and bringing something back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from cases import every
from factories import (
    actor,
    approved_claim,
    make_article,
    make_attachment,
    make_citation,
    make_claim,
    make_source,
    read_claim,
)
from prepared import prepared
from sqlalchemy import event, select
from web_browser import Browser, events
from working_page import words

from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.domain.things import Article, Claim, Source
from annotate.services import claims, reviews, sources
from annotate.store.models import EventRow
from annotate.store.session import Database

AsPerson = Callable[[str], Browser]
URL = "/articles/dawn-raid"


@prepared
def article(database: Database, ana: Actor) -> Article:
    return make_article(database, ana)


@prepared
def source(database: Database, ana: Actor) -> Source:
    return make_source(database, ana)


@pytest.fixture
def reader(as_person: AsPerson) -> Browser:
    return as_person("ana")


def edit(database: Database, who: Actor, claim: Claim, **values: object) -> Claim:
    claim = read_claim(database, claim)
    with database.write() as uow:
        return claims.edit(uow, who, claim.id, claim.rev, values)


def last(database: Database, log: str) -> int:
    with database.read() as session:
        return (
            session.scalars(select(EventRow.seq).where(EventRow.log == log).order_by(EventRow.seq.desc())).first() or 0
        )


@prepared
def approved(database: Database, ana: Actor, mira: Actor, article: Article, source: Source) -> Claim:
    return approved_claim(database, ana, mira, article, source, statement="More than 100 were injured.")


def shown(answer: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.text))  # type: ignore[attr-defined]


# As it stood


def test_a_claim_is_shown_as_it_stood_with_what_has_changed_since(
    reader: Browser, database: Database, ana: Actor, article: Article, source: Source, approved: Claim
) -> None:
    seq = last(database, article.id)
    with database.write() as uow:
        sources.edit(uow, ana, source.id, source.rev, {"title": "Other footage"})
    edit(database, ana, approved, statement="About 100 were injured.", status="true")
    page = reader.get(f"{URL}/claims/1/at/{seq}")
    assert page.status_code == 200
    assert "More than 100 were injured." in page.text and "Footage of the gate" in page.text
    assert "<del>More than</del><ins>About</ins> 100 were injured." in page.text, "with what it says now"
    assert f"After event {seq}: Mira Lindqvist approved claim 1" in shown(page)
    assert reader.get(f"{URL}/claims/1/at/{last(database, article.id)}").text.count("Other footage")


def test_it_is_said_whether_what_a_claim_rests_on_is_still_the_same(
    reader: Browser, database: Database, ana: Actor, article: Article, source: Source
) -> None:
    claim = make_claim(database, ana, article)
    make_citation(database, ana, claim, source)
    address = f"{URL}/claims/1/at/{last(database, article.id)}"
    assert "Nothing of it has changed since" in shown(reader.get(address))
    with database.write() as uow:
        sources.edit(uow, ana, source.id, source.rev, {"reliability": "D"})
    page = shown(reader.get(address))
    assert "It has changed since" in page and "What it rests on is not" in page


def test_the_approver_saw_the_same_fingerprint_and_the_review_page_and_history_lead_there(
    reader: Browser, database: Database, article: Article, approved: Claim
) -> None:
    seq = last(database, article.id)
    address = f"{URL}/claims/1/at/{seq}"
    for path in (f"{URL}/claims/1?tab=history", f"/review/{approved.id}"):
        assert re.search(rf'href="{address}"[^>]*>What the approver saw', reader.get(path).text), path
    page = shown(reader.get(address))
    assert "The same fingerprint as was approved by Mira Lindqvist" in page and "What the approver saw" in page
    assert page.replace(" ", "").count(str(approved.digest)) == 1


def test_where_the_clock_was_put_back_the_page_says_why_the_fingerprint_is_another(
    reader: Browser, database: Database, ana: Actor, article: Article, source: Source
) -> None:
    claim = make_claim(database, ana, article, status="disputed", rationale="Both say so.")
    make_citation(database, ana, claim, source)
    database.clock = lambda: datetime.now(UTC) + timedelta(days=2)
    with database.write() as uow:
        sources.edit(uow, ana, source.id, source.rev, {"title": "Edited tomorrow"})
    database.clock = lambda: datetime.now(UTC)
    with database.write() as uow:
        submitted = reviews.submit(uow, ana, claim.id)
    page = shown(reader.get(f"{URL}/claims/1/at/{last(database, article.id)}"))
    assert "Not the fingerprint on record" in page and str(submitted.digest) in page and "clock" in page


def test_an_article_stands_with_the_marks_and_statuses_of_its_moment(
    reader: Browser, database: Database, ana: Actor, article: Article
) -> None:
    claim = make_claim(database, ana, article)
    seq = last(database, article.id)
    edit(database, ana, claim, status="true")
    make_claim(database, ana, article, "Six men were charged")
    page = reader.get(f"{URL}/at/{seq}")
    assert page.text.count("<mark") == 1 and 'data-s="unchecked"' in page.text
    assert "Unchecked" in words(page) and f"/claims/1/at/{seq}" in page.text
    assert f'href="{URL}/at/{seq + 1}"' in page.text and f'href="{URL}/at/{seq - 1}"' in page.text
    assert reader.get(f"{URL}/at/{last(database, article.id)}").text.count("<mark") == 2
    assert reader.get(f"{URL}/at/1").text.count("<mark") == 0


def test_a_time_leads_to_the_last_event_until_then(
    reader: Browser, database: Database, ana: Actor, article: Article
) -> None:
    make_claim(database, ana, article)
    for when in ("2099-01-01", "2099-01-01T10:00", "2099-01-01T10:00:00.000Z", "now"):
        answer = reader.get(f"{URL}/at/{when}")
        assert (answer.status_code, answer.location) == (303, f"{URL}/at/{last(database, article.id)}")
    assert reader.get(f"{URL}/at?when=2099-01-01T10:00").status_code == 303


@every("moment", ["1999-01-01", "0", "99999", "9999999999", "2020-01-01T00:00Z"])
def test_before_the_article_and_after_all_events_there_is_nothing(
    reader: Browser, article: Article, moment: str
) -> None:
    assert reader.get(f"{URL}/at/{moment}").status_code == 404


@every("moment", ["yesterday", "2026-13-01", "-3", "1e3", "٣", "9" * 40, "0001-01-01T00:00+14:00"])
def test_a_moment_that_is_none_is_refused_with_the_way_to_write_it(
    reader: Browser, article: Article, moment: str
) -> None:
    answer = reader.get(f"{URL}/at/{moment}")
    assert answer.status_code == 422 and "2026-11-23" in answer.text


@every("seq", ["0", "999", "2147483648", "9" * 30, "x", "-1"])
def test_an_event_that_is_not_there_is_not_found(
    reader: Browser, database: Database, ana: Actor, article: Article, source: Source, seq: str
) -> None:
    make_claim(database, ana, article)
    before = events(reader.desk)
    for path in (f"{URL}/claims/1/at/{seq}", f"{URL}/claims/1/at/{seq}/restore", f"/sources/{source.id}/at/{seq}"):
        assert reader.get(path, query_string={"field": "status"}).status_code == 404, path
    answer = reader.post(f"{URL}/claims/1/at/{seq}/restore", {"field": "status", "rev": "1"})
    assert answer.status_code == 404 and events(reader.desk) == before


def test_an_event_of_another_article_or_before_the_mark_shows_nothing_of_the_claim(
    reader: Browser, database: Database, ana: Actor, article: Article
) -> None:
    other = make_article(database, ana, "Another text, about rain.", "Rain")
    for _ in range(9):
        edit(database, ana, make_claim(database, ana, other, "rain"), statement="It rains.")
    make_claim(database, ana, article)
    assert reader.get(f"{URL}/claims/1/at/{last(database, article.id) + 1}").status_code == 404
    early = reader.get(f"{URL}/claims/1/at/1")
    assert early.status_code == 404 and "not marked yet at event 1" in early.text


@every("path", ["/claims/1/at/3", "/at/2", "/at/now", "/claims/1/at/3/restore?field=status"])
def test_strangers_are_sent_to_sign_in(anybody: Browser, database: Database, ana: Actor, path: str) -> None:
    make_claim(database, ana, make_article(database, ana))
    assert "/sign-in" in str(anybody.get(URL + path).location)


# Sources


def test_a_source_is_shown_as_it_stood_and_who_changed_what(
    reader: Browser, database: Database, ana: Actor, farid: Actor, source: Source
) -> None:
    first = last(database, "library")
    with database.write() as uow:
        sources.edit(uow, farid, source.id, source.rev, {"title": "Other footage", "reliability": "D"})
    then = reader.get(f"/sources/{source.id}/at/{first}")
    assert '<h1 dir="auto">Footage of the gate</h1>' in then.text and "As it stood on" in then.text
    page = words(reader.get(f"/sources/{source.id}/history"))
    assert re.search(r"Title Other footage FN Farid Nouri ?, [^,]+ , event \d+", page)
    assert re.search(r"Kind Drone footage AK Ana Kelmendi ?, [^,]+ , event \d+", page)
    assert f"/sources/{source.id}/at/{first}" in reader.get(f"/sources/{source.id}").text
    later = make_source(database, ana, "Charge sheet")
    assert reader.get(f"/sources/{later.id}/at/{first}").status_code == 404, "that was before it was added"


def test_a_sealed_file_stays_closed_in_its_past(
    as_person: AsPerson, desk: Desk, database: Database, ana: Actor, source: Source
) -> None:
    made = make_attachment(
        database, desk.evidence, ana, source, name="witness-names.txt", access="sealed", note="From the insider"
    )
    seq = last(database, "library")
    with database.write() as uow:
        sources.edit(uow, ana, source.id, source.rev, {"publisher": "Police"})
    secrets = ("witness-names", made.sha256, "insider")
    for path in (f"/at/{seq}", f"/at/{seq + 1}", f"/at/{seq - 1}", "/history"):
        for key in ("farid", "guest"):
            page = as_person(key).get(f"/sources/{source.id}{path}").text
            assert not [secret for secret in secrets if secret in page], (path, key)
    own = as_person("ana").get(f"/sources/{source.id}/at/{seq}").text
    assert all(secret in own for secret in secrets)


def test_a_source_that_is_not_there_has_no_past(reader: Browser) -> None:
    for path in ("/sources/nothing/at/1", "/sources/nothing/history"):
        assert reader.get(path).status_code == 404


# Who last changed what


def test_each_field_names_who_changed_it_last(
    reader: Browser, database: Database, ana: Actor, farid: Actor, article: Article
) -> None:
    claim = make_claim(database, ana, article, statement="First", rationale="Because.")
    edit(database, farid, claim, statement="Second")
    changed = last(database, article.id)
    page = reader.get(f"{URL}/claims/1?tab=history&by=field")
    said = words(page)
    assert re.search(rf"Wording Second FN Farid Nouri ?, [^,]+ , event {changed}\b", said)
    assert re.search(rf"Rationale Because. AK Ana Kelmendi ?, [^,]+ , event {changed - 1}\b", said)
    assert "What is known" not in said, "nobody ever said anything there"
    assert f"/claims/1/at/{changed}" in page.text


def test_who_changed_what_is_asked_with_one_query_for_the_events(
    reader: Browser, database: Database, ana: Actor, article: Article
) -> None:
    claim = make_claim(database, ana, article)
    for number in range(5):
        edit(database, ana, claim, rationale=f"Version {number}")
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    reader.get(f"{URL}/claims/1?tab=history&by=field")
    assert len([statement for statement in asked if "event.body" in statement]) == 1


def test_the_past_of_an_article_costs_the_same_however_many_claims(
    reader: Browser, database: Database, ana: Actor, article: Article
) -> None:
    make_claim(database, ana, article)
    address = f"{URL}/at/{last(database, article.id)}"
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    reader.get(address)
    few = len(asked)
    for quote in ("Six men", "Fifteen officers", "injured on", "Tuesday, the", "residents said"):
        make_claim(database, ana, article, quote)
    address = f"{URL}/at/{last(database, article.id)}"
    asked.clear()
    reader.get(address)
    assert len(asked) == few <= 15


# Bringing back


def test_what_will_change_is_shown_before_and_done_after(
    reader: Browser, database: Database, ana: Actor, article: Article
) -> None:
    claim = make_claim(database, ana, article, statement="First", rationale="Because.")
    seq = last(database, article.id)
    edit(database, ana, claim, statement="Second", rationale="Else.")
    before = events(reader.desk)
    ask = reader.get(f"{URL}/claims/1/at/{seq}/restore?field=statement")
    assert "First" in ask.text and "Second" in ask.text and "Because." not in ask.text
    assert events(reader.desk) == before, "looking changes nothing"
    answer = reader.post(f"{URL}/claims/1/at/{seq}/restore", {"field": "statement", "rev": "2"})
    assert (answer.status_code, answer.location) == (303, f"{URL}/claims/1#c1")
    now = read_claim(database, claim)
    assert (now.statement, now.rationale, now.rev) == ("First", "Else.", 3)
    history = words(reader.get(f"{URL}/claims/1?tab=history"))
    assert f"restored the wording of claim 1 as it stood at event {seq}" in history


def test_an_approved_claim_is_said_to_reopen_and_does(
    reader: Browser, database: Database, article: Article, ana: Actor, mira: Actor, source: Source
) -> None:
    claim = make_claim(database, ana, article, statement="First", status="disputed", rationale="Both say so.")
    seq = last(database, article.id)
    edit(database, ana, claim, statement="Second")
    make_citation(database, ana, claim, source)
    with database.write() as uow:
        sent = reviews.submit(uow, ana, claim.id)
    closed = reader.get(f"{URL}/claims/1/at/{seq}").text
    assert "It waits for a reviewer" in closed and 'name="field"' not in closed
    with database.write() as uow:
        reviews.approve(uow, mira, claim.id, str(sent.digest))
    assert "It becomes a draft again" in reader.get(f"{URL}/claims/1/at/{seq}/restore?field=statement").text
    rev = str(read_claim(database, claim).rev)
    assert reader.post(f"{URL}/claims/1/at/{seq}/restore", {"field": "statement", "rev": rev}).status_code == 303
    assert read_claim(database, claim).state == "draft"


def test_a_stale_writer_sees_both_versions_and_can_go_on(
    reader: Browser, database: Database, ana: Actor, farid: Actor, article: Article
) -> None:
    claim = make_claim(database, ana, article, statement="First")
    seq = last(database, article.id)
    edit(database, ana, claim, statement="Second")
    edit(database, farid, claim, statement="Third")
    before = events(reader.desk)
    answer = reader.post(f"{URL}/claims/1/at/{seq}/restore", {"field": "statement", "rev": "2"})
    assert answer.status_code == 409 and events(reader.desk) == before
    assert "Somebody saved this claim before you" in answer.text
    assert "Third" in answer.text and "First" in answer.text and 'name="rev" value="3"' in answer.text
    assert reader.post(f"{URL}/claims/1/at/{seq}/restore", {"field": "statement", "rev": "3"}).status_code == 303


@every(
    "fields",
    [
        {}, {"field": "statement"}, {"field": "statement", "rev": "x"}, {"field": "state", "rev": "2"},
        {"field": "type", "rev": "2"}, {"field": "<b>", "rev": "2"}, {"rev": "2"},
    ],
)  # fmt: skip
def test_a_broken_form_brings_nothing_back(
    reader: Browser, database: Database, ana: Actor, article: Article, fields: dict[str, str]
) -> None:
    claim = make_claim(database, ana, article, statement="First")
    seq = last(database, article.id)
    edit(database, ana, claim, statement="Second")
    before = events(reader.desk)
    answer = reader.post(f"{URL}/claims/1/at/{seq}/restore", fields)
    assert answer.status_code == 422 and "Nothing was brought back" in answer.text
    assert events(reader.desk) == before


@pytest.mark.parametrize("key", ["guest", "ines"])
def test_who_may_not_edit_reads_the_past_and_gets_the_reason(
    as_person: AsPerson, database: Database, ana: Actor, article: Article, key: str
) -> None:
    claim = make_claim(database, ana, article, statement="First")
    seq = last(database, article.id)
    edit(database, ana, claim, statement="Second")
    browser = as_person(key)
    page = browser.get(f"{URL}/claims/1/at/{seq}").text
    assert "First" in page and 'name="field"' not in page
    assert browser.get(f"{URL}/claims/1/at/{seq}/restore?field=statement").status_code == 403
    answer = browser.post(f"{URL}/claims/1/at/{seq}/restore", {"field": "statement", "rev": "2"})
    assert answer.status_code == 403 and actor(database, key).role in ("viewer", "admin")


@every("number", ["0", "99", "9" * 12, "9" * 30, "9" * 5000])
def test_a_claim_that_is_not_there_has_no_past(reader: Browser, article: Article, number: str) -> None:
    for path in (f"{URL}/claims/{number}/at/1", f"{URL}/claims/{number}/at/1/restore?field=status"):
        assert reader.get(path).status_code == 404, path
    answer = reader.post(f"{URL}/claims/{number}/at/1/restore", {"field": "status", "rev": "1"})
    assert answer.status_code in (404, 405), "no address has thousands of digits"
    assert reader.get(f"{URL}/claims/{number}").status_code == 404


def test_an_event_number_of_thousands_of_digits_is_not_found(reader: Browser, article: Article, source: Source) -> None:
    for path in (f"{URL}/claims/1/at/{'9' * 5000}", f"/sources/{source.id}/at/{'9' * 5000}"):
        assert reader.get(path).status_code == 404
