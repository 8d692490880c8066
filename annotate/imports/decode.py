"""Bytes to characters, strictly: a wrong guess would put words into the article that nobody wrote."""

from __future__ import annotations

import codecs
import re

from annotate.domain.errors import Unreadable

#: Byte order marks, the longer ones first: UTF-32's begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: First bytes that tell a file's kind, with the words to name it by.
_KINDS = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or a Word document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word document or a protected one"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x7fELF", "a program"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"{\\rtf", "a rich text (RTF) document"),
)
#: Control characters that no text has; tab, newlines, form feed and escape are not among them.
_CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32)])
#: Share of control characters above which bytes are taken to be binary. A stray NUL is removed when the text is frozen.
_MOST_CONTROLS = 0.01
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""", re.IGNORECASE)
#: Where to look for a declared charset, in bytes. The HTML standard says 1,024; saved pages put comments before it.
_PRESCAN = 4096
#: Encodings that web pages have (WHATWG Encoding Standard) by Python's name, with Python's name of what they mean.
#: UTF-7 and Python's own codecs are not among them.
_ALIASES = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_WEB_ENCODINGS = frozenset(
    {"utf-8", "gb18030", "big5hkscs", "euc_jp", "iso2022_jp", "cp932", "cp949", "koi8-r", "koi8-u", "cp866", "cp874"}
    | {f"cp125{n}" for n in range(9)}
    | {f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)}
)


def known_kind(data: bytes) -> str | None:
    """What the first bytes say the file is, e.g. "a PDF", or None if they say nothing."""
    return next((words for magic, words in _KINDS if data.startswith(magic)), None)


def decode_text(data: bytes) -> str:
    """The characters of a text file: as its byte order mark says, otherwise UTF-8. Raises Unreadable."""
    return _decode(data, "utf-8", "Open it in an editor and save it as UTF-8.")


def decode_html(data: bytes) -> str:
    """The characters of a page: by byte order mark, by the charset it declares, otherwise UTF-8. Raises Unreadable."""
    head = data[:_PRESCAN]
    found = _CHARSET.search(head) or _XML_ENCODING.search(head)
    declared = found.group(1).decode("ascii", "replace") if found else "utf-8"
    return _decode(data, _web_encoding(declared), "Save the page from the browser as UTF-8, or paste its text.")


def _decode(data: bytes, encoding: str, advice: str) -> str:
    mark, encoding = next(((m, e) for m, e in _MARKS if data.startswith(m)), (b"", encoding))
    if not mark:
        _refuse_binary(data)
    try:
        return data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        at = error.start + len(mark)
        raise Unreadable(
            f"The file is not {encoding.upper()} text: byte {at:,} (0x{data[at]:02X}, on line {_line(data, at):,}) "
            f"does not fit. {advice}",
            field="file",
        ) from error


def _refuse_binary(data: bytes) -> None:
    kind = known_kind(data)
    if kind:
        raise Unreadable(
            f"The file's name says text, but it is {kind}. Give the name the right ending, or paste the text.",
            field="file",
        )
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls > len(data) * _MOST_CONTROLS:
        first = next(at for at, byte in enumerate(data) if byte in _CONTROLS)
        raise Unreadable(
            f"The file is not text: byte {first:,} is 0x{data[first]:02X}, and {controls:,} bytes are of this sort. "
            "If an editor opens it as text, save it there as UTF-8.",
            field="file",
        )


def _web_encoding(label: str) -> str:
    try:
        name = codecs.lookup(label).name
    except LookupError:
        name = label.lower()
    if name.startswith("utf-16"):
        return "utf-8"  # A page whose declaration can be read as ASCII is not UTF-16 (HTML standard, prescan).
    name = _ALIASES.get(name, name)
    if name not in _WEB_ENCODINGS:
        raise Unreadable(
            f"The page says its encoding is “{label}”, which no browser knows. Save the page as UTF-8.", field="file"
        )
    return name


def _line(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1
