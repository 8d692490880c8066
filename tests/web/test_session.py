"""Signing in and out: cookies, throttle, expiry, single-use links, and what was typed when a session ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import hashing
import pytest
from cases import every
from factories import actor
from web_browser import PASSWORD, Browser, events

from annotate import create_app
from annotate.desk import Desk
from annotate.domain.people import SYSTEM
from annotate.services import drafts, sessions, users

Open = Callable[[str], Browser]
Later = Callable[..., None]


def link_for(desk: Desk, key: str) -> str:
    with desk.database.write() as uow:
        return users.make_link(uow, SYSTEM, f"{key}@example.org")


def test_the_right_password_leads_to_the_page_that_was_wanted(anybody: Browser, password: str) -> None:
    asked = anybody.get("/trail?what=claim:")
    assert asked.location == "/sign-in?next=/trail?what%3Dclaim:"
    anybody.get(asked.location)
    answer = anybody.post(
        "/sign-in", {"email": " Ana@Example.org ", "password": password, "next": "/trail?what=claim:"}
    )
    assert (answer.status_code, answer.location) == (303, "/trail?what=claim:")
    assert anybody.signed_in


def test_the_cookie_is_for_the_server_alone(anybody: Browser, password: str) -> None:
    cookie = next(c for c in anybody.sign_in().headers.getlist("Set-Cookie") if c.startswith("session="))
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie and "Domain" not in cookie


def test_behind_https_the_cookies_are_bound_to_the_host(desk: Desk, password: str) -> None:
    secure = Desk(replace(desk.settings, secure_cookies=True), desk.database, desk.evidence)
    person = Browser(create_app(desk=secure).test_client(), secure)
    https = {"base_url": "https://localhost"}
    person.get("/sign-in", **https)
    answer = person.post("/sign-in", {"email": "ana@example.org", "password": password}, **https)
    cookies = answer.headers.getlist("Set-Cookie")
    mine = next(c for c in cookies if c.startswith("__Host-session="))
    assert "Secure" in mine and "HttpOnly" in mine and "Path=/" in mine and "Domain" not in mine
    assert all(c.startswith("__Host-") for c in cookies)
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(anybody: Browser, password: str) -> None:
    wrong = anybody.sign_in(password="not the password at all")
    unknown = anybody.sign_in("nobody@example.org", "not the password at all")
    assert wrong.status_code == unknown.status_code == 401
    assert "The address or the password is wrong." in wrong.text
    strip = [
        a.text.replace("ana@", "x@").replace("nobody@", "x@").split("csrf_token")[1][200:] for a in (wrong, unknown)
    ]
    assert strip[0] == strip[1].replace("nobody", "ana")
    assert 'value="ana@example.org"' in wrong.text and "not the password at all" not in wrong.text


def test_a_session_that_somebody_planted_is_not_the_one_that_sign_in_opens(anybody: Browser, password: str) -> None:
    anybody.client.set_cookie("session", "planted")
    anybody.sign_in()
    cookie = anybody.client.get_cookie("session")
    assert cookie is not None and cookie.value != "planted"


def test_the_form_token_changes_with_the_sign_in(anybody: Browser, password: str) -> None:
    anybody.get("/sign-in")
    before = anybody.token
    anybody.sign_in()
    assert anybody.client.post("/sign-out", data={"csrf_token": before}).status_code == 400


def test_too_many_wrong_passwords_wait_and_then_the_right_one_works_again(
    anybody: Browser, password: str, later: Later, desk: Desk
) -> None:
    for _ in range(desk.settings.login_attempts):
        assert anybody.sign_in(password="wrong wrong wrong").status_code == 401
    refused = anybody.sign_in()
    assert refused.status_code == 429
    assert "Try again in 15 minutes" in refused.text
    later(minutes=16)
    assert anybody.sign_in().status_code == 303


@every("target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_the_sign_in_never_leads_elsewhere(anybody: Browser, as_person: Open, password: str, target: str) -> None:
    assert anybody.sign_in(next=target).location == "/"
    assert as_person("ana").get("/sign-in", query_string={"next": target}).location == "/"


def test_signing_out_ends_the_session_on_the_server(as_person: Open) -> None:
    person = as_person("ana")
    cookie = person.client.get_cookie("session")
    assert cookie is not None and person.post("/sign-out").location == "/sign-in"
    assert not person.signed_in
    person.client.set_cookie("session", cookie.value)
    assert not person.signed_in


def test_a_session_ends_when_it_was_not_used_for_long(as_person: Open, later: Later, desk: Desk) -> None:
    person = as_person("ana")
    later(minutes=desk.settings.session_idle_minutes - 1)
    assert person.signed_in
    later(minutes=desk.settings.session_idle_minutes - 1)
    assert person.signed_in  # using it is what keeps it
    later(minutes=desk.settings.session_idle_minutes + 1)
    assert not person.signed_in


def test_a_session_ends_after_its_hours_however_much_it_is_used(as_person: Open, later: Later, desk: Desk) -> None:
    person = as_person("ana")
    for _ in range(desk.settings.session_hours * 2 - 1):
        later(minutes=30)
        assert person.signed_in
    later(minutes=31)
    assert not person.signed_in


def test_an_account_that_is_switched_off_is_out_at_once(as_person: Open, desk: Desk) -> None:
    person = as_person("ana")
    with desk.database.write() as uow:
        users.set_active(uow, SYSTEM, "ana@example.org", False)
    assert not person.signed_in


# Half-filled forms


def test_what_was_typed_into_a_form_survives_the_end_of_the_session(as_person: Open, later: Later, desk: Desk) -> None:
    person = as_person("ana")
    person.get("/account")
    later(hours=13)
    before = events(desk)
    answer = person.post(
        "/articles/dawn-raid/claims", {"draft_key": "mark:dawn-raid", "quote": "zwölf 🚓", "kind": ["a", "b"]},
        headers={"Referer": "http://localhost/articles/dawn-raid?tab=mark"},
    )  # fmt: skip
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/articles/dawn-raid?tab%3Dmark")
    assert "what you typed is kept" in person.get(answer.location).text
    with desk.database.read() as session:
        kept = drafts.find(session, actor(desk.database, "ana"), "mark:dawn-raid")
    assert kept is not None and dict(kept.data) == {"quote": "zwölf 🚓", "kind": ["a", "b"]}
    assert events(desk) == before


def test_the_pages_script_is_told_to_sign_in_and_the_words_are_kept(as_person: Open, later: Later, desk: Desk) -> None:
    person = as_person("ana")
    person.get("/account")
    later(hours=13)
    answer = person.post("/drafts", {"draft_key": "k", "x": "words"}, headers={"X-Fragment": "1"})
    assert answer.status_code == 401
    with desk.database.read() as session:
        assert drafts.find(session, actor(desk.database, "ana"), "k") is not None


def test_a_stranger_with_a_made_up_session_leaves_nothing(anybody: Browser, desk: Desk) -> None:
    anybody.client.set_cookie("session", "made up")
    anybody.get("/sign-in")
    assert anybody.post("/drafts", {"draft_key": "k", "x": "words"}).location.startswith("/sign-in")
    with desk.database.read() as session:
        assert all(drafts.find(session, actor(desk.database, key), "k") is None for key in ("ana", "mira"))


# Single-use links


def test_looking_at_a_link_does_not_use_it_up(anybody: Browser, desk: Desk) -> None:
    secret = link_for(desk, "ana")
    before = events(desk)
    for _ in range(3):
        answer = anybody.get(f"/welcome/{secret}")
        assert answer.status_code == 200 and "Ana Kelmendi" in answer.text
    assert events(desk) == before


def test_a_link_sets_the_password_signs_in_and_works_once(anybody: Browser, desk: Desk) -> None:
    secret = link_for(desk, "ana")
    anybody.get(f"/welcome/{secret}")
    answer = anybody.post(f"/welcome/{secret}", {"new": PASSWORD, "again": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/")
    assert anybody.signed_in
    other = Browser(create_app(desk=desk).test_client(), desk)
    assert other.get(f"/welcome/{secret}").status_code == 404
    other.get("/sign-in")
    assert other.post(f"/welcome/{secret}", {"new": PASSWORD, "again": PASSWORD}).status_code == 404
    assert other.sign_in().status_code == 303


@every(
    ("new", "again", "said"),
    [("short", "short", "12 to 128 characters"), (PASSWORD, "another one entirely", "not the same"),
     ("passwordpassword", "passwordpassword", "first that are tried"),
     ("AnaKelmendi!!!", "AnaKelmendi!!!", "your name"), ("ana@example.org", "ana@example.org", "your name or address"),
     ("", "", "Choose a password"),
     ("x" * 129, "x" * 129, "128"), ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "first that are tried")],
)  # fmt: skip
def test_a_weak_password_is_refused_and_the_link_stays_good(
    anybody: Browser, desk: Desk, new: str, again: str, said: str
) -> None:
    secret = link_for(desk, "ana")
    anybody.get(f"/welcome/{secret}")
    refused = anybody.post(f"/welcome/{secret}", {"new": new, "again": again})
    assert refused.status_code == 422 and said in refused.text
    assert anybody.get(f"/welcome/{secret}").status_code == 200


@pytest.mark.parametrize("new", ["пароль довольно длинный", "x1y2 " * 25 + "end", "🦜🌊🧭🪵 four things"])
def test_any_long_password_in_any_script_works(anybody: Browser, desk: Desk, new: str) -> None:
    secret = link_for(desk, "ana")
    anybody.get(f"/welcome/{secret}")
    assert anybody.post(f"/welcome/{secret}", {"new": new, "again": new}).status_code == 303
    other = Browser(create_app(desk=desk).test_client(), desk)
    assert other.sign_in(password=new).status_code == 303


def test_a_link_is_over_after_three_days_and_a_new_one_ends_the_old(anybody: Browser, desk: Desk, later: Later) -> None:
    first = link_for(desk, "ana")
    second = link_for(desk, "ana")
    assert anybody.get(f"/welcome/{first}").status_code == 404
    assert anybody.get(f"/welcome/{second}").status_code == 200
    later(hours=users.LINK_HOURS, seconds=1)
    assert anybody.get(f"/welcome/{second}").status_code == 404


def test_sessions_opened_by_the_program_are_the_same_as_those_of_the_form(desk: Desk) -> None:
    secret = sessions.open_for(desk.database, actor(desk.database, "ana").id, "x")
    with desk.database.read() as session:
        found = sessions.who(session, secret, desk.settings, desk.database.now())
    assert found is not None and found.user.name == "Ana Kelmendi" and not found.expired


def test_the_program_itself_hashes_as_slowly_as_is_recommended_also_for_nobody() -> None:
    cost = "$argon2id$v=19$m=65536,t=3,p=4$"
    assert hashing.REAL.hash(PASSWORD).startswith(cost) and hashing.NOBODY.startswith(cost)
