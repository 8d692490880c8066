"""Lists, pages, the trail, citations, the library."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from api_bodies import claim_of

from annotate.audit.recorder import leaf_hash

NUMBERED = "\n".join(f"On day {n} there were {n * 7} people." for n in range(30))


def test_claims_are_paged_by_number_and_filtered(api: Any) -> None:
    article = api.article(NUMBERED, "Numbered")
    for n in range(12):
        api.claim(article, f"On day {n} there", type="prediction" if n % 3 else "quantity")
    path, seen, after = f"/articles/{article['slug']}/claims", [], ""
    while True:
        page = api.get(f"{path}?limit=5&after={after}").json
        seen += [claim["number"] for claim in page["items"]]
        if page["next"] is None:
            break
        after = page["next"]
    assert seen == list(range(1, 13))
    assert len(api.get(f"{path}?type=quantity").json["items"]) == 4
    assert len(api.get(f"{path}?q=day+3").json["items"]) == 1
    assert api.get(f"{path}?state=withdrawn").json["items"] == []
    gone = api.claim(article, "On day 20 there")
    assert api.post(f"/claims/{gone['id']}/withdraw", {"reason": "Marked twice."}).json["state"] == "withdrawn"
    assert [c["id"] for c in api.get(f"{path}?state=withdrawn").json["items"]] == [gone["id"]]
    assert api.post(f"/claims/{gone['id']}/restore").json["state"] == "draft"


def test_a_claim_in_a_list_says_the_same_as_the_claim_alone(api: Any) -> None:
    article = api.article()
    claim = api.submitted(article)
    more = {"claimant": "Residents", "confidence": "high", "attribution": "altered", "worthiness": "CFS"}
    api.claim(article, "Six men", **more)
    for item in api.get(f"/articles/{article['slug']}/claims").json["items"]:
        alone = api.get(f"/claims/{item['id']}").json
        digest = item.pop("digest")
        assert digest == (claim["digest"] if item["id"] == claim["id"] else None)
        assert item == {name: value for name, value in alone.items() if name != "digest"}


def test_the_trail_is_a_feed_whose_hashes_can_be_worked_out(api: Any) -> None:
    article = api.article()
    api.submitted(article)
    path, after, events = f"/articles/{article['slug']}/trail", 0, []
    while True:
        page = api.get(f"{path}?after={after}&limit=2").json
        events += page["events"]
        if page["next"] is None:
            break
        after = page["next"]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    for before, event in zip([None, *events], events, strict=False):
        assert leaf_hash(event["body"].encode()) == event["hash"]
        assert event["prev"] == (before["hash"] if before else "")
        assert json.loads(event["body"])["action"] == event["action"]
    assert {event["actor"]["via"] for event in events} == {"api"}
    assert api.get(f"{path}?after={events[-1]['seq']}").json == {"events": [], "next": None}


def test_the_events_of_a_request_carry_its_id(api: Any) -> None:
    made = api.post("/articles", {"title": "Named", "text": "One text."})
    events = api.get(f"/articles/{made.json['slug']}/trail").json["events"]
    assert {json.loads(event["body"])["request"] for event in events} == {made.headers["X-Request-Id"]}


def test_citations_are_made_changed_taken_back_and_put_back(api: Any) -> None:
    claim, source = api.claim(api.article()), api.source(reliability="B")
    body = {"source": source["id"], "stance": "supports", "locator": "00:12", "credibility": 2}
    made = api.post(f"/claims/{claim['id']}/citations", body)
    path = f"/citations/{made.json['id']}"
    changed = api.patch(path, {"stance": "context", "credibility": None}, If_Match='"1"').json
    assert (changed["stance"], changed["credibility"], changed["locator"]) == ("context", None, "00:12")
    assert api.patch(path, {"stance": "silent"}, If_Match='"1"').json["current"]["stance"] == "context"
    assert api.post(f"{path}/withdraw", If_Match='"2"').json["withdrawn"] is True
    assert api.get(f"/claims/{claim['id']}/citations").json["items"] == []
    assert api.get(f"/claims/{claim['id']}/citations?withdrawn=true").json["items"][0]["withdrawn"] is True
    assert api.post(f"{path}/restore", If_Match='"3"').json["withdrawn"] is False
    assert api.post(f"/claims/{claim['id']}/citations", {**body, "source": "none"}).status_code == 422
    assert api.post(f"/claims/{claim['id']}/citations", {**body, "source": "\x00"}).status_code == 422
    assert api.post(f"/claims/{claim['id']}/citations", {**body, "credibility": 7}).status_code == 422


def test_the_same_address_is_one_source_and_the_same_name_one_party(api: Any) -> None:
    first = api.post("/sources", {"kind": "official_statement", "title": "Ruling", "url": "https://example.org/a"})
    again = api.post(
        "/sources", {"kind": "official_statement", "title": "The ruling", "url": "http://www.example.org/a/#x"}
    )
    assert (first.status_code, again.status_code) == (201, 200), first.text
    assert again.json == {**first.json, "existing": True}
    assert [api.post("/parties", {"name": n}).status_code for n in ("The Police", "the  police")] == [201, 200]
    for url in ("javascript:alert(1)", "java\tscript:x", "data:text/html,x", "https://a:b@example.org/", "ftp://x.org"):
        assert api.post("/sources", {"kind": "official_statement", "title": "x", "url": url}).status_code == 422, url


def test_a_changed_source_reopens_the_approved_claim_that_cites_it(api: Any) -> None:
    claim = api.submitted(api.article())
    api.post(f"/claims/{claim['id']}/approve", {"digest": claim["digest"]}, who="mira")
    source = api.get(f"/claims/{claim['id']}/citations").json["items"][0]["source"]
    assert api.patch(f"/sources/{source['id']}", {"note": "Cut."}, If_Match='"1"').status_code == 200
    shown = api.get(f"/claims/{claim['id']}").json
    assert (shown["state"], shown["stale"]) == ("draft", True)
    assert shown["digest"] != claim["digest"]


def test_a_claim_is_moved_to_other_words(api: Any) -> None:
    article = api.article()
    claim = api.claim(article)
    other = claim_of(article, "Six men")
    body = {"spans": other["spans"], "revision_sha256": other["revision_sha256"]}
    moved = api.post(f"/claims/{claim['id']}/move", body, If_Match='"1"').json
    assert (moved["rev"], moved["spans"][0]["exact"]) == (2, "Six men")


def test_a_blocking_comment_holds_up_the_approval_until_it_is_resolved(api: Any) -> None:
    claim = api.submitted(api.article())
    comment = api.post(f"/claims/{claim['id']}/comments", {"body": "Who counted?", "blocking": True}, who="jonas").json
    approve = lambda: api.post(f"/claims/{claim['id']}/approve", {"digest": claim["digest"]}, who="mira")  # noqa: E731
    assert approve().status_code == 409
    assert api.post(f"/comments/{comment['id']}/resolve", If_Match='"1"', who="jonas").json["resolved_at"]
    assert approve().status_code == 200
    assert len(api.get(f"/claims/{claim['id']}/comments").json["items"]) == 1


def test_an_article_is_corrected_and_its_text_stays(api: Any) -> None:
    article = api.article()
    path = f"/articles/{article['slug']}"
    assert api.patch(path, {"title": "Raid at dawn"}, If_Match='"1"').json["title"] == "Raid at dawn"
    assert api.patch(path, {"title": "Raid"}, If_Match='"1"').json["current"]["title"] == "Raid at dawn"
    assert api.patch(path, {"text": "Other"}, If_Match='"2"').status_code == 422
    text = api.get(f"{path}/text")
    assert hashlib.sha256(text.data).hexdigest() == article["revision"]["sha256"] == text.headers["ETag"].strip('"')


def test_articles_are_paged_and_found_by_title(api: Any) -> None:
    for n in range(5):
        api.article(f"Text {n}", f"Title {n}")
    first = api.get("/articles?limit=3").json
    second = api.get(f"/articles?limit=3&after={first['next']}").json
    assert [a["title"] for a in first["items"] + second["items"]] == [f"Title {n}" for n in (4, 3, 2, 1, 0)]
    assert second["next"] is None
    assert [a["title"] for a in api.get("/articles?q=title+3").json["items"]] == ["Title 3"]


def test_terms_come_with_what_is_switched_off(api: Any) -> None:
    terms = api.get("/terms?vocabulary=status").json["items"]
    assert {t["code"]: t["active"] for t in terms}["half_true"] is False
    assert {t["vocabulary"] for t in api.get("/terms").json["items"]} == {
        "claim_type", "status", "source_kind", "checklist",
    }  # fmt: skip


def test_a_head_request_has_the_headers_and_no_body(api: Any) -> None:
    sent = {"Authorization": f"Bearer {api.tokens['ana']}"}
    answer = api.app.test_client().head("/api/v1/terms", headers=sent)
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
