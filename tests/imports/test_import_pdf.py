"""PDFs: reading order, paragraphs, hyphens, and every refusal with what to do about it."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pypdfium2 as pdfium
import pytest
from made_pdfs import Put, lines_at, pdf_of

from annotate.domain.errors import TooLarge, Unreadable
from annotate.imports import read_article
from annotate.imports.pdf import MAX_PAGES

LONG = "This line of the report is about as wide as the column"


def read(pages: list[list[Put]], **options: object) -> list[str]:
    return read_article(pdf_of(pages, **options), "a.pdf").text.split("\n")  # type: ignore[arg-type]


def test_lines_are_joined_to_paragraphs_and_a_wide_gap_parts_them() -> None:
    page = [
        *lines_at(72, 700, f"{LONG}, and", "it goes on here."),
        *lines_at(72, 650, f"{LONG} too,", "says the second one."),
    ]

    assert read([page]) == [f"{LONG}, and it goes on here.", f"{LONG} too, says the second one."]


def test_a_short_last_line_ends_a_paragraph_without_a_gap() -> None:
    page = lines_at(72, 700, f"{LONG}, and", "it ends.", f"{LONG} too,", "and so on.")

    assert read([page]) == [f"{LONG}, and it ends.", f"{LONG} too, and so on."]


def test_taller_letters_make_a_heading_and_properties_give_title_author_and_language() -> None:
    page = [Put(72, 750, "Raid on the camp", 20), *lines_at(72, 700, f"{LONG}, and", "it goes on here.")]
    data = pdf_of([page], info="/Title (The raid) /Author (Ana Lima)", catalog="/Lang (en-GB)")

    article = read_article(data, "a.pdf")

    assert article.text.split("\n")[0] == "Raid on the camp"
    assert article.headings == frozenset({0})
    assert (article.title, article.byline, article.language) == ("The raid", "Ana Lima", "en-GB")
    assert article.importer.startswith("pypdfium2 ")
    assert article.published is None


def test_what_word_prints_into_the_title_is_no_title() -> None:
    data = pdf_of([lines_at(72, 700, LONG)], info="/Title (Microsoft Word - final2.doc)")

    assert read_article(data, "a.pdf").title is None


def test_two_columns_are_read_one_after_the_other() -> None:
    left = lines_at(50, 700, "The first column begins here and", "it ends below.")
    right = lines_at(320, 700, "The second column begins here and", "it ends below too.")

    assert read([[*left, *right]]) == [
        "The first column begins here and it ends below.",
        "The second column begins here and it ends below too.",
    ]


def test_a_sentence_goes_on_over_a_page_break() -> None:
    first, second = lines_at(72, 100, f"{LONG} and"), lines_at(72, 700, "it goes on over the page.")

    assert read([first, second]) == [f"{LONG} and it goes on over the page."]


def test_a_new_sentence_on_a_new_page_is_a_new_paragraph() -> None:
    assert read([lines_at(72, 100, f"{LONG}."), lines_at(72, 700, "Another one.")]) == [f"{LONG}.", "Another one."]


def test_a_hyphen_goes_where_the_whole_word_stands_elsewhere() -> None:
    page = lines_at(72, 700, "The information is here, and the infor-", "mation is there as well, they said.")

    assert read([page]) == ["The information is here, and the information is there as well, they said."]


def test_a_hyphen_stays_where_nothing_says_that_it_was_put_in() -> None:
    page = lines_at(72, 700, "They asked the newsroom about the fact-", "checking of the report, they said.")

    assert read([page]) == ["They asked the newsroom about the fact-checking of the report, they said."]


def test_a_hyphen_between_numbers_stays() -> None:
    page = lines_at(72, 700, "They looked at every one of the years 2022-", "2023 in the report of the body.")

    assert read([page]) == ["They looked at every one of the years 2022-2023 in the report of the body."]


def test_rows_of_a_table_stay_lines() -> None:
    rows = [
        [Put(72, y, name), Put(250, y, count), Put(400, y, place)]
        for y, name, count, place in ((700, "Name", "Count", "Place"), (686, "Dead", "23", "Tirana"))
    ]

    assert read([[put for row in rows for put in row]]) == ["Name Count Place", "Dead 23 Tirana"]


@pytest.mark.parametrize("back", [False, True], ids=["as drawn", "as read"])
def test_arabic_is_read_from_right_to_left_however_the_file_orders_it(back: bool) -> None:
    said = "قال المتحدث باسم الشرطة"
    put = Put(400, 700, said, back=True) if back else Put(100, 700, said[::-1])

    assert read([[put]]) == [said]


def test_numbers_and_names_within_arabic_keep_their_own_direction() -> None:
    drawn = "مساءً"[::-1] + " Camp Ashraf 2023 " + "في الشرطة قالت"[::-1]  # as on paper, from left to right

    assert read([[Put(72, 700, drawn)]]) == ["في الشرطة قالت" + " 2023 Camp Ashraf مساءً"]


def test_a_number_within_an_arabic_word_keeps_its_direction() -> None:
    drawn = "ءاسم " + "71و 203" + " مهنيب"  # digits stand on paper as they are read

    assert read([[Put(72, 700, drawn)]]) == ["بينهم 203 و71 مساء"]


def test_characters_outside_the_basic_plane_are_one_code_point() -> None:
    assert read([lines_at(72, 700, "A drone \U0001f681 was seen")]) == ["A drone \U0001f681 was seen"]


def test_a_scan_says_that_it_holds_no_text() -> None:
    with pytest.raises(Unreadable, match=r"scan.*OCR"):
        read_article(pdf_of([[]]), "a.pdf")


def test_a_font_without_letters_is_refused_and_not_guessed() -> None:
    with pytest.raises(Unreadable, match=r"does not say which letters.*another format"):
        read_article(pdf_of([lines_at(72, 700, LONG)], mapped=False), "a.pdf")


@pytest.mark.parametrize("data", [b"%PDF-1.7\nnothing more", b"%PDF-1.4\n" + b"\x00" * 400])
def test_a_broken_pdf_says_how_to_mend_it(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"broken.*new PDF"):
        read_article(data, "a.pdf")


def test_a_pdf_cut_short_is_read_or_refused() -> None:
    whole = pdf_of([lines_at(72, 700, LONG)])
    for end in range(40, len(whole), 97):
        try:
            assert LONG.startswith(read_article(whole[:end], "a.pdf").text[:4])
        except Unreadable as refusal:
            assert refusal.message.endswith(".")


def test_more_pages_than_the_limit_are_refused_with_both_numbers() -> None:
    document = pdfium.PdfDocument.new()
    for _ in range(MAX_PAGES + 1):
        document.new_page(10, 10).close()
    data = _saved(document)

    with pytest.raises(TooLarge, match=r"2,001 pages; 2,000 are the most\. Save the pages you need"):
        read_article(data, "a.pdf")


def test_several_threads_may_read_at_once() -> None:
    data = pdf_of([lines_at(72, 700, LONG)] * 5)
    with ThreadPoolExecutor(4) as pool:
        texts = list(pool.map(lambda _: read_article(data, "a.pdf").text, range(16)))

    assert set(texts) == {"\n".join([LONG] * 5)}


def _saved(document: pdfium.PdfDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()
