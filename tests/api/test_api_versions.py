"""Nothing is overwritten unseen, nobody approves their own work, a repeated request changes nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from api_bodies import claim_of
from cases import every

from annotate.audit.verifier import verify
from annotate.domain.people import SYSTEM
from annotate.services import users


def test_a_change_from_an_older_version_gets_the_claim_as_it_is_now(api: Any) -> None:
    claim = api.claim(api.article())
    first = api.patch(f"/claims/{claim['id']}", {"statement": "First"}, If_Match='"1"')
    assert (first.status_code, first.headers["ETag"]) == (200, '"2"')
    before = api.events()

    second = api.patch(f"/claims/{claim['id']}", {"statement": "Second"}, who="farid", If_Match='"1"')

    assert second.status_code == 409
    assert second.json["current"] == api.get(f"/claims/{claim['id']}").json
    assert second.json["current"]["statement"] == "First"
    assert api.events() == before


def test_a_change_without_a_version_or_with_a_wildcard_is_refused(api: Any) -> None:
    claim = api.claim(api.article())
    before = api.events()
    assert api.patch(f"/claims/{claim['id']}", {"statement": "x"}).status_code == 428
    for tag in ("*", "1", 'W/"1"', '"1", "2"', '"-1"', '"99999999999"'):
        assert api.patch(f"/claims/{claim['id']}", {"statement": "x"}, If_Match=tag).status_code == 422, tag
    assert api.events() == before


def test_a_change_may_take_a_value_away(api: Any) -> None:
    claim = api.claim(api.article(), claimant="Residents", confidence="low", assignee="farid@example.org")
    assert claim["claimant"]["name"] == "Residents"
    gone = {"claimant": None, "confidence": None, "assignee": None}
    changed = api.patch(f"/claims/{claim['id']}", gone, If_Match='"1"').json
    assert (changed["claimant"], changed["confidence"], changed["assignee_id"]) == (None, None, None)
    assert changed["rev"] == 2


def test_of_two_approvals_the_second_is_refused(api: Any) -> None:
    claim = api.submitted(api.article())
    assert api.post(f"/claims/{claim['id']}/approve", {"digest": claim["digest"]}, who="mira").status_code == 200
    before = api.events()
    second = api.post(f"/claims/{claim['id']}/approve", {"digest": claim["digest"]}, who="jonas")
    assert second.status_code == 409
    assert api.events() == before


def test_an_approval_of_something_else_than_is_there_is_refused_with_what_is_there(api: Any) -> None:
    claim = api.submitted(api.article())
    refused = api.post(f"/claims/{claim['id']}/approve", {"digest": "0" * 64}, who="mira")
    assert refused.status_code == 409
    assert refused.json["current"]["digest"] == claim["digest"]


@pytest.mark.parametrize("work", ["author", "editor", "citer", "after a change of role"])
def test_nobody_approves_a_claim_that_they_worked_on(api: Any, work: str) -> None:
    article = api.article()
    if work == "author":
        claim = api.submitted(article, who="mira")
    elif work == "after a change of role":
        with api.desk.database.write() as uow:
            users.set_role(uow, SYSTEM, "mira@example.org", "checker")
        claim = api.submitted(article, who="mira")
        with api.desk.database.write() as uow:
            users.set_role(uow, SYSTEM, "mira@example.org", "reviewer")
    else:
        claim = api.claim(article, status="disputed", rationale="Two accounts.")
        own = api.source("Another recording")["id"]
        cited = {"source": own, "stance": "supports"}
        assert api.post(
            f"/claims/{claim['id']}/citations", cited, who="mira" if work == "citer" else "ana"
        ).status_code == 201  # fmt: skip
        if work == "editor":
            assert api.patch(
                f"/claims/{claim['id']}", {"rationale": "Three accounts."}, who="mira", If_Match='"1"'
            ).status_code == 200  # fmt: skip
        claim |= api.post(f"/claims/{claim['id']}/submit").json
    before = api.events()

    refused = api.post(f"/claims/{claim['id']}/approve", {"digest": claim["digest"]}, who="mira")

    assert (refused.status_code, refused.json["type"]) == (403, "/problems/forbidden")
    assert api.events() == before
    assert api.post(f"/claims/{claim['id']}/approve", {"digest": claim["digest"]}, who="jonas").status_code == 200


def test_a_repeated_request_gets_the_first_answer_and_changes_nothing(api: Any) -> None:
    article = api.article()
    body = claim_of(article, "Six men were charged")
    first = api.post(f"/articles/{article['slug']}/claims", body, Idempotency_Key="one")
    before = api.events()
    again = api.post(f"/articles/{article['slug']}/claims", body, Idempotency_Key="one")
    assert (again.status_code, again.json, again.headers["ETag"]) == (201, first.json, '"1"')
    assert (first.headers.get("Idempotent-Replay"), again.headers["Idempotent-Replay"]) == (None, "true")
    other = api.post(f"/articles/{article['slug']}/claims", {**body, "type": "other"}, Idempotency_Key="one")
    assert (other.status_code, other.json["problems"][0]["field"]) == (422, "Idempotency-Key")
    assert api.events() == before
    # The key is the person's own, and a refused request does not use it up.
    assert api.post(f"/articles/{article['slug']}/claims", body, who="farid", Idempotency_Key="one").json["number"] == 2
    assert api.post("/parties", {"name": ""}, Idempotency_Key="two").status_code == 422
    assert api.post("/parties", {"name": "Police"}, Idempotency_Key="two").status_code == 201


@every("key", ["", " ", "a b", "x" * 201, "ключ".encode().decode("latin-1")])
def test_a_key_that_is_none_is_refused(api: Any, key: str) -> None:
    assert api.post("/parties", {"name": "Police"}, Idempotency_Key=key).status_code == 422


def test_of_eight_equal_requests_at_once_one_marks_the_claim(api: Any) -> None:
    article = api.article()
    body = claim_of(article, "Six men were charged")
    with ThreadPoolExecutor(8) as pool:
        send = lambda _: api.post(f"/articles/{article['slug']}/claims", body, Idempotency_Key="same")  # noqa: E731
        answers = list(pool.map(send, range(8)))
    assert {a.status_code for a in answers} == {201}
    assert len({a.json["id"] for a in answers}) == 1
    assert sum("Idempotent-Replay" in a.headers for a in answers) == 7
    assert len(api.get(f"/articles/{article['slug']}/claims").json["items"]) == 1


def test_eight_programs_mark_claims_in_one_article_and_lose_none(api: Any) -> None:
    text = "\n".join(f"On day {n} there were {n * 7} people." for n in range(80))
    article = api.article(text, "Many")
    people = ("ana", "farid", "mira", "jonas")

    def post(n: int) -> Any:
        body = claim_of(article, f"On day {n} there were {n * 7} people", claimant=f"Party {n % 5}")
        return api.post(f"/articles/{article['slug']}/claims", body, who=people[n % 4])

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(post, range(80)))

    assert {a.status_code for a in answers} == {201}
    assert sorted(a.json["number"] for a in answers) == list(range(1, 81))
    assert len(api.get("/parties").json["items"]) == 5
    with api.desk.database.read() as session:
        assert verify(session).good


def test_of_two_reviewers_at_once_exactly_one_decides(api: Any) -> None:
    for quote in ("Police raid", "Fifteen officers", "Six men", "More than 100"):
        claim = api.submitted(api.article(), quote)
        decide = {
            "mira": ("approve", {"digest": claim["digest"]}),
            "jonas": ("return", {"comment": "Who counted?"}),
        }
        with ThreadPoolExecutor(2) as pool:
            answers = list(
                pool.map(lambda w: api.post(f"/claims/{claim['id']}/{decide[w][0]}", decide[w][1], who=w), decide)  # noqa: B023
            )
        assert sorted(a.status_code for a in answers) == [200, 409], [a.text for a in answers]
