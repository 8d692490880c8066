"""The way of a claim, from a program's side."""

from __future__ import annotations

import hashlib
from typing import Any

from annotate.audit.verifier import verify


def test_a_program_takes_a_claim_from_the_text_to_the_published_edition(api: Any) -> None:
    article = api.article()
    claim = api.submitted(article)
    assert (claim["state"], claim["number"]) == ("submitted", 1)
    shown = api.get(f"/claims/{claim['id']}", who="mira").json
    assert shown["digest"] == claim["digest"]

    approved = api.post(f"/claims/{claim['id']}/approve", {"digest": shown["digest"]}, who="mira").json
    assert (approved["state"], approved["digest"]) == ("approved", shown["digest"])

    edition = api.post(f"/articles/{article['slug']}/reports", who="mira")
    assert edition.status_code == 201
    assert edition.json["edition"] == 1
    fetched = api.get(f"/reports/{article['slug']}/1.json", who="guest")
    assert hashlib.sha256(fetched.data).hexdigest() == edition.json["sha256"]
    for name in ("csv", "html", "claimreview"):
        assert api.get(f"/reports/{article['slug']}/1.{name}", who="guest").data
    assert api.get(f"/articles/{article['slug']}/reports").json["items"][0]["edition"] == 1
    with api.desk.database.read() as session:
        assert verify(session).good
