"""CSV: what a spreadsheet gets, and never a formula."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_factory import claim, report

from annotate.domain.report import Report
from annotate.exports import PageContext, render
from annotate.exports.csv import COLUMNS, harmless

STARTS = "=+-@\t\r\n＝＋－＠"
BEFORE = ("", " ", "  ", '"', "\u00a0", "\u200b", "\ufeff", "\u3000", "\x0b", ' "', "\x01")


def rows(made: Report, page: PageContext | None = None) -> list[dict[str, str]]:
    text = render("csv", made, page).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_it_opens_with_a_byte_order_mark_and_every_line_ends_in_cr_lf() -> None:
    written = render("csv", report(claims=(claim(rationale="one line"),)))
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.endswith(b"\r\n") and written.count(b"\n") == written.count(b"\r\n") == 2


def test_each_claim_is_one_row_with_what_was_found() -> None:
    first, second, fourth, seventh = rows(report(), PageContext(claim_url="https://n.example/c/{number}"))
    assert list(first) == list(COLUMNS)
    assert (first["number"], first["verdict"], first["rating"]) == ("1", "Disputed: conflicting accounts", "")
    assert first["quote"] == "15 guards … 21 dockers"
    assert first["undermines"] == "Statement of the port authority <https://port.example/statement>"
    assert first["supports"] == ""
    assert second["says"] == "Dockers’ union"
    assert (fourth["says"], fourth["rating"]) == ("The article, in its own voice", "5")
    assert (fourth["other sources"], fourth["page"]) == ("Drone footage", "https://n.example/c/4")
    assert seventh["undermines"] == ""


def test_offsets_lead_back_to_the_quote() -> None:
    made = report()
    for row in rows(made):
        places = zip(row["start"].split(), row["end"].split(), strict=True)
        assert " … ".join(made.article.text[int(a) : int(b)] for a, b in places) == row["quote"]


def test_a_working_copy_and_a_worked_example_say_so_in_every_row() -> None:
    assert {row["edition"] for row in rows(report(working_copy=True))} == {"Working copy"}
    assert {row["edition"] for row in rows(report(example=True))} == {"2 (worked example)"}


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("before", BEFORE)
def test_a_cell_that_a_spreadsheet_could_compute_gets_an_apostrophe(before: str, start: str) -> None:
    assert harmless(f"{before}{start}cmd") == f"'{before}{start}cmd"


@pytest.mark.parametrize("cell", ["", "36 people", "a=b", "“=1”", "– a dash", "'quoted'", "5,939", "#c1"])
def test_an_ordinary_cell_stays_as_it_is(cell: str) -> None:
    assert harmless(cell) == cell


@given(st.text(alphabet=st.sampled_from([*STARTS, *' "\u00a0\u200b\ufeff', "a", "1", "(", ","]), max_size=12))
def test_no_cell_begins_as_a_formula_whatever_is_dropped_before_it(words: str) -> None:
    row = rows(report(claims=(claim(rationale=words, statement=f"{words}x"),)))[0]
    for column, kept in (("rationale", words), ("claim", f"{words}x")):
        cell = row[column]
        assert cell.removeprefix("'") == kept
        assert cell.lstrip(' "\u00a0\u200b\ufeff')[:1] not in set(STARTS)
        assert cell[:1] not in set(STARTS)
