"""PDF: by its standards, in every script, with every glyph, and the same bytes whatever surrounds it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pypdfium2
import pytest
import real_reports
import typst
from report_factory import article, claim, report, source

from annotate.domain.errors import Conflict
from annotate.domain.report import Organisation, Person, Report, canonical_bytes
from annotate.domain.spans import cut
from annotate.domain.vocabulary import Role, State
from annotate.exports import FORMATS, PageContext, render
from annotate.exports.typesetter import pdf

HEBREW = "המשטרה אמרה ביום שלישי כי 36 בני אדם נפצעו (15 שוטרים)."
PAGE = PageContext(report_url="https://newsroom.example/r/1", claim_url="https://newsroom.example/r/1/c/{number}")


def text(data: bytes) -> str:
    """The words of all pages. Isolates and other marks of direction are left out, as are line breaks."""
    document = pypdfium2.PdfDocument(data)
    found = " ".join(page.get_textpage().get_text_bounded() for page in document)
    return " ".join("".join(char for char in found if unicodedata.category(char) != "Cf").split())


def worded(words: str, **changes: object) -> Report:
    return report(
        article=article(words), claims=(claim(spans=(cut(words, 0, len(words)),), statement=words),), **changes
    )


def test_it_says_which_standards_it_keeps_and_the_archival_one_carries_the_record() -> None:
    made = real_reports.raid()
    plain, archival = (render(name, made, PAGE) for name in ("pdf", "pdfa"))
    assert b"<pdfuaid:part>1</pdfuaid:part>" in plain and b"pdfaid" not in plain
    for mark in (b"<pdfaid:part>3</pdfaid:part>", b"<pdfaid:conformance>A<", b"<pdfuaid:part>1</pdfuaid:part>"):
        assert mark in archival
    document = pypdfium2.PdfDocument(archival)
    assert document.count_attachments() == 1
    attached = document.get_attachment(0)
    assert (attached.get_name(), bytes(attached.get_data())) == ("report.json", canonical_bytes(made))
    assert pypdfium2.PdfDocument(plain).get_metadata_dict()["Title"] == "Verdicts on “A raid on a camp”"


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("#set text(lang: \"en\")\nno title", "title"),
        ("#set document(title: \"x\")\n#set text(fallback: false)\n中", "could not be displayed"),
        ("#set document(title: \"x\")\n#figure(rect(width: 1cm, height: 1cm), kind: image, supplement: [F])", "alt"),
        ("#set document(title: \"x\")\n== Second level first", "heading"),
    ],
)  # fmt: skip
def test_the_standard_is_enforced_on_a_bad_file(bad: str, said: str) -> None:
    fonts = typst.Fonts(include_system_fonts=False)
    with pytest.raises(typst.TypstError, match=f"(?i)PDF/UA-1.*{said}"):
        pdf({"source": bad, "inputs": {}, "standards": ["ua-1"], "timestamp": 0}, fonts)


@pytest.mark.parametrize("name", ["fa-01", "ar-01"])
def test_persian_and_arabic_come_out_whole(name: str) -> None:
    made = real_reports.language(name)
    found = text(render("pdf", made, PAGE))
    letters = {char for char in made.article.text if char.isalpha()}
    shown = set(unicodedata.normalize("NFKC", found)) | set(found)
    assert not {char for char in letters if not set(unicodedata.normalize("NFKC", char)) <= shown}
    assert "[U+" not in found and "About this print" not in found


def test_hebrew_comes_out_whole_and_from_the_fonts_of_the_program() -> None:
    found = text(render("pdf", worded(HEBREW), PAGE))
    assert set(HEBREW) <= set(found) and "About this print" not in found


def test_chinese_comes_from_a_font_of_the_machine_or_is_refused_by_name() -> None:
    made = real_reports.language("zh-Hant-01")
    try:
        found = text(render("pdf", made, PAGE))
    except Conflict as error:
        assert "CJK UNIFIED IDEOGRAPH" in error.message
    else:
        assert {char for char in made.article.text if char.isalpha()} <= set(found)
        assert "from fonts of the machine" in found


def test_a_few_characters_that_no_font_has_are_printed_by_name_and_listed() -> None:
    found = text(render("pdf", worded("An emoji 😀 and a private one \U000f0001."), PAGE))
    assert "An emoji [U+1F600 GRINNING FACE] and a private one [U+F0001]." in found
    assert "because no font of the program has them: U+1F600 GRINNING FACE, U+F0001." in found


def test_a_script_that_no_font_has_is_refused_and_the_answer_names_characters() -> None:
    private = "".join(map(chr, range(0xF0000, 0xF0020)))
    with pytest.raises(Conflict, match=r"more than 12 of the characters .* \(U\+F0000\)"):
        render("pdf", worded(private), PAGE)


def test_a_report_of_thousands_of_pages_is_refused_before_it_is_set() -> None:
    with pytest.raises(Conflict, match=r"a PDF takes 1,500,000"):
        render("pdf", worded("word " * 350_000), PAGE)


def test_text_that_is_typst_stays_text() -> None:
    words = (
        '#panic("x") $x^2$ *b* _e_ `r` @label <l> #import "@preview/x:1.0.0" \\ // c /* d */ = H [b] {1} " \' </script>'
    )
    assert words.replace(" ", "") in text(render("pdf", worded(words), PAGE)).replace(" ", "")


def test_a_name_with_a_right_to_left_override_turns_nothing_around() -> None:
    made = report(published_by=Person("Eve \u202eevil", Role.ADMIN), organisation=Organisation("\u202eTurned"))
    assert "evil, admin" in text(render("pdf", made, PAGE)).replace("live", "evil")


def test_nothing_of_it_is_too_much_a_long_statement_no_claim_a_working_copy() -> None:
    long = "a very long statement " * 950
    assert text(render("pdf", worded(long), PAGE)).count("very long") > 3 * 940
    none = report(claims=(), sources=(), working_copy=True, withheld=2)
    found = text(render("pdf", none, PAGE))
    assert "No claim has been approved." in found and "2 sources are withheld to protect them." in found
    draft = report(working_copy=True, claims=(claim(state=State.DRAFT, approved_by=None),))
    pages = pypdfium2.PdfDocument(render("pdf", draft, PAGE))
    assert all("Working copy, not a published report" in page.get_textpage().get_text_bounded() for page in pages)


def test_addresses_of_the_web_are_links_and_others_are_not() -> None:
    made = report(sources=(source(url="javascript:alert(1)"), source("s2", url="https://a.example/x y")))
    data = render("pdf", made, PAGE)
    assert b"javascript" not in data and b"https://a.example/x%20y" in data


#: Draws a report, given as canonical JSON on stdin, in each format; prints their SHA-256.
DRAW = """
import hashlib, json, sys
from annotate.domain.report import Report
from annotate.exports import FORMATS, PageContext, render
made = Report.from_dict(json.load(sys.stdin))
page = PageContext(claim_url="https://newsroom.example/c/{number}")
print(json.dumps({name: hashlib.sha256(render(name, made, page)).hexdigest() for name in FORMATS}))
"""


def test_every_format_is_the_same_bytes_in_another_zone_language_and_hash_seed(tmp_path: Path) -> None:
    made = real_reports.raid()
    strange = {
        "TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "7", "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path), "FONTCONFIG_FILE": str(tmp_path / "none"), "SOURCE_DATE_EPOCH": "1",
    }  # fmt: skip
    command = [sys.executable, "-c", DRAW]
    done = subprocess.run(
        command, input=canonical_bytes(made), capture_output=True, check=True, cwd=Path(__file__).parents[2],
        env={**os.environ, **strange},
    )  # fmt: skip
    page = PageContext(claim_url="https://newsroom.example/c/{number}")
    assert json.loads(done.stdout) == {name: hashlib.sha256(render(name, made, page)).hexdigest() for name in FORMATS}
