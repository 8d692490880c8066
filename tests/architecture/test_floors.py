"""Floors, commits, roles and sizes, read from the source itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "annotate"
MODULES = sorted(p for p in PACKAGE.rglob("*.py") if "_bundled" not in p.parts)

#: Each floor and the floors that it may import from, besides itself.
MAY_IMPORT: dict[str, set[str]] = {
    "domain": set(),
    "store": {"domain"},
    "audit": {"store", "domain"},
    "exports": {"domain"},
    "imports": {"domain"},
    "inspector": {"domain"},
    "services": {"audit", "store", "domain", "exports", "imports", "inspector"},
    "web": {"services", "audit", "store", "domain", "exports", "imports"},
    "api": {"services", "audit", "store", "domain", "exports", "imports"},
    "cli": {"services", "audit", "store", "domain", "exports", "imports", "inspector"},
}
#: Modules beside the floors: every floor may know where files lie; entrances open a desk and load the example.
PATHS = {"_paths"}
ENTRANCES = {"web", "api", "cli"}
BESIDE = {"desk", "demo", "_paths"}


def floor(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0].removesuffix(".py") if len(parts) > 1 or parts[0] != "__init__.py" else ""


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name


def allowed(here: str, there: str) -> bool:
    if here == there or here in ("", "desk", "_paths", "__main__"):
        return True
    if there in PATHS:
        return here != "domain"
    if here == "demo":
        return there in MAY_IMPORT["cli"] or there == "desk"
    return there in MAY_IMPORT[here] or (here in ENTRANCES and there in BESIDE)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports_point_down(path: Path) -> None:
    for line, target in imported(parse(path)):
        parts = target.split(".")
        if parts[0] == "annotate" and len(parts) > 1:
            known = parts[1] in {*MAY_IMPORT, *BESIDE}
            assert not known or allowed(floor(path), parts[1]), f"{name(path)}:{line} imports {target}"


@pytest.mark.parametrize("path", [p for p in MODULES if floor(p) == "domain"], ids=name)
def test_the_domain_knows_neither_web_nor_database_nor_clock(path: Path) -> None:
    forbidden = {"flask", "sqlalchemy", "alembic", "werkzeug", "jinja2", "datetime", "time", "os", "pathlib", "socket"}
    assert not {target.split(".")[0] for _, target in imported(parse(path))} & forbidden


@pytest.mark.parametrize("path", [p for p in MODULES if floor(p) not in ("web", "api", "", "demo", "cli")], ids=name)
def test_flask_stays_in_the_entrances(path: Path) -> None:
    assert not {target.split(".")[0] for _, target in imported(parse(path))} & {"flask", "werkzeug", "jinja2"} or (
        floor(path) == "exports"
    )


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_nothing_is_imported_inside_a_function(path: Path) -> None:
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inner = [n.lineno for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
            assert not inner, f"{name(path)}:{inner[0]} imports inside {node.name}"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_only_the_unit_of_work_commits(path: Path) -> None:
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Attribute) and node.attr == "commit":
            assert path == PACKAGE / "store/session.py", f"{name(path)}:{node.lineno} commits"


@pytest.mark.parametrize("path", [p for p in MODULES if p != PACKAGE / "domain/policy.py"], ids=name)
def test_nobody_but_the_policy_compares_the_role_of_whoever_acts(path: Path) -> None:
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Compare):
            for side in (node.left, *node.comparators):
                theirs = isinstance(side, ast.Attribute) and side.attr == "role" and "actor" in ast.unparse(side.value)
                assert not theirs, f"{name(path)}:{node.lineno} compares a role; ask may()"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 300, f"{name(path)} is too long; split it by noun"
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            assert lines <= 50, f"{name(path)}:{node.lineno} {node.name} has {lines} lines"


def test_the_floors_named_here_are_the_floors_there_are() -> None:
    there = {p.name for p in PACKAGE.iterdir() if p.is_dir() and any(p.glob("*.py"))}
    assert there - {"demo"} <= set(MAY_IMPORT)
