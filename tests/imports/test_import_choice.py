"""Which importer reads a file, and what is refused before any of them sees it."""

from __future__ import annotations

import pytest

from annotate.domain.errors import Invalid, TooLarge, Unreadable
from annotate.imports import ACCEPT, FORMATS, MAX_FILE_BYTES, read_article


def test_every_format_is_listed_once_with_all_that_a_form_needs() -> None:
    suffixes = [form.suffix for form in FORMATS]

    assert len(set(suffixes)) == len(suffixes)
    assert {".txt", ".md", ".html", ".docx", ".pdf"} <= set(suffixes)
    assert all(form.label and "/" in form.media_type and callable(form.read) for form in FORMATS)
    assert ACCEPT.split(",") == suffixes


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.suffix)
def test_an_empty_file_is_refused_in_every_format(form: object) -> None:
    with pytest.raises(Invalid, match=r"file is empty\. Choose the file"):
        read_article(b"", f"a{form.suffix}")  # type: ignore[attr-defined]


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.suffix)
def test_a_file_over_twenty_million_bytes_is_refused_with_both_numbers(form: object) -> None:
    with pytest.raises(TooLarge, match=r"20,000,001 bytes; 20,000,000 are the most\. Save only the text"):
        read_article(b"x" * (MAX_FILE_BYTES + 1), f"a{form.suffix}")  # type: ignore[attr-defined]


def test_the_suffix_decides_and_the_media_type_only_where_it_says_nothing() -> None:
    markdown = b"# Title\n\nwords"

    assert read_article(markdown, "a.txt", "text/markdown").text.startswith("# Title")
    assert read_article(markdown, "article", "text/markdown; charset=utf-8").text == "Title\nwords"
    assert read_article(markdown, "C:\\news.v2\\A.MD").text == "Title\nwords"


@pytest.mark.parametrize(("name", "says"), [("a.odt", "“.odt” cannot"), ("a", "no ending"), ("", "no ending")])
def test_an_unknown_kind_is_refused_with_the_list_of_known_ones(name: str, says: str) -> None:
    with pytest.raises(Invalid, match=r"\.txt, \.md, \.html.*or paste the text") as caught:
        read_article(b"words", name, "application/octet-stream")

    assert says in caught.value.message
    assert caught.value.problems[0].field == "file"


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"plain words", "a.pdf", "name says a PDF, but its content is something else"),
        (b"PK\x03\x04....", "a.pdf", "name says a PDF, but it is a zip archive or a Word document"),
        (b"%PDF-1.7....", "a.docx", "name says a Word document, but it is a PDF"),
        (b"<html>words</html>", "a.docx", "name says a Word document, but its content is something else"),
    ],
)
def test_content_that_is_not_what_the_name_says_is_refused(data: bytes, name: str, says: str) -> None:
    with pytest.raises(Unreadable, match=r"Give the name the right ending") as caught:
        read_article(data, name)

    assert says in caught.value.message
