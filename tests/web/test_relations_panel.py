"""“Stands against” in the panel of a claim: with and without a script, kept when refused, two versions when stale."""

from __future__ import annotations

import re

import pytest
from cases import every
from factories import make_article, make_claim, make_relation, read_claim, submitted_claim
from prepared import prepared
from working_page import Person, words

from annotate.desk import Desk
from annotate.domain.accounts import Relation
from annotate.domain.people import Actor
from annotate.domain.things import Claim
from annotate.services import relations as service
from annotate.store.queries import relations as query
from annotate.store.session import Database

URL = "/articles/dawn-raid/claims"
POLICE = "Police spoke of 36"


@prepared
def pair(database: Database, ana: Actor) -> tuple[Claim, Claim]:
    article = make_article(database, ana)
    return make_claim(database, ana, article), make_claim(database, ana, article, POLICE)


@pytest.fixture
def person(desk: Desk, pair: tuple[Claim, Claim]) -> Person:
    return Person(desk, "ana")


def standing(person: Person, claim: Claim) -> list[Relation]:
    with person.desk.database.read() as session:
        return query.of_claim(session, claim.id)


TYPED = {"relation": "contradiction", "topic": "Injured", "would_settle": "Hospital admissions"}


@pytest.mark.parametrize("other", ["2", " claim 2 ", "#2", "Claim 2", "2 · Police spoke of 36"])
def test_a_conflict_is_recorded_by_number_and_leads_back(person: Person, pair: tuple[Claim, Claim], other: str) -> None:
    answer = person.post(f"{URL}/1/relations", other=other, **TYPED)
    assert (answer.status_code, answer.location) == (303, f"{URL}/1#c1")
    made = standing(person, pair[0])[0]
    assert (made.kind, made.topic, made.settle, made.other_id) == (
        "contradiction", "Injured", "Hospital admissions", pair[1].id,
    )  # fmt: skip
    shown = words(person.get(f"{URL}/1"))
    assert "Contradicts claim 2 : Injured Police spoke of 36 Nobody named · Unchecked · draft" in shown
    assert "Would settle it: Hospital admissions" in shown and "Conflicts 1" in shown
    assert "Contradicts claim 1 : Injured" in words(person.get(f"{URL}/2"))


@pytest.mark.parametrize(
    ("kind", "here", "there"),
    [
        ("denial", "Denies claim 2", "Is denied by claim 1"),
        ("supports", "Supports claim 2", "Is supported by claim 1"),
        ("repeats", "Repeats claim 2", "Is repeated by claim 1"),
        ("rival_motive", "Gives a rival motive to claim 2", "Gives a rival motive to claim 1"),
        ("tension", "In tension with claim 2", "In tension with claim 1"),
    ],
)
def test_each_side_says_it_in_its_own_direction(person: Person, kind: str, here: str, there: str) -> None:
    person.post(f"{URL}/1/relations", other="2", relation=kind)
    assert here in words(person.get(f"{URL}/1")) and there in words(person.get(f"{URL}/2"))
    assert ("Conflicts 1" in words(person.get(f"{URL}/1"))) == (kind not in ("supports", "repeats"))


def test_the_script_gets_the_part_the_head_the_foot_and_the_tabs(person: Person) -> None:
    answer = person.post(f"{URL}/1/relations", fragment=True, other="2", **TYPED)
    assert answer.status_code == 200
    ids = re.findall(r'^\s*<\w+ [^>]*?id="([\w-]+)"', answer.text, re.MULTILINE)
    assert {"relations", "panel-head", "panel-foot", "article-tabs", "toast-undo", "work-counts"} <= set(ids)


def test_the_form_offers_the_other_claims_the_kinds_and_the_topics_in_use(
    person: Person, database: Database, ana: Actor, pair: tuple[Claim, Claim]
) -> None:
    make_relation(database, ana, *pair, topic="Injured")
    page = person.get(f"{URL}/1/relations/new").text
    assert f'<option value="2 · {POLICE}">' in page and '<option value="1 ·' not in page
    assert '<option value="Injured">' in page
    assert "Tension: both can be so only under a condition" in page


@every(
    ("fields", "status", "said"),
    [
        ({"other": ""}, 422, "Name the claim by its number"),
        ({"other": "36 people"}, 422, "Name the claim by its number"),
        ({"other": "9999999999"}, 422, "Name the claim by its number"),
        ({"other": "\u0663"}, 422, "has no claim 3"),
        ({"other": "99"}, 422, "This article has no claim 99"),
        ({"other": "1"}, 422, "cannot stand against itself"),
        ({"relation": ""}, 422, "Say how the two claims stand"),
        ({"relation": "hostility"}, 422, "is not one of"),
        ({"topic": "x" * 201}, 422, "200 are the most"),
        ({"would_settle": "x" * 5_001}, 422, "5,000 are the most"),
    ],
)
@every("fragment", [True, False])
def test_a_refusal_keeps_what_was_typed_and_changes_nothing(
    person: Person, fields: dict[str, str], status: int, said: str, fragment: bool
) -> None:
    before = person.events()
    answer = person.post(f"{URL}/1/relations", fragment=fragment, **{"other": "2", **TYPED, **fields})
    assert answer.status_code == status
    assert said in words(answer) and "data-errors" in answer.text
    kept = "Hospital admissions" if "would_settle" not in fields else "Injured"
    assert kept in answer.text
    assert person.events() == before


def test_the_same_again_is_refused_and_named(person: Person) -> None:
    person.post(f"{URL}/1/relations", other="2", **TYPED)
    before = person.events()
    answer = person.post(f"{URL}/2/relations", other="1", **TYPED)
    assert answer.status_code == 409 and "stands between claims 2 and 1 already" in words(answer)
    assert person.events() == before


def test_topic_and_what_would_settle_it_are_corrected_from_either_claim(
    person: Person, database: Database, ana: Actor, pair: tuple[Claim, Claim]
) -> None:
    made = make_relation(database, ana, *pair)
    form = person.get(f"{URL}/2/relations/{made.id}", fragment=True)
    assert 'id="relate-edit"' in form.text
    answer = person.post(f"{URL}/2/relations/{made.id}", rev="1", topic="Injured", would_settle="Admissions")
    assert (answer.status_code, answer.location) == (303, f"{URL}/2#c2")
    assert (standing(person, pair[0])[0].topic, standing(person, pair[0])[0].settle) == ("Injured", "Admissions")


@pytest.mark.parametrize("fragment", [True, False])
def test_a_stale_writer_sees_both_versions_and_can_save_upon_them(
    person: Person, database: Database, farid: Actor, ana: Actor, pair: tuple[Claim, Claim], fragment: bool
) -> None:
    made = make_relation(database, ana, *pair)
    with database.write() as uow:
        service.edit(uow, farid, made.id, 1, {"topic": "Casualties", "settle": "Their register"})
    before = person.events()
    mine = {"topic": "Injured", "would_settle": "Hospital admissions"}
    answer = person.post(f"{URL}/1/relations/{made.id}", fragment=fragment, rev="1", **mine)
    assert answer.status_code == 409 and person.events() == before
    for part in ("Somebody saved this pair of claims before you", "Casualties", "Their register", *mine.values()):
        assert part in words(answer) + answer.text
    assert 'name="rev" value="2"' in answer.text
    person.post(f"{URL}/1/relations/{made.id}", rev="2", **mine)
    assert standing(person, pair[0])[0].topic == "Injured"


def test_it_is_taken_back_and_the_toast_undoes_that_where_it_was_declared(
    person: Person, database: Database, ana: Actor, pair: tuple[Claim, Claim]
) -> None:
    made = make_relation(database, ana, *pair)
    answer = person.post(f"{URL}/1/relations/{made.id}/withdraw", fragment=True, rev="1")
    assert answer.status_code == 200 and 'id="toast-undo"' in answer.text
    assert standing(person, pair[0]) == []
    person.post(f"{URL}/1/undo", rev="1")
    assert len(standing(person, pair[0])) == 1
    other = person.post(f"{URL}/2/relations/{made.id}/withdraw", fragment=True, rev="3")
    assert other.status_code == 200 and 'id="toast-undo"' not in other.text
    again = person.post(f"{URL}/2/relations/{made.id}/withdraw", rev="4")
    assert again.status_code == 404


def test_a_claim_that_waits_can_be_set_against_another_and_a_withdrawn_one_cannot(
    person: Person, database: Database, ana: Actor, pair: tuple[Claim, Claim]
) -> None:
    waiting = submitted_claim(database, ana, make_article(database, ana), quote="Six men")
    assert person.post(f"{URL}/{waiting.number}/relations", other="1", relation="tension").status_code == 303
    assert read_claim(database, waiting).state == "submitted"
    person.post(f"{URL}/2/withdraw", rev="1", reason="Marked twice.")
    page = person.get(f"{URL}/2").text
    assert 'id="relate-add"' not in page
    before = person.events()
    assert person.post(f"{URL}/2/relations", other="1", **TYPED).status_code == 409
    assert person.post(f"{URL}/1/relations", other="2", **TYPED).status_code == 409
    assert person.events() == before


def test_what_is_not_of_this_claim_is_not_found(person: Person, database: Database, ana: Actor) -> None:
    elsewhere = make_article(database, ana, "Ten men were charged. Two were not.", "Ten")
    made = make_relation(
        database, ana, make_claim(database, ana, elsewhere, "Ten men"), make_claim(database, ana, elsewhere, "Two were")
    )
    before = person.events()
    for way in ("", "/withdraw"):
        assert person.post(f"{URL}/1/relations/{made.id}{way}", rev="1").status_code == 404
    assert person.get(f"{URL}/1/relations/{made.id}").status_code == 404
    assert person.get(f"{URL}/1/relations/nothing").status_code == 404
    assert person.events() == before


def test_a_viewer_reads_and_changes_nothing(
    desk: Desk, database: Database, ana: Actor, pair: tuple[Claim, Claim]
) -> None:
    made = make_relation(database, ana, *pair, topic="Injured")
    guest = Person(desk, "guest")
    page = guest.get(f"{URL}/1")
    assert "Contradicts claim 2" in words(page) and "/relations/new" not in page.text
    before = guest.events()
    assert guest.get(f"{URL}/1/relations/new").status_code == 403
    for path in ("", f"/{made.id}", f"/{made.id}/withdraw"):
        assert guest.post(f"{URL}/1/relations{path}", rev="1", other="2", **TYPED).status_code == 403
    assert guest.events() == before
