"""PDF, accessible to all (PDF/UA-1): drawn by typst, which refuses to write a file that breaks the standard.

Letters come from fonts that are installed with the program, so that the same edition is the same bytes on every
machine: Libertinus (Latin, Greek, Cyrillic, Hebrew), Amiri (Arabic, Persian), DejaVu. A few characters that none of
them has, such as emoji, are printed by name. A whole script that they lack, such as Chinese, takes the fonts of this
machine; if it has none either, there is no PDF, and the answer says which characters are missing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import fontpkg_amiri

from annotate._paths import resource_dir
from annotate.domain.errors import Conflict
from annotate.domain.report import Report, report_sha256
from annotate.exports import pdf_data
from annotate.exports.page import PageContext
from annotate.exports.sheets import moment
from annotate.exports.story import story

#: PDF/UA-1 (ISO 14289-1): tagged, titled, every glyph with its character.
ACCESSIBLE = ("ua-1",)
#: Characters that are printed by name; more than these are a script that needs a font.
FEW = 12
#: Characters of a PDF: some 600 pages, for which the typesetter takes as many megabytes.
MOST = 1_500_000
#: Seconds after which a report is given up; one of 200 claims takes less than one.
PATIENCE = 120
#: Characters beyond Latin that every report has, and that the program's fonts are known to have.
_KNOWN = frozenset("–—‘’“”…·•\u2068\u2069")
#: One thread: a report is too small for several to be faster, and each would keep memory of its own, 20 MB together.
_ALONE = {"RAYON_NUM_THREADS": "1"}
_REFUSED, _TYPESETTER = 3, Path(__file__).with_name("typesetter.py")


def render(report: Report, page: PageContext) -> bytes:
    """The whole report on A4. Raises Conflict, with the characters by name, if no font here has its script."""
    return drawn(report, page, ACCESSIBLE)


def drawn(report: Report, page: PageContext, standards: Sequence[str], record: str = "") -> bytes:
    """The report by these standards, with the record attached where it is given. Raises Conflict."""
    data = pdf_data.document(report, story(report, page), report_sha256(report))
    spelled = json.dumps(data, ensure_ascii=False)
    _check_length(data, len(spelled))
    system, missing = _fonts(frozenset(spelled))
    if missing:
        data = pdf_data.mapped(data, pdf_data.named(missing))
    if notes := _notes(system, missing):
        spelled = json.dumps({**data, "notes": notes}, ensure_ascii=False)
    published = (moment(report.published_at) or datetime(1980, 1, 1)).replace(tzinfo=UTC)
    source = (resource_dir("templates") / "editions" / "report.typ").read_text("utf-8")
    inputs = {"data": spelled, "record": record, "system": "yes" if system else "no"}
    return _ask(
        system, source=source, inputs=inputs, standards=list(standards), timestamp=int(published.timestamp())
    )  # fmt: skip


def _check_length(data: pdf_data.Plain, most: int) -> None:
    """`most` is what the values take as JSON, in which each text stands at its length or longer."""
    length = most if most <= MOST else sum(map(len, pdf_data.texts(data, [])))
    if length > MOST:
        raise Conflict(f"The report has {length:,} characters; a PDF takes {MOST:,}. Take another form of it.")


def _fonts(chars: frozenset[str]) -> tuple[bool, frozenset[str]]:
    """Are the machine's fonts needed, and which characters does none have all the same? Raises Conflict for many."""
    strange = "".join(sorted(char for char in chars - _KNOWN if ord(char) > 0x17F))
    missing = _missing(strange, False) if strange else frozenset()
    if len(missing) <= FEW:
        return False, missing
    missing = _missing(strange, True)
    if len(missing) <= FEW:
        return True, missing
    some = "; ".join(f"{char} ({pdf_data.name(char)})" for char in sorted(missing)[:3])
    raise Conflict(
        f"No font here has more than {FEW} of the characters of this report, such as {some}. Have a font with this "
        "script installed on the machine (docs/formats.md says which), or take another form than PDF."
    )


@lru_cache(maxsize=64)
def _missing(chars: str, system: bool) -> frozenset[str]:
    """Those of the characters that no font shows, up to one more than a few."""
    found: list[str] = json.loads(_ask(system, chars=chars, most=FEW + 1))
    return frozenset(found)


def _notes(system: bool, missing: frozenset[str]) -> list[str]:
    notes = []
    if system:
        notes.append("Some of its letters are from fonts of the machine that printed it; another may print others.")
    if missing:
        names = ", ".join(pdf_data.name(char) for char in sorted(missing))
        notes.append(f"Printed by name, because no font of the program has them: {names}.")
    return notes


def _ask(system: bool, **asked: Any) -> bytes:
    """The typesetter's answer. Raises Conflict with its reason if it refuses, or takes too long."""
    arabic = str(Path(fontpkg_amiri.__file__).parent / "files")
    request = json.dumps({**asked, "system": system, "fonts": [arabic]}).encode()
    command, around = [sys.executable, "-I", str(_TYPESETTER)], {**os.environ, **_ALONE}
    try:
        done = subprocess.run(command, input=request, capture_output=True, timeout=PATIENCE, check=False, env=around)
    except subprocess.TimeoutExpired:
        raise Conflict(f"The PDF took longer than {PATIENCE} seconds. Take another form of the report.") from None
    if done.returncode == _REFUSED:
        raise Conflict(f"The PDF would break its own standard: {done.stderr.decode()[:300]}. Take another form.")
    done.check_returncode()
    return done.stdout
