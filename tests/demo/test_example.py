"""The worked example is data; these tests keep it loadable, within the workflow, and fair to the people in it."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from example_play import ARTICLES, CLAIMS, EXAMPLE, RAID, ROLES, TEXTS, citations_of

from annotate.domain.limits import check_texts
from annotate.domain.spans import Span, check_spans, find_quote, resolve_quote
from annotate.domain.text import guess_direction, normalise
from annotate.domain.vocabulary import (
    CREDIBILITY,
    Attribution,
    Confidence,
    PartyKind,
    Reliability,
    Stance,
    Worthiness,
)

#: Words of the article on the raid that may not stand together in ours.
SHARED_WORDS = 8

TYPES = set(
    "quantity event_property causation_correlation quote position_statement law_procedure media_content time_place"
    " identity_affiliation prediction personal_experience opinion_value other".split()
)
STATUSES = set("unchecked true mostly_true disputed misleading false unproven not_checkable".split())
FAIR = STATUSES - {"false", "mostly_true"}
KINDS = set(
    "drone_footage official_statement press_conference party_statement press_agency ngo_report official_statistics"
    " social_media_post company_statement cctv_bodycam".split()
)
#: `True` about real people and bodies is kept to what they themselves announced or both sides say.
PUBLIC_RECORD = {"death", "footage-released", "footage-bags", "charges", "us-assured", "ties-cut"}


def spans_of(article: str, claim: dict[str, Any]) -> tuple[Span, ...]:
    text = TEXTS[article]
    return check_spans(text, [resolve_quote(text, q["exact"], q["nth"]) for q in claim["quotes"]])


def every_text(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for value in node.values():
            yield from every_text(value)
    elif isinstance(node, list):
        for value in node:
            yield from every_text(value)
    elif isinstance(node, str):
        yield node


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


@pytest.mark.parametrize("key", ARTICLES)
def test_a_text_is_frozen_as_it_stands_and_opens_with_its_title(key: str) -> None:
    text, article = TEXTS[key], ARTICLES[key]
    assert normalise(text) == text
    assert "" not in text.split("\n")
    assert text.split("\n")[0] == article["title"]
    assert guess_direction(text) == article["direction"]


@pytest.mark.parametrize(("key", "least", "most"), [("raid", 500, 700), ("persian", 90, 130), ("mixed", 90, 125)])
def test_a_text_has_the_length_of_its_kind(key: str, least: int, most: int) -> None:
    assert least <= len(TEXTS[key].split()) <= most


def test_the_texts_hold_the_characters_that_break_offsets() -> None:
    assert "\u200c" in TEXTS["persian"] and re.search("[۰-۹]", TEXTS["persian"])
    assert "’" in TEXTS["raid"] and "“" in TEXTS["raid"]
    for needed in ("👨\u200d👩\u200d👧\u200d👦", "🇲🇹", "1\ufe0f\u20e3", "\U000e0077", "ע", "ع"):
        assert needed in TEXTS["mixed"]


@pytest.mark.parametrize(("article", "claim"), CLAIMS)
def test_every_quote_stands_in_its_text_at_the_place_named(article: str, claim: dict[str, Any]) -> None:
    for quote in claim["quotes"]:
        assert 1 <= quote["nth"] <= len(find_quote(TEXTS[article], quote["exact"]))
    for span in spans_of(article, claim):
        assert TEXTS[article][span.start : span.end] == span.exact


@pytest.mark.parametrize(("article", "claim"), CLAIMS)
def test_every_code_and_key_of_a_claim_is_known(article: str, claim: dict[str, Any]) -> None:
    assert claim["type"] in TYPES and claim["status"] in STATUSES
    assert claim["attribution"] is None or Attribution(claim["attribution"])
    assert claim["confidence"] is None or Confidence(claim["confidence"])
    assert Worthiness(claim["worthiness"])
    assert claim["claimant"] in {None, *(p["key"] for p in EXAMPLE["parties"])}
    assert claim["own_voice"] == (claim["claimant"] is None)
    assert claim["assignee"] in {None, *ROLES}
    check_texts(claim)


@pytest.mark.parametrize(("article", "claim"), CLAIMS)
def test_every_citation_names_a_source_a_stance_and_a_grade(article: str, claim: dict[str, Any]) -> None:
    known = {s["key"] for s in EXAMPLE["sources"]}
    for citation in citations_of(claim):
        assert citation["source"] in known and Stance(citation["stance"]) and citation["by"] in ROLES
        assert citation["credibility"] in {None, *CREDIBILITY}
        check_texts(citation)
    if any(citation["credibility"] == 1 for citation in citations_of(claim)):
        assert len({c["source"] for c in citations_of(claim) if c["stance"] == "supports"}) >= 2


def test_parties_and_sources_use_known_codes_and_example_addresses() -> None:
    assert all(PartyKind(p["kind"]) for p in EXAMPLE["parties"])
    for source in EXAMPLE["sources"]:
        assert source["kind"] in KINDS
        assert source["reliability"] is None or Reliability(source["reliability"])
        for url in (source["url"], source["archive_url"]):
            assert url is None or re.match(r"https://[a-z]+\.example\.org/", url)


@pytest.mark.parametrize("noun", ["people", "parties", "sources", "articles"])
def test_keys_are_unique(noun: str) -> None:
    assert max(Counter(row["key"] for row in EXAMPLE[noun]).values()) == 1


def test_claim_keys_are_unique_within_their_article() -> None:
    assert all(max(Counter(c["key"] for c in a["claims"]).values()) == 1 for a in ARTICLES.values())


def test_spans_overlap_nest_coincide_and_break() -> None:
    spans = {key: spans_of("raid", c) for key, c in RAID.items()}
    pairs = [(a[0], b[0]) for i, a in spans.items() for j, b in spans.items() if i < j and len(a) == len(b) == 1]
    assert any((a.start, a.end) == (b.start, b.end) for a, b in pairs)
    assert any(a.start <= b.start and b.end <= a.end and a != b for p in pairs for a, b in (p, p[::-1]))
    assert any(a.start < b.start < a.end < b.end for p in pairs for a, b in (p, p[::-1]))
    assert max(len(s) for s in spans.values()) == 2


def test_the_drone_footage_serves_many_claims_with_different_stances_and_timecodes() -> None:
    drone = next(s for s in EXAMPLE["sources"] if s["kind"] == "drone_footage")
    uses = [(key, c) for key, claim in RAID.items() for c in citations_of(claim) if c["source"] == drone["key"]]
    assert drone["reliability"] == "C"
    assert len({key for key, _ in uses}) >= 5
    assert len({c["stance"] for _, c in uses}) >= 4
    assert len({c["locator"] for _, c in uses if re.search(r"\d\d:\d\d", c["locator"])}) >= 4


@pytest.mark.parametrize("key", ARTICLES)
def test_conflicts_join_two_claims_and_say_what_would_settle_them(key: str) -> None:
    claims = {c["key"] for c in ARTICLES[key]["claims"]}
    assert ARTICLES[key]["conflicts"]
    for conflict in ARTICLES[key]["conflicts"]:
        assert conflict["a"] != conflict["b"] and {conflict["a"], conflict["b"]} <= claims
        assert conflict["kind"] in {"contradiction", "tension", "denial", "rival_motive", "rival_account"}
        assert conflict["topic"] and conflict["settle"] and conflict["by"] in ROLES


def test_no_verdict_accuses_a_real_person_or_body() -> None:
    assert {c["status"] for c in RAID.values()} <= FAIR
    assert {key for key, c in RAID.items() if c["status"] == "true"} == PUBLIC_RECORD
    assert all(c["own_voice"] for c in RAID.values() if c["status"] == "misleading")
    assert "presumed innocent" in TEXTS["raid"]


def test_no_address_lies_outside_example_org() -> None:
    text = " ".join([*every_text(EXAMPLE), *TEXTS.values()])
    assert all(host == "example.org" for host in re.findall(r"\w@([\w.-]+)", text))
    assert {p["email"] for p in EXAMPLE["people"]} == {f"{p['key']}@example.org" for p in EXAMPLE["people"]}


@pytest.mark.material
def test_our_article_shares_no_run_of_words_with_the_article_on_the_raid() -> None:
    material = os.environ.get("ANNOTATE_MATERIAL")
    if not material:
        pytest.skip("ANNOTATE_MATERIAL is not set: the article to compare with is not at hand")
    theirs = words(Path(material, "article", "raid.txt").read_text(encoding="utf-8"))
    runs = {tuple(theirs[i : i + SHARED_WORDS]) for i in range(len(theirs) - SHARED_WORDS + 1)}
    for text in (TEXTS["raid"], *every_text(EXAMPLE)):
        ours = words(text)
        assert [r for i in range(len(ours)) if (r := tuple(ours[i : i + SHARED_WORDS])) in runs] == []
