"""Handing in files through the pages: one as a bare body, several in a form, and nothing kept of what is refused."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from cases import every
from factories import approved_claim, make_article, make_attachment, make_source, read_claim
from flask import Flask
from web_browser import Browser, events
from werkzeug.test import TestResponse

from annotate import create_app
from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.domain.things import Source
from annotate.domain.vocabulary import Access, State
from annotate.services import sessions
from annotate.store.queries import attachments as query

AsPerson = Callable[[str], Browser]


@pytest.fixture
def source(desk: Desk, ana: Actor) -> Source:
    return make_source(desk.database, ana)


def send(browser: Browser, source: Source, data: bytes, name: str = "gate.mp4", **more: Any) -> TestResponse:
    """As the page's script does."""
    if not browser.token:
        browser.get("/account")
    headers = {
        "X-CSRFToken": browser.token, "X-Fragment": "1", "X-File-Name": quote(name, safe=""),
        "X-File-Details": urlencode(more.pop("details", {}), doseq=True), **more.pop("headers", {}),
    }  # fmt: skip
    kind = more.pop("content_type", "video/mp4")
    return browser.client.post(f"/sources/{source.id}/files", data=data, headers=headers, content_type=kind, **more)


def kept(desk: Desk) -> list[str]:
    return list(desk.evidence.hashes())


def test_a_file_is_held_under_its_fingerprint_with_what_was_said_of_it(
    as_person: AsPerson, desk: Desk, source: Source
) -> None:
    details = {"origin": "Ana’s phone", "captured": "2023-06-20", "method": "recorded", "access": "public"}
    answer = send(as_person("ana"), source, b"\x00\x00\x00\x18ftypmp42 not much of a film", details=details)
    assert answer.status_code == 201
    made = answer.json
    assert made["size"] == 31 and desk.evidence.size(made["sha256"]) == 31
    with desk.database.read() as session:
        found = query.attachment(session, made["id"])
    assert (found.name, found.origin, found.captured) == ("gate.mp4", "Ana’s phone", "2023-06-20")
    assert found.access is Access.PUBLIC and found.source_id == source.id
    assert made["url"].startswith(f"/sources/{source.id}?file={made['id']}")


def test_the_same_file_again_leads_to_the_one_that_is_held(as_person: AsPerson, desk: Desk, source: Source) -> None:
    browser, farids = as_person("ana"), as_person("farid")
    first = send(browser, source, b"the same").json
    before = events(desk)
    again = send(farids, source, b"the same", name="other.mp4")
    assert again.status_code == 409 and again.json["code"] == "already-held"
    assert "already held by “Footage of the gate”" in again.json["error"] and first["id"] in again.json["url"]
    assert events(desk) == before and kept(desk) == [first["sha256"]]


@every(
    ("name", "details", "data", "status", "words"),
    [
        ("a\x00.mp4", {}, b"x", 422, "U+0000"),
        ("a\r\nSet-Cookie: x=1", {}, b"x", 422, "U+000D"),
        ("../../..", {}, b"x", 422, "no name"),
        ("x" * 300, {}, b"x", 422, "300 bytes"),
        ("", {}, b"x", 422, "no name"),
        ("gate.mp4", {}, b"", 422, "0 bytes"),
        ("gate.mp4", {"access": "secret"}, b"x", 422, "not one of"),
        ("gate.mp4", {"method": "derived"}, b"x", 422, "from which file"),
        ("gate.mp4", {"access": "sealed", "readers": ["nobody"]}, b"x", 422, "no account"),
        ("gate.mp4", {"note": "x" * 20_001}, b"x", 422, "20,000"),
        ("gate.mp4", {"captured": "soon"}, b"x", 422, "2026-11-23"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_kept(
    as_person: AsPerson, desk: Desk, source: Source, name: str, details: dict[str, Any], data: bytes, status: int,
    words: str,
) -> None:  # fmt: skip
    browser = as_person("ana")
    before = events(desk)
    answer = send(browser, source, data, name=name, details=details)
    assert answer.status_code == status and words in answer.json["error"]
    assert events(desk) == before and kept(desk) == []


def test_half_a_code_in_a_name_and_endless_details_are_refused(as_person: AsPerson, desk: Desk, source: Source) -> None:
    browser = as_person("ana")
    assert send(browser, source, b"x", headers={"X-File-Name": "%ff%fe.mp4"}).json["name"] == "\ufffd\ufffd.mp4"
    answer = send(browser, source, b"y", headers={"X-File-Details": "note=" + "x" * 60_000})
    assert answer.status_code == 422 and "too long" in answer.json["error"]


def test_a_file_that_is_too_large_is_refused_before_it_is_read(desk: Desk, ana: Actor, source: Source) -> None:
    small = replace(desk, settings=replace(desk.settings, max_file=1000))
    browser = signed_in(create_app(desk=small), small, ana)
    browser.get("/account")
    answer = send(browser, source, b"x" * 1001)
    assert answer.status_code == 413 and "1,001 bytes; 1,000 are the most" in answer.text
    assert send(browser, source, b"x" * 1000).status_code == 201
    form = {"files": [(io.BytesIO(b"y" * 1001), "large.bin")]}
    answer = browser.post(f"/sources/{source.id}/files", form)
    assert answer.status_code == 413 and "more than 1,000 bytes" in answer.text
    assert len(kept(desk)) == 1


def test_the_large_limit_holds_for_files_alone(as_person: AsPerson, desk: Desk) -> None:
    browser = as_person("ana")
    browser.get("/sources/new")
    too_much = {"note": "x" * (desk.settings.max_upload + 2_000_000)}
    assert browser.post("/sources/new", too_much).status_code == 413


def test_without_a_token_or_from_another_site_nothing_is_taken(as_person: AsPerson, desk: Desk, source: Source) -> None:
    browser = as_person("ana")
    assert send(browser, source, b"x", headers={"X-CSRFToken": "forged"}).status_code == 400
    assert send(browser, source, b"x", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert kept(desk) == []


@every(("key", "status"), [("guest", 403), ("ines", 403), ("", 401)])
def test_who_does_not_check_hands_in_nothing(
    as_person: AsPerson, anybody: Browser, desk: Desk, source: Source, key: str, status: int
) -> None:
    browser = as_person(key) if key else anybody
    if not key:
        browser.get("/sign-in")
    assert send(browser, source, b"x").status_code == status
    assert kept(desk) == []


def test_an_unknown_or_retired_source_takes_nothing(as_person: AsPerson, desk: Desk, source: Source) -> None:
    browser = as_person("ana")
    assert send(browser, replace(source, id="no-such-source"), b"x").status_code == 404
    browser.post(f"/sources/{source.id}/retire", {"rev": "1", "retired": "1"})
    assert send(browser, source, b"x").status_code == 409
    assert kept(desk) == []


def test_a_plain_form_takes_several_files_at_once(as_person: AsPerson, desk: Desk, source: Source) -> None:
    browser = as_person("ana")
    browser.get(f"/sources/{source.id}")
    form = {"files": [(io.BytesIO(b"one"), "one.txt"), (io.BytesIO(b"two"), "../two.txt")], "origin": "A parcel"}
    answer = browser.post(f"/sources/{source.id}/files", form)
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    assert "2 files are held." in page and "one.txt" in page and "two.txt" in page and "A parcel" in page


def test_a_plain_form_says_what_was_taken_and_what_was_not(as_person: AsPerson, desk: Desk, source: Source) -> None:
    browser = as_person("ana")
    browser.get(f"/sources/{source.id}")
    form = {"files": [(io.BytesIO(b"one"), "one.txt"), (io.BytesIO(b""), "none.txt")], "origin": "A parcel"}
    answer = browser.post(f"/sources/{source.id}/files", form)
    assert answer.status_code == 422
    assert "0 bytes" in answer.text and "“none.txt” was not taken; “one.txt” before it is held" in answer.text.replace(
        "&#34;", '"'
    )
    assert "A parcel" in answer.text, "what was typed is still there"
    empty = browser.post(f"/sources/{source.id}/files", {"origin": "A parcel"}, content_type="multipart/form-data")
    assert empty.status_code == 422 and "Choose a file." in empty.text


def test_claims_that_rest_on_the_source_reopen(
    as_person: AsPerson, desk: Desk, ana: Actor, mira: Actor, source: Source
) -> None:
    claim = approved_claim(desk.database, ana, mira, make_article(desk.database, ana), source)
    assert send(as_person("ana"), source, b"new evidence").status_code == 201
    assert read_claim(desk.database, claim).state is State.DRAFT


def test_a_sealed_file_is_shown_to_nobody_else(as_person: AsPerson, desk: Desk, ana: Actor, source: Source) -> None:
    details = {"access": "sealed", "readers": [ana.id], "origin": "A clerk"}
    made = send(as_person("ana"), source, b"secret", name="clerk.txt", details=details).json
    for key in ("farid", "mira", "ines", "guest"):
        browser = as_person(key)
        page = browser.get(f"/sources/{source.id}").text
        trail = browser.get("/trail").text
        assert "a sealed file" in page and "a sealed file" in trail
        for word in ("clerk", "A clerk", made["sha256"]):
            assert word not in page and word not in trail, (key, word)
    assert "clerk.txt" in as_person("ana").get(f"/sources/{source.id}").text


def test_a_file_that_is_sealed_later_is_named_on_the_trail_no_more(
    as_person: AsPerson, desk: Desk, ana: Actor, source: Source
) -> None:
    browser = as_person("ana")
    made = send(browser, source, b"not secret yet", name="clerk.txt").json
    said = {"rev": "1", "access": "sealed", "readers": [ana.id]}
    assert browser.post(f"/files/{made['id']}/edit", said).status_code == 303
    assert "clerk.txt" in browser.get("/trail").text
    told = as_person("ines").get("/trail").text
    assert "clerk" not in told and "a sealed file" in told


def test_what_is_handed_in_twice_and_is_sealed_elsewhere_tells_nothing(
    as_person: AsPerson, desk: Desk, ana: Actor, source: Source
) -> None:
    make_attachment(
        desk.database, desk.evidence, ana, data=b"secret", name="clerk.txt", access="sealed", readers=(ana.id,)
    )
    answer = send(as_person("farid"), source, b"secret")
    assert answer.status_code == 409 and "sealed" in answer.json["error"]
    assert "clerk" not in json.dumps(answer.json) and "url" not in answer.json


def signed_in(app: Flask, desk: Desk, who: Actor) -> Browser:
    made = Browser(app.test_client(), desk)
    made.client.set_cookie("session", sessions.open_for(desk.database, who.id, "a browser"))
    return made
