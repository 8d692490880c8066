"""House rules that a glance at the text can check."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SOURCES = sorted(
    p
    for folder in ("annotate", "tests", "migrations", "templates")
    for p in (ROOT / folder).rglob("*")
    if p.suffix in (".py", ".html", ".js", ".css", ".md", ".json", ".txt", ".mako") and "__pycache__" not in p.parts
)
#: Written in two parts, so that this file does not find itself.
MACHINE = re.compile("/wo" + "rk/|/tm" + "p/|/ro" + "ot/")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_escape_everything(path: Path) -> None:
    assert not re.search(r"\|\s*safe\b|autoescape\s+false", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [p for p in TEMPLATES if "exports" not in p.parts], ids=name)
def test_templates_keep_to_the_strict_policy(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"\sstyle\s*=", text), "style attribute"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "inline handler"
    for tag in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in tag or 'type="application/' in tag, tag
    assert "<style" not in text or "reports" in path.parts
    assert not re.search(r"(src|href)=[\"'](https?:)?//", text), "something from elsewhere"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_nothing_names_a_folder_of_somebodys_machine(path: Path) -> None:
    found = MACHINE.search(path.read_text(encoding="utf-8"))
    assert not found, f"{name(path)} mentions {found and found.group()}"


def test_there_are_templates_to_look_at() -> None:
    assert len(TEMPLATES) > 10 and len(SOURCES) > 100
