"""What is built is whole: a wheel, installed where no checkout is near, makes a desk and draws its pages."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: Draws the first page that anybody sees, and one more that needs the database.
PROBE = """
from annotate import create_app
app = create_app()
page = app.test_client().get("/sign-in")
assert page.status_code == 200 and b"<form" in page.data, page.data
style = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
assert app.test_client().get(style).status_code == 200
assert app.test_client().get("/healthz").status_code == 200
import annotate
from pathlib import Path
from annotate.inspector import inspect
seen = inspect(Path(annotate.__file__), "code.txt")
assert (seen.outcome, seen.media_type) == ("done", "text/plain"), seen
print(annotate.__file__)
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a wheel and an sdist; built by the tools that are installed, without the network."""
    out = tmp_path_factory.mktemp("dist")
    pytest.importorskip("build")
    pytest.importorskip("hatchling")
    call(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT), cwd=ROOT)
    return out


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of a new environment that has the wheel, and the packages of this one."""
    home = tmp_path_factory.mktemp("elsewhere") / "venv"
    venv.create(home, with_pip=False)
    bin_, python = home / "bin", home / "bin" / "python"
    site = next((home / "lib").glob("python*/site-packages"))
    call(
        sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", "--quiet",
        str(next(built.glob("*.whl"))),
    )  # fmt: skip
    # Behind the wheel's own files, and without its .pth files: so no editable install of a checkout is seen.
    (site / "packages-of-the-tests.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return bin_


def test_the_wheel_holds_templates_migrations_static_files_and_the_example(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    for wanted in sources():
        assert wanted in names, wanted
    assert not [name for name in names if "__pycache__" in name or name.startswith(("tests/", "instance/"))]
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_sdist_holds_all_that_is_needed_to_build_and_test(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    for wanted in ("Makefile", "LICENSE", "README.md", "CHANGELOG.md", "config.py", "pyproject.toml"):
        assert wanted in names, wanted
    assert {"annotate/cli/__init__.py", "tests/conftest.py", "docs/settings.md", "migrations/env.py"} <= names


def test_a_wheel_makes_a_desk_and_draws_its_pages_far_from_any_checkout(installed: Path, tmp_path: Path) -> None:
    environ = clean(tmp_path / "home")
    annotate, python = installed / "annotate", installed / "python"
    made = call(str(annotate), "init", "--email", "ines@example.org", "--name", "Ines", cwd=Path("/"), env=environ)
    assert "/welcome/" in made
    shown = call(str(python), "-c", PROBE, cwd=Path("/"), env=environ)
    assert shown.strip().startswith(str(installed.parent))
    assert "mend" not in call(str(annotate), "doctor", cwd=Path("/"), env=environ)


def test_a_wheel_brings_the_worked_example(installed: Path, tmp_path: Path) -> None:
    environ = clean(tmp_path / "home")
    assert "is loaded" in call(str(installed / "annotate"), "demo", "--no-serve", cwd=Path("/"), env=environ)
    assert "All agree" in call(str(installed / "annotate"), "trail", "verify", cwd=Path("/"), env=environ)


def sources() -> list[str]:
    """Where the files of the checkout have to stand in the wheel."""
    ends = (".html", ".py", ".mako", ".css", ".js", ".svg", ".json", ".txt")
    found = []
    for folder, inside in (("annotate", "annotate"), ("templates", "annotate/_bundled/templates"),
                           ("migrations", "annotate/_bundled/migrations")):  # fmt: skip
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in ends and "__pycache__" not in path.parts and "_bundled" not in path.parts:
                found.append(f"{inside}/{path.relative_to(ROOT / folder).as_posix()}")
    return [*found, "annotate/_bundled/config.py"]


def clean(home: Path) -> dict[str, str]:
    """An environment without settings of this program, and without a way back to the checkout."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ANNOTATE_", "PYTHON", "DATABASE_URL", "COV"))}
    return kept | {"ANNOTATE_HOME": str(home)}


def call(*words: str, **more: object) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=300, **more)  # type: ignore[call-overload]
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout}{done.stderr}"
    return str(done.stdout)
