"""The public pages: whole, honest about what they are, and exactly the frozen text."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import real_reports
from counting import growth
from html_reader import Reader, read
from hypothesis import given, settings
from hypothesis import strategies as st
from report_factory import TEXT, article, claim, example_claims, report, source

import annotate
from annotate.domain.errors import NotFound
from annotate.domain.report import Report, report_sha256
from annotate.domain.spans import cut
from annotate.domain.vocabulary import State
from annotate.exports import FORMATS, FormatLink, PageContext, filename, html, render, render_claim
from annotate.exports.tight import Unindented

STYLES = Path(annotate.__file__).parent / "static/css"
PAGE = PageContext(
    static_base="/static",
    report_url="https://newsroom.example/reports/harbour/2",
    claim_url="https://newsroom.example/reports/harbour/2/claims/{number}",
    formats=tuple(FormatLink(form.label, f"/reports/harbour/2{form.suffix}") for form in FORMATS.values()),
)


def edition(made: Report | None = None, page: PageContext = PAGE) -> Reader:
    return read(render("html", made or report(), page))


def words(page: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.decode()))


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_edition_is_the_same_bytes_in_every_format(name: str) -> None:
    again = Report.from_dict(report().to_dict())
    assert render(name, report(), PAGE) == render(name, again, PAGE)


def test_a_format_that_there_is_not_is_not_found() -> None:
    with pytest.raises(NotFound, match="There is no format “docm”"):
        render("docm", report())


def test_a_download_is_named_after_article_and_edition() -> None:
    assert filename("csv", report()) == "harbour-night-edition-2.csv"
    assert filename("html", report(working_copy=True)) == "harbour-night-working-copy.html"


def test_the_page_of_the_raid_with_its_styles_takes_less_than_60_kb_on_the_wire() -> None:
    data = render("html", real_reports.raid(), PAGE)
    styles = [STYLES / f"{name.decode()}.css" for name in re.findall(rb'href="/static/css/([a-z]+)\.css"', data)]
    assert len(styles) > 3
    assert sum(len(gzip.compress(one, 6)) for one in (data, *(path.read_bytes() for path in styles))) < 60_000


def loose(made: Report) -> bytes:
    """The page as its templates stand, with all that is otherwise left out."""
    html.environment.cache_clear()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Unindented, "preprocess", lambda self, source, name, filename=None: source)
        patched.setattr(html, "drawn_once", str)
        patched.setattr(html._Shared, "compiled", {})
        page = render("html", made, PAGE)
    html.environment.cache_clear()
    return page


@pytest.mark.parametrize("make", [real_reports.raid, lambda: real_reports.language("fa-01"), report])
def test_nothing_is_left_out_of_the_page_but_indentation_and_drawings_again(make: Callable[[], Report]) -> None:
    text = 'a\n    b\n\n  c <svg class="x" viewBox="0 0 16 16">d</svg> {% if e %}\n    f'
    made = replace(make(), note=text, method=text)
    tight, whole = render("html", made, PAGE), loose(made)
    assert len(tight) < 0.9 * len(whole) and words(tight) == words(whole)
    here, there = read(tight), read(whole)
    assert here.faults == [] and here.article == there.article and here.article
    lines = {"symbol", "use", "path", "circle"}
    shapes = [one for one in here.elements if one[0] == "use"]
    assert [one for one in here.elements if one[0] not in {*lines, "svg"}] == [
        one for one in there.elements if one[0] not in {*lines, "svg"}
    ]
    assert sum(one[0] == "svg" for one in here.elements) == sum(one[0] == "svg" for one in there.elements)
    assert len(shapes) > 5 and tight.count(b"&lt;svg") == whole.count(b"&lt;svg") > 0


def test_the_page_is_well_formed_with_unique_ids_and_no_dead_anchor() -> None:
    assert edition().faults == []
    assert edition(report(claims=(), sources=(), note="", method="")).faults == []
    assert edition(page=PageContext()).faults == []


def test_the_text_of_the_article_element_is_the_frozen_text() -> None:
    assert edition().article == TEXT


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_text_and_no_marks_ever_change_the_text_on_the_page(data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet="ab \n<>&\"'😀ش\u2028\x0b{%", min_size=1, max_size=80).filter(str.strip))
    places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    found = data.draw(st.lists(places.filter(lambda p: p[0] < p[1]), max_size=6))
    claims = tuple(claim(n, spans=(cut(text, a, b),)) for n, (a, b) in enumerate(found, 1))
    page = edition(report(article=article(text), claims=claims))
    assert page.article == text
    assert not [fault for fault in page.faults if "leads nowhere" not in fault]


def marks(page: Reader) -> list[dict[str, str]]:
    return [attributes for tag, attributes in page.elements if tag == "mark"]


def test_marks_say_which_claims_the_gravest_verdict_and_how_deep() -> None:
    first, second, *_ = marks(edition())
    assert (first["data-c"], first["data-s"], first["data-d"], first["id"]) == ("1", "disputed", "1", "t1")
    assert "data-tick" in first and "data-n" not in first
    assert (second["data-n"], second["data-l"]) == ("1", "D") and "data-tick" not in second
    shared = next(mark for mark in marks(edition()) if mark["data-c"] == "2 7")
    assert (shared["data-s"], shared["data-d"]) == ("disputed", "2")
    assert (shared["data-n"], shared["data-l"], shared["id"]) == ("7", "N", "t7")


def test_two_claims_on_the_same_words_have_an_anchor_each() -> None:
    page = edition(report(claims=(claim(1), claim(2, status="false"))))
    (mark,) = marks(page)
    assert (mark["data-c"], mark["data-s"], mark["data-n"], mark["data-l"]) == ("1 2", "false", "1 · 2", "D · F")
    assert mark["id"] == "t1" and "t2" in page.ids


def test_paragraphs_are_numbered_without_headings_and_blank_lines() -> None:
    numbers = [attributes["data-p"] for _, attributes in edition().elements if "data-p" in attributes]
    assert numbers == ["1", "2", "3"]


def test_both_sides_are_printed_for_every_claim_also_when_empty() -> None:
    page = render("html", report(), PAGE)
    claims = len(example_claims())
    assert page.count(b"Evidence that supports") == claims
    assert page.count(b"Evidence that undermines") == claims
    assert page.count(b"None found.") == 5
    alone = words(render_claim(report(), 7, PAGE))
    assert alone.count("None found.") == 2


def test_the_tally_counts_verdicts_and_hides_unchecked_when_there_is_none() -> None:
    tally = words(render("html", report(), PAGE)).split("In short")[1].split("About this edition")[0]
    assert "1True" in tally and "2Disputed" in tally and "0False" in tally and "Unchecked" not in tally


@pytest.mark.parametrize(
    "page", [render("html", report(example=True), PAGE), render_claim(report(example=True), 1, PAGE)]
)
def test_a_worked_example_says_so_on_every_page_and_keeps_out_of_indexes(page: bytes) -> None:
    assert b"<title>Worked example: " in page
    assert "examples, not findings" in words(page)
    assert b'content="noindex"' in page


def test_a_working_copy_says_so_on_every_page_and_shows_what_is_not_approved() -> None:
    made = report(working_copy=True, edition=0, claims=(claim(state=State.DRAFT, approved_by=None, digest=None),))
    for page in (render("html", made, PAGE), render_claim(made, 1, PAGE)):
        assert b"<title>Working copy: " in page
        assert "Do not quote it." in words(page)
        assert "Working copy, not a published report" in words(page)
        assert "Nobody yet: draft" in words(page)
        assert "second person, who had not" not in words(page)


def test_a_published_edition_is_called_neither() -> None:
    page = words(render("html", report(), PAGE))
    assert "Working copy" not in page and "Worked example" not in page
    assert "Verdict report, edition 2" in page


def test_an_old_edition_leads_to_the_newer_one() -> None:
    page = render("html", report(), replace(PAGE, newer_url="/reports/harbour/3"))
    assert b"There is a newer edition" in page and b'href="/reports/harbour/3"' in page
    assert b"newer edition" not in render("html", report(), PAGE)


def test_the_page_gives_its_fingerprint_its_formats_and_what_it_leaves_out() -> None:
    page = render("html", report(), PAGE)
    assert report_sha256(report()).encode() in page
    assert all(f'href="/reports/harbour/2{form.suffix}"'.encode() in page for form in FORMATS.values())
    assert "because not approved: 3 draft, 1 withdrawn." in words(page)


def test_every_verdict_has_its_definition_on_the_page() -> None:
    page = words(render("html", report(), PAGE))
    assert all(term.definition in page for term in report().terms.statuses)


def test_codes_never_reach_people() -> None:
    text = words(render("html", report(), PAGE)) + words(render_claim(report(), 1, PAGE).split(b"</head>")[1])
    assert not re.search(r"not_checkable|event_property|official_statement|confirmed_paraphrase|claim_origin", text)


def test_a_right_to_left_article_keeps_its_language_and_direction() -> None:
    text = "گزارش از بندر\nمقام‌ها گفتند ۳۶ نفر زخمی شدند."
    persian = article(text, language="fa", title="گزارش")
    page = edition(report(article=persian, claims=(claim(1, "۳۶ نفر", text),)))
    elements = [attributes for tag, attributes in page.elements if tag in ("article", "blockquote")]
    assert elements and all((found["lang"], found["dir"]) == ("fa", "rtl") for found in elements)
    assert page.article == text


@pytest.mark.parametrize("url", ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "//evil.example"])
def test_an_address_that_is_none_of_the_web_never_becomes_a_link(url: str) -> None:
    made = report(article=article(url=url), sources=(source(url=url, archive_url=url), source("s2")))
    for page in (render("html", made, PAGE), render_claim(made, 1, PAGE)):
        assert url.strip() not in [link.strip() for link in read(page).links]


def test_the_pages_run_nothing_and_style_nothing_inline() -> None:
    for page in (edition(), read(render_claim(report(), 1, PAGE))):
        for tag, attributes in page.elements:
            assert tag != "script" or attributes == {"type": "application/ld+json"}
            assert tag != "style" and "style" not in attributes
            assert not [name for name in attributes if name.startswith("on")]


def test_a_saved_copy_forbids_scripts_by_itself() -> None:
    for page in (edition(), read(render_claim(report(), 1, PAGE))):
        (policy,) = [a["content"] for tag, a in page.elements if a.get("http-equiv") == "Content-Security-Policy"]
        assert "script-src 'none'" in policy and "base-uri 'none'" in policy


def test_a_claim_page_holds_exactly_its_own_review() -> None:
    for number in (1, 2, 4):
        (block,) = read(render_claim(report(), number, PAGE)).scripts
        review = json.loads(block)
        assert (review["@type"], review["url"]) == ("ClaimReview", PAGE.url_of_claim(number))
    assert read(render_claim(report(), 7, PAGE)).scripts == []
    assert edition().scripts == []


def test_markup_and_page_agree_on_the_verdict() -> None:
    page = render_claim(report(), 1, PAGE)
    review = json.loads(read(page).scripts[0])
    assert f"<bdi>{review['reviewRating']['alternateName']}</bdi>" in page.decode()


@pytest.mark.parametrize(
    "attack", ["</script><script>alert(1)</script>", "<!--<script>", "\u2028alert(1)\u2029", "]]>"]
)
def test_no_statement_breaks_out_of_the_data_block(attack: str) -> None:
    made = report(claims=(claim(statement=attack, rationale=attack),))
    page = render_claim(made, 1, PAGE)
    (block,) = read(page).scripts
    assert not set("<>&\u2028\u2029") & set(block)
    assert json.loads(block)["claimReviewed"] == " ".join(attack.split())
    assert page.count(b"<script") == page.count(b"</script") == 1


def test_a_claim_page_that_there_is_not_is_not_found() -> None:
    with pytest.raises(NotFound):
        render_claim(report(), 3, PAGE)


def test_a_claim_page_is_well_formed_and_lists_its_sources() -> None:
    for number in (1, 2, 4, 7):
        assert read(render_claim(report(), number, PAGE)).faults == []
    assert "Drone footage" in words(render_claim(report(), 4, PAGE))


def heavy(number: int) -> bytes:
    """The page of so many claims, over twenty words for each."""
    text = "\n".join(" ".join(["word"] * 80) for _ in range(number // 4 + 2))
    made: list[Any] = [claim(n, spans=(cut(text, n * 100, n * 100 + 90),), citations=()) for n in range(1, number + 1)]
    return render("html", report(article=article(text), claims=tuple(made)), PAGE)


def test_the_work_of_drawing_grows_with_the_claims_and_not_with_their_square() -> None:
    assert len(marks(read(heavy(1000)))) >= 1000
    assert growth(heavy, 50) < 2.2
