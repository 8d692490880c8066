"""What a reader does on the page of the verifier, and what it says to them; never “valid” where anything went wrong."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from accessible import NARROW, WIDE, faults_in
from browsing import Complaints, DeskSite
from bundle_story import Forged, Story
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import expect

from annotate.domain import note
from annotate.domain.cosignature import cosign, key_of
from annotate.exports.verifier import page as assembled

Laptop = Callable[..., Any]
WITNESS = Ed25519PrivateKey.from_private_bytes(bytes([1]) * 32)


def file(name: str, data: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def choose(page: Any, *files: dict[str, Any]) -> None:
    page.get_by_label("Evidence bundle", exact=True).set_input_files(files)


def dropped(page: Any, *files: tuple[str, bytes]) -> None:
    """Let go of several files over the page, somewhere beside the target."""
    page.evaluate(
        """files => {
          const held = new DataTransfer();
          for (const [name, bytes] of files) held.items.add(new File([Uint8Array.from(bytes)], name));
          const event = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: held });
          document.querySelector("footer").dispatchEvent(event);
        }""",
        [[name, list(data)] for name, data in files],
    )


def verdict(page: Any) -> str:
    page.locator("#verdict").wait_for()
    return str(page.locator("#verdict").inner_text())


def test_a_saved_page_checks_a_bundle_without_a_server_or_a_network(laptop: Laptop, good: bytes, story: Story) -> None:
    page = laptop()
    choose(page, file("b.zip", good))
    assert verdict(page) == "Agrees with itself." and "alid" not in page.locator("#result").inner_text()
    assert "anybody can make a key" in page.locator("#result").inner_text()
    page.get_by_label("The newsroom’s public key").fill(f" {story.key} ")
    expect(page.locator("#result")).to_be_hidden()  # it was the result of other things
    page.keyboard.press("Enter")
    assert verdict(page) == "Valid: signed with the key that you gave."
    result = page.locator("#result").inner_text()
    assert "Claim 1, disputed: approved by Mira Lindqvist" in result and "Not proved by this bundle" in result
    expect(page.locator("#verdict")).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("Valid: signed with the key that you gave.")
    expect(page.get_by_text("save it as a file")).to_be_hidden()


def test_a_forged_bundle_is_not_valid_and_the_place_is_named(laptop: Laptop, forged: Forged, story: Story) -> None:
    at = forged.find("claim:state:approve")
    forged.change(at, lambda event: event["after"].update(rationale="<img src=x onerror=alert(1)>"), leaf=False)
    page = laptop()
    page.get_by_label("The newsroom’s public key").fill(str(story.key))
    choose(page, file("b.zip", forged.signed()))
    assert verdict(page).startswith("Not valid: ")
    assert f"event {at + 1}: its bytes are not the ones that are in the tree" in page.locator("#result").inner_text()
    assert not page.locator("#result img").count()


def test_keys_and_an_older_checkpoint_may_be_dropped_with_the_bundle(
    laptop: Laptop, forged: Forged, story: Story
) -> None:
    text = forged.files["checkpoint.txt"].decode()
    line = cosign(note.read(text, story.signer.hand.key), "witness.example/1", WITNESS, 1_795_000_000)
    forged.files["checkpoint.txt"] = (text + line).encode()
    page = laptop()
    witness = f"{key_of('witness.example/1', WITNESS)}\n"
    dropped(
        page, ("old.txt", text.encode()), ("w.vkey", witness.encode()), ("log.vkey", f"{story.key}\n".encode()),
        ("b.zip", forged.signed()),
    )  # fmt: skip
    assert verdict(page) == "Valid: signed with the key that you gave."
    result = page.locator("#result").inner_text()
    assert "Cosigned by witness.example/1+" in result and "continues that of your checkpoint" in result
    page.get_by_label("Keys of witnesses").fill(witness.replace("witness.example/1", "other"))
    page.get_by_role("button", name="Check the bundle").click()
    assert verdict(page) == "It cannot be judged"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("report.pdf", b"%PDF-1.7", "This is not a bundle: it does not begin as a zip file does."),
        ("b.zip", b"", "This is not a bundle"),
    ],
)
def test_what_is_no_bundle_cannot_be_judged(laptop: Laptop, name: str, data: bytes, said: str) -> None:
    page = laptop()
    choose(page, file(name, data))
    assert verdict(page) == "It cannot be judged" and said in page.locator("#result").inner_text()


def test_a_key_comes_from_a_file_and_one_that_is_none_is_said(laptop: Laptop, good: bytes, story: Story) -> None:
    page = laptop()
    page.get_by_role("button", name="Check the bundle").click()
    expect(page.get_by_role("status")).to_have_text("Choose a bundle first: the .zip file from the page of the report.")
    expect(page.get_by_label("Evidence bundle", exact=True)).to_be_focused()
    page.locator("[data-into=key]").set_input_files([file("log.vkey", f"{story.key}\n".encode())])
    expect(page.get_by_label("The newsroom’s public key")).to_have_value(str(story.key))
    choose(page, file("b.zip", good))
    assert verdict(page).startswith("Valid: ")
    page.get_by_label("The newsroom’s public key").fill("desk.example/trail+00000000+AAAA")
    page.keyboard.press("Enter")
    assert verdict(page) == "It cannot be judged"
    assert "The key of the newsroom cannot be used" in page.locator("#result").inner_text()


def test_what_is_handed_in_after_the_bundle_is_checked_with_it_at_once(
    laptop: Laptop, good: bytes, story: Story
) -> None:
    page = laptop()
    choose(page, file("b.zip", good))
    assert verdict(page) == "Agrees with itself."
    page.locator("[data-into=key]").set_input_files([file("log.vkey", f"{story.key}\n".encode())])
    expect(page.locator("#verdict")).to_have_text("Valid: signed with the key that you gave.")
    expect(page.locator("#verdict")).to_be_focused()
    dropped(page, ("w.vkey", str(key_of("witness.example/1", WITNESS)).encode()))
    expect(page.locator("#verdict")).to_have_text("Not valid: 1 fault.")


OLD = "if (crypto.subtle) crypto.subtle.importKey = () => Promise.reject(new DOMException('no', 'NotSupportedError'))"
LYING = "if (crypto.subtle) crypto.subtle.verify = async () => true"
FAILING = "if (crypto.subtle) crypto.subtle.digest = () => Promise.reject(new Error('out of memory'))"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (OLD, "This browser cannot check signatures of the kind Ed25519."),
        (LYING, "This browser cannot check signatures of the kind Ed25519."),
        (FAILING, "fault"),
        ("delete Map.prototype.entries; delete Array.prototype.entries", "fault"),
    ],
)
def test_in_a_browser_that_fails_nothing_is_valid(laptop: Laptop, good: bytes, script: str, said: str) -> None:
    page = laptop(script)
    said_first = page.evaluate("async bytes => await verifyBundle(Uint8Array.from(bytes))", list(good))
    assert said_first["status"] in (1, 2) and said in said_first["verdict"] and not said_first["facts"]


def test_at_the_desk_it_is_the_same_file_and_connects_to_nothing(
    desk_site: DeskSite, page: Any, complaints: Complaints, good: bytes
) -> None:
    answer = page.goto(f"{desk_site.url}/verify")
    assert answer.body() == assembled().data
    with page.expect_download() as waited:
        page.get_by_role("link", name="save it as a file").click()
    assert waited.value.suggested_filename == "annotate-verify.html"
    assert Path(waited.value.path()).read_bytes() == assembled().data
    choose(page, file("b.zip", good))
    assert verdict(page) == "Agrees with itself."
    complaints.allow("Content Security Policy")
    blocked = "fetch(location.href).then(() => 'sent', () => 'blocked')"
    assert page.evaluate(blocked) == "blocked"
    assert any("connect-src" in text or "default-src" in text for text in complaints.seen)


def test_axe_finds_nothing_in_any_state_of_it(laptop: Laptop, good: bytes, forged: Forged) -> None:
    page = laptop()
    page.get_by_text("Witnesses, and an older checkpoint").click()
    forged.files["report.csv"] += b" "
    for data in (None, b"none", good, forged.stale()):
        if data is not None:
            choose(page, file("b.zip", data))
            verdict(page)
        assert faults_in(page, product((WIDE, NARROW), ("light", "dark"))) == []
