"""The pages of conflicting accounts and of the balance of sides."""

from __future__ import annotations

import re

import pytest
from cases import every
from factories import (
    approved_claim,
    make_article,
    make_citation,
    make_claim,
    make_party,
    make_relation,
    make_source,
)
from prepared import prepared
from working_page import Person, words

from annotate.cli.bench.lists import counting
from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.domain.things import Claim
from annotate.services import parties, reviews
from annotate.store.queries import relations as query
from annotate.store.session import Database

URL = "/articles/dawn-raid/conflicts"
POLICE = "Police spoke of 36"


@prepared
def pair(database: Database, ana: Actor) -> tuple[Claim, Claim]:
    article = make_article(database, ana)
    council, police = make_party(database, ana), make_party(database, ana, "Police")
    one = make_claim(database, ana, article, claimant_id=council.id, status="disputed")
    return one, make_claim(database, ana, article, POLICE, claimant_id=police.id)


@pytest.fixture
def person(desk: Desk, pair: tuple[Claim, Claim]) -> Person:
    return Person(desk, "ana")


def test_a_place_without_conflicts_teaches_what_they_are(person: Person) -> None:
    page = person.get(URL)
    assert "No two claims are set against each other yet." in words(page)
    assert page.text.count(f'href="{URL}/new"') == 2
    assert "<table" not in page.text


def test_the_matrix_shows_who_says_what_with_what_behind_it(
    person: Person, database: Database, ana: Actor, pair: tuple[Claim, Claim]
) -> None:
    make_citation(database, ana, pair[0], make_source(database, ana), "supports")
    make_relation(database, ana, *pair, topic="Injured", settle="Hospital admissions")
    page = person.get(URL)
    said = words(page)
    assert "1 conflicting pair of claims in 1 topic. None is settled." in said
    assert re.search(
        r"Topic Residents’ council Police Others Neither side What would settle it and how far we got", said
    )
    assert "Injured Contradiction" in said
    assert "More than 100 people were injured Residents’ council · Disputed · draft" in said
    assert "1 citation, 1 independent origin for it" in said and "Nothing is cited" in said
    assert "None found" in said and "Hospital admissions Nobody asked, nothing looked up" in said
    assert 'data-s="disputed"' in page.text and f'href="/articles/dawn-raid/claims/{pair[1].number}#c2"' in page.text


def test_pairs_stand_side_by_side_with_a_way_to_correct_them(
    person: Person, database: Database, ana: Actor, pair: tuple[Claim, Claim]
) -> None:
    made = make_relation(database, ana, *pair, "denial", topic="Injured")
    page = person.get(f"{URL}?view=pairs")
    assert "Denial One side denies what the other says Injured" in words(page)
    assert f"/claims/1/relations/{made.id}" in page.text
    assert person.get(f"{URL}?view=cards").status_code == 422


def test_a_settled_topic_goes_to_the_end_and_says_so(
    person: Person, database: Database, ana: Actor, mira: Actor, pair: tuple[Claim, Claim]
) -> None:
    article = make_article(database, ana)
    one = approved_claim(database, ana, mira, article, quote="Police raid", status="true")
    other = approved_claim(database, ana, mira, article, quote="the camp", status="false")
    make_relation(database, ana, one, other, topic="Raid")
    make_relation(database, ana, *pair, topic="Injured")
    for claim in (one, other):
        with database.write() as uow:
            waiting = reviews.submit(uow, ana, claim.id)
            reviews.approve(uow, mira, claim.id, str(waiting.digest))
    said = words(person.get(URL))
    assert "1 is open." in said
    assert said.index("Injured Contradiction") < said.index("Raid Contradiction Settled")


def test_camps_are_named_with_those_who_speak_for_them(
    person: Person, database: Database, ana: Actor, pair: tuple[Claim, Claim]
) -> None:
    ministry = make_party(database, ana, "Ministry")
    with database.write() as uow:
        police = make_police(uow, ana)
        parties.edit(uow, ana, police.id, police.rev, {"belongs_to": ministry.id, "belongs_how": "part_of"})
    make_relation(database, ana, *pair)
    said = words(person.get(URL))
    assert "Ministry with Police" in said and "Police part of Ministry" in said


def make_police(uow, ana: Actor):  # type: ignore[no-untyped-def]
    return parties.add(uow, ana, "Police")[0]


def test_withdrawn_claims_stand_against_nothing(
    person: Person, database: Database, ana: Actor, pair: tuple[Claim, Claim]
) -> None:
    make_relation(database, ana, *pair)
    with database.write() as uow:
        reviews.withdraw(uow, ana, pair[1].id, "Marked twice.")
    assert "No two claims are set against each other yet." in words(person.get(URL))


# Recording


TYPED = {"relation": "contradiction", "topic": "Injured", "would_settle": "Admissions"}


def test_a_conflict_is_recorded_on_the_page_and_leads_to_its_row(person: Person, pair: tuple[Claim, Claim]) -> None:
    assert f'<option value="1 · {pair[0].quote}">' in person.get(f"{URL}/new").text
    answer = person.post(f"{URL}/new", one="1", other="2", **TYPED)
    with person.desk.database.read() as session:
        made = query.of_claim(session, pair[0].id)[0]
    assert (answer.status_code, answer.location) == (303, f"{URL}#pair-{made.id}")
    assert f'id="pair-{made.id}"' in person.get(URL).text
    assert 'value="2"' in person.get(f"{URL}/new?one=1&other=2").text


@every(
    ("fields", "status", "said"),
    [
        ({"one": ""}, 422, "Name the claim by its number"),
        ({"one": "77"}, 422, "This article has no claim 77"),
        ({"other": "77"}, 422, "This article has no claim 77"),
        ({"other": "1"}, 422, "cannot stand against itself"),
        ({"relation": ""}, 422, "Say how the two claims stand"),
        ({"topic": "x" * 201}, 422, "200 are the most"),
    ],
)
def test_a_refused_conflict_keeps_what_was_typed(
    person: Person, fields: dict[str, str], status: int, said: str
) -> None:
    before = person.events()
    answer = person.post(f"{URL}/new", **{"one": "1", "other": "2", **TYPED, **fields})
    assert answer.status_code == status and said in words(answer)
    assert "Admissions" in answer.text and "data-errors" in answer.text
    assert person.events() == before


def test_a_viewer_sees_why_there_is_no_button(desk: Desk, pair: tuple[Claim, Claim]) -> None:
    guest = Person(desk, "guest")
    assert "This needs a checker or reviewer" in words(guest.get(URL))
    assert guest.get(f"{URL}/new").status_code == 403
    guest.get("/account")
    before = guest.events()
    assert guest.post(f"{URL}/new", one="1", other="2", **TYPED).status_code == 403
    assert guest.events() == before


# Balance


def test_the_balance_puts_the_same_questions_to_every_camp(
    person: Person, database: Database, ana: Actor, pair: tuple[Claim, Claim]
) -> None:
    make_citation(database, ana, pair[0], make_source(database, ana), "supports")
    make_claim(database, ana, make_article(database, ana), "Six men", own_voice=True)
    said = words(person.get("/articles/dawn-raid/balance"))
    assert "Residents’ council 1 1 disputed 0 1 1 for, 0 against Not asked 0" in said
    assert "Police 1 1 unchecked 0 0 0 for, 0 against 1 of 1 claim has none Not asked 0" in said
    assert "The article itself 1 1 unchecked" in said and "The newsroom itself" in said


def test_the_pages_of_an_article_share_their_tabs(
    person: Person, database: Database, ana: Actor, pair: tuple[Claim, Claim]
) -> None:
    make_relation(database, ana, *pair)
    for place, face in (("", "Text"), ("/conflicts", "Conflicts"), ("/balance", "Conflicts"), ("/coverage", "Coverage"),
                        ("/trail", "Trail"), ("/report", "Report"), ("/conflicts/new", "Conflicts")):  # fmt: skip
        page = person.get(f"/articles/dawn-raid{place}").text
        nav = re.search(r'<nav class="tabs" id="article-tabs".*?</nav>', page, re.DOTALL)
        assert nav, place
        assert re.search(rf'aria-current="page">{face}', nav[0]), place
        assert 'Conflicts<span class="n">1</span>' in nav[0], place
    assert "article-tabs" not in person.get("/trail").text


# Cost


def test_a_page_asks_the_same_few_queries_for_one_pair_and_for_many(desk: Desk, database: Database, ana: Actor) -> None:
    text = "\n".join(f"Witness {n} counted {n} people there." for n in range(24))
    article = make_article(database, ana, text)
    source = make_source(database, ana)
    claims = []
    for n in range(24):
        party = make_party(database, ana, f"Camp {n % 5}")
        claims.append(make_claim(database, ana, article, f"Witness {n} counted {n} people", claimant_id=party.id))
        make_citation(database, ana, claims[-1], source, "supports")
    make_relation(database, ana, claims[0], claims[1], topic="Count")
    person = Person(desk, "ana")

    def queries(path: str) -> list[str]:
        person.get(f"/articles/{article.slug}{path}")
        with counting(database.engine) as sent:
            assert person.get(f"/articles/{article.slug}{path}").status_code == 200
        return list(sent)

    paths = ("/conflicts", "/conflicts?view=pairs", "/balance")
    few = {path: queries(path) for path in paths}
    for n in range(1, 23):
        make_relation(database, ana, claims[n], claims[n + 1], topic=f"Count {n % 7}")
    for path in paths:
        many = queries(path)
        assert len(many) == len(few[path]) <= 12, "\n".join([path, *many])
