"""The public side as a folder behind any file server: whole without scripts, sound to axe, and every link leads on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from browsing import DeskSite
from factories import approved_claim
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from annotate.domain.corrections import Correction
from annotate.domain.people import Actor
from annotate.domain.report import Organisation
from annotate.domain.things import Article
from annotate.services import bundles, checkpoints, reports
from annotate.services.site import open_site
from annotate.services.site.build import build
from annotate.services.site.check import check
from annotate.store.queries.public import Out

NEWSROOM = Organisation("Example Newsroom")


class Quiet(SimpleHTTPRequestHandler):
    """A plain file server."""

    def log_message(self, *args: Any) -> None:
        """Nobody reads it."""


@pytest.fixture
def site(newsroom: DeskSite, article: Article, people: dict[str, Actor], tmp_path: Path) -> Iterator[str]:
    """The address of a folder with two editions of a report."""
    desk, root = newsroom.desk, tmp_path / "site"
    desk.signer.hand.make("desk.example/trail")
    approved_claim(newsroom.database, people["ana"], people["mira"], article)
    for note in ("", "Claim 1: a day was wrong."):
        with newsroom.database.write() as uow:
            reports.publish(uow, people["mira"], article.slug, note, NEWSROOM, Correction.CORRECT)
    checkpoints.make(newsroom.database, desk.signer)

    def bundle(session: Session, out: Out) -> bytes:
        return bundles.kept(session, desk.packer, out.slug, out.number).data

    with newsroom.database.read() as session:
        place = open_site(session, "https://facts.example", NEWSROOM)
        build(session, place, root, desk.evidence, bundle, "2026-11-25")
    assert check(root)[1] == []
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(10)
    server.server_close()


def test_a_folder_on_any_host_is_the_whole_public_side(site: str, browser: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    silent = browser.new_context(base_url=site, java_script_enabled=False)
    page = silent.new_page()
    page.goto("/reports/")
    page.get_by_role("link", name="Dawn raid").click()
    expect(page.get_by_role("heading", name="Correction,")).to_be_visible()
    page.get_by_role("link", name="Claim 1").first.click()
    expect(page).to_have_url(f"{site}/reports/dawn-raid/claims/1/")
    page.get_by_role("link", name="Everything that we used source 1 for").click()
    expect(page.get_by_role("heading", name="What we used it for")).to_be_visible()
    source = page.url.removeprefix(site)
    page.get_by_role("link", name="Corrections").click()
    expect(page.get_by_text("Claim 1: a day was wrong.")).to_be_visible()
    page.get_by_role("link", name="1", exact=True).first.click()
    expect(page.get_by_role("heading", name="There is a newer edition")).to_be_visible()
    silent.close()

    context = browser.new_context(base_url=site)
    page, faults = context.new_page(), []
    addresses = ("/reports/", "/reports/dawn-raid/", "/reports/dawn-raid/1/", "/reports/dawn-raid/claims/1/", source,
                 "/reports/dawn-raid/claims/1/card/", "/corrections/", "/about/", "/about/scale/")  # fmt: skip
    for place, address in enumerate(addresses):
        page.set_viewport_size({"width": (1280, 390)[place % 2], "height": 844})
        page.goto(address)
        faults += [f"{address}: {found['id']}" for found in axe.Axe().run(page).response["violations"]]
    context.close()
    assert faults == []
