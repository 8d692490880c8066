"""XLSX: typed cells that say what the report says, and no text that a program computes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import real_reports
from openpyxl import load_workbook
from report_factory import TEXT, claim, report, source

from annotate.domain.report import Report
from annotate.exports import PageContext, render
from annotate.exports.sheets import day
from annotate.exports.xlsx import CUT, MOST

PAGE = PageContext(claim_url="https://newsroom.example/c/{number}")


def book(made: Report) -> Any:
    return load_workbook(io.BytesIO(render("xlsx", made, PAGE)))


def rows(made: Report, sheet: str) -> list[dict[str, Any]]:
    head, *body = book(made)[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in body]


def cells(made: Report) -> Iterator[Any]:
    return (cell for sheet in book(made) for row in sheet.iter_rows() for cell in row if cell.value is not None)


def test_numbers_are_numbers_and_days_are_days() -> None:
    first, _, fourth, _ = rows(report(), "Claims")
    assert (first["Number"], first["Rating"], fourth["Rating"]) == (1, None, 5)
    assert first["Approved at (UTC)"] == datetime(2026, 11, 24, 9)
    assert rows(report(), "Sources")[0]["Published"] == datetime(2026, 11, 17)
    assert rows(report(), "Citations")[0]["Credibility"] == 3
    assert [TEXT[row["Start"] : row["End"]] == row["Words"] for row in rows(report(), "Marks")] == [True] * 5


@pytest.mark.parametrize("text", ["", "2026", "2026-11", "November", "1066-10-14", "2026-02-30", "2026-11-17ish"])
def test_what_is_no_whole_day_stays_text(text: str) -> None:
    assert day(text) == text
    assert day("2026-11-17") == day("2026-11-17T08:00:00.000Z") == date(2026, 11, 17)


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|'/c calc'!A1", "{=1}", "1", "TRUE"])
def test_no_text_is_computed_and_it_stays_text_when_it_is_edited(start: str) -> None:
    made = report(claims=(claim(statement=start, rationale=start),), sources=(source(title=start, url=start),))
    found = [cell for cell in cells(made) if cell.value == start]
    assert len(found) >= 5
    assert {(cell.data_type, cell.quotePrefix) for cell in found} == {("s", True)}
    assert not [cell for cell in cells(made) if cell.data_type == "f" or cell.hyperlink]


def test_a_text_that_no_cell_can_hold_says_where_it_was_cut() -> None:
    long = "😀" * 20_000
    (row,) = rows(report(claims=(claim(statement=long, rationale=long[:16_000]),)), "Claims")
    assert row["Claim as checked"].endswith(CUT) and len(row["Claim as checked"].encode("utf-16-le")) <= 2 * MOST
    assert row["Rationale"] == long[:16_000]


def test_a_working_copy_says_so_first_and_every_sheet_is_there_without_claims() -> None:
    sheet = book(report(working_copy=True, claims=(), sources=()))["Report"]
    assert [sheet.cell(row, 1).value for row in (2, 3)] == ["Report", "Working copy"]
    assert [len(rows(report(claims=(), sources=()), name)) for name in ("Claims", "Citations", "Files")] == [0, 0, 0]


def test_it_is_stored_without_compression_and_without_the_date_of_today() -> None:
    with zipfile.ZipFile(io.BytesIO(render("xlsx", report(), PAGE))) as found:
        infos = found.infolist()
        about = found.read("docProps/core.xml").decode()
    assert infos[0].filename == "[Content_Types].xml"
    assert {(info.compress_type, info.date_time) for info in infos} == {(0, (1980, 1, 1, 0, 0, 0))}
    assert about.count("2026-11-25T12:00:00Z") == 2


def test_the_raid_is_there_with_its_35_claims_and_15_conflicts() -> None:
    made = real_reports.raid()
    assert [len(rows(made, name)) for name in ("Claims", "Conflicts", "Sources")] == [35, 15, len(made.sources)]
    assert len(rows(made, "Citations")) == sum(len(claim.citations) for claim in made.claims)
