"""The newsroom's public pages, and the form that an admin fills in for them."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from web_browser import Browser, events

from annotate.desk import Desk

AsPerson = Callable[[str], Browser]
FORM = "/admin/organisation"
SAID = {"name": "The Ledger", "ownership": "Owned by its readers. <script>", "licence": "CC BY 4.0"}


def picture() -> io.BytesIO:
    made = io.BytesIO()
    Image.new("RGB", (64, 32), "#274").save(made, "PNG")
    return io.BytesIO(made.getvalue())


def test_what_an_admin_says_stands_on_the_public_page(as_person: AsPerson, anybody: Browser, desk: Desk) -> None:
    assert "Example Newsroom" in anybody.get("/about/").text
    admin = as_person("ines")
    assert "So far only name and address" in admin.get(FORM).text
    answer = admin.post(FORM, {**SAID, "rev": "0", "logo": (picture(), "logo.png")})
    assert answer.status_code == 303
    page = anybody.get("/about/").text
    assert "Owned by its readers. &lt;script&gt;" in page and "under <bdi>CC BY 4.0</bdi>" in page
    link = page.split('masthead__logo" src="')[1].split('"')[0]
    logo = anybody.get(f"/about/{link}")
    assert logo.data == picture().getvalue() and logo.mimetype == "image/png"
    assert anybody.get(f"/about/{link}", headers={"If-None-Match": logo.headers["ETag"]}).status_code == 304
    stale = admin.post(FORM, {**SAID, "name": "Another", "rev": "0"})
    assert stale.status_code == 409 and "Somebody saved this description before you" in stale.text
    assert admin.post(FORM, {**SAID, "rev": "1", "no_logo": "1"}).status_code == 303
    assert "masthead__logo" not in anybody.get("/about/").text


def test_a_logo_that_is_no_picture_changes_nothing(as_person: AsPerson, desk: Desk) -> None:
    admin = as_person("ines")
    admin.get(FORM)
    before = events(desk)
    answer = admin.post(FORM, {**SAID, "rev": "0", "logo": (io.BytesIO(b"<svg/>"), "logo.svg")})
    assert answer.status_code == 422 and "not a picture that can be a logo" in answer.text
    assert "logo-error" in answer.text and "The Ledger" in answer.text
    large = admin.post(FORM, {**SAID, "rev": "0", "logo": (io.BytesIO(bytes(300_000)), "logo.png")})
    assert large.status_code == 413 and events(desk) == before


def test_the_scale_is_public_in_every_version(as_person: AsPerson, anybody: Browser) -> None:
    admin = as_person("ines")
    admin.get("/admin/terms/status/disputed")
    changed = {"rev": "1", "label": "Contested", "tone": "disputed", "letter": "D", "definition": "Camps differ."}
    assert admin.post("/admin/terms/status/disputed", changed).status_code == 303
    now, first = anybody.get("/about/scale/"), anybody.get("/about/scale/1/").text
    assert "Version 2" in now.text and "Contested" in now.text and 'href="1/"' in now.text
    assert "no longer in force" in first and "Contested" not in first
    assert anybody.get("/about/scale/3/").status_code == 404
    assert "Set-Cookie" not in now.headers and "<script" not in now.text


@pytest.mark.parametrize("key", ["mira", "guest"])
def test_only_admins_see_the_form(as_person: AsPerson, key: str) -> None:
    assert as_person(key).get(FORM).status_code == 403


@pytest.mark.parametrize("name", ["x", "x.png", f"{'0' * 64}.png", "..%2f..%2fannotate.db"])
def test_there_is_no_other_logo(anybody: Browser, name: str) -> None:
    assert anybody.get(f"/about/logo/{name}").status_code == 404
