"""How claims stand to each other, from a program's side."""

from __future__ import annotations

from typing import Any

import pytest
from cases import every

from annotate.audit.verifier import verify

POLICE = "Police spoke of 36"


@pytest.fixture
def pair(api: Any) -> tuple[Any, Any]:
    article = api.article()
    return api.claim(article, claimant="Residents"), api.claim(article, POLICE, claimant="Police")


def test_a_conflict_is_declared_read_changed_taken_back_and_put_back(api: Any, pair: tuple[Any, Any]) -> None:
    claim, other = pair
    body = {"kind": "contradiction", "other": other["id"], "topic": "Injured", "settle": "Hospital admissions"}
    made = api.post(f"/claims/{claim['id']}/relations", body)
    assert (made.status_code, made.headers["ETag"], made.json["conflict"]) == (201, '"1"', True)
    path = f"/relations/{made.json['id']}"
    assert made.headers["Location"] == f"/api/v1{path}"
    assert api.get(path, who="guest").json == made.json
    for one in pair:
        assert api.get(f"/claims/{one['id']}/relations").json["items"] == [made.json]
    changed = api.patch(path, {"topic": "Number of injured"}, If_Match='"1"').json
    assert (changed["topic"], changed["settle"], changed["rev"]) == ("Number of injured", "Hospital admissions", 2)
    stale = api.patch(path, {"topic": "x"}, If_Match='"1"')
    assert (stale.status_code, stale.json["current"]) == (409, changed)
    assert api.patch(path, {"topic": "x"}).status_code == 428
    assert api.post(f"{path}/withdraw", If_Match='"2"').json["withdrawn"] is True
    assert api.get(f"/claims/{claim['id']}/relations").json["items"] == []
    assert len(api.get(f"/claims/{claim['id']}/relations?withdrawn=true").json["items"]) == 1
    assert api.post(f"{path}/restore", If_Match='"3"').json["rev"] == 4
    with api.desk.database.read() as session:
        assert verify(session).good


@every(
    ("fields", "status", "field"),
    [
        ({"number": 1}, 422, "other"),
        ({"number": 99}, 422, "other"),
        ({"other": "nothing"}, 422, "other"),
        ({"other": "nul \x00"}, 422, "other"),
        ({}, 422, "other"),
        ({"number": -1}, 422, "number"),
        ({"number": "2"}, 422, "number"),
        ({"number": 2, "kind": "hostility"}, 422, "kind"),
        ({"number": 2, "kind": None}, 422, "kind"),
        ({"number": 2, "topic": "x" * 201}, 422, "topic"),
        ({"number": 2, "settle": 7}, 422, "settle"),
        ({"number": 2, "withdrawn": True}, 422, "withdrawn"),
    ],
)
def test_what_does_not_fit_is_named_and_changes_nothing(
    api: Any, pair: tuple[Any, Any], fields: dict[str, Any], status: int, field: str
) -> None:
    before = api.events()
    refused = api.post(f"/claims/{pair[0]['id']}/relations", {"kind": "denial", **fields})
    assert refused.status_code == status, refused.json
    assert refused.json["problems"][0]["field"] == field
    assert api.events() == before


def test_the_same_pair_twice_is_a_conflict_and_who_may_not_may_not(api: Any, pair: tuple[Any, Any]) -> None:
    path = f"/claims/{pair[0]['id']}/relations"
    assert api.post(path, {"kind": "tension", "number": 2}).status_code == 201
    before = api.events()
    assert api.post(path, {"kind": "tension", "number": 2}).status_code == 409
    assert api.post(f"/claims/{pair[1]['id']}/relations", {"kind": "tension", "number": 1}).status_code == 409
    assert api.post(path, {"kind": "denial", "number": 2}, who="guest").status_code == 403
    nobody = "01900000-0000-7000-8000-000000000000"
    assert api.post(f"/claims/{nobody}/relations", {"kind": "denial", "number": 2}).status_code == 404
    for verb in ("withdraw", "restore"):
        assert api.post(f"/relations/{nobody}/{verb}", If_Match='"1"').status_code == 404
    assert api.get(f"/relations/{nobody}").status_code == 404
    assert api.get(f"/claims/{nobody}/relations").status_code == 404
    assert api.events() == before


def test_an_approved_claim_goes_back_to_draft_on_either_side(api: Any) -> None:
    article = api.article()
    claim, other = api.submitted(article), api.claim(article, POLICE)
    assert api.post(f"/claims/{claim['id']}/approve", {"digest": claim["digest"]}, who="mira").status_code == 200
    assert api.post(f"/claims/{other['id']}/relations", {"kind": "denial", "other": claim["id"]}).status_code == 201
    now = api.get(f"/claims/{claim['id']}").json
    assert (now["state"], now["stale"]) == ("draft", True)


def test_the_conflicts_of_an_article_stand_side_by_side(api: Any, pair: tuple[Any, Any]) -> None:
    claim, other = pair
    api.post(
        f"/claims/{claim['id']}/relations",
        {"kind": "contradiction", "number": 2, "topic": "Injured", "settle": "Admissions"},
    )
    found = api.get("/articles/dawn-raid/conflicts", who="guest").json
    assert [camp["name"] for camp in found["sides"]] == ["Residents", "Police"]
    (topic,) = found["topics"]
    assert (topic["topic"], topic["settled"], topic["settle"]) == ("Injured", False, ["Admissions"])
    assert [[one["number"] for one in cell] for cell in topic["accounts"]] == [[1], [2], []]
    assert topic["accounts"][1][0]["quote"] == POLICE and topic["accounts"][1][0]["claim_id"] == other["id"]
    assert topic["accounts"][0][0]["origins"] == {
        "citations": 0, "independent": 0, "supporting": 0, "undermining": 0,
    }  # fmt: skip
    assert api.get("/articles/nothing/conflicts").status_code == 404
