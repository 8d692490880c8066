"""Passkeys on the account page, a person's page and in the review, without a browser: requests and refusals."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from authenticator import Authenticator
from factories import actor, make_article, read_claim, submitted_claim
from prepared import prepared
from test_review import decide
from web_browser import PASSWORD, Browser, events
from werkzeug.test import TestResponse

from annotate._paths import load_config
from annotate.desk import Desk
from annotate.domain.passkeys import unpadded
from annotate.domain.people import Actor
from annotate.domain.things import Claim

AsPerson = Callable[[str], Browser]
HERE = "http://localhost"
TEXT = re.compile(r'id="sign-text"[^>]*>([^<]*)<')
OFFER, REGISTER = "/account/passkeys/offer", "/account/passkeys"


@pytest.fixture
def device() -> Authenticator:
    return Authenticator(rp_id="localhost")


@prepared
def claim(desk: Desk, ana: Actor) -> Claim:
    return submitted_claim(desk.database, ana, make_article(desk.database, ana))


def offered(person: Browser, **fields: str) -> bytes:
    """The challenge that the page's script is given."""
    answer = person.post(OFFER, {"name": "My laptop", **fields})
    assert answer.status_code == 200, answer.text
    return unpadded(answer.json["challenge"])


def registered(person: Browser, device: Authenticator, **fields: str) -> TestResponse:
    made = device.made(offered(person, **fields), HERE)
    return person.post(REGISTER, {"name": "My laptop", "credential": made, **fields})


def signed(person: Browser, claim: Claim, device: Authenticator) -> str:
    """What the page's script sends after the passkey signed the decision that the page shows."""
    text = html.unescape(TEXT.findall(person.get(f"/review/{claim.id}").text)[0])
    digest = hashlib.sha256(text.encode()).digest()
    return device.sign(digest, origin=HERE).text


def test_a_passkey_is_registered_and_signs(
    as_person: AsPerson, desk: Desk, claim: Claim, device: Authenticator, password: str
) -> None:
    person = as_person("mira")
    assert registered(person, device, password=PASSWORD).status_code == 303
    page = person.get("/account").text
    assert "My laptop" in page and "Passkeys" in page and PASSWORD not in page
    assertion = signed(person, claim, device)
    assert decide(person, claim, "sign", assertion=assertion).status_code == 303
    assert "is approved, signed with your passkey" in person.get("/review").text
    assert read_claim(desk.database, claim).state == "approved"
    assert "approved it with a passkey" in as_person("jonas").get(f"/review/{claim.id}").text


def test_a_signature_that_is_missing_is_never_taken_for_an_approval_without_one(
    as_person: AsPerson, desk: Desk, claim: Claim, device: Authenticator
) -> None:
    person = as_person("mira")
    registered(person, device)
    before = events(desk)
    answer = decide(person, claim, "sign", comment="My words")
    assert answer.status_code == 422 and "Your passkey was not asked" in answer.text and "My words" in answer.text
    for assertion, status in (("{}", 422), ("x" * 50_000, 422), (Authenticator().sign(bytes(32)).text, 403)):
        assert decide(person, claim, "sign", assertion=assertion).status_code == status
    other_comment = decide(person, claim, "sign", assertion=signed(person, claim, device), comment="Not signed")
    assert other_comment.status_code == 409 and "another comment" in other_comment.text
    assert 'name="assertion" type="hidden" value=""' in other_comment.text, "it is not sent once more"
    assert events(desk) == before and read_claim(desk.database, claim).state == "submitted"
    assert decide(person, claim, "approve").status_code == 303
    assert "Claim 1 is approved. " in person.get("/review").text


def test_the_offer_needs_the_password_a_name_and_a_reviewer(
    as_person: AsPerson, desk: Desk, device: Authenticator, password: str
) -> None:
    person, checker = as_person("mira"), as_person("ana")
    before = events(desk)
    wrong = person.post(OFFER, {"name": "Laptop", "password": "guessed wrong"})
    assert (wrong.status_code, wrong.json) == (422, {"field": "password", "message": "This is not your password."})
    assert person.post(OFFER, {"name": " ", "password": PASSWORD}).json["field"] == "name"
    assert checker.post(OFFER, {"name": "Laptop", "password": PASSWORD}).status_code == 403
    assert "h-passkeys" not in checker.get("/account").text
    assert person.post(OFFER, {"csrf_token": "x", "name": "Laptop"}).status_code == 400
    assert events(desk) == before


def test_an_answer_counts_once_and_for_minutes(
    as_person: AsPerson, desk: Desk, device: Authenticator, later: Callable[..., None]
) -> None:
    person, before = as_person("mira"), events(desk)
    unasked = person.post(REGISTER, {"name": "Laptop", "credential": device.made(bytes(32), HERE)})
    assert unasked.status_code == 422 and "No passkey was asked for" in unasked.text
    form = {"name": "Laptop", "credential": device.made(offered(person), HERE)}
    later(minutes=6)
    assert person.post(REGISTER, form).status_code == 422
    asked = offered(person)
    broken = person.post(REGISTER, {"name": "Laptop", "credential": "{}"})
    assert broken.status_code == 422 and "is no passkey for this desk" in broken.text and "{}" not in broken.text
    assert person.post(REGISTER, {"name": "Laptop", "credential": device.made(asked, HERE)}).status_code == 422
    assert events(desk) == before


def test_passkeys_are_renamed_and_retired_by_their_owner_or_an_admin(
    as_person: AsPerson, desk: Desk, device: Authenticator
) -> None:
    person, other, admin = as_person("mira"), as_person("jonas"), as_person("ines")
    registered(person, device)
    [ident] = set(re.findall(r"/account/passkeys/([0-9a-f-]{36})/retire", person.get("/account").text))
    at = f"/account/passkeys/{ident}"
    assert person.post(f"{at}/name", {"name": "Office key", "rev": "2"}).status_code == 303
    assert "Office key" in person.get("/account").text
    assert person.post(f"{at}/name", {"name": "Again", "rev": "2"}).status_code == 409
    assert person.post(f"{at}/name", {"name": " ", "rev": "3"}).status_code == 422
    assert person.post(f"{at}/name", {"name": "Again", "rev": "x"}).status_code == 422
    assert other.post(f"{at}/name", {"name": "Mine", "rev": "3"}).status_code == 403
    assert other.post(f"{at}/retire", {"rev": "3"}).status_code == 403
    assert person.post("/account/passkeys/nothing/retire", {"rev": "1"}).status_code == 404
    page = f"/admin/people/{actor(desk.database, 'mira').id}"
    assert f"{at}/retire" in admin.get(page).text
    answer = admin.post(f"{at}/retire", {"rev": "3"})
    assert (answer.status_code, answer.location) == (303, page)
    assert "retired" in admin.get(page).text and f"{at}/retire" not in admin.get(page).text
    assert person.post(f"{at}/retire", {"rev": "4"}).status_code == 409


def test_what_happened_to_passkeys_is_for_admins_and_their_owner(as_person: AsPerson, device: Authenticator) -> None:
    registered(as_person("mira"), device)
    assert "registered a passkey" in as_person("ines").get("/trail").text
    assert "registered a passkey" not in as_person("ana").get("/trail").text


def test_a_desk_that_demands_a_passkey_refuses_the_form_without(
    app: Any, as_person: AsPerson, desk: Desk, claim: Claim
) -> None:
    app.extensions["annotate"] = replace(desk, settings=replace(desk.settings, require_passkey=True))
    person = as_person("mira")
    page = person.get(f"/review/{claim.id}").text
    assert "This desk takes approvals only with a passkey." in page and 'value="approve" id="approve"' in page
    refused = decide(person, claim, "approve")
    assert refused.status_code == 403 and "Register one on your account page" in html.unescape(refused.text)
    assert read_claim(desk.database, claim).state == "submitted"
    assert decide(person, claim, "return", comment="Which hospital?").status_code == 303


@pytest.mark.parametrize("public", ["http://desk.example", "http://127.0.0.1:8000"])
def test_a_desk_that_demands_passkeys_where_browsers_take_none_does_not_start(tmp_path: Path, public: str) -> None:
    config = load_config()
    environ = {"ANNOTATE_REQUIRE_PASSKEY": "1", "ANNOTATE_PUBLIC_URL": public}
    with pytest.raises(config.SettingsError, match="ANNOTATE_REQUIRE_PASSKEY needs an ANNOTATE_PUBLIC_URL with https"):
        config.load(environ, home=tmp_path)
    assert config.load({**environ, "ANNOTATE_PUBLIC_URL": "https://desk.example"}, home=tmp_path).require_passkey
