"""One's own account, and what admins do with those of others."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from cases import every
from factories import actor
from markupsafe import escape
from web_browser import PASSWORD, Browser, events

from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.services import sessions

Open = Callable[[str], Browser]
NEW = "candle orchard violet nine"


def test_a_new_password_needs_the_old_one(as_person: Open, password: str, desk: Desk) -> None:
    person = as_person("ana")
    before = events(desk)
    answer = person.post("/account/password", {"old": "not mine at all", "new": NEW, "again": NEW})
    assert answer.status_code == 422 and "This is not your password." in answer.text
    assert NEW not in answer.text
    assert events(desk) == before


def test_a_new_password_ends_all_other_sessions(as_person: Open, password: str, anybody: Browser) -> None:
    here, there = as_person("ana"), as_person("ana")
    assert here.post("/account/password", {"old": PASSWORD, "new": NEW, "again": NEW}).status_code == 303
    assert here.signed_in and not there.signed_in
    assert anybody.sign_in().status_code == 401
    assert anybody.sign_in(password=NEW).status_code == 303


def test_one_ends_ones_own_session_elsewhere_and_no_one_elses(as_person: Open, desk: Desk) -> None:
    here, there, other = as_person("ana"), as_person("ana"), as_person("mira")
    ends = re.findall(r"/account/sessions/(\w+)/end", here.get("/account").text)
    assert len(ends) == 1
    assert here.post(f"/account/sessions/{ends[0]}/end").status_code == 303
    assert not there.signed_in
    with desk.database.read() as session:
        foreign = sessions.of_user(session, actor(desk.database, "mira").id)[0].hash
    assert here.post(f"/account/sessions/{foreign}/end").status_code == 403
    assert other.signed_in


@pytest.mark.parametrize(("choice", "shown"), [("dark", 'data-theme="dark"'), ("light", 'data-theme="light"')])
def test_the_choice_of_light_or_dark_is_in_the_page_from_the_start(as_person: Open, choice: str, shown: str) -> None:
    person = as_person("ana")
    person.post("/account/theme", {"theme": choice})
    assert shown in person.get("/").text
    person.post("/account/theme", {"theme": "system"})
    assert "data-theme=" not in person.get("/").text.split("<body")[0]


# People


def test_a_new_account_comes_with_a_link_that_is_shown_once(as_person: Open, desk: Desk, anybody: Browser) -> None:
    admin = as_person("ines")
    page = admin.post("/admin/people", {"name": "Noor Haddad", "email": "noor@example.org", "role": "checker"})
    link = re.search(r"http://localhost(/welcome/[\w-]+)", page.text)
    assert page.status_code == 200 and link
    assert link[1] not in admin.get("/admin/people").text
    anybody.get(link[1])
    assert anybody.post(link[1], {"new": PASSWORD, "again": PASSWORD}).status_code == 303
    assert "Noor Haddad" in anybody.get("/").text


@every(
    ("fields", "status", "said"),
    [({"email": "no address"}, 422, "name@example.org"), ({"name": " "}, 422, "Give the person’s name."),
     ({"role": "emperor"}, 422, "Not a valid choice"), ({"email": "ana@example.org"}, 409, "There is an account"),
     ({"name": "x" * 301}, 422, "301 characters"), ({"name": "a\x00b"}, 422, "not text")],
)  # fmt: skip
def test_a_wrong_account_is_refused_and_what_was_typed_stays(
    as_person: Open, desk: Desk, fields: dict[str, str], status: int, said: str
) -> None:
    admin = as_person("ines")
    given = {"name": "Noor Haddad", "email": "noor@example.org", "role": "checker"} | fields
    before = events(desk)
    answer = admin.post("/admin/people", given)
    assert answer.status_code == status and said in answer.text and "data-errors" in answer.text
    assert events(desk) == before


def test_a_role_is_changed_and_counts_at_once(as_person: Open, people: dict[str, Actor]) -> None:
    admin, ana = as_person("ines"), as_person("ana")
    assert ana.get("/admin/people").status_code == 403
    admin.post(f"/admin/people/{people['ana'].id}/role", {"role": "admin"})
    assert ana.get("/admin/people").status_code == 200


def test_the_last_admin_stays_one(as_person: Open, people: dict[str, Actor], desk: Desk) -> None:
    admin = as_person("ines")
    before = events(desk)
    refused = admin.post(f"/admin/people/{people['ines'].id}/role", {"role": "viewer"})
    assert refused.status_code == 409 and "the last admin" in refused.text
    assert admin.post(f"/admin/people/{people['ines'].id}/active", {"active": "0"}).status_code == 409
    assert events(desk) == before


def test_switching_off_and_on_and_ending_sessions(as_person: Open, people: dict[str, Actor]) -> None:
    admin, ana = as_person("ines"), as_person("ana")
    url = f"/admin/people/{people['ana'].id}"
    assert "browser of ana" in admin.get(url).text
    admin.post(f"{url}/sessions/end")
    assert not ana.signed_in
    admin.post(f"{url}/active", {"active": "0"})
    assert "switched off" in admin.get(url).text
    assert admin.post(f"{url}/link").status_code == 409
    admin.post(f"{url}/active", {"active": "1"})
    assert admin.post(f"{url}/link").status_code == 200


NASTY = [
    "<script>alert(1)</script>", "{{ 7*7 }} {0.__class__}", "\"><img src=x onerror=alert(1)>", "O’Brien & Søn <b>",
    "*stars* and _lines_", "علی ‎رضایی", "a\u202eb", "`${x}`", "&amp;&lt;", "%s %(x)s",
]  # fmt: skip


@pytest.mark.parametrize("name", NASTY)
def test_a_name_is_shown_as_it_was_written_escaped_once(as_person: Open, name: str) -> None:
    admin = as_person("ines")
    admin.post("/admin/people", {"name": name, "email": "noor@example.org", "role": "checker"})
    for url in ("/admin/people", "/trail?what=user:"):
        page = admin.get(url).text
        assert str(escape(name)) in page, url
        assert "<script>alert" not in page and "<img src=x" not in page and "49 {0." not in page


# Vocabularies


def test_a_term_is_added_corrected_and_switched_off(as_person: Open) -> None:
    admin = as_person("ines")
    made = {"code": "satirical", "label": "Satire, labelled", "tone": "unverifiable", "letter": "S", "definition": "d"}
    assert admin.post("/admin/terms/status/new", made).status_code == 303
    page = admin.get("/admin/terms/status/satirical").text
    rev = re.search(r'name="rev" value="(\d+)"', page)
    assert rev and "Satire, labelled" in page
    changed = {"rev": rev[1], "label": "Satire", "tone": "misleading", "letter": "S", "rating_value": "2"}
    assert admin.post("/admin/terms/status/satirical", changed).status_code == 303
    stale = admin.post("/admin/terms/status/satirical", {**changed, "label": "Other"})
    assert stale.status_code == 409 and "Other" in stale.text
    assert admin.post("/admin/terms/status/satirical/switch", {"rev": "2", "active": "0"}).status_code == 303
    assert "Switched off" in admin.get("/admin/terms").text


@every(
    ("url", "fields", "status"),
    [("/admin/terms/status/new", {"code": "Bad Code", "label": "x", "tone": "false"}, 422),
     ("/admin/terms/status/new", {"code": "true", "label": "x", "tone": "false"}, 409),
     ("/admin/terms/status/new", {"code": "x", "label": "x", "tone": "pink"}, 422),
     ("/admin/terms/status/new", {"code": "x", "label": "", "tone": "false"}, 422),
     ("/admin/terms/status/new", {"code": "x", "label": "x", "tone": "false", "rating_value": "9"}, 422),
     ("/admin/terms/status/new", {"code": "x", "label": "x", "tone": "false", "rating_value": "many"}, 422),
     ("/admin/terms/nothing/new", {"code": "x", "label": "x"}, 404), ("/admin/terms/status/nothing", {"rev": "1"}, 404),
     ("/admin/terms/status/true/switch", {"rev": "x", "active": "0"}, 422),
     ("/admin/terms/status/unchecked/switch", {"rev": "1", "active": "0"}, 409)],
)  # fmt: skip
def test_a_wrong_term_is_refused_and_changes_nothing(
    as_person: Open, desk: Desk, url: str, fields: dict[str, str], status: int
) -> None:
    admin = as_person("ines")
    before = events(desk)
    assert admin.post(url, fields).status_code == status
    assert events(desk) == before
