"""Real files that other people made; `ANNOTATE_MATERIAL` names the folder that holds them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from annotate.domain.errors import Unreadable
from annotate.domain.text import guess_direction, text_sha256
from annotate.imports import read_article

pytestmark = pytest.mark.material


@pytest.fixture
def material() -> Path:
    folder = os.environ.get("ANNOTATE_MATERIAL")
    if not folder:
        pytest.skip("ANNOTATE_MATERIAL is not set: the folder of real files is not here")
    return Path(folder)


def test_the_news_article_comes_through_unchanged(material: Path) -> None:
    article = read_article((material / "article/raid.txt").read_bytes(), "raid.txt")

    assert text_sha256(article.text) == "28667d19c2f40c08404c218931ba1712678095ec01d07d86d4700d8a9dd35189"
    assert article.title is not None
    assert article.title.startswith("Conflicting Reports Surround Raid")


def test_persian_arabic_and_chinese_come_through_unchanged(material: Path) -> None:
    files = sorted(path for path in (material / "languages").glob("*.txt") if not path.name.startswith("LICENSE"))
    assert len(files) == 9
    for path in files:
        text = read_article(path.read_bytes(), path.name).text
        assert text == path.read_text(encoding="utf-8"), path.name
        assert guess_direction(text) == ("ltr" if path.name.startswith("zh") else "rtl"), path.name


def test_a_two_column_pdf_is_read_column_by_column(material: Path) -> None:
    article = read_article((material / "nasty/pdf/multicolumn.pdf").read_bytes(), "multicolumn.pdf")
    lines = article.text.split("\n")

    assert lines[0] == "Two-Column Document with Lorem Ipsum"
    assert any(line.startswith("Lorem ipsum dolor sit") and line.endswith("dignissim rutrum.") for line in lines)
    assert "consectetuer adipiscing elit" in article.text
    assert "Country Population (millions) Area (km2) Capital Official Language" in lines
    assert "Austria 8.9 83,879 Vienna German" in lines
    assert not {"\ufffe", "\x02", "\r"} & set(article.text)


def test_a_pdf_whose_arabic_has_no_letters_behind_it_is_refused_clearly(material: Path) -> None:
    with pytest.raises(Unreadable, match=r"does not say which letters.*type or paste it"):
        read_article((material / "nasty/pdf/habibi.pdf").read_bytes(), "habibi.pdf")


def test_an_encrypted_pdf_says_that_it_is_protected(material: Path) -> None:
    with pytest.raises(Unreadable, match=r"protected by a password\. Save a copy without one"):
        read_article((material / "nasty/pdf/libreoffice-writer-password.pdf").read_bytes(), "p.pdf")
