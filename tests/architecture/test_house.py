"""House rules that a glance at the text can check; each test names every file at fault."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

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


@cache
def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def matching(pattern: str, paths: list[Path]) -> list[str]:
    """What is found where: the comments of templates are not looked at."""
    texts = {path: re.sub(r"\{#.*?#\}", "", read(path), flags=re.DOTALL) for path in paths}
    return [f"{name(path)}: {found}" for path, text in texts.items() for found in re.findall(pattern, text)]


def test_no_style_asks_how_a_screen_is_held() -> None:
    """WCAG 2.2, 1.3.4; axe is told not to read the stylesheets for this on every page (tests/accessible.py)."""
    assert matching("orientation", [path for path in SOURCES if path.suffix == ".css"]) == []


def test_templates_escape_everything() -> None:
    unsafe = re.compile(r"\|\s*safe\b|autoescape\s+false")
    assert [name(path) for path in TEMPLATES if unsafe.search(read(path))] == []


def test_templates_keep_to_the_strict_policy() -> None:
    assert matching(r"\sstyle\s*=", TEMPLATES) == [], "style attribute"
    assert matching(r"\son[a-z]+\s*=\s*[\"']", TEMPLATES) == [], "inline handler"
    scripts = matching(r"<script\b[^>]*>", TEMPLATES)
    assert [tag for tag in scripts if "src=" not in tag and 'type="application/' not in tag] == []
    assert matching("<style", [path for path in TEMPLATES if "reports" not in path.parts]) == []
    assert matching(r"(?:src|href)=[\"'](?:https?:)?//", TEMPLATES) == [], "something from elsewhere"


def test_nothing_names_a_folder_of_somebodys_machine() -> None:
    mentions = [f"{name(path)} mentions {found.group()}" for path in SOURCES if (found := MACHINE.search(read(path)))]
    assert mentions == []


def test_there_are_templates_to_look_at() -> None:
    assert len(TEMPLATES) > 10 and len(SOURCES) > 100
