"""Evidence in a real browser: drop a recording, cite a stretch of it, open it from the claim; draw on a picture."""

from __future__ import annotations

import base64
import hashlib
import io
import time
from pathlib import Path
from typing import Any

import pytest
from accessible import NARROW, WIDE, faults_in
from browsing import Complaints, DeskSite
from cases import every
from factories import actor, inspected, make_article, make_attachment, make_citation, make_claim, make_source
from inspector.made_files import pdf_of, picture, saved
from playwright.sync_api import Page, expect

from annotate.domain.evidence import Attachment
from annotate.domain.things import Claim, Source
from annotate.services import attachments, inspections
from annotate.store.queries import attachments as query
from annotate.store.queries import citations as citation_query

#: Two seconds of a moving square, recorded by the browser itself; returns the bytes in base64.
RECORD = """async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 });
    const ink = canvas.getContext('2d');
    const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/webm' });
    const parts = [];
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.start();
    for (let n = 0; n < 50; n++) {
        ink.fillStyle = '#234'; ink.fillRect(0, 0, 320, 180);
        ink.fillStyle = '#fed'; ink.fillRect(n * 5, 60, 40, 40);
        await new Promise((done) => setTimeout(done, 40));
    }
    await new Promise((done) => { recorder.onstop = done; recorder.stop(); });
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    return btoa(String.fromCharCode(...bytes));
}"""
#: Drops files, each (name, type, base64), onto the page as a person would.
DROP = """(files) => {
    const transfer = new DataTransfer();
    for (const [name, type, data] of files) {
        const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type }));
    }
    const zone = document.querySelector('[data-drop]');
    for (const kind of ['dragover', 'drop']) {
        zone.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }
}"""
PASTE = DROP[: DROP.index("    const zone")] + (
    "const paste = { clipboardData: transfer, bubbles: true, cancelable: true };"
    "document.dispatchEvent(new ClipboardEvent('paste', paste)); }"
)
FOOTAGE = Path(__file__).resolve().parents[2] / "annotate/demo/footage.webm"


@pytest.fixture
def page(desk_site: DeskSite, same_page: Page) -> Page:
    return same_page


@pytest.fixture
def source(desk_site: DeskSite) -> Source:
    return make_source(desk_site.database, actor(desk_site.database, "ana"))


@pytest.fixture
def claim(desk_site: DeskSite) -> Claim:
    ana = actor(desk_site.database, "ana")
    return make_claim(desk_site.database, ana, make_article(desk_site.database, ana))


def hold(site: DeskSite, source: Source, data: bytes, name: str) -> Attachment:
    ana = actor(site.database, "ana")
    made = make_attachment(site.database, site.desk.evidence, ana, source, data, name)
    return inspected(site.database, site.desk.evidence, made)


def held(site: DeskSite, source: Source) -> tuple[Attachment, ...]:
    with site.database.read() as session:
        return query.attachments(session, [source.id]).get(source.id, ())


def until(page: Page, expression: str, seconds: float = 60) -> None:
    """Wait until this is true in the page. Playwright’s own waiting evaluates text there, which the policy forbids."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"never true: {expression}"
        page.wait_for_timeout(30)


def in_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_a_dropped_recording_is_cited_by_a_stretch_and_opened_from_the_claim(
    desk_site: DeskSite, page: Page, source: Source, claim: Claim
) -> None:
    desk_site.open(page, f"/sources/{source.id}")
    recorded = page.evaluate(RECORD)
    page.evaluate(DROP, [["gate.webm", "video/webm", recorded]])
    page.wait_for_url("**file=*")
    inspections.work_off(desk_site.database, desk_site.desk.evidence)
    film = held(desk_site, source)[0]
    assert film.sha256 == hashlib.sha256(base64.b64decode(recorded)).hexdigest() and film.media_type == "video/webm"

    page.reload()
    player = page.locator("[data-player][data-ready]")
    expect(player).to_be_visible()
    until(page, "document.querySelector('video').readyState >= 2")
    player.locator("[data-seek]").fill("500")
    expect(player.locator("[data-now]")).to_have_text("00:00.5")
    page.get_by_role("button", name="From here").click()
    player.locator("[data-seek]").fill("1200")
    page.get_by_role("button", name="To here").click()
    expect(player.locator("[data-place]")).to_have_value("t=0.5,1.2")
    page.get_by_role("button", name="Cite this moment").click()
    page.get_by_role("link", name=claim.wording).click()

    form = page.locator("#cite-form")
    expect(form.locator("[name=locator]")).to_have_value("t=0.5,1.2")
    form.locator("[name=stance]").select_option("context")
    form.locator("[name=visible]").fill("A square moves to the right.")
    form.get_by_role("button", name="Cite", exact=True).click()
    expect(page.locator("#toast-undo")).to_be_visible()
    with desk_site.database.read() as session:
        cited = citation_query.citations(session, [claim.id])[0]
    assert (cited.attachment_id, cited.locator) == (film.id, "t=0.5,1.2")
    assert (cited.visible, cited.file_sha256) == ("A square moves to the right.", film.sha256)

    page.locator("#citations").get_by_role("link", name="00:00.5–00:01.2").click()
    opened = page.locator(f"#open-{cited.id} video")
    expect(opened).to_be_visible()
    until(page, "Math.abs(document.querySelector('.citation__file video').currentTime - 0.5) < 0.05")
    page.locator(f"#open-{cited.id}").get_by_role("button", name="Play").click()
    until(page, "document.querySelector('.citation__file video').paused && "
                           "document.querySelector('.citation__file video').currentTime >= 1.2")  # fmt: skip
    page.get_by_role("link", name="Close the file").click()
    expect(opened).to_have_count(0)


def test_the_player_goes_by_frames_and_listens_to_keys(desk_site: DeskSite, page: Page, source: Source) -> None:
    film = hold(desk_site, source, FOOTAGE.read_bytes(), "footage.webm")
    desk_site.open(page, f"/sources/{source.id}?file={film.id}&at=t%3D12")
    player = page.locator("[data-player][data-ready]")
    expect(player.locator("[data-now]")).to_have_text("00:12")
    frame = page.evaluate(
        "(() => { const [a, b] = document.querySelector('[data-player]').dataset.rate.split('/'); return b / a; })()"
    )
    here = page.evaluate("document.querySelector('video').currentTime")
    player.focus()
    page.keyboard.press(".")
    page.keyboard.press(".")
    until(page, f"document.querySelector('video').currentTime > {here + 1.4 * frame}")
    assert page.evaluate("document.querySelector('video').currentTime") < here + 2.6 * frame
    page.keyboard.press(",")
    until(page, f"document.querySelector('video').currentTime < {here + 1.7 * frame}")
    page.keyboard.press(" ")
    expect(player.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press(" ")
    expect(player.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_a_tick_of_the_timeline_leads_to_its_moment(
    desk_site: DeskSite, page: Page, source: Source, claim: Claim
) -> None:
    ana = actor(desk_site.database, "ana")
    film = hold(desk_site, source, FOOTAGE.read_bytes(), "footage.webm")
    make_citation(desk_site.database, ana, claim, source, "silent", attachment_id=film.id, locator="00:30–00:34")
    desk_site.open(page, f"/sources/{source.id}")
    page.locator("[data-player][data-ready]").wait_for()
    page.locator(".scrub a").click()
    expect(page.locator("[data-now]")).to_have_text("00:30")
    assert "at=t%3D30" in page.url


def test_a_region_is_drawn_with_the_mouse_and_with_the_keyboard(
    desk_site: DeskSite, page: Page, source: Source, claim: Claim
) -> None:
    hold(desk_site, source, saved(picture(400, 200)), "gate.jpg")
    desk_site.open(page, f"/sources/{source.id}")
    image, field = page.locator("[data-draw] img"), page.locator("[data-place]")
    page.locator("[data-drawn]").wait_for()
    box = image.bounding_box()
    assert box
    scale = box["width"] / 400
    page.mouse.move(box["x"] + 40 * scale, box["y"] + 20 * scale)
    page.mouse.down()
    page.mouse.move(box["x"] + 140 * scale, box["y"] + 70 * scale, steps=4)
    page.mouse.up()
    numbers = [int(n) for n in field.input_value().removeprefix("xywh=").split(",")]
    assert all(abs(a - b) <= 1 for a, b in zip(numbers, (40, 20, 100, 50), strict=True)), numbers

    image.focus()
    page.keyboard.press("Escape")
    expect(field).to_have_value("")
    page.keyboard.press("ArrowRight")
    expect(field).to_have_value("xywh=158,75,100,50")
    for key in ("ArrowDown", "Shift+ArrowRight", "Shift+ArrowUp", "Control+ArrowLeft"):
        page.keyboard.press(key)
    expect(field).to_have_value("xywh=157,83,108,42")
    for _ in range(30):
        page.keyboard.press("ArrowLeft")
    expect(field).to_have_value("xywh=0,83,108,42")

    page.get_by_role("button", name="Cite this region").click()
    page.get_by_role("link", name=claim.wording).click()
    form = page.locator("#cite-form")
    form.locator("[name=stance]").select_option("supports")
    form.get_by_role("button", name="Cite", exact=True).click()
    expect(page.locator("#toast-undo")).to_be_visible()
    with desk_site.database.read() as session:
        assert citation_query.citations(session, [claim.id])[0].locator == "xywh=0,83,108,42"


def test_a_region_of_a_moment_of_a_video(desk_site: DeskSite, page: Page, source: Source) -> None:
    film = hold(desk_site, source, FOOTAGE.read_bytes(), "footage.webm")
    desk_site.open(page, f"/sources/{source.id}?file={film.id}&at=t%3D12")
    field = page.locator("[data-place]")
    page.locator("[data-player][data-ready] [data-drawn]").wait_for()
    page.get_by_role("button", name="Mark a region").click()
    expect(field).to_have_value("t=12&xywh=180,101,120,68")
    page.keyboard.press("ArrowRight")
    expect(field).to_have_value("t=12&xywh=190,101,120,68")
    box = page.locator("[data-draw] video").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + box["height"], steps=4)
    page.mouse.up()
    place, region = field.input_value().split("&xywh=")
    numbers = [int(n) for n in region.split(",")]
    assert place == "t=12"
    assert all(abs(a - b) <= 1 for a, b in zip(numbers, (120, 135, 240, 135), strict=True)), numbers


def test_a_source_is_chosen_for_its_files_while_citing(
    desk_site: DeskSite, page: Page, source: Source, claim: Claim
) -> None:
    paper = hold(desk_site, source, pdf_of(3), "paper.pdf")
    desk_site.open(page, "/articles/dawn-raid/claims/1")
    page.keyboard.press("e")
    form = page.locator("#cite-form")
    form.locator("[name=find]").fill("Footage of the gate")
    form.get_by_role("button", name="See its files").click()
    form.locator("[name=attachment_id]").select_option(paper.id)
    form.locator("[name=locator]").fill("page 2")
    form.locator("[name=stance]").select_option("supports")
    form.get_by_role("button", name="Cite", exact=True).click()
    expect(page.locator("#toast-undo")).to_be_visible()
    with desk_site.database.read() as session:
        cited = citation_query.citations(session, [claim.id])[0]
    assert (cited.attachment_id, cited.locator) == (paper.id, "page=2")
    page.locator("#citations").get_by_role("link", name="page 2").click()
    expect(page.locator(f"#open-{cited.id} img")).to_have_attribute("src", f"/files/{paper.id}/pages/2")
    page.locator(f"#open-{cited.id}").get_by_role("link", name="Next page").click()
    expect(page.locator(f"#open-{cited.id} img")).to_have_attribute("src", f"/files/{paper.id}/pages/3")


def test_several_files_are_pasted_and_each_refusal_stands_at_its_file(
    desk_site: DeskSite, page: Page, source: Source, complaints: Complaints
) -> None:
    complaints.allow("status of 409")
    complaints.allow("status of 422")
    hold(desk_site, source, b"held already", "held.txt")
    desk_site.open(page, f"/sources/{source.id}")
    page.locator("[data-upload][data-ready]").wait_for()
    files = [["a.txt", b"one"], ["b.txt", b"two"], ["again.txt", b"held already"], ["none.txt", b""],
             ["x" * 300, b"three"]]  # fmt: skip
    page.evaluate(PASTE, [[name, "text/plain", in_base64(data)] for name, data in files])  # type: ignore[arg-type]
    rows = page.locator("#upload-list li")
    expect(rows.nth(0)).to_contain_text("Held")
    expect(rows.nth(1)).to_contain_text("Held")
    expect(rows.nth(2)).to_contain_text("already held by “Footage of the gate”")
    expect(rows.nth(2).get_by_role("link", name="See it")).to_be_visible()
    expect(rows.nth(3)).to_contain_text("The file is empty")
    expect(rows.nth(4)).to_contain_text("300 bytes; 255 are the most")
    assert {one.name for one in held(desk_site, source)} == {"held.txt", "a.txt", "b.txt"}


def test_an_upload_that_is_stopped_leaves_no_trace(desk_site: DeskSite, page: Page, source: Source) -> None:
    desk_site.open(page, f"/sources/{source.id}")
    page.locator("[data-upload][data-ready]").wait_for()
    wire = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 200_000}
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", slow)
    big = io.BytesIO(b"x" * 8_000_000)
    page.locator("#files-input").set_input_files({"name": "big.bin", "mimeType": "video/mp4", "buffer": big.read()})
    expect(page.locator("#upload-list progress")).to_be_visible()
    page.get_by_role("button", name="Stop sending big.bin").click()
    expect(page.locator("#upload-list li")).to_have_count(0)
    end = time.monotonic() + 60
    while list((desk_site.desk.settings.evidence_dir / ".incoming").glob("*.part")):
        assert time.monotonic() < end, "what came of it is still there"
        page.wait_for_timeout(30)
    assert held(desk_site, source) == () and list(desk_site.desk.evidence.hashes()) == []


def test_without_scripts_the_browsers_own_player_and_a_form_do(
    desk_site: DeskSite, browser: Any, source: Source, complaints: Complaints
) -> None:
    film = hold(desk_site, source, FOOTAGE.read_bytes(), "footage.webm")
    context = browser.new_context(java_script_enabled=False)
    complaints.watch(context)
    try:
        page = desk_site.open(context.new_page(), f"/sources/{source.id}?file={film.id}&at=t%3D12")
        assert page.locator("video[controls]").get_attribute("src") == f"/files/{film.id}/bytes#t=12.0"
        assert page.locator("[data-controls]").first.is_hidden()
        page.locator("#files-input").set_input_files(
            {"name": "plain.txt", "mimeType": "text/plain", "buffer": b"by a plain form"}
        )
        page.get_by_role("button", name="Add the files").click()
        expect(page.locator("#flashes")).to_contain_text("The file is held.")
        assert {one.name for one in held(desk_site, source)} == {"footage.webm", "plain.txt"}
    finally:
        context.close()


@every("kind", ["video", "image", "document", "text", "sealed"])
def test_axe_finds_nothing(desk_site: DeskSite, page: Page, source: Source, claim: Claim, kind: str) -> None:
    ana = actor(desk_site.database, "ana")
    data = {"video": FOOTAGE.read_bytes(), "image": saved(picture()), "document": pdf_of(2), "text": b"Words."}
    file = hold(desk_site, source, data.get(kind, b"A secret."), f"{kind}.bin")
    hold(desk_site, source, f"beside the {kind}".encode(), f"beside the {kind}.txt")
    places = {"video": "00:30–00:34", "image": "xywh=9,9,90,90", "document": "page=2"}
    make_citation(desk_site.database, ana, claim, source, "silent", attachment_id=file.id, locator=places.get(kind, ""),
                  visible="Bags.", claimed="Papers.")  # fmt: skip
    if kind == "sealed":
        with desk_site.database.write() as uow:
            changes = {"access": "sealed", "readers": [ana.id]}
            attachments.edit(uow, ana, file.id, file.rev, changes)
    desk_site.open(page, f"/sources/{source.id}?file={file.id}", "farid" if kind == "sealed" else "ana")
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert faults_in(page, [(WIDE, "light"), (NARROW, "dark")]) == []
