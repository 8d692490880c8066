"""Searches and questions on a claim over the API."""

from __future__ import annotations

from typing import Any

import pytest

LOOKUP = {"place": "Court register", "query": "raid", "looked": "2026-11-20"}
REPLY = {"party": "State Police", "channel": "Mail", "asked": "2026-11-20", "deadline": "2026-11-22"}
BOTH = pytest.mark.parametrize(
    ("noun", "body", "change"),
    [("lookups", LOOKUP, {"found": "An entry"}), ("replies", REPLY, {"question": "How many?"})],
)


@BOTH
def test_a_record_comes_changes_goes_and_comes_back(
    api: Any, noun: str, body: dict[str, Any], change: dict[str, Any]
) -> None:
    claim = api.claim(api.article())
    made = api.post(f"/claims/{claim['id']}/{noun}", body)
    assert made.status_code == 201 and made.headers["ETag"] == '"1"'
    path = made.headers["Location"].removeprefix("/api/v1")
    assert api.get(path, who="guest").json == made.json
    assert api.get(f"/claims/{claim['id']}/{noun}").json["items"] == [made.json]
    changed = api.patch(path, change, If_Match='"1"').json
    assert changed.items() >= {**change, "rev": 2}.items()
    gone = api.post(f"{path}/withdraw", If_Match='"2"').json
    assert gone["withdrawn"] and api.get(f"/claims/{claim['id']}/{noun}").json["items"] == []
    assert api.post(f"{path}/restore", If_Match='"3"').json["withdrawn"] is False


@BOTH
def test_wrong_ones_are_refused_and_change_nothing(
    api: Any, noun: str, body: dict[str, Any], change: dict[str, Any]
) -> None:
    article = api.article()
    claim, waiting = api.claim(article), api.submitted(article, "Six men")
    path = f"/{noun}/" + api.post(f"/claims/{claim['id']}/{noun}", body).json["id"]
    before = api.events()
    assert api.post(f"/claims/{waiting['id']}/{noun}", body).status_code == 409
    assert api.post(f"/claims/{claim['id']}/{noun}", body, who="guest").status_code == 403
    assert api.patch(path, change, If_Match='"7"').json["current"]["rev"] == 1
    assert api.patch(path, change).status_code == 428
    assert api.post(f"{path}/restore", If_Match='"1"').status_code == 409
    assert api.get(f"/{noun}/0190a000-0000-7000-8000-000000000000").status_code == 404
    first = next(iter(body))
    assert api.post(f"/claims/{claim['id']}/{noun}", {**body, first: ""}).status_code == 422
    assert api.events() == before


def test_silence_is_held_against_nobody_before_their_time(api: Any) -> None:
    claim = api.claim(api.article())
    made = api.post(f"/claims/{claim['id']}/replies", {**REPLY, "deadline": "9999-12-31"}).json
    before = api.events()
    early = api.patch(f"/replies/{made['id']}", {"outcome": "silent"}, If_Match='"1"')
    assert early.status_code == 422 and early.json["problems"][0]["field"] == "outcome"
    assert "until 9999-12-31" in early.json["detail"] and api.events() == before
    passed = api.patch(f"/replies/{made['id']}", {"outcome": "silent", "deadline": "2026-11-21"}, If_Match='"1"')
    assert passed.json["outcome"] == "silent"


def test_a_party_is_asked_by_its_id_too(api: Any) -> None:
    claim = api.claim(api.article())
    first = api.post(f"/claims/{claim['id']}/replies", REPLY).json
    again = api.post(f"/claims/{claim['id']}/replies", {**REPLY, "party": first["party_id"]}).json
    assert again["party_id"] == first["party_id"] and again["party_name"] == "State Police"


def test_unproven_is_submitted_on_a_search(api: Any) -> None:
    claim = api.claim(api.article(), status="unproven", rationale="No record of it.")
    refused = api.post(f"/claims/{claim['id']}/submit")
    assert refused.status_code == 422 and refused.json["problems"][0]["field"] == "lookups"
    api.post(f"/claims/{claim['id']}/lookups", LOOKUP)
    assert api.post(f"/claims/{claim['id']}/submit").json["state"] == "submitted"
