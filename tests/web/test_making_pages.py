"""Forms that take long: at once where they lie or come soon, else a page that waits and that can be left."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Callable
from dataclasses import replace

import pypdfium2
from cases import every
from flask import Flask
from waited import made
from web_browser import Browser, events

from annotate.desk import Desk
from annotate.services import checkpoints

AsPerson = Callable[[str], Browser]
DESK, PUBLIC = "/articles/dawn-raid/report", "/reports/dawn-raid"


def test_the_report_leads_there_and_a_form_that_lies_there_comes_at_once(mira_browser: Browser, desk: Desk) -> None:
    before = events(desk)
    assert f'href="{DESK}/1.pdf"' in mira_browser.get(DESK).text
    while (answer := mira_browser.get(f"{DESK}/1.xlsx")).status_code == 303:  # a busy machine takes its time
        assert answer.location == f"{DESK}/1.xlsx/progress"
    assert (answer.status_code, answer.location) == (302, f"{PUBLIC}/1.xlsx")
    (kept,) = (desk.settings.home / "drawn").iterdir()
    assert mira_browser.get(answer.location).data == kept.read_bytes()
    assert mira_browser.get(f"{DESK}/1.csv").location == f"{PUBLIC}/1.csv", "drawn in no time, it never waits"
    assert events(desk) == before


def test_a_page_waits_says_how_far_it_is_and_can_be_left(mira_browser: Browser, held: threading.Event) -> None:
    answer = mira_browser.get(f"{DESK}/1.pdf")
    assert (answer.status_code, answer.location) == (303, f"{DESK}/1.pdf/progress")
    page = mira_browser.get(answer.location).text
    assert "<progress" in page
    assert "1 file that was asked for before comes first." in page and "You can leave this page" in page
    held.set()
    mira_browser.get(DESK)
    page = made(mira_browser, answer.location)
    assert "PDF is ready." in page and f'href="{PUBLIC}/1.pdf"' in page
    assert len(pypdfium2.PdfDocument(io.BytesIO(mira_browser.get(f"{PUBLIC}/1.pdf").data))) > 0
    assert mira_browser.get(f"{DESK}/1.pdf").location == f"{PUBLIC}/1.pdf"


def test_what_the_script_asks_for_is_the_changed_part(mira_browser: Browser, held: threading.Event) -> None:
    part = mira_browser.get(f"{DESK}/1.docx/progress", headers={"X-Fragment": "1"}).text
    assert part.lstrip().startswith('<section class="stack" id="making" data-making>') and "<h1>" not in part


def test_the_bundle_is_made_beside_the_requests_too(mira_browser: Browser, held: threading.Event, desk: Desk) -> None:
    desk.signer.hand.make("desk.example/trail")
    early = mira_browser.get(f"{DESK}/1.bundle")
    assert early.status_code == 409 and "Within a minute" in early.text
    checkpoints.make(desk.database, desk.signer)
    waits = mira_browser.get(f"{DESK}/1.bundle")
    held.set()
    assert "Evidence bundle is ready." in made(mira_browser, waits.location)
    (kept,) = (desk.settings.home / "bundles").iterdir()
    assert mira_browser.get(f"{PUBLIC}/1.bundle.zip").data == kept.read_bytes()


def test_the_complete_bundle_says_which_form_is_drawn_and_leaves_the_forms_there(
    mira_browser: Browser, held: threading.Event, desk: Desk, app: Flask
) -> None:
    """On a desk that knows its public address: forms name it, and without one they name where they are asked for."""
    settings = replace(desk.settings, public_url="https://desk.example")
    app.extensions["annotate"] = replace(desk, settings=settings)
    desk.signer.hand.make("desk.example/trail")
    checkpoints.make(desk.database, desk.signer)
    assert f'href="{DESK}/1.complete"' in mira_browser.get(DESK).text
    waits = mira_browser.get(f"{DESK}/1.complete").location
    held.set()
    pages = [mira_browser.get(waits).text]
    while "Look again" in pages[-1]:
        threading.Event().wait(0.02)
        pages.append(mira_browser.get(waits).text)
    assert "Complete bundle is ready." in pages[-1] and f'href="{PUBLIC}/1.complete.zip"' in pages[-1]
    seen = [step for page in pages for step in re.findall(r"now \d+ of 11: ([^.]+)\.", page)]
    assert {"PDF", "PDF for archives"} <= set(seen), "each takes some hundred milliseconds"
    assert sum('value="1" max="11"' in page for page in pages) == seen.count("PDF")
    (kept,) = (desk.settings.home / "bundles").iterdir()
    assert mira_browser.get(f"{PUBLIC}/1.complete.zip").data == kept.read_bytes()
    assert len(list((desk.settings.home / "drawn").iterdir())) == 5
    assert mira_browser.get(f"{DESK}/1.pdf").location == f"{PUBLIC}/1.pdf", "and is not drawn again"


def test_what_cannot_be_kept_is_said_with_a_way_to_try_again(
    mira_browser: Browser, held: threading.Event, desk: Desk
) -> None:
    folder = desk.settings.home / "drawn"
    folder.write_bytes(b"a file where a folder should be")
    waits = mira_browser.get(f"{DESK}/1.xlsx").location
    held.set()
    page = made(mira_browser, waits)
    assert "The server could not keep the file" in page and f'href="{DESK}/1.xlsx">Try again' in page
    folder.unlink()
    assert "Spreadsheet is ready." in made(mira_browser, waits)


@every("name", ["1.other.zip", "2.complete.zip", "1.complete", "1.zip"])
def test_there_is_no_other_bundle_in_public(mira_browser: Browser, anybody: Browser, name: str) -> None:
    assert anybody.get(f"{PUBLIC}/{name}").status_code == 404


@every(
    "path", ["1.exe", "2.pdf", "2.bundle", "2.complete", "0.pdf", "1.pdf/elsewhere", "1.exe/progress", "2.pdf/progress"]
)
def test_there_is_no_file_of_nothing(mira_browser: Browser, path: str) -> None:
    assert mira_browser.get(f"{DESK}/{path}").status_code == 404


def test_nobody_else_makes_the_server_work(mira_browser: Browser, anybody: Browser) -> None:
    for path in ("1.pdf", "1.pdf/progress", "1.bundle", "1.complete/progress"):
        assert "/sign-in" in anybody.get(f"{DESK}/{path}").location
