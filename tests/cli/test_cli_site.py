"""The public side from the command line: built, built again, checked, refused."""

from __future__ import annotations

from pathlib import Path

from factories import actor, approved_claim, make_article

from annotate.desk import Desk


def test_a_site_is_built_brought_up_to_date_and_checked(opened: Desk, ready, run, tmp_path: Path) -> None:
    ana, mira = (actor(opened.database, key) for key in ("ana", "mira"))
    approved_claim(opened.database, ana, mira, make_article(opened.database, ana))
    assert ready("report", "publish", "dawn-raid", "--as", "mira@example.org").exit_code == 0
    folder = tmp_path / "facts"
    nowhere = run("site", "build", folder)
    assert nowhere.exit_code == 1 and "--url https://facts.example.org" in nowhere.stderr and not folder.exists()
    first = run("site", "build", folder, "--url", "https://facts.example/")
    assert first.exit_code == 0 and "0 removed" in first.stdout
    assert 'href="https://facts.example/reports/dawn-raid/"' in (folder / "reports/dawn-raid/index.html").read_text()
    assert ", 0 written, 0 removed" in run("site", "build", folder, "--url", "https://facts.example").stdout
    assert "nothing wrong" in run("site", "check", folder).stdout
    (folder / "about/scale/index.html").unlink()
    broken = run("site", "check", folder)
    assert broken.exit_code == 1 and "leads to nothing" in broken.stdout and "faults in" in broken.stderr
    assert run("site", "build", tmp_path, "--url", "https://facts.example").exit_code == 1, "it holds other files"
