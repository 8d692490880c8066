"""The page of sentences that nobody has read, and what is done there."""

from __future__ import annotations

import re

import pytest
from cases import every
from factories import TEXT, make_article, make_claim
from prepared import prepared
from working_page import SHA, Person, words

from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.domain.things import Claim
from annotate.store.session import Database
from annotate.web import coverage

URL = "/articles/dawn-raid"
HEADLINE = "Police raid the camp at dawn"
OFFICERS = "Fifteen officers were treated in hospital."


@prepared
def claim(database: Database, ana: Actor) -> Claim:
    return make_claim(database, ana, make_article(database, ana))


@pytest.fixture
def person(desk: Desk, claim: Claim) -> Person:
    return Person(desk, "ana")


def clear(person: Person, sentence: str, fragment: bool = False, **other: str):  # type: ignore[no-untyped-def]
    start = TEXT.index(sentence)
    fields = {"start": str(start), "end": str(start + len(sentence)), "revision_sha256": SHA, **other}
    return person.post(f"{URL}/cleared", fragment=fragment, **fields)


def unread(person: Person) -> list[str]:
    page = person.get(f"{URL}/coverage").text
    return re.findall(r'<li id="at-\d+">.*?<p class="serif"[^>]*>(.*?)</p>', page, re.DOTALL)


def test_the_page_lists_what_nobody_has_read_and_how_far_it_is(person: Person) -> None:
    assert unread(person) == [HEADLINE, "🚓 Police spoke of 36.", OFFICERS, "Six men were charged on Thursday."]
    said = words(person.get(f"{URL}/coverage"))
    assert "20% of 5 sentences read" in said and "1 with a claim 0 with nothing to check 4 unread" in said
    listed = person.get(URL)
    assert "4 sentences unread" in words(listed) and f'href="{URL}/coverage"' in listed.text


def test_a_sentence_leads_to_the_form_for_a_claim_with_its_words_filled_in(person: Person) -> None:
    page = person.get(f"{URL}/coverage").text
    links = re.findall(rf'href="({URL}\?[^"]+)#s\d+"', page)
    form = person.get(links[2].replace("&amp;", "&")).text
    assert OFFICERS in re.search(r'<textarea[^>]*name="quote"[^>]*>(.*?)</textarea>', form, re.DOTALL)[1]  # type: ignore[index]
    made = person.post(f"{URL}/claims", quote=OFFICERS, type="quantity")
    assert made.status_code == 303 and OFFICERS not in unread(person)


@every("query", ["from=5", "from=9&to=5", "from=5&to=99999", "from=x&to=9", "from=-1&to=9", "from=&to="])
def test_words_that_the_text_has_not_are_refused(person: Person, query: str) -> None:
    assert person.get(f"{URL}?tab=mark&{query}").status_code == 422


def test_nothing_checkable_takes_the_sentence_off_and_can_be_taken_back(person: Person) -> None:
    answer = clear(person, HEADLINE)
    assert (answer.status_code, answer.location) == (303, f"{URL}/coverage")
    assert HEADLINE not in unread(person)
    page = person.get(f"{URL}/coverage")
    assert "40% of 5 sentences read" in words(page) and "Nothing to check (1)" in words(page)
    way = re.search(rf'action="({URL}/cleared/[^"]+/withdraw)"', page.text)
    assert way
    assert person.post(way[1], rev="1").status_code == 303
    assert unread(person)[0] == HEADLINE
    assert person.post(way[1], rev="2").status_code == 409


def test_the_script_gets_the_list_with_the_next_sentence_in_focus_and_a_way_back(person: Person) -> None:
    answer = clear(person, "🚓 Police spoke of 36.", fragment=True)
    assert answer.status_code == 200 and answer.headers["X-Announce"]
    assert re.findall(r'^<\w+ [^>]*?id="([\w-]+)"', answer.text, re.MULTILINE) == ["coverage", "toast-undo"]
    focused = re.search(r'id="(clear-\d+)"[^>]* data-focus', answer.text)
    assert focused and focused[1] == f"clear-{TEXT.index(OFFICERS)}"


@every(
    ("other", "status"),
    [
        ({"revision_sha256": "0" * 64}, 409),
        ({"revision_sha256": ""}, 409),
        ({"start": "x"}, 422),
        ({"start": "-1"}, 422),
        ({"start": "", "end": ""}, 422),
        ({"end": "0"}, 422),
        ({"end": "99999"}, 422),
        ({"start": "28", "end": "29"}, 422),
    ],
)
def test_what_is_not_there_is_refused_and_changes_nothing(person: Person, other: dict[str, str], status: int) -> None:
    before = person.events()
    assert clear(person, HEADLINE, **other).status_code == status
    assert person.events() == before


def test_where_a_claim_stands_nothing_is_cleared_and_nothing_twice(person: Person) -> None:
    before = person.events()
    refused = clear(person, "More than 100 people were injured on Tuesday, the residents said.")
    assert refused.status_code == 409 and "Claim 1 stands in these words" in words(refused)
    assert person.events() == before
    clear(person, HEADLINE)
    assert clear(person, HEADLINE).status_code == 409


def test_a_withdrawn_claim_covers_nothing(person: Person) -> None:
    person.post(f"{URL}/claims/1/withdraw", rev="1", reason="It is none.")
    assert len(unread(person)) == 5


def test_when_all_is_read_the_page_says_so(person: Person) -> None:
    for sentence in unread(person):
        clear(person, sentence)
    said = words(person.get(f"{URL}/coverage"))
    assert "100% of 5 sentences read" in said and "Every sentence has been read." in said
    assert "unread" not in words(person.get(URL))


def test_a_long_list_is_paged_by_place(desk: Desk, ana: Actor, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "SHOWN", 3)
    assert unread(person) == [HEADLINE, "🚓 Police spoke of 36.", OFFICERS]
    after = TEXT.index("Six men")
    page = person.get(f"{URL}/coverage?after={after}")
    assert f'href="{URL}/coverage?after={after}"' in person.get(f"{URL}/coverage").text
    assert "Six men were charged" in words(page) and "From the beginning" in words(page)
    assert person.get(f"{URL}/coverage?after=soon").status_code == 422
    assert "Nothing is left from here on." in words(person.get(f"{URL}/coverage?after={len(TEXT)}"))


def test_a_text_of_another_script_is_read_by_its_own_marks(desk: Desk, ana: Actor, person: Person) -> None:
    make_article(desk.database, ana, "پلیس آمد. آیا کسی کشته شد؟ خیر!", "Persian", language="fa", direction="rtl")
    page = person.get("/articles/persian/coverage")
    assert "0% of 3 sentences read" in words(page)
    assert '<p class="serif" lang="fa" dir="auto">آیا کسی کشته شد؟</p>' in page.text


def test_a_viewer_reads_and_sees_why_there_is_no_button(desk: Desk, person: Person) -> None:
    guest = Person(desk, "guest")
    page = guest.get(f"{URL}/coverage")
    assert "This needs a checker or reviewer" in words(page) and "/cleared" not in page.text
    guest.get("/account")
    before = guest.events()
    assert clear(guest, HEADLINE).status_code == 403
    assert guest.post(f"{URL}/cleared/nothing/withdraw", rev="1").status_code == 403
    assert guest.events() == before
    assert person.post(f"{URL}/cleared/nothing/withdraw", rev="1").status_code == 404
