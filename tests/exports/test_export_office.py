"""LibreOffice opens what is meant for offices: no cell is computed, every comment is there. Skipped where it is not."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import real_reports
from report_factory import claim, report, source

from annotate.domain.report import Report
from annotate.exports import PageContext, filename, render

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(OFFICE is None, reason="no LibreOffice: apt-get install libreoffice-writer libreoffice-calc"),
]
FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    '=HYPERLINK("http://x.example")',
    "\t=1+1",
    "＝1+1",
    "=cmd|' /C calc'!A0",
)


def turned(made: Report, names: list[str], into: str, folder: Path) -> dict[str, str]:
    """What LibreOffice makes of the forms of a report, as text."""
    files = {name: folder / filename(name, made) for name in names}
    for name, path in files.items():
        path.write_bytes(render(name, made, PageContext()))
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [str(OFFICE), "--headless", profile, "--convert-to", into, "--outdir", str(folder / "out")]
    subprocess.run([*command, *map(str, files.values())], capture_output=True, timeout=180, check=True)
    suffix = into.split(":")[0]
    return {name: (folder / "out" / f"{path.stem}.{suffix}").read_text("utf-8") for name, path in files.items()}


def test_no_cell_of_a_spreadsheet_or_csv_is_computed(tmp_path: Path) -> None:
    claims = tuple(claim(n, statement=text, rationale=text, known=text) for n, text in enumerate(FORMULAS, 1))
    made = report(claims=claims, sources=(source(title=FORMULAS[0], url=FORMULAS[4]),))
    for sheets in turned(made, ["xlsx", "csv"], "fods", tmp_path).values():
        assert "table:formula" not in sheets and 'xlink:href="http://x' not in sheets
        assert sheets.count("+1") >= 9


def test_both_word_documents_open_with_every_claim_and_comment(tmp_path: Path) -> None:
    made = real_reports.raid()
    found = turned(made, ["docx", "comments"], "fodt", tmp_path)
    assert len(re.findall(r"<text:h [^>]*>(?:<[^>]*>)*Claim \d+: ", found["docx"])) == 35
    assert found["comments"].count("<office:annotation ") == found["comments"].count("<office:annotation-end ") == 35
    assert "<ooo:module" not in found["docx"] + found["comments"], "a macro"
