"""The page on which admins erase: what would go, a ground, a reason and a word, and then it is gone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from factories import make_article, make_claim
from prepared import prepared
from web_browser import Browser

from annotate.audit.verifier import verify
from annotate.domain.people import Actor
from annotate.services import comments
from annotate.store.session import Database

Open = Callable[[str], Browser]
SAID = "Xylophon-Quittung <b>said</b> it"
GOOD = {"rev": "1", "basis": "request", "reason": "Letter of 3 May, no. 12.", "confirm": "erase"}


@prepared
def comment(database: Database, ana: Actor) -> str:
    claim = make_claim(database, ana, make_article(database, ana))
    with database.write() as uow:
        return comments.add(uow, ana, claim.id, SAID).id


def test_an_admin_sees_what_would_go_and_erases_it(as_person: Open, database: Database, comment: str) -> None:
    admin = as_person("ines")
    page = admin.get(f"/admin/erase?kind=comment&id={comment}").text
    assert "Xylophon-Quittung &lt;b&gt;said&lt;/b&gt; it" in page and "a comment on claim 1" in page
    done = admin.post(f"/admin/erase/comment/{comment}", GOOD)
    assert done.status_code == 303 and done.headers["Location"] == "/trail?what=erasure:"
    page = admin.get("/trail?what=erasure:").text
    assert "Erased: 1 text of a comment on claim 1." in page and "Letter of 3 May, no. 12." in page
    for url in ("/trail", "/articles/dawn-raid/claims/1", f"/admin/erase?kind=comment&id={comment}"):
        assert "Xylophon" not in admin.get(url, follow_redirects=True).text, url
    with database.read() as session:
        assert verify(session).faults == []


@pytest.mark.parametrize(
    ("change", "status", "why"),
    [
        ({"confirm": "yes"}, 422, "Type “erase” to say that you mean it."),
        ({"reason": "  "}, 422, "Say why the text is erased."),
        ({"basis": "whim"}, 422, "Not a valid choice"),
        ({"rev": "7"}, 409, "saved by somebody else"),
        ({"rev": "x"}, 422, "Load the page again."),
        ({"rev": "99999999999999999999"}, 422, "Load the page again."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_erased(
    as_person: Open, comment: str, change: dict[str, str], status: int, why: str
) -> None:
    admin = as_person("ines")
    refused = admin.post(f"/admin/erase/comment/{comment}", {**GOOD, **change})
    assert refused.status_code == status and why in refused.text and "Xylophon" in refused.text


def test_it_is_for_admins_alone(as_person: Open, comment: str) -> None:
    for key in ("ana", "mira", "guest"):
        them = as_person(key)
        assert them.get("/admin/erase").status_code == 403
        assert them.post(f"/admin/erase/comment/{comment}", GOOD).status_code == 403
        assert "/admin/erase" not in them.get("/articles/dawn-raid/claims/1", follow_redirects=True).text


@pytest.mark.parametrize(
    ("query", "status", "why"),
    [
        ("", 200, "What shall go"),
        ("kind=user&id=nobody@example.org", 404, "There is no user"),
        ("kind=article&id=1", 422, "holds no personal text"),
        ("kind=user&id=ana@example.org", 200, "Ana Kelmendi"),
    ],
)
def test_the_page_finds_things_and_says_where_there_is_none(as_person: Open, query: str, status: int, why: str) -> None:
    found = as_person("ines").get(f"/admin/erase?{query}")
    assert found.status_code == status and why in found.text


def test_an_account_that_is_switched_on_is_refused_on_the_page(as_person: Open, ana: Actor) -> None:
    refused = as_person("ines").post(f"/admin/erase/user/{ana.id}", GOOD)
    assert refused.status_code == 409 and "Switch it off first" in refused.text and "Ana Kelmendi" in refused.text
