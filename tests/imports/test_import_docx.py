"""Word documents: every visible word in reading order, and archives that are meant to hurt."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from annotate.domain.errors import Invalid, TooLarge, Unreadable
from annotate.imports import Imported, read_article
from annotate.imports.docx import MAX_ENTRIES


def saved(document: Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def read(document: Document) -> Imported:
    return read_article(saved(document), "a.docx")


def changed(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The archive with every part passed through `change`; a part that becomes None is left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return out.getvalue()


def archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def test_paragraphs_headings_and_tables_come_in_reading_order() -> None:
    document = docx.Document()
    document.add_heading("Raid on the camp", 0)
    document.add_paragraph("Police said ").add_run("36").bold = True
    table = document.add_table(2, 2)
    for cell, words in zip((c for row in table.rows for c in row.cells), ["Who", "Hurt", "Police", "36"], strict=True):
        cell.text = words
    document.add_heading("What is known", 2)
    document.add_paragraph("The end 😀 cafe\u0301 می\u200cشود.")

    article = read(document)

    assert article.text.split("\n") == [
        "Raid on the camp",
        "Police said 36",
        "Who\tHurt",
        "Police\t36",
        "What is known",
        "The end 😀 cafe\u0301 می\u200cشود.",
    ]
    assert article.headings == frozenset({0, 4})
    assert article.importer.startswith("python-docx ")


def test_title_author_and_language_come_from_the_properties() -> None:
    document = docx.Document()
    document.add_paragraph("Words.")
    about = document.core_properties
    about.title, about.author, about.language = "The  raid", "Ana Lima", "en-GB"

    article = read(document)

    assert (article.title, article.byline, article.language) == ("The raid", "Ana Lima", "en-GB")


def test_a_layout_table_gives_its_paragraphs_one_by_one_and_merged_cells_once() -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Over both"
    table.cell(1, 0).text = "First paragraph."
    table.cell(1, 0).add_paragraph("Second paragraph.")
    inner = table.cell(1, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "inner", "cells"

    assert read(document).text.split("\n") == ["Over both", "First paragraph.", "Second paragraph.", "inner\tcells"]


def test_tracked_insertions_links_and_controls_are_read_and_deletions_are_not() -> None:
    document = docx.Document()
    body = (
        "<w:r><w:t xml:space='preserve'>kept </w:t></w:r>"
        "<w:ins w:id='1' w:author='a'><w:r><w:t xml:space='preserve'>inserted </w:t></w:r></w:ins>"
        "<w:del w:id='2' w:author='a'><w:r><w:delText>deleted </w:delText></w:r></w:del>"
        "<w:moveFrom w:id='3' w:author='a'><w:r><w:t>moved </w:t></w:r></w:moveFrom>"
        "<w:hyperlink w:anchor='x'><w:r><w:t xml:space='preserve'>linked </w:t></w:r></w:hyperlink>"
        "<w:sdt><w:sdtContent><w:r><w:t>control</w:t><w:br/><w:t>next</w:t><w:tab/><w:t>line</w:t></w:r></w:sdtContent></w:sdt>"
    )
    document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{body}</w:p>"))
    document.element.body.insert(
        1,
        parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>Block</w:t></w:r></w:p></w:sdtContent></w:sdt>"),
    )

    assert read(document).text.split("\n") == ["kept inserted linked control", "next\tline", "Block"]


def test_a_style_based_on_a_heading_is_a_heading_and_an_outline_level_too() -> None:
    document = docx.Document()
    style = document.styles.add_style("House headline", 1)
    style.base_style = document.styles["Heading 1"]
    document.add_paragraph("By style", style="House headline")
    outlined = document.add_paragraph("By level")
    outlined.paragraph_format.element.get_or_add_pPr().append(parse_xml(f"<w:outlineLvl {nsdecls('w')} w:val='1'/>"))
    document.add_paragraph("No heading")

    assert read(document).headings == frozenset({0, 1})


def test_a_document_without_words_is_refused() -> None:
    with pytest.raises(Invalid, match=r"empty.*Paste"):
        read(docx.Document())


def test_a_text_over_the_limit_is_refused() -> None:
    document = docx.Document()
    document.add_paragraph("word " * 450_000)
    with pytest.raises(TooLarge, match=r"2,000,000 bytes of text\. Split it"):
        read(document)


@pytest.fixture
def good() -> bytes:
    document = docx.Document()
    document.add_paragraph("Words of the article.")
    return saved(document)


def test_a_document_cut_anywhere_is_refused(good: bytes) -> None:
    for end in range(4, len(good) - 1, 1501):
        with pytest.raises(Unreadable, match=r"save it as \.docx again"):
            read_article(good[:end], "a.docx")


@pytest.mark.parametrize("gone", ["word/document.xml", "[Content_Types].xml", "_rels/.rels"])
def test_a_document_without_a_part_is_refused(good: bytes, gone: str) -> None:
    data = changed(good, lambda name, part: None if name == gone else part)
    with pytest.raises(Unreadable, match=r"save it as \.docx again"):
        read_article(data, "a.docx")


def test_broken_xml_is_refused(good: bytes) -> None:
    data = changed(good, lambda name, part: part[:-40] if name == "word/document.xml" else part)
    with pytest.raises(Unreadable, match=r"save it as \.docx again"):
        read_article(data, "a.docx")


def test_a_flipped_byte_never_gets_through_as_another_error(good: bytes) -> None:
    for at in range(30, len(good), 397):
        bent = good[:at] + bytes([good[at] ^ 0xFF]) + good[at + 1 :]
        try:
            read_article(bent, "a.docx")
        except Invalid as refusal:
            assert refusal.message.endswith(".")


def test_a_zip_that_is_no_word_document_is_refused() -> None:
    with pytest.raises(Unreadable, match=r"not a Word document.*save it as \.docx"):
        read_article(archive({"mimetype": b"application/vnd.oasis.opendocument.text"}), "a.docx")


def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(good: bytes) -> None:
    parts = {f"word/media/{n}.xml": b"0" * 11_000_000 for n in range(10)}
    with pytest.raises(
        TooLarge, match=r"unpacks to 110,000,000 bytes; 100,000,000 are the most\. Take out the pictures"
    ):
        read_article(archive(parts), "a.docx")


def test_an_archive_of_too_many_files_is_refused() -> None:
    parts = {f"{n}.xml": b"" for n in range(MAX_ENTRIES + 1)}
    with pytest.raises(TooLarge, match=r"5,001 files; 5,000 are the most\. Paste"):
        read_article(archive(parts), "a.docx")


def test_a_document_of_too_many_tags_is_refused_before_it_is_parsed(good: bytes) -> None:
    data = changed(good, lambda name, part: b"<a/>" * 1_000_001 if name == "word/document.xml" else part)
    with pytest.raises(TooLarge, match=r"XML tags; 1,000,000 are the most\. Split it, or paste"):
        read_article(data, "a.docx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("target", ["word/document.xml", "docProps/core.xml", "word/_rels/document.xml.rels"])
def test_xml_entities_are_refused_in_every_part(good: bytes, target: str, encoding: str) -> None:
    bomb = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY a 'lol'><!ENTITY b '&a;&a;'>]><a>&b;</a>"
    data = changed(good, lambda name, part: bomb.encode(encoding) if name == target else part)
    with pytest.raises(Unreadable, match=r"declares XML entities.*save it as \.docx again"):
        read_article(data, "a.docx")


def test_a_part_nested_three_hundred_thousand_deep_is_refused(good: bytes) -> None:
    deep = b"<w:p xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>" + b"<w:sdt>" * 300_000
    data = changed(good, lambda name, part: deep if name == "word/document.xml" else part)
    with pytest.raises(Unreadable, match=r"save it as \.docx again"):
        read_article(data, "a.docx")


def test_a_protected_or_old_document_says_to_save_it_anew() -> None:
    with pytest.raises(Unreadable, match=r"old Word document \(\.doc\).*save it as \.docx without a password"):
        read_article(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "a.docx")
