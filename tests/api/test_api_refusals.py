"""What the API refuses, how it says so, and that nothing has changed after."""

from __future__ import annotations

import json
from typing import Any

from api_bodies import claim_of
from cases import every

from annotate.domain.people import SYSTEM
from annotate.services import users

TEXT = "🚓🚨 Police raid the camp at dawn\nMore than 100 people were injured on Tuesday."


def changed(span: dict[str, Any], **values: Any) -> dict[str, Any]:
    return {**span, **values}


@every(
    ("values", "status"),
    [
        ({"start": -1}, 422),
        ({"end": 10_000}, 422),
        ({"start": 2**31 - 1, "end": 2**31 - 1}, 422),
        ({"start": 2**70}, 422),
        ({"start": 20, "end": 10}, 422),
        ({"start": 3, "end": 3}, 422),
        ({"exact": ""}, 422),
        ({"exact": "Police said"}, 409),
        ({"start": "3"}, 422),
        ({"start": True}, 422),
        ({"start": 3.0}, 422),
        ({"start": None}, 422),
        ({"colour": "red"}, 422),
    ],
)
def test_a_span_that_does_not_fit_the_text_is_refused(api: Any, values: dict[str, Any], status: int) -> None:
    article = api.article(TEXT)
    body = claim_of(article, "Police raid")
    body["spans"] = [changed(body["spans"][0], **values)]
    before = api.events()

    refused = api.post(f"/articles/{article['slug']}/claims", body)

    assert refused.status_code == status, refused.json
    assert refused.json["problems"][0]["field"].startswith("spans.0")
    assert api.events() == before


def test_utf16_offsets_after_an_emoji_are_refused_by_the_quote(api: Any) -> None:
    article = api.article(TEXT)
    body = claim_of(article, "Police raid")
    span = body["spans"][0]
    body["spans"] = [changed(span, start=span["start"] + 2, end=span["end"] + 2)]  # each emoji is two units there
    before = api.events()

    refused = api.post(f"/articles/{article['slug']}/claims", body)

    assert (refused.status_code, refused.json["type"]) == (409, "/problems/stale")
    assert api.events() == before


def test_a_claim_on_another_revision_of_the_text_is_refused(api: Any) -> None:
    article = api.article(TEXT)
    before = api.events()
    refused = api.post(
        f"/articles/{article['slug']}/claims", claim_of(article, "Police raid", revision_sha256="0" * 64)
    )
    assert (refused.status_code, refused.json["problems"][0]["field"]) == (409, "revision_sha256")
    assert api.events() == before


@every(
    ("fields", "field"),
    [
        ({"type": "rumour"}, "type"),
        ({"status": "half_true"}, "status"),
        ({"status": ""}, "status"),
        ({"attribution": "maybe"}, "attribution"),
        ({"confidence": "total"}, "confidence"),
        ({"worthiness": "cfs"}, "worthiness"),
        ({"statement": "x" * 2_001}, "statement"),
        ({"statement": 7}, "statement"),
        ({"statement": "nul \x00"}, "statement"),
        ({"statement": "half \ud800"}, "statement"),
        ({"claimant": "nul \x00"}, "claimant"),
        ({"claimant": ""}, "claimant"),
        ({"claimant": "01900000-0000-7000-8000-000000000000"}, "claimant"),
        ({"claimant": "The police", "own_voice": True}, "claimant"),
        ({"assignee": "nobody@example.org"}, "assignee"),
        ({"assignee": "guest@example.org"}, "assignee"),
        ({"own_voice": 1}, "own_voice"),
        ({"spans": []}, "spans"),
        ({"spans": {}}, "spans"),
        ({"state": "approved"}, "state"),
        ({"author_id": "me"}, "author_id"),
        ({"rev": 9}, "rev"),
    ],
)
def test_a_field_that_is_wrong_is_named_and_nothing_is_marked(api: Any, fields: dict[str, Any], field: str) -> None:
    article = api.article(TEXT)
    before = api.events()
    refused = api.post(f"/articles/{article['slug']}/claims", {**claim_of(article, "Police raid"), **fields})
    assert refused.status_code == 422, refused.json
    assert field in [problem["field"].split(".")[0] for problem in refused.json["problems"]]
    assert api.events() == before


@every(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"", "application/json", 400),
        (b'{"title": NaN}', "application/json", 400),
        (b'{"title": 1' + b"0" * 5_000 + b"}", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"title": "\xff"}', "application/json", 400),
        (b'\xef\xbb\xbf{"title": "x"}', "application/json", 400),
        (b'{"title": "a", "title": "b", "text": "c"}', "application/json", 400),
        (b'{"title": "a", "text": "c"}', "text/plain", 415),
        (b"title=a&text=b", "application/x-www-form-urlencoded", 415),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
        (b'"text"', "application/json", 422),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(api: Any, body: bytes, content_type: str, status: int) -> None:
    before = api.events()
    refused = api.post("/articles", body, Content_Type=content_type)
    assert (refused.status_code, refused.json["status"]) == (status, status), refused.text[:300]
    assert api.events() == before


def test_a_body_over_the_limit_and_a_text_over_the_limit_are_413(api: Any) -> None:
    before = api.events()
    assert api.post("/articles", {"title": "Long", "text": "x" * 2_000_001}).status_code == 413
    assert api.post("/articles", b" " * 8_000_001).status_code == 413
    assert api.post("/parties", b" " * 2_000_001).status_code == 413
    assert api.events() == before


@every(
    "query", ["?limit=0", "?limit=501", "?limit=1.0", "?limit=+1", "?limit=１", "?limit=1&limit=2", "?page=2",
              "?after=%00", "?after=W10", "?q=%00", "?limit="],
)  # fmt: skip
def test_query_parameters_that_are_unknown_repeated_or_wrong_are_refused(api: Any, query: str) -> None:
    assert api.get(f"/articles{query}").status_code == 422


def test_a_cursor_made_by_hand_is_refused_or_finds_nothing(api: Any) -> None:
    import base64  # noqa: PLC0415

    for key in (["\x00", "\x00"], ["\ud800", "x"], [1, 2], ["x"], {"a": 1}):
        cursor = base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")
        for path in ("/articles", "/sources", "/parties"):
            assert api.get(f"{path}?after={cursor}").status_code in (200, 422)


@every("header", [{}, {"Authorization": "Bearer "}, {"Authorization": "Bearer ann_wrong"},
                                    {"Authorization": "Basic YTpi"}, {"Cookie": "session=x"}])  # fmt: skip
def test_without_a_good_token_there_is_nothing_but_the_description(api: Any, header: dict[str, str]) -> None:
    for path in ("/articles", "/terms", "/claims/x", "/nothing", "/"):
        refused = api.get(path, who="", **header)
        assert refused.status_code == 401
        assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    assert api.get("/openapi.json", who="").status_code == 200


def test_a_token_ends_when_it_is_revoked_or_its_owner_is_switched_off(api: Any) -> None:
    with api.desk.database.write() as uow:
        users.revoke_tokens(uow, SYSTEM, "farid@example.org")
        users.set_active(uow, SYSTEM, "jonas@example.org", False)
    assert api.get("/terms", who="farid").status_code == 401
    assert api.get("/terms", who="jonas").status_code == 401


def test_a_viewer_reads_everything_and_changes_nothing(api: Any) -> None:
    article = api.article(TEXT)
    before = api.events()
    assert api.get(f"/articles/{article['slug']}", who="guest").status_code == 200
    for path, body in (
        ("/articles", {"title": "x", "text": "y"}),
        (f"/articles/{article['slug']}/claims", claim_of(article, "Police")),
        ("/sources", {"kind": "drone_footage", "title": "x"}),
        ("/parties", {"name": "x"}),
        (f"/articles/{article['slug']}/reports", {}),
    ):
        assert api.post(path, body, who="guest").status_code == 403, path
    assert api.events() == before


@every("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"])
def test_a_method_that_an_address_does_not_know_is_405_and_says_which_it_does(api: Any, method: str) -> None:
    refused = api.send(method, "/articles")
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, POST")


def test_an_address_that_there_is_not_is_404_as_a_problem(api: Any) -> None:
    for path in ("/nothing", "/claims/1", "/claims/%00", "/articles/NO", "/articles/no/claims", "/reports/a/0.json",
                 "/reports/a/1.exe", "/claims/01900000-0000-7000-8000-000000000000", "/"):  # fmt: skip
        refused = api.get(path)
        assert (refused.status_code, refused.mimetype) == (404, "application/problem+json"), path


def test_a_cookie_does_not_sign_a_program_in_and_no_form_token_is_asked_for(api: Any) -> None:
    sent = {
        "Authorization": f"Bearer {api.tokens['ana']}",
        "Origin": "https://evil.example",
        "Sec-Fetch-Site": "cross-site",
    }
    done = api.app.test_client().post("/api/v1/parties", json={"name": "The police"}, headers=sent)
    assert done.status_code == 201
    assert "Set-Cookie" not in done.headers
    assert "Access-Control-Allow-Origin" not in done.headers
