"""PDF files (.pdf): the words in reading order, by PDFium."""

from __future__ import annotations

import ctypes
import math
import threading
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from annotate.domain.errors import TooLarge, Unreadable
from annotate.domain.text import MAX_TEXT_BYTES
from annotate.imports.base import Imported, importer_name, join_lines, tidy
from annotate.imports.pdf_lines import Glyph, Row, rows_of
from annotate.imports.pdf_paragraphs import paragraphs

#: Pages that one article may have.
MAX_PAGES = 2_000
#: Share of signs without a letter in the file's own tables above which the words cannot be trusted.
MAX_UNMAPPED = 0.1
#: PDFium keeps global state and may be called by one thread at a time (its documentation, and pypdfium2's).
_LOCK = threading.Lock()


def read(data: bytes) -> Imported:
    """Read the words of a PDF, its title and author from its properties.

    Raises Unreadable for a broken or protected file, for pages that are pictures, and for fonts that do not say
    which letters they show; TooLarge for more than `MAX_PAGES` pages or too long a text.
    """
    with _LOCK:
        document = _open(data)
        try:
            rows = list(_rows(document))
            about = document.get_metadata_dict()
            language = _language(document)
        finally:
            document.close()
    if not rows:
        raise Unreadable(
            "The PDF holds pictures of pages and no text: it is a scan. Run text recognition (OCR) on it, "
            "or paste the text.",
            field="file",
        )
    text, headings = join_lines(paragraphs(rows))
    title = tidy(about.get("Title"))
    return Imported(
        text=text,
        headings=headings,
        # Word prints its own name and the file's into this field, which is nobody's title.
        title=None if title and title.startswith("Microsoft Word - ") else title,
        byline=tidy(about.get("Author")),
        language=language,
        importer=importer_name("pypdfium2"),
    )


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            raise Unreadable(
                "The PDF is protected by a password. Save a copy without one and upload that.", field="file"
            ) from error
        raise Unreadable(
            "The PDF is broken and cannot be opened. Open it in a PDF viewer and save or print it as a new PDF.",
            field="file",
        ) from error
    count = len(document)
    if count > MAX_PAGES:
        document.close()
        raise TooLarge(
            f"The PDF has {count:,} pages; {MAX_PAGES:,} are the most. Save the pages you need as a new PDF.",
            field="file",
        )
    return document


def _rows(document: pdfium.PdfDocument) -> Iterator[Row]:
    total = unmapped = 0
    for number in range(len(document)):
        glyphs = _glyphs(document, number)
        total += sum(1 for glyph in glyphs if not glyph.char.isspace())
        unmapped += sum(1 for glyph in glyphs if glyph.unmapped)
        if total > MAX_TEXT_BYTES:
            raise TooLarge(
                f"The PDF has more than {MAX_TEXT_BYTES:,} bytes of text. Save the pages you need as a new PDF.",
                field="file",
            )
        yield from rows_of(glyphs, number)
    if unmapped > total * MAX_UNMAPPED:
        raise Unreadable(
            f"The PDF does not say which letters {unmapped:,} of its {total:,} signs stand for, so its words would "
            "come out wrong. Ask for the text in another format, or type or paste it.",
            field="file",
        )


def _glyphs(document: pdfium.PdfDocument, number: int) -> list[Glyph]:
    """The page's characters in PDFium's order, with boxes in points; none for a page that cannot be loaded."""
    try:
        page = document[number]
    except pdfium.PdfiumError as error:
        raise Unreadable(
            f"Page {number + 1} of the PDF is broken. Open it in a PDF viewer and save or print it as a new PDF.",
            field="file",
        ) from error
    try:
        textpage = page.get_textpage()
        try:
            return list(_read_glyphs(textpage.raw, textpage.count_chars()))
        finally:
            textpage.close()
    finally:
        page.close()


def _read_glyphs(textpage: pdfium_c.FPDF_TEXTPAGE, count: int) -> Iterator[Glyph]:
    # One box and one matrix for all letters: making them anew takes as long as asking PDFium does.
    box, matrix = pdfium_c.FS_RECTF(), pdfium_c.FS_MATRIX()
    to_box, to_matrix = ctypes.byref(box), ctypes.byref(matrix)
    for index in range(count):
        pdfium_c.FPDFText_GetLooseCharBox(textpage, index, to_box)
        pdfium_c.FPDFText_GetMatrix(textpage, index, to_matrix)
        yield Glyph(
            char=chr(pdfium_c.FPDFText_GetUnicode(textpage, index)),
            left=box.left,
            right=box.right,
            bottom=box.bottom,
            top=box.top,
            # The file's font size is in units that its matrix scales, so that many files give 1 for every letter.
            size=pdfium_c.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d),
            made_up=pdfium_c.FPDFText_IsGenerated(textpage, index) == 1,
            unmapped=pdfium_c.FPDFText_HasUnicodeMapError(textpage, index) == 1,
        )


def _language(document: pdfium.PdfDocument) -> str | None:
    size = pdfium_c.FPDFCatalog_GetLanguage(document.raw, None, 0)
    if size <= 2:  # only the closing zero
        return None
    buffer = ctypes.create_string_buffer(size)
    pdfium_c.FPDFCatalog_GetLanguage(document.raw, ctypes.cast(buffer, ctypes.POINTER(pdfium_c.FPDF_WCHAR)), size)
    return tidy(buffer.raw[:size].decode("utf-16-le", "ignore").rstrip("\x00"))
