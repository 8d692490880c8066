"""Camps, origins and derivations over the API: by id or by name, and never in a ring."""

from __future__ import annotations

from typing import Any

NOBODY = "0190a000-0000-7000-8000-000000000000"


def test_a_party_is_put_into_a_camp_by_name_and_by_id(api: Any) -> None:
    police = api.post("/parties", {"name": "Police", "belongs_to": "Government", "belongs_how": "part_of"}).json
    government = api.get(f"/parties/{police['belongs_to']}").json
    assert (government["name"], government["belongs_to"], police["belongs_how"]) == ("Government", None, "part_of")
    chief = api.post("/parties", {"name": "Chief", "belongs_to": police["id"], "belongs_how": "speaks_for"}).json
    assert chief["belongs_to"] == police["id"]
    path = f"/parties/{chief['id']}"
    left = api.patch(path, {"belongs_to": None}, If_Match='"1"').json
    assert (left["belongs_to"], left["belongs_how"]) == (None, None)


def test_a_ring_of_parties_is_refused_with_the_way(api: Any) -> None:
    police = api.post("/parties", {"name": "Police", "belongs_to": "Government", "belongs_how": "part_of"}).json
    before = api.events()
    for onto in ("police", police["id"]):
        body = {"belongs_to": onto, "belongs_how": "part_of"}
        around = api.patch(f"/parties/{police['belongs_to']}", body, If_Match='"1"')
        assert around.status_code == 422 and around.json["problems"][0]["field"] == "belongs_to"
        assert "“Government” → “Police” → “Government”" in around.json["detail"]
        itself = api.patch(f"/parties/{police['id']}", body, If_Match='"1"')
        assert itself.status_code == 422 and "belong to itself" in itself.json["detail"]
    assert api.events() == before


def test_a_source_has_an_origin_a_derivation_and_an_interest(api: Any) -> None:
    first = api.source("The assurance", origin="Government", interest="Wants to be believed")
    again = api.source("The statement", origin=first["origin_id"], derived_from=first["id"])
    assert again["origin_id"] == first["origin_id"] and again["derived_from_id"] == first["id"]
    changed = api.patch(f"/sources/{again['id']}", {"origin": None, "derived_from": None}, If_Match='"1"').json
    assert (changed["origin_id"], changed["derived_from_id"], changed["rev"]) == (None, None, 2)
    assert api.get(f"/sources/{first['id']}").json["interest"] == "Wants to be believed"


def test_what_a_source_cannot_come_from_is_refused(api: Any) -> None:
    first = api.source("First")
    second = api.source("Second", derived_from=first["id"])
    before = api.events()
    for body, field, words in (
        ({"derived_from": second["id"]}, "derived_from", "“First” → “Second” → “First”"),
        ({"derived_from": first["id"]}, "derived_from", "cannot derive from itself"),
        ({"derived_from": NOBODY}, "derived_from", "no such source"),
        ({"origin": NOBODY}, "origin", "no such party"),
        ({"origin": "a\x00"}, "origin", "NUL"),
    ):
        answer = api.patch(f"/sources/{first['id']}", body, If_Match='"1"')
        assert answer.status_code == 422 and words in answer.json["detail"]
        assert answer.json["problems"][0]["field"] == field
    assert api.events() == before
