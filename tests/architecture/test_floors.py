"""Floors, commits, roles and sizes, read from the source itself; each test names every file and line at fault."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

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
    "witness": {"domain"},
    "services": {"audit", "store", "domain", "exports", "imports", "inspector"},
    "web": {"services", "audit", "store", "domain", "exports", "imports"},
    "api": {"services", "audit", "store", "domain", "exports", "imports"},
    "cli": {"services", "audit", "store", "domain", "exports", "imports", "inspector", "witness"},
}
#: Modules beside the floors: every floor may know where files lie; entrances open a desk and load the example.
PATHS = {"_paths"}
ENTRANCES = {"web", "api", "cli"}
BESIDE = {"application", "desk", "demo", "_paths"}


def floor(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0].removesuffix(".py") if len(parts) > 1 or parts[0] != "__init__.py" else ""


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Everything in a file, parsed once for all rules."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))))


def imported(path: Path) -> Iterator[tuple[int, str]]:
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in nodes(path) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def packages(path: Path) -> set[str]:
    return {target.split(".")[0] for _, target in imported(path)}


def allowed(here: str, there: str) -> bool:
    if here == there or here in ("", "application", "desk", "_paths", "__main__"):
        return True
    if there in PATHS:
        return here != "domain"
    if here == "demo":
        return there in MAY_IMPORT["cli"] or there == "desk"
    return there in MAY_IMPORT[here] or (here in ENTRANCES and there in BESIDE)


#: One file on purpose: it is copied to other machines, and shares nothing with the program whose work it checks.
VERIFIER = PACKAGE / "verify.py"


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def points_up(path: Path, target: str) -> bool:
    parts = target.split(".")
    known = parts[0] == "annotate" and len(parts) > 1 and parts[1] in {*MAY_IMPORT, *BESIDE}
    return known and not allowed(floor(path), parts[1])


def test_imports_point_down() -> None:
    assert [
        f"{name(path)}:{line} imports {target}"
        for path in MODULES
        for line, target in imported(path)
        if points_up(path, target)
    ] == []


def test_the_domain_knows_neither_web_nor_database_nor_clock() -> None:
    forbidden = {"flask", "sqlalchemy", "alembic", "werkzeug", "jinja2", "datetime", "time", "os", "pathlib", "socket"}
    domain = [path for path in MODULES if floor(path) == "domain"]
    assert len(domain) > 10
    assert [f"{name(path)} imports {known}" for path in domain if (known := packages(path) & forbidden)] == []


def test_flask_stays_in_the_entrances() -> None:
    inside = [
        path for path in MODULES if floor(path) not in ("web", "api", "", "application", "demo", "cli", "exports")
    ]
    web = {"flask", "werkzeug", "jinja2"}
    assert [f"{name(path)} imports {known}" for path in inside if (known := packages(path) & web)] == []


def test_nothing_is_imported_inside_a_function() -> None:
    assert [
        f"{name(path)}:{inner.lineno} imports inside {function.name}"
        for path in MODULES
        for function in functions(path)
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ] == []


def test_the_verifier_stands_alone() -> None:
    assert packages(VERIFIER) <= {*sys.stdlib_module_names, "cryptography"}, "it must run from one copied file"
    users = [name(p) for p in MODULES for _, target in imported(p) if target.startswith("annotate.verify")]
    assert users == ["annotate/cli/verify.py"], "what checks the program is no part of it"


def test_only_the_unit_of_work_commits() -> None:
    unit_of_work = {PACKAGE / "store/session.py", PACKAGE / "store/group_commit.py"}
    assert [
        f"{name(path)}:{node.lineno} commits"
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and node.attr == "commit" and path not in unit_of_work
    ] == []


def compares_a_role(node: ast.AST) -> bool:
    return isinstance(node, ast.Compare) and any(
        isinstance(side, ast.Attribute) and side.attr == "role" and "actor" in ast.unparse(side.value)
        for side in (node.left, *node.comparators)
    )


def test_nobody_but_the_policy_compares_the_role_of_whoever_acts() -> None:
    assert [
        f"{name(path)}:{node.lineno} compares a role; ask may()"
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.Compare) and compares_a_role(node) and path != PACKAGE / "domain/policy.py"
    ] == []


def test_files_stay_small() -> None:
    lengths = {name(path): path.read_text(encoding="utf-8").count("\n") for path in MODULES if path != VERIFIER}
    assert {path: lines for path, lines in lengths.items() if lines > 300} == {}, "too long; split them by noun"


def test_functions_stay_small() -> None:
    lengths = {
        f"{name(path)}:{function.lineno} {function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path in MODULES
        for function in functions(path)
    }
    assert {where: lines for where, lines in lengths.items() if lines > 50} == {}


def test_the_floors_named_here_are_the_floors_there_are() -> None:
    there = {p.name for p in PACKAGE.iterdir() if p.is_dir() and any(p.glob("*.py"))}
    assert there - {"demo"} <= set(MAY_IMPORT)
    assert len(MODULES) > 100
