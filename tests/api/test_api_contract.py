"""The way of a claim, from a program's side."""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import Any

from annotate.audit.verifier import verify
from annotate.exports import FORMATS
from annotate.services import checkpoints
from annotate.verify import check, read_key


def check_bundle(api: Any, slug: str) -> None:
    """It is there once a signed checkpoint covers the edition, and holds."""
    key = api.desk.signer.hand.make("desk.example/trail")
    early = api.get(f"/reports/{slug}/1/bundle", who="guest")
    assert early.status_code == 409 and "Within a minute" in early.json["detail"]
    checkpoints.make(api.desk.database, api.desk.signer)
    fetched = api.get(f"/reports/{slug}/1/bundle", who="guest")
    assert fetched.content_type == "application/zip"
    assert check(fetched.data, read_key(str(key))).faults == []
    complete = api.get(f"/reports/{slug}/1/complete", who="guest")
    assert check(complete.data, read_key(str(key))).faults == []
    with zipfile.ZipFile(io.BytesIO(complete.data)) as held:
        assert held.read("report.pdf") == api.get(f"/reports/{slug}/1.pdf", who="guest").data


def test_a_further_edition_says_what_it_does(api: Any) -> None:
    article = api.article()
    claim = api.submitted(article)
    api.post(f"/claims/{claim['id']}/approve", {"digest": claim["digest"]}, who="mira")
    address = f"/articles/{article['slug']}/reports"
    assert api.post(address, who="mira").json["kind"] == ""
    unknown = api.post(address, {"note": "Claim 1: the count.", "kind": "mend"}, who="mira")
    assert unknown.status_code == 422 and unknown.json["problems"][0]["field"] == "kind"
    further = api.post(address, {"note": "Claim 1: the count.", "kind": "correct"}, who="mira")
    assert (further.status_code, further.json["kind"]) == (201, "correct"), further.json


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
    for name in FORMATS:
        assert api.get(f"/reports/{article['slug']}/1.{name}", who="guest").data
    check_bundle(api, article["slug"])
    assert api.get(f"/articles/{article['slug']}/reports").json["items"][0]["edition"] == 1
    with api.desk.database.read() as session:
        assert verify(session).good
