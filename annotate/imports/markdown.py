"""Markdown (.md): the words without the markup, one line for each paragraph, headings known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from annotate.domain.errors import TooLarge, Unreadable
from annotate.domain.text import check_text, normalise
from annotate.imports.base import Imported, Line, importer_name, join_lines, tidy
from annotate.imports.decode import decode_text

#: Blocks within blocks. The parser leaves out what is deeper, without a word, so this is asked for and checked.
MAX_NESTING = 60
#: Bytes of one Markdown file. Parsing is in Python, and this many take some seconds.
MAX_BYTES = 1_000_000
_TAG = re.compile(r"<!--.*?-->|<[/!?a-zA-Z][^<>]*>", re.DOTALL)
_UNSEEN = re.compile(r"<(script|style)\b.*?(</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_FIELD = re.compile(r"^([A-Za-z_-]{1,40}):[ \t]*(.*)$")
_DAY = re.compile(r"^(\d{4}-\d{2}-\d{2})")


def read(data: bytes) -> Imported:
    """Read CommonMark with tables and strikethrough, and the simple fields of a front matter.

    Raises Unreadable for bytes that are not UTF-8 text or for blocks nested too deep, TooLarge for too long a text.
    """
    if len(data) > MAX_BYTES:
        raise TooLarge(
            f"The Markdown has {len(data):,} bytes; {MAX_BYTES:,} are the most. Split it, or save it as plain text.",
            field="file",
        )
    source = check_text(normalise(decode_text(data)))
    fields, body = split_front_matter(source)
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable(["table", "strikethrough"])
    text, headings = join_lines(_lines(parser.parse(body)))
    lines = text.split("\n")
    first = lines[min(headings)] if headings else None
    day = _DAY.match(fields.get("date", ""))
    return Imported(
        text=text,
        headings=headings,
        title=tidy(fields.get("title")) or first,
        byline=tidy(fields.get("author")),
        publisher=tidy(fields.get("publisher")),
        url=tidy(fields.get("url")),
        language=tidy(fields.get("lang") or fields.get("language")),
        published=day.group(1) if day else None,
        importer=importer_name("markdown-it-py"),
    )


def split_front_matter(source: str) -> tuple[dict[str, str], str]:
    """The `key: value` fields between two lines of `---` at the top, and the rest. Nested values are not read."""
    if not source.startswith("---\n"):
        return {}, source
    head, fence, body = source[4:].partition("\n---\n")
    lines = [line for line in head.split("\n") if line.strip()]
    if not fence or not lines or not _FIELD.match(lines[0]):
        return {}, source
    found = (match for line in lines if (match := _FIELD.match(line)))
    return {m.group(1).lower(): m.group(2).strip().strip("\"'") for m in found}, body


def _lines(tokens: list[Token]) -> Iterator[Line]:
    row: list[str] | None = None
    heading = False
    for token in tokens:
        if token.level >= MAX_NESTING - 1:
            raise Unreadable(
                f"Lists or quotes are nested more than {MAX_NESTING - 2} deep. Flatten them, or paste the text.",
                field="file",
            )
        if token.type in ("heading_open", "heading_close"):
            heading = token.type == "heading_open"
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            yield Line("\t".join(row or []))
            row = None
        elif token.type == "inline" and row is not None:
            row.append(_inline(token))
        else:
            yield Line(_words(token), heading)


def _words(token: Token) -> str:
    if token.type == "inline":
        return _inline(token)
    if token.type in ("fence", "code_block"):
        return token.content
    return _without_tags(token.content) if token.type == "html_block" else ""


def _inline(token: Token) -> str:
    return "".join(_piece(child) for child in token.children or [])


def _piece(token: Token) -> str:
    if token.type in ("text", "code_inline"):
        return token.content
    if token.type == "softbreak":
        return " "
    if token.type == "hardbreak" or (token.type == "html_inline" and _BREAK.match(token.content)):
        return "\n"
    return ""


def _without_tags(html: str) -> str:
    return _TAG.sub("", _BREAK.sub("\n", _UNSEEN.sub("", html)))
