"""Files over the API: streamed in, recognised, sealed; and citations that point into them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from cases import every
from inspector.made_files import Film

from annotate import create_app
from annotate.services import inspections
from annotate.store.queries.users import user_row

DATA = b"What was seen at the gate.\n" * 1000


def send(api: Any, source: dict[str, Any], data: bytes = DATA, name: str = "notes.txt", **said: Any) -> Any:
    headers = said.pop("headers", {})
    path = f"/sources/{source['id']}/files?{urlencode({'name': name, **said}, quote_via=quote)}"
    return api.post(path, data, Content_Type="text/plain", **headers)


def ident(api: Any, key: str) -> str:
    with api.desk.database.read() as session:
        return user_row(session, f"{key}@example.org").id


def test_a_file_goes_in_and_comes_out_as_it_was(api: Any) -> None:
    source = api.source()
    made = send(api, source, origin="Ana’s phone", captured="2023-06", access="public", method="recorded")
    assert made.status_code == 201 and made.headers["Location"] == f"/api/v1/files/{made.json['id']}"
    assert (made.json["sha256"], made.json["size"]) == (hashlib.sha256(DATA).hexdigest(), len(DATA))
    assert (made.json["origin"], made.json["access"], made.json["hidden"]) == ("Ana’s phone", "public", False)
    out = api.get(f"/files/{made.json['id']}/bytes", who="guest", buffered=True)
    assert out.data == DATA and out.headers["Content-Disposition"].startswith("attachment")
    assert out.headers["X-Content-Type-Options"] == "nosniff" and "sandbox" in out.headers["Content-Security-Policy"]
    assert out.headers["ETag"] == f'"{made.json["sha256"]}"'
    assert api.get(f"/sources/{source['id']}/files").json["items"] == [made.json]
    assert api.get(f"/files/{made.json['id']}").json == made.json


def test_the_same_bytes_again_are_a_conflict_and_the_same_key_the_same_answer(api: Any) -> None:
    source = api.source()
    first = send(api, source, headers={"Idempotency_Key": "one"})
    before = api.events()
    again = send(api, source, headers={"Idempotency_Key": "one"})
    assert again.json == first.json and again.headers["Idempotent-Replay"] == "true"
    other = send(api, api.source("Another"), name="other.txt")
    assert other.status_code == 409 and "already held by “Footage of the gate”" in other.json["detail"]
    assert api.events() == before + 1, "only the other source was added"


@every(
    ("said", "data", "status", "words"),
    [
        ({"name": "a\x00b"}, DATA, 422, "U+0000"),
        ({"name": ".."}, DATA, 422, "no name"),
        ({"name": "x" * 300}, DATA, 422, "300 bytes"),
        ({"name": ""}, DATA, 422, "Write something"),
        ({}, b"", 422, "0 bytes"),
        ({"access": "secret"}, DATA, 422, "Choose one of"),
        ({"captured": "soon"}, DATA, 422, "2026-11-23"),
        ({"method": "derived"}, DATA, 422, "from which file"),
        ({"size": "9"}, DATA, 422, "no field"),
        ({"readers": "somebody"}, DATA, 422, "Write this in the form"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    api: Any, said: dict[str, Any], data: bytes, status: int, words: str
) -> None:
    source = api.source()
    before = api.events()
    answer = send(api, source, data, **{"name": "notes.txt", **said})
    assert answer.status_code == status and words in str(answer.json)
    assert api.events() == before and list(api.desk.evidence.hashes()) == []


def test_too_large_an_unknown_source_and_who_may_not(api: Any) -> None:
    source = api.source()
    assert send(api, {"id": "0" * 8 + "-0000-0000-0000-" + "0" * 12}).status_code == 404
    path = f"/sources/{source['id']}/files?name=a.txt"
    assert api.post(path, DATA, who="guest").status_code == 403
    assert api.post(path, DATA, who="").status_code == 401
    small = replace(api.desk, settings=replace(api.desk.settings, max_file=100))
    api.app = create_app(desk=small)
    assert send(api, source, b"x" * 101).status_code == 413
    assert list(api.desk.evidence.hashes()) == []
    assert send(api, source, b"x" * 100).status_code == 201


def test_what_is_said_is_corrected_from_the_version_that_was_seen(api: Any) -> None:
    made = send(api, api.source()).json
    path = f"/files/{made['id']}"
    assert api.patch(path, {"note": "Torn."}).status_code == 428
    now = api.patch(path, {"note": "Torn.", "metadata_public": True}, If_Match='"1"')
    assert (now.json["note"], now.json["metadata_public"], now.headers["ETag"]) == ("Torn.", True, '"2"')
    stale = api.patch(path, {"note": "Whole."}, If_Match='"1"')
    assert stale.status_code == 409 and stale.json["current"]["note"] == "Torn."
    assert api.patch(path, {"name": "other.txt"}, If_Match='"2"').status_code == 422
    gone = api.post(f"{path}/withdraw", {"reason": "The wrong one."}, If_Match='"2"')
    assert gone.json["withdrawn"] is True
    listed = f"/sources/{made['source_id']}/files"
    assert api.get(listed).json["items"] == [] and len(api.get(f"{listed}?withdrawn=true").json["items"]) == 1
    assert api.post(f"{path}/restore", If_Match='"3"').json["withdrawn"] is False


def test_a_sealed_file_is_hidden_from_the_rest_and_opened_on_record(api: Any) -> None:
    made = send(api, api.source(), name="clerk.txt", access="sealed", readers=ident(api, "mira"), origin="A clerk").json
    path = f"/files/{made['id']}"
    for who in ("farid", "jonas", "ines", "guest"):
        seen = api.get(path, who=who).json
        assert seen["hidden"] is True and seen["name"] == "a sealed file" and seen["size"] is None
        assert not {made["sha256"], "A clerk", "clerk.txt"} & {str(value) for value in seen.values()}
        assert api.get(f"{path}/bytes", who=who).status_code == 403
        assert api.post(f"{path}/open", who=who).status_code == 403
        assert api.patch(path, {"note": "x"}, who=who, If_Match='"1"').status_code == 403
    assert api.get(f"{path}/bytes", who="mira").status_code == 403
    before = api.events()
    assert api.post(f"{path}/open", who="mira").json["name"] == "clerk.txt"
    assert api.events() == before + 1
    assert api.get(f"{path}/bytes", who="mira", buffered=True).data == DATA


def test_a_citation_points_into_a_file(api: Any) -> None:
    source = api.source()
    film = send(api, source, Film(seconds=60).mp4(), "film.mp4").json
    inspections.work_off(api.desk.database, api.desk.evidence)
    claim = api.claim(api.article())
    cited = {
        "source": source["id"], "stance": "context", "file": film["id"], "locator": "00:12–00:19",
        "visible": "Three people.", "claimed": "That they burn papers.",
    }  # fmt: skip
    made = api.post(f"/claims/{claim['id']}/citations", cited)
    assert made.status_code == 201
    assert (made.json["file"], made.json["locator"]) == (film["id"], "t=12,19")
    assert film["sha256"] not in str(made.json), "a sealed file's would be there for all to see"
    assert (made.json["visible"], made.json["inferred"], made.json["claimed"]) == (
        "Three people.", None, "That they burn papers.",
    )  # fmt: skip
    path = f"/citations/{made.json['id']}"
    beyond = api.patch(path, {"locator": "t=61"}, If_Match='"1"')
    assert beyond.status_code == 422 and "01:01 is beyond its end" in str(beyond.json)
    whole = api.patch(path, {"file": None, "locator": "the gate"}, If_Match='"1"').json
    assert (whole["file"], whole["locator"]) == (None, "the gate")
    foreign = {**cited, "source": api.source("Another")["id"]}
    assert api.post(f"/claims/{claim['id']}/citations", foreign).status_code == 422
