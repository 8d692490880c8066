"""Word documents (.docx): paragraphs, headings and tables in reading order, without fetching what they point to.

The words are taken from the XML and not from python-docx's paragraphs, which leave out tracked insertions and
content controls. Deleted and moved-away text is left out, as are notes, headers and footers.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import docx
from docx.document import Document

from annotate.domain.errors import TooLarge, Unreadable
from annotate.imports.base import Imported, Line, importer_name, join_lines, tidy

#: Bytes that the parts of one document may have together when unpacked.
MAX_UNPACKED_BYTES = 100_000_000
#: Files in one document's archive.
MAX_ENTRIES = 5_000
#: XML tags in one document, which bound the memory that parsing takes (some 200 bytes for each).
MAX_TAGS = 1_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
#: Not part of the text: what was deleted or moved away, formatting, and the second copy of a drawing.
_LEFT_OUT = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", f"{_W}sdtPr", f"{_MC}Fallback"})
_SIGNS = {
    f"{_W}tab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "\u2011",
    f"{_W}softHyphen": "\u00ad",
}
_BROKEN = "The file is not a Word document that can be read. Open it in a word processor and save it as .docx again."


def read(data: bytes) -> Imported:
    """Read a document's words, and its title and author from its properties.

    Raises TooLarge for an archive that unpacks to more than `MAX_UNPACKED_BYTES` or `MAX_ENTRIES`, Unreadable for a
    broken or protected document or one that declares XML entities.
    """
    _check_archive(data)
    try:
        document = docx.Document(io.BytesIO(data))
        lines = list(_blocks(document.element.body, _heading_styles(document)))
        about = document.core_properties
        title, byline, language = about.title, about.author, about.language
    except Exception as error:  # The library lets whatever a broken part causes come through: KeyError, XMLSyntaxError…
        raise Unreadable(_BROKEN, field="file") from error
    text, headings = join_lines(lines)
    return Imported(
        text=text,
        headings=headings,
        title=tidy(title),
        byline=tidy(byline),
        language=tidy(language),
        importer=importer_name("python-docx"),
    )


def _check_archive(data: bytes) -> None:
    """Refuse what would hurt before anything parses it. The sizes in the directory bound what zipfile unpacks."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_sizes(entries)
            if any(entry.flag_bits & 1 for entry in entries):
                raise Unreadable(
                    "The document is protected by a password. Save a copy without one and upload that.", field="file"
                )
            _check_xml(archive)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error) as e:
        raise Unreadable(_BROKEN, field="file") from e


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise TooLarge(
            f"The document holds {len(entries):,} files; {MAX_ENTRIES:,} are the most. Paste the text instead.",
            field="file",
        )
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED_BYTES:
        raise TooLarge(
            f"The document unpacks to {unpacked:,} bytes; {MAX_UNPACKED_BYTES:,} are the most. "
            "Take out the pictures, or paste the text.",
            field="file",
        )


def _check_xml(archive: zipfile.ZipFile) -> None:
    """No Word file has a document type (ECMA-376 part 2, 7.2.3.2); it is how entity attacks begin."""
    tags = 0
    for entry in archive.infolist():
        if not entry.filename.lower().endswith((".xml", ".rels")):
            continue
        part = archive.read(entry).replace(b"\x00", b"")  # so that UTF-16 hides nothing
        if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
            raise Unreadable(
                f"The part {entry.filename[:100]} of the document declares XML entities, which Word never does. "
                "Open the document in a word processor and save it as .docx again.",
                field="file",
            )
        tags += part.count(b"<")
    if tags > MAX_TAGS:
        raise TooLarge(
            f"The document has {tags:,} XML tags; {MAX_TAGS:,} are the most. Split it, or paste the text.", field="file"
        )


def _heading_styles(document: Document) -> frozenset[str]:
    """Ids of the styles that make a heading: by built-in name, by outline level, or based on one that does."""
    based: dict[str, str] = {}
    found: set[str] = set()
    for style in document.styles.element.iterfind(f"{_W}style"):
        style_id = style.get(f"{_W}styleId") or ""
        parent, name = style.find(f"{_W}basedOn"), style.find(f"{_W}name")
        based[style_id] = _val(parent)
        label = _val(name).lower()
        if label == "title" or label.startswith("heading ") or _outlined(style.find(f"{_W}pPr")):
            found.add(style_id)
    for _ in range(len(based)):
        more = {style_id for style_id, parent in based.items() if parent in found} - found
        if not more:
            break
        found |= more
    return frozenset(found)


def _blocks(room: Any, styles: frozenset[str]) -> Iterator[Line]:
    """The lines of a body, a cell, a content control or a text box, in order."""
    for element in room:
        if element.tag == f"{_W}p":
            yield Line(_words(element), _is_heading(element, styles))
            for box in _boxes(element):
                yield from _blocks(box, styles)
        elif element.tag == f"{_W}tr":
            yield from _row(element, styles)
        elif isinstance(element.tag, str) and element.tag not in _LEFT_OUT:
            yield from _blocks(element, styles)


def _row(row: Any, styles: frozenset[str]) -> Iterator[Line]:
    """A row whose cells are one line each is one line with tabs; otherwise every paragraph is a line of its own."""
    cells = [[line for line in _blocks(cell, styles) if line.text.strip()] for cell in row.iter(f"{_W}tc")]
    filled = [cell for cell in cells if cell]
    if all(len(cell) == 1 for cell in filled) and row.find(f".//{_W}tbl") is None:
        yield Line("\t".join(cell[0].text.strip() for cell in filled))
    else:
        yield from (line for cell in _direct_cells(row) for line in _blocks(cell, styles))


def _direct_cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == f"{_W}tc":
            yield child
        elif child.tag == f"{_W}sdt":
            yield from (cell for content in child.iterfind(f"{_W}sdtContent") for cell in _direct_cells(content))


def _words(element: Any) -> str:
    parts: list[str] = []
    for child in element:
        if child.tag in _LEFT_OUT or child.tag == f"{_W}txbxContent":
            continue
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag in _SIGNS:
            parts.append(_SIGNS[child.tag])
        else:
            parts.append(_words(child))
    return "".join(parts)


def _boxes(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag == f"{_W}txbxContent":
            yield child
        elif child.tag not in _LEFT_OUT:
            yield from _boxes(child)


def _is_heading(paragraph: Any, styles: frozenset[str]) -> bool:
    properties = paragraph.find(f"{_W}pPr")
    if properties is None:
        return False
    return _val(properties.find(f"{_W}pStyle")) in styles or _outlined(properties)


def _outlined(properties: Any) -> bool:
    """Whether paragraph properties have an outline level; 9 means body text (ECMA-376 part 1, 17.3.1.20)."""
    level = properties.find(f"{_W}outlineLvl") if properties is not None else None
    return level is not None and _val(level) != "9"


def _val(element: Any) -> str:
    return "" if element is None else element.get(f"{_W}val") or ""
