"""XLSX: numbers as numbers, days as days, and every text as text, which no program computes.

A sheet each for claims, marks, citations, sources, files, conflicts, searches and replies; the tables are drawn in
`sheets.py`. Texts are written as strings and carry Excel's mark of a leading apostrophe, so that a cell which begins
with “=” stays text when somebody edits it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from annotate.domain.report import Report
from annotate.exports.archive import restored
from annotate.exports.outline import printable
from annotate.exports.page import PageContext
from annotate.exports.sheets import Cell, Sheet, moment, sheets

#: Characters that a cell may have (Excel's specification), less room for the mark of a cut.
MOST = 32_700
CUT = "… [cut here; the JSON form has the whole text]"
_TEXT = {"text_wrap": True, "valign": "top", "quote_prefix": True}
_LOOKS: dict[type, dict[str, object]] = {
    str: _TEXT,
    int: {"num_format": "0", "valign": "top"},
    date: {"num_format": "yyyy-mm-dd", "valign": "top"},
    datetime: {"num_format": "yyyy-mm-dd hh:mm:ss", "valign": "top"},
}


def render(report: Report, page: PageContext) -> bytes:
    """A workbook with one sheet per kind of thing, each with a row of headings that stays in view."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(out, options) as book:
        _describe(book, report)
        looks = {kind: book.add_format(look) for kind, look in _LOOKS.items()}
        head = book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
        for sheet in sheets(report, page):
            _fill(book.add_worksheet(sheet.name), sheet, looks, head)
    return restored(out.getvalue())


def _describe(book: Workbook, report: Report) -> None:
    """Whose it is and when it was published: a workbook carries a date, and that of today would change the bytes."""
    book.set_properties(
        {
            "title": printable(f"Verdicts on “{report.article.title}”")[:250],
            "author": printable(report.organisation.name)[:250],
            "created": moment(report.published_at) or datetime(1980, 1, 1),
        }
    )


def _fill(at: Worksheet, sheet: Sheet, looks: Mapping[type, Format], head: Format) -> None:
    for column, (title, width) in enumerate(sheet.columns):
        at.set_column(column, column, width)
        at.write_string(0, column, title, head)
    rows = 0
    for rows, row in enumerate(sheet.rows, 1):  # the last number is how many there are
        for column, cell in enumerate(row):
            _write(at, rows, column, cell, looks)
    at.freeze_panes(1, 1)
    if rows:
        at.autofilter(0, 0, rows, len(sheet.columns) - 1)


def _write(at: Worksheet, row: int, column: int, cell: Cell, looks: Mapping[type, Format]) -> None:
    if isinstance(cell, str) and cell:
        at.write_string(row, column, fitting(printable(cell)), looks[str])
    elif isinstance(cell, date):
        at.write_datetime(row, column, cell, looks[type(cell)])
    elif isinstance(cell, int):
        at.write_number(row, column, cell, looks[int])


def fitting(text: str) -> str:
    """The text as a cell can hold it; a longer one says where it was cut. Excel counts UTF-16 units."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MOST:
        return text
    return units[: 2 * (MOST - len(CUT))].decode("utf-16-le", "ignore") + CUT
