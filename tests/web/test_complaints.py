"""Complaints at the desk, and the corrections that everybody can read."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

from web_browser import Browser, events

from annotate.desk import Desk

AsPerson = Callable[[str], Browser]
NEW = "/articles/dawn-raid/complaints/new"
PUBLISH = "/articles/dawn-raid/report/publish"
SAID = {
    "words": "It was <36>, not 100.", "side": "party", "complainant": "Dr. Kola", "contact": "kola@example.org",
    "received": "2026-01-02", "claim_number": "1",
}  # fmt: skip


def test_a_complaint_goes_from_the_desk_to_the_public_log(
    mira_browser: Browser, as_person: AsPerson, anybody: Browser
) -> None:
    assert "Nothing that we published was changed yet" in anybody.get("/corrections/").text
    ana = as_person("ana")
    ana.get(NEW)
    assert ana.post(NEW, SAID).location == "/complaints/1"
    listed = ana.get("/complaints").text
    assert "1 open, 1 overdue" in listed and "somebody whom the report is about" in listed
    page = ana.get("/complaints/1").text
    assert "It was &lt;36&gt;" in page and "Dr. Kola" in page and "A reviewer or an admin decides" in page
    guest = as_person("guest").get("/complaints/1").text
    assert "It was &lt;36&gt;" in guest and "Kola" not in guest, "who complains stays with those who work on it"
    assert "/admin/erase?kind=complaint" in as_person("ines").get("/complaints/1").text
    assert "/admin/erase" not in guest + page, "only those who may erase are led there"

    mira_browser.get("/complaints/1")
    decision = {"rev": "1", "ruling": "upheld", "answer": "The count was misread.", "decided": "2026-01-12"}
    assert mira_browser.post("/complaints/1/decide", {**decision, "answer": ""}).status_code == 422
    assert mira_browser.post("/complaints/1/decide", decision).status_code == 303
    note = {"note": "Claim 1: the count.", "kind": "correct", "complaints": "1"}
    assert mira_browser.post(PUBLISH, note).status_code == 303
    assert 'href="/reports/dawn-raid/2/">edition 2' in mira_browser.get("/complaints/1").text

    log = anybody.get("/corrections/").text
    assert (
        "Correction, <time" in log and "Claim 1: the count." in log and "after complaint 1, decided in 10 days" in log
    )
    assert "10 days in the median" in log and "Kola" not in log
    feed = ElementTree.fromstring(anybody.get("/corrections/feed.atom").data)
    [title] = [e.text for e in feed.iterfind("{*}entry/{*}title")]
    assert title == "Correction: Dawn raid"
    report, old = anybody.get("/reports/dawn-raid/").text, anybody.get("/reports/dawn-raid/1/").text
    assert "Correction, <time" in report and report.index("Claim 1: the count.") < report.index("<h1>")
    assert "after complaint 1" in report and 'href="1/">Edition 1' in report
    assert "something here was corrected" in old and "Claim 1: the count." not in old


def test_nothing_wrong_is_recorded(mira_browser: Browser, desk: Desk) -> None:
    mira_browser.get(NEW)
    before = events(desk)
    for wrong, status in (({"words": ""}, 422), ({"claim_number": "x"}, 422), ({"claim_number": "9"}, 422),
                          ({"edition": "7"}, 404), ({"received": "soon"}, 422), ({"side": "x"}, 422)):  # fmt: skip
        assert mira_browser.post(NEW, {**SAID, **wrong}).status_code == status, wrong
    assert mira_browser.post(PUBLISH, {"note": "x", "kind": "none"}).status_code == 422
    assert mira_browser.post(PUBLISH, {"note": "x", "complaints": "5"}).status_code == 422
    assert events(desk) == before
    assert mira_browser.get("/complaints/7").status_code == 404


def test_two_who_write_at_once_see_both_versions(mira_browser: Browser) -> None:
    mira_browser.get(NEW)
    mira_browser.post(NEW, SAID)
    assert (
        mira_browser.post("/complaints/1", {**SAID, "rev": "1", "edition": "1", "contact": "by post"}).status_code
        == 303
    )
    late = mira_browser.post("/complaints/1", {**SAID, "rev": "1", "edition": "1", "words": "Another wording"})
    assert late.status_code == 409 and "Somebody saved this complaint before you" in late.text
    assert "Another wording" in late.text and mira_browser.get("/complaints?show=all").status_code == 200


def test_a_viewer_records_nothing(as_person: AsPerson, mira_browser: Browser) -> None:
    assert as_person("guest").get(NEW).status_code == 403
