"""The table in the documentation is the registry's."""

from __future__ import annotations

from pathlib import Path

from annotate.exports import FORMATS
from annotate.exports.bundle import BUNDLES

DOCS = Path(__file__).parents[2] / "docs" / "formats.md"


def table() -> str:
    """One row for each format and each bundle, in the order of the menus."""
    forms = (*FORMATS.values(), *BUNDLES.values())
    rows = [(f"`{f.name}`", f.label, f"`{f.suffix}`", f.use, f.lacks or "–") for f in forms]
    head = ("Name", "Format", "Ends in", "For", "Cannot hold")
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, tuple("---" for _ in head), *rows))


def test_the_table_of_formats_is_that_of_the_registry() -> None:
    text = DOCS.read_text("utf-8")
    shown = text.split("compares -->\n", 1)[1].split("\n<!-- end of table", 1)[0]
    assert shown == table(), f"Put this into {DOCS.name}:\n{table()}"
