"""Web pages (.html): the article without menus and adverts, by trafilatura. Nothing is ever fetched.

The tree is parsed here and handed over, so that the encoding is known and not guessed, and so that a page whose
tags are nested too deep is refused: the parser would drop what is deeper without a word.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import lxml.etree  # type: ignore[import-untyped]
import lxml.html  # type: ignore[import-untyped]
import trafilatura
from trafilatura.settings import Document

from annotate.domain.errors import TooLarge, Unreadable
from annotate.domain.text import normalise
from annotate.imports.base import Imported, Line, importer_name, join_lines, tidy
from annotate.imports.decode import decode_html

#: Elements of one page. Extraction takes time with their number, not with the bytes: this many take a few seconds.
MAX_ELEMENTS = 20_000
#: Angle brackets in one page, scripts included: bounds the parser's memory before there is a tree to count.
MAX_BRACKETS = 20 * MAX_ELEMENTS
#: Tags within tags; libxml2's own limit (xmlParserMaxDepth) where huge trees are not asked for.
MAX_DEPTH = 256
#: Elements of trafilatura's tree that hold words of a line, and not lines of their own.
_INLINE = frozenset({"hi", "ref", "del", "lb", "graphic", "span"})
#: Elements that only hold lines: what stands in them is walked into.
_ROOM = frozenset({"body", "main", "list", "table", "quote", "div"})
#: White space that a browser keeps, as no-break spaces are kept, and that the library would turn into plain spaces.
#: It passes through the library as noncharacters (U+FDD0 on), which no page has.
_KEPT = [chr(c) for c in (0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)]
_HIDE = {ord(char): 0xFDD0 + index for index, char in enumerate(_KEPT)}
_SHOW = {hidden: char for char, hidden in _HIDE.items()}
_SPACE = re.compile(r"[ \t\n\r\f]+")
_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")
_NO_ARTICLE = (
    "There is no article text in this page. Pages that scripts build hold none when they are saved: open it in a "
    "browser, copy the text and paste it, or print it to PDF."
)

# The library reports every page it cannot use on its own loggers; here the refusal itself says so.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def read(data: bytes) -> Imported:
    """Read a saved page. Metadata is what the page says of itself.

    Raises Unreadable for a wrong encoding, too deep a nesting, or a page without article text, TooLarge for more
    than `MAX_ELEMENTS` elements or too long a text.
    """
    tree = _parse(normalise(decode_html(data)))
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    headline = _headline(tree)
    _hide_spaces(tree)
    found = _extract(tree)
    lines = [Line(line.text.translate(_SHOW).strip(), line.heading) for line in _lines(found.body)]
    if not any(line.text for line in lines):
        raise Unreadable(_NO_ARTICLE, field="file")
    if headline and all(tidy(line.text) != headline for line in lines):
        lines.insert(0, Line(headline, heading=True))
    text, headings = join_lines(lines)
    return Imported(
        text=text,
        headings=headings,
        title=headline or tidy((found.title or "").translate(_SHOW)),
        byline=tidy(found.author),
        publisher=tidy(found.sitename),
        url=_web_address(found.url),
        language=language.strip() if _LANGUAGE.match(language.strip()) else None,
        published=_day(found.date),
        importer=importer_name("trafilatura"),
    )


def _extract(tree: Any) -> Document:
    try:
        found = trafilatura.bare_extraction(
            tree,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    except Exception as error:  # The library lets through what odd pages cause in it, and no page may cause a crash.
        raise Unreadable(_NO_ARTICLE, field="file") from error
    # Its type allows for a dict, which it gives only where it is asked for one.
    if not isinstance(found, Document):
        raise Unreadable(_NO_ARTICLE, field="file")
    return found


def _parse(source: str) -> Any:
    brackets = source.count("<")
    if brackets > MAX_BRACKETS:
        raise _too_many(brackets // 2)
    # A parser of its own for each page: its log of errors is read below. Bytes, because lxml refuses a string that
    # carries an XML declaration. Comments and processing instructions are no part of an article.
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        tree = lxml.html.document_fromstring(source.encode(), parser=parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise Unreadable(_NO_ARTICLE, field="file") from error
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise Unreadable(
            f"The page nests its tags more than {MAX_DEPTH} deep. Copy the article's text and paste it.", field="file"
        )
    lxml.etree.strip_elements(tree, "style", "template", "svg", with_tail=False)
    count = sum(1 for _ in tree.iter())
    if count > MAX_ELEMENTS:
        raise _too_many(count)
    return tree


def _too_many(count: int) -> TooLarge:
    return TooLarge(
        f"The page has about {count:,} elements; {MAX_ELEMENTS:,} are the most. Copy the article's text and paste it.",
        field="file",
    )


def _headline(tree: Any) -> str | None:
    """The page's one `<h1>`. Several, or none, say nothing about which is the article's."""
    found = tree.findall(".//h1")
    return tidy("".join(_seen(found[0]))) if len(found) == 1 else None


def _seen(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield " " if child.tag == "br" else ""
        yield from _seen(child)
        yield child.tail or ""


def _hide_spaces(tree: Any) -> None:
    for element in tree.iter():
        if element.text and element.tag != "script":
            element.text = element.text.translate(_HIDE)
        if element.tail:
            element.tail = element.tail.translate(_HIDE)


def _lines(element: Any) -> Iterator[Line]:
    """The lines of trafilatura's tree. A row of a table is one line, with tabs between its cells."""
    heading = element.tag == "head"
    if element.tag == "row":
        yield Line("\t".join(_SPACE.sub(" ", "".join(cell.itertext())).strip() for cell in element))
        return
    if element.tag == "code":
        yield Line("".join(element.itertext()))
        return
    words = [_fold(element.text)]
    for child in element:
        if child.tag in _INLINE and element.tag not in _ROOM:
            words.append(_run(child))
        else:
            yield Line("".join(words), heading)
            words = []
            yield from _lines(child)
        words.append(_fold(child.tail))
    yield Line("".join(words), heading)


def _run(element: Any) -> str:
    if element.tag == "lb":
        return "\n"
    inner = (_run(child) + _fold(child.tail) for child in element)
    return _fold(element.text) + "".join(inner)


def _fold(words: str | None) -> str:
    """White space as a browser shows it. A no-break space and its like are the publisher's and stay."""
    return _SPACE.sub(" ", words) if words else ""


def _web_address(url: str | None) -> str | None:
    return url if url and url.startswith(("https://", "http://")) else None


def _day(value: str | None) -> str | None:
    try:
        return date.fromisoformat(value).isoformat() if value else None
    except ValueError:
        return None
