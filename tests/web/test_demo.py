"""The demonstration: one click per person, in demonstrations only, on this machine only."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cases import every
from flask.testing import FlaskClient
from web_browser import Browser, events

from annotate import create_app
from annotate.desk import Desk


def browser_of(desk: Desk, demo: bool) -> Browser:
    made = Desk(replace(desk.settings, demo=demo), desk.database, desk.evidence)
    return Browser(create_app(desk=made).test_client(), made)


@pytest.mark.parametrize("key", ["ana", "mira", "ines", "guest"])
def test_one_click_is_enough_to_be_somebody(desk: Desk, key: str) -> None:
    person = browser_of(desk, demo=True)
    person.get("/demo")
    answer = person.post("/demo", {"as": key, "next": "/trail"})
    assert (answer.status_code, answer.location) == (303, "/trail")
    assert person.signed_in


def test_it_leads_nowhere_else(desk: Desk) -> None:
    person = browser_of(desk, demo=True)
    person.get("/demo")
    assert person.post("/demo", {"as": "ana", "next": "//evil.example"}).location == "/"


def test_it_is_not_there_outside_a_demonstration(desk: Desk) -> None:
    person = browser_of(desk, demo=False)
    assert person.get("/demo").status_code == 404
    page = person.get("/sign-in").text
    assert "look around" not in page
    assert person.post("/demo", {"as": "ana"}).status_code == 404
    assert not person.signed_in


@every(
    "from_",
    [{"environ_base": {"REMOTE_ADDR": "192.168.1.7"}}, {"environ_base": {"REMOTE_ADDR": ""}},
     {"environ_base": {"REMOTE_ADDR": "2001:db8::1"}}, {"headers": {"X-Forwarded-For": "127.0.0.1"}},
     {"headers": {"Forwarded": "for=127.0.0.1"}}],
)  # fmt: skip
def test_it_answers_this_machine_only(desk: Desk, from_: dict[str, dict[str, str]]) -> None:
    person = browser_of(desk, demo=True)
    person.get("/demo")
    before = events(desk)
    assert person.get("/demo", **from_).status_code == 404
    assert person.post("/demo", {"as": "ana"}, **from_).status_code == 404
    assert events(desk) == before


def test_a_foreign_name_made_to_point_at_this_machine_opens_nothing(desk: Desk) -> None:
    client: FlaskClient = browser_of(desk, demo=True).client
    answer = client.get("/demo", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "Ana" not in answer.text


@pytest.mark.parametrize("key", ["nobody", "", "admin"])
def test_there_is_nobody_else_to_be(desk: Desk, key: str) -> None:
    person = browser_of(desk, demo=True)
    person.get("/demo")
    assert person.post("/demo", {"as": key}).status_code == 404
