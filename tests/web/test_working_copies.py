"""Working copies: looked at, taken with a record of it, and what takes long drawn beside the requests, for a day."""

from __future__ import annotations

import hashlib
import io
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from cases import every
from docx import Document
from factories import approved_claim, make_article, make_attachment, make_claim, make_source
from flask import Flask
from prepared import prepared
from sqlalchemy import select
from waited import LONG, made
from web_browser import Browser, events

from annotate.desk import Desk
from annotate.domain.errors import NotFound
from annotate.domain.people import Actor
from annotate.domain.things import Claim
from annotate.exports import FORMATS, PageContext
from annotate.services import claims, comments, reports, working_copies
from annotate.services.making import Making
from annotate.store.models import EventRow
from annotate.store.session import Database

AsPerson = Callable[[str], Browser]
DESK = "/articles/dawn-raid/report"
COPY = f"{DESK}/working-copy"
DRAFT = "A draft that is nobody’s business"


@prepared
def draft(database: Database, ana: Actor, mira: Actor) -> Claim:
    """An article with an approved claim and this draft."""
    article = make_article(database, ana)
    approved_claim(database, ana, mira, article)
    return make_claim(database, ana, article, "Fifteen officers", statement=DRAFT)


@pytest.fixture
def mira_browser(as_person: AsPerson, draft: Claim) -> Browser:
    return as_person("mira")


def kept(desk: Desk) -> list[Path]:
    folder = desk.settings.working_dir
    return sorted(folder.iterdir()) if folder.exists() else []


def exported(desk: Desk) -> str:
    with desk.database.read() as session:
        [row] = session.scalars(select(EventRow).where(EventRow.action == "report:edition:export"))
        return bytes(row.body).decode()


def test_it_is_shown_to_the_signed_in_and_says_what_it_is(mira_browser: Browser, anybody: Browser, desk: Desk) -> None:
    before = events(desk)
    page = mira_browser.get(COPY)
    assert "Working copy" in page.text and DRAFT in page.text
    assert events(desk) == before, "looking writes nothing"
    assert anybody.get(COPY).status_code == 303


def test_taking_one_is_recorded_with_its_fingerprint(mira_browser: Browser, desk: Desk) -> None:
    before = events(desk)
    answer = mira_browser.post(COPY, {"format": "csv"})
    assert answer.status_code == 200 and "working-copy.csv" in answer.headers["Content-Disposition"]
    assert events(desk) == before + 1 and kept(desk) == [], "what comes at once is kept nowhere"
    assert hashlib.sha256(answer.data).hexdigest() in exported(desk)


@every("name", ["", "exe", "../json"])
def test_an_unknown_format_is_not_found_and_not_recorded(mira_browser: Browser, desk: Desk, name: str) -> None:
    before = events(desk)
    assert mira_browser.post(COPY, {"format": name}).status_code == 404
    assert (events(desk), kept(desk)) == (before, [])


def test_a_form_that_takes_long_is_frozen_waited_for_left_come_back_to_and_recorded_when_it_is_taken(
    mira_browser: Browser, as_person: AsPerson, held: threading.Event, draft: Claim, desk: Desk, ana: Actor
) -> None:
    before = events(desk)
    waits = mira_browser.post(COPY, {"format": "docx"})
    assert waits.status_code == 303 and waits.location.startswith(f"{COPY}/") and waits.location.endswith("/progress")
    page = mira_browser.get(waits.location).text
    assert "Word of the working copy" in page and "<progress" in page and "and stays for a day" in page
    part = mira_browser.get(waits.location, headers={"X-Fragment": "1"}).text
    assert part.lstrip().startswith('<section class="stack" id="making" data-making>') and "<h1>" not in part
    assert events(desk) == before, "nobody has it yet"
    with desk.database.write() as uow:
        claims.edit(uow, ana, draft.id, draft.rev, {"statement": "Changed after it was asked for"})
    held.set()
    colleague, before = as_person("ana"), events(desk)
    assert "Word is ready." in made(colleague, waits.location), "whoever may take one may come for this one"
    answer = colleague.post(waits.location.removesuffix("/progress"))
    assert answer.status_code == 200 and "dawn-raid-working-copy.docx" in answer.headers["Content-Disposition"]
    told = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(answer.data)).paragraphs)
    assert DRAFT in told and "Changed after" not in told and "Working copy" in told
    assert hashlib.sha256(answer.data).hexdigest() in exported(desk) and "Ana Kelmendi" not in exported(desk)
    assert events(desk) == before + 1
    assert mira_browser.post(waits.location.removesuffix("/progress")).data == answer.data


@every("form", [form.name for form in FORMATS.values() if form.slow])
def test_what_comes_within_a_moment_needs_no_other_page(mira_browser: Browser, desk: Desk, form: str) -> None:
    answer = mira_browser.post(COPY, {"format": form})
    if answer.status_code == 303:  # a busy machine takes its time
        made(mira_browser, answer.location)
        answer = mira_browser.post(answer.location.removesuffix("/progress"))
    assert answer.mimetype == FORMATS[form].media_type and "working-copy" in answer.headers["Content-Disposition"]


def test_nobody_takes_it_without_an_account_or_by_another_address(
    mira_browser: Browser, anybody: Browser, held: threading.Event, desk: Desk, database: Database, ana: Actor
) -> None:
    make_article(database, ana, title="Another one")
    here = mira_browser.post(COPY, {"format": "xlsx"}).location
    held.set()
    assert "Spreadsheet is ready." in made(mira_browser, here)
    taken = here.removesuffix("/progress")
    assert "/sign-in" in anybody.get(here).location
    anybody.get("/sign-in")
    stranger = anybody.post(taken)
    assert stranger.status_code == 303 and "/sign-in" in stranger.location
    before, sha256 = events(desk), taken.rsplit("/", 1)[1].split(".")[0]
    other = [f"{COPY}/{bad}.xlsx" for bad in ("0" * 64, "A" * 64, "*", "..%5C" * 16, sha256[:-1], "%C3%A9")]
    wrong = [*other, f"{COPY}/{sha256}.csv", f"{COPY}/{sha256}.exe", taken.replace("dawn-raid", "another-one")]
    for address in wrong:
        assert mira_browser.post(address).status_code == 404, address
        assert mira_browser.get(f"{address}/progress").status_code == 404, address
    assert events(desk) == before


def test_it_goes_with_what_is_erased_and_nothing_comes_back_that_was_being_drawn(
    mira_browser: Browser, as_person: AsPerson, held: threading.Event, desk: Desk, draft: Claim, ana: Actor
) -> None:
    with desk.database.write() as uow:
        comment = comments.add(uow, ana, draft.id, "Said by somebody").id
    lies = mira_browser.post(COPY, {"format": "xlsx"}).location
    held.set()
    assert "is ready" in made(mira_browser, lies) and len(kept(desk)) == 2
    with desk.database.read() as session:
        sha256 = lies.rsplit("/", 2)[1].split(".")[0]
        drawn = working_copies.frozen(session, "dawn-raid", sha256, desk.settings.working_dir)
    done = as_person("ines").post(
        f"/admin/erase/comment/{comment}",
        {"rev": "1", "basis": "request", "reason": "Letter of 3 May, no. 12.", "confirm": "erase"},
    )
    assert done.status_code == 303 and kept(desk) == []
    gone = mira_browser.get(lies)
    assert gone.status_code == 404 and "not kept any more" in gone.text
    with pytest.raises(NotFound, match="not kept any more"):
        drawn.draw("docx", PageContext())
    assert kept(desk) == []


def test_it_cannot_be_taken_once_something_is_sealed(
    mira_browser: Browser, held: threading.Event, desk: Desk, ana: Actor
) -> None:
    here = mira_browser.post(COPY, {"format": "xlsx"}).location
    held.set()
    assert "is ready" in made(mira_browser, here)
    source = make_source(desk.database, ana, "Diary of the guard")
    make_attachment(desk.database, desk.evidence, ana, source, b"x", access="sealed", readers=[ana.id])
    assert mira_browser.post(here.removesuffix("/progress")).status_code == 404


def test_after_a_day_it_is_gone(mira_browser: Browser, desk: Desk, app: Flask, ana: Actor) -> None:
    folder, around = desk.settings.working_dir, PageContext()
    with desk.database.read() as session:
        report = reports.assemble(session, "dawn-raid", desk.organisation, desk.database.now(), ana)
        sha256 = working_copies.freeze(session, report, folder).sha256
        working_copies.frozen(session, "dawn-raid", sha256, folder).draw("xlsx", around)
    for path in kept(desk):
        os.utime(path, (time.time() - working_copies.KEPT - 60,) * 2)
    making = Making(lambda: working_copies.sweep(folder))
    assert len(kept(desk)) == 2
    making.ask("another", lambda say: None, LONG)
    for _ in range(600):
        if not kept(desk):
            break
        time.sleep(0.01)
    assert kept(desk) == []


def test_a_folder_that_cannot_be_written_is_said(mira_browser: Browser, desk: Desk) -> None:
    before = events(desk)
    desk.settings.working_dir.write_bytes(b"a file where a folder should be")
    answer = mira_browser.post(COPY, {"format": "pdf"})
    assert answer.status_code == 507 and "could not keep the working copy" in answer.text
    assert events(desk) == before
