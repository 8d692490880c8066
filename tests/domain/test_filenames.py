"""Names as received: nothing in them leads anywhere, ends a header or turns a line round."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.http import parse_options_header

from annotate.domain.errors import Invalid
from annotate.domain.filenames import MAX_BYTES, disposition, received


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("footage.mp4", "footage.mp4"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ana\\footage.mp4", "footage.mp4"),
        (" spaced .txt ", "spaced .txt"),
        ("invoice\u202egpj.exe", "invoice\ufffdgpj.exe"),
        ("a\u200bb\ufeff.txt", "a\ufffdb\ufffd.txt"),
        ("می\u200cخواهم.pdf", "می\u200cخواهم.pdf"),
        ("👩\u200d💻.png", "👩\u200d💻.png"),
        ('quo"te; x=y.txt', 'quo"te; x=y.txt'),
        (".htaccess", ".htaccess"),
        ("e\u0301.txt", "e\u0301.txt"),
        ("x" * MAX_BYTES, "x" * MAX_BYTES),
    ],
)
def test_a_name_is_kept_as_it_was_unless_it_lies(sent: str, kept: str) -> None:
    assert received(sent) == kept


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ("", "no name"), ("..", "no name"), ("folder/", "no name"), ("a\x00.jpg", r"U\+0000, at place 2"),
        ("a\r\nSet-Cookie: x", r"U\+000D"), ("a\x1b[2J", r"U\+001B"), ("a\x85b", r"U\+0085"), ("a\u2028b", r"U\+2028"),
        ("a\ud800", r"U\+D800"), ("x" * 256, "256 bytes"), ("ж" * 128, "256 bytes"), ("x" * 300, "300 bytes"),
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_kept_is_refused_with_the_place(sent: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        received(sent)


@given(st.text(max_size=80))
def test_every_kept_name_comes_back_out_of_the_header(sent: str) -> None:
    try:
        name = received(sent)
    except Invalid:
        return
    header = disposition(name)
    assert header.isascii() and header.isprintable()
    kind, options = parse_options_header(header)
    assert kind == "attachment" and options["filename"] == name
    assert unquote(header.rpartition("''")[2]) == name
