"""Checklists over the API."""

from __future__ import annotations

from typing import Any


def test_a_program_reads_and_answers_a_checklist(api: Any) -> None:
    path = f"/sources/{api.source()['id']}/checklist"
    assert [one["answer"] for one in api.get(path, who="guest").json["items"]] == [None] * 6
    body = {"answer": "A re-upload", "method": "Image search", "confidence": "high"}
    made = api.send("PUT", f"{path}/provenance", body)
    assert made.status_code == 200 and made.headers["ETag"] == '"1"'
    assert made.json["items"][0]["answer"]["confidence"] == "high"
    changed = api.send("PUT", f"{path}/provenance", {"answer": "The original"}, If_Match='"1"').json["items"][0][
        "answer"
    ]
    assert (changed["answer"], changed["method"], changed["confidence"], changed["rev"]) == (
        "The original",
        "",
        None,
        2,
    )


def test_wrong_answers_are_refused_and_change_nothing(api: Any) -> None:
    path = f"/sources/{api.source()['id']}/checklist"
    api.send("PUT", f"{path}/provenance", {"answer": "A re-upload"})
    before = api.events()
    for question, body, headers, status in (
        ("provenance", {"answer": "Other"}, {}, 409),
        ("provenance", {"answer": "Other"}, {"If_Match": '"7"'}, 409),
        ("maker", {"answer": "x"}, {"If_Match": '"1"'}, 409),
        ("maker", {"answer": ""}, {}, 422),
        ("maker", {"answer": "x", "confidence": "total"}, {}, 422),
        ("authenticity", {"answer": "x"}, {}, 404),
        ("nonsense", {"answer": "x"}, {}, 404),
        ("Bad-Code", {"answer": "x"}, {}, 404),
    ):
        answer = api.send("PUT", f"{path}/{question}", body, **headers)
        assert answer.status_code == status, (question, body, answer.json)
    assert api.send("PUT", f"{path}/maker", {"answer": "x"}, who="guest").status_code == 403
    assert api.events() == before
    stale = api.send("PUT", f"{path}/provenance", {"answer": "Other"}, If_Match='"9"').json
    assert stale["current"]["items"][0]["answer"]["answer"] == "A re-upload"
