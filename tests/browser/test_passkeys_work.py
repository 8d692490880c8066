"""Passkeys in a real Chromium with its virtual authenticator: registered, used, refused, and checked by a reader."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import ORIGINS, DeskSite
from factories import actor, make_article, read_claim, submitted_claim
from playwright.sync_api import Page, expect

from annotate import verify
from annotate._paths import load_config
from annotate.cli.setup import make_key
from annotate.desk import Desk
from annotate.domain.report_parts import Organisation
from annotate.domain.things import Claim
from annotate.services import bundles, checkpoints, reports
from annotate.services.passwords import hash_password
from annotate.store.evidence import Folder
from annotate.store.models import CredentialRow
from annotate.store.session import Database

PASSWORD = "candle orchard violet nine"
HASHED = hash_password(PASSWORD)
#: As that of a telephone: it keeps keys, recognises its owner, and is touched at once.
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip

Open = Callable[..., DeskSite]


@pytest.fixture
def open_desk(sqlite_database: Database, tmp_path: Path) -> Iterator[Open]:
    """A desk at localhost, where browsers take passkeys; with settings of its own."""
    made: list[DeskSite] = []

    def open_(**more: Any) -> DeskSite:
        url = sqlite_database.url.render_as_string(hide_password=False)
        settings = load_config().load({}, home=tmp_path / "home", database_url=url, secure_cookies=False, **more)
        settings.home.mkdir(exist_ok=True)
        site = DeskSite(Desk(settings, sqlite_database, Folder(settings.evidence_dir)))
        site.url = site.url.replace("127.0.0.1", "localhost")
        ORIGINS.add(site.url)
        made.append(site)
        return site

    yield open_
    for site in made:
        site.close()


class Device:
    """The virtual authenticator of a page's browser."""

    def __init__(self, page: Page) -> None:
        self.client = page.context.new_cdp_session(page)
        self.client.send("WebAuthn.enable")
        self.ident = self.client.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]

    def recognises(self, yes: bool) -> None:
        """Does it know its owner by the finger?"""
        self.client.send("WebAuthn.setUserVerified", {"authenticatorId": self.ident, "isUserVerified": yes})

    def keys(self) -> list[dict[str, Any]]:
        """What it keeps."""
        found = self.client.send("WebAuthn.getCredentials", {"authenticatorId": self.ident})
        return list(found["credentials"])


def waiting(site: DeskSite) -> Claim:
    ana = actor(site.database, "ana")
    return submitted_claim(site.database, ana, make_article(site.database, ana))


def register(site: DeskSite, page: Page, name: str = "My telephone", password: str = "") -> None:
    site.open(page, "/account", "mira")
    page.get_by_label("Name", exact=True).fill(name)
    if password:
        page.get_by_label("Your password", exact=True).fill(password)
    page.get_by_role("button", name="Register a passkey").click()


def published(site: DeskSite, slug: str = "dawn-raid") -> verify.Findings:
    """What a reader's verifier finds in the bundle of the next edition."""
    desk = site.desk
    with desk.database.write() as uow:
        edition = reports.publish(uow, actor(desk.database, "jonas"), slug, "", Organisation("The Newsroom"))
    if not desk.settings.keys_dir.exists():
        make_key(desk)
    checkpoints.make(desk.database, desk.signer)
    with desk.database.read() as session:
        data = bundles.make(session, desk.packer, slug, edition.number).data
    return verify.check(data, verify.read_key(str(desk.signer.hand.key)))


def test_a_passkey_is_registered_signs_an_approval_and_a_reader_sees_it(
    open_desk: Open, page: Page, complaints: Any
) -> None:
    complaints.allow("status of 422")
    site = open_desk()
    claim, device = waiting(site), Device(page)
    with site.database.write() as uow:
        row = CredentialRow(user_id=actor(site.database, "mira").id, password_hash=HASHED, changed_at=uow.now)
        uow.session.add(row)
    register(site, page, password="guessed wrong")
    expect(page.locator("#passkey-problem")).to_have_text("This is not your password.")
    assert device.keys() == [], "no key is made before the desk knows who asks"
    register(site, page, password=PASSWORD)
    expect(page.locator("#flashes")).to_contain_text("The passkey is registered")
    expect(page.locator("#passkeys li")).to_contain_text("My telephone")
    assert len(device.keys()) == 1

    site.open(page, f"/review/{claim.id}", "mira")
    first = page.locator("#sign-code").inner_text()
    page.get_by_label("Comment", exact=True).fill("  Counted twice.\nWell found. ")
    expect(page.locator("#sign-code")).not_to_have_text(first)
    page.get_by_text("What is signed").click()
    signed, code = page.locator("#sign-text").inner_text(), page.locator("#sign-code").inner_text()
    assert '"comment":"Counted twice.\\nWell found."' in signed and '"status":"disputed"' in signed
    assert code.replace(" ", "") == hashlib.sha256(signed.encode()).hexdigest()[:16], "any device can compute it"

    second = page.context.browser.new_context().new_page()
    site.open(second, f"/review/{claim.id}", "mira")
    assert second.locator("#sign-code").inner_text() == first
    second.get_by_label("Comment", exact=True).fill("Counted twice.\nWell found.")
    expect(second.locator("#sign-code")).to_have_text(code)
    second.context.close()

    page.get_by_role("button", name="Approve with passkey").click()
    expect(page.locator("#flashes")).to_contain_text("Claim 1 is approved, signed with your passkey.")
    expect(page).to_have_url(re.compile("/review$"))
    assert read_claim(site.database, claim).state == "approved"
    found = published(site)
    assert found.faults == []
    assert any("Claim 1, disputed: approved by Mira Lindqvist" in f and "with a passkey" in f for f in found.facts)
    site.open(page, f"/review/{claim.id}", "jonas")
    expect(page.locator("#h-earlier ~ ol")).to_contain_text("approved it with a passkey")


def test_what_the_browser_refuses_leaves_the_page_as_it_is(open_desk: Open, page: Page) -> None:
    site = open_desk()
    claim, device = waiting(site), Device(page)
    register(site, page)
    expect(page.locator("#passkeys li")).to_have_count(1)
    device.recognises(False)
    site.open(page, f"/review/{claim.id}", "mira")
    page.get_by_label("Comment", exact=True).fill("Not yet signed")
    page.locator("#approve").press("Enter")
    expect(page.locator("#sign-problem")).to_contain_text("Nothing was decided. It was cancelled, took too long")
    expect(page.get_by_label("Comment", exact=True)).to_have_value("Not yet signed")
    assert read_claim(site.database, claim).state == "submitted"
    page.reload()
    expect(page.get_by_label("Comment", exact=True)).to_have_value("Not yet signed")
    page.get_by_role("button", name="Approve without passkey").click()
    expect(page.locator("#flashes")).to_contain_text("Claim 1 is approved.")
    found = published(site)
    assert found.faults == [] and any("while signed in" in fact for fact in found.facts)


def test_a_desk_that_demands_a_passkey_says_where_to_get_one(open_desk: Open, page: Page) -> None:
    site = open_desk(require_passkey=True)
    claim, device = waiting(site), Device(page)
    site.open(page, f"/review/{claim.id}", "mira")
    expect(page.locator("#approve")).to_be_disabled()
    expect(page.locator("#why-not")).to_contain_text("This desk takes approvals only with a passkey")
    page.locator("#why-not a").click()
    page.get_by_label("Name", exact=True).fill("My telephone")
    page.get_by_role("button", name="Register a passkey").press("Enter")
    expect(page.locator("#passkeys li")).to_have_count(1)
    page.get_by_label("Name", exact=True).fill("The same once more")
    page.get_by_role("button", name="Register a passkey").click()
    expect(page.locator("#passkey-problem")).to_contain_text("This device keeps a passkey of yours already.")
    assert len(device.keys()) == 1
    site.open(page, f"/review/{claim.id}", "mira")
    expect(page.get_by_role("button", name="Approve without passkey")).to_have_count(0)
    page.keyboard.press("a")
    page.get_by_role("button", name="Approve claim").press("Enter")
    expect(page.locator("#flashes")).to_contain_text("signed with your passkey")


def test_at_a_bare_address_the_page_says_where_passkeys_work(desk_site: DeskSite, page: Page) -> None:
    desk_site.open(page, "/account", "mira")
    link = page.get_by_role("link", name="Open this page as localhost")
    expect(link).to_have_attribute("href", f"{desk_site.url.replace('127.0.0.1', 'localhost')}/account")
    expect(page.get_by_role("button", name="Register a passkey")).to_have_count(0)
