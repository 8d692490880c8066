"""Evidence as pages and bytes: shown where it is harmless, saved where it is not, sealed where it has to be."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from cases import every
from factories import inspected, make_article, make_attachment, make_citation, make_claim
from inspector.made_files import Film, exif_of, jpeg_with, pdf_of, picture, saved, srt_of
from prepared import prepared
from web_browser import Browser, events
from werkzeug.test import TestResponse

from annotate.desk import Desk
from annotate.domain.evidence import Attachment
from annotate.domain.people import Actor
from annotate.domain.things import Source
from annotate.store.models import AttachmentRow
from annotate.store.queries import attachments as query
from annotate.store.queries import sources as source_query
from annotate.web.serving import SANDBOX

AsPerson = Callable[[str], Browser]
DATA = bytes(range(256)) * 40
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>'
HTML = b"<!doctype html><script>alert(document.cookie)</script>"


def hold(desk: Desk, ana: Actor, data: bytes = DATA, name: str = "data.bin", **more: Any) -> Attachment:
    return inspected(
        desk.database, desk.evidence, make_attachment(desk.database, desk.evidence, ana, None, data, name, **more)
    )


@prepared
def held(desk: Desk, ana: Actor) -> Attachment:
    """A file of no kind in particular."""
    return hold(desk, ana)


def fetch(browser: Browser, path: str, **more: Any) -> TestResponse:
    """Read to the end and closed, as a server does."""
    return browser.client.get(path, buffered=True, **more)


def source_of(desk: Desk, file: Attachment) -> Source:
    with desk.database.read() as session:
        return source_query.source(session, file.source_id)


@every(
    ("data", "name", "kind"),
    [
        (SVG, "map.svg", "application/octet-stream"),
        (HTML, "page.html", "application/octet-stream"),
        (HTML + b" ", "picture.jpg", "application/octet-stream"),
        (b"GIF89a" + HTML, "polyglot.html", "image/gif"),
        (saved(picture()), "page.html", "image/jpeg"),
        (pdf_of(1), "paper.txt", "application/pdf"),
        (Film().mp4(), "film.exe", "video/mp4"),
        (DATA, "data.bin", "application/octet-stream"),
    ],
)
def test_whatever_it_is_a_browser_can_only_save_it(
    as_person: AsPerson, desk: Desk, ana: Actor, data: bytes, name: str, kind: str
) -> None:
    answer = fetch(as_person("guest"), f"/files/{hold(desk, ana, data, name).id}/bytes")
    assert answer.status_code == 200 and answer.data == data
    assert answer.mimetype == kind
    headers = answer.headers
    assert headers["Content-Disposition"].startswith("attachment; filename=")
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Content-Security-Policy"] == SANDBOX
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin" and headers["Cache-Control"] == "no-store"
    assert headers["Accept-Ranges"] == "bytes" and headers["Content-Length"] == str(len(data))


@every(
    ("asked", "status", "part", "said"),
    [
        ("bytes=0-99", 206, DATA[:100], "bytes 0-99/10240"),
        ("bytes=10000-", 206, DATA[10_000:], "bytes 10000-10239/10240"),
        ("bytes=-16", 206, DATA[-16:], "bytes 10224-10239/10240"),
        ("bytes=0-99999", 206, DATA, "bytes 0-10239/10240"),
        ("bytes=10240-", 416, b"", "bytes */10240"),
        ("bytes=9-5", 416, b"", "bytes */10240"),
        ("bytes=0-1,5-6", 200, DATA, None),
        ("lines=1-2", 416, b"", "bytes */10240"),
    ],
)
def test_a_range_is_answered_with_that_range(
    as_person: AsPerson, held: Attachment, asked: str, status: int, part: bytes, said: str | None
) -> None:
    answer = fetch(as_person("guest"), f"/files/{held.id}/bytes", headers={"Range": asked})
    assert (answer.status_code, answer.data, answer.headers.get("Content-Range")) == (status, part, said)
    assert answer.headers["Content-Security-Policy"] == SANDBOX


def test_what_the_browser_has_is_not_sent_again(as_person: AsPerson, desk: Desk, ana: Actor) -> None:
    file, browser = hold(desk, ana), as_person("guest")
    tag = fetch(browser, f"/files/{file.id}/bytes").headers["ETag"]
    assert tag == f'"{hashlib.sha256(DATA).hexdigest()}"'
    again = fetch(browser, f"/files/{file.id}/bytes", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"") and again.headers["Content-Security-Policy"] == SANDBOX
    moved = {"Range": "bytes=0-9", "If-Range": '"another"'}
    assert fetch(browser, f"/files/{file.id}/bytes", headers=moved).status_code == 200


def test_nobody_gets_bytes_who_is_not_signed_in(anybody: Browser, desk: Desk, ana: Actor) -> None:
    file = hold(desk, ana, access="public")
    for rest in ("bytes", "thumbnail", "pages/1"):
        assert anybody.get(f"/files/{file.id}/{rest}").status_code == 303


@every("rest", ["bytes", "thumbnail", "pages/1", "cite"])
def test_what_is_not_there_is_not_found(as_person: AsPerson, held: Attachment, rest: str) -> None:
    browser = as_person("ana")
    assert browser.get(f"/files/no-such-file/{rest}").status_code == 404
    if rest in ("thumbnail", "pages/1"):
        assert browser.get(f"/files/{held.id}/{rest}").status_code == 404


def test_a_picture_has_a_thumbnail_and_a_page_of_its_own(as_person: AsPerson, desk: Desk, ana: Actor) -> None:
    file = hold(desk, ana, jpeg_with((0xE1, exif_of(Model="X1"))), "gate.jpg")
    browser = as_person("guest")
    small = browser.get(f"/files/{file.id}/thumbnail")
    assert small.mimetype == "image/jpeg" and small.data.startswith(b"\xff\xd8\xff")
    assert b"X1" not in small.data and small.headers["Content-Security-Policy"] == SANDBOX
    page = browser.get(f"/sources/{file.source_id}").text
    assert "320 × 200" in page and "X1" in page and f"{file.sha256[:32]}<br>{file.sha256[32:]}" in page
    closed = page[page.index('<details class="personal">') :]
    assert "33.5" in closed[: closed.index("</details>")] and "Owner Name" in closed
    assert "33.5" not in page.replace(closed, ""), "where it was taken stands in the closed part alone"


def test_pages_of_a_pdf_are_drawn_and_turned(as_person: AsPerson, desk: Desk, ana: Actor) -> None:
    file, browser = hold(desk, ana, pdf_of(3), "paper.pdf"), as_person("guest")
    for number in (1, 3):
        drawn = browser.get(f"/files/{file.id}/pages/{number}")
        assert drawn.mimetype == "image/png" and drawn.data.startswith(b"\x89PNG")
        assert drawn.headers["Content-Security-Policy"] == SANDBOX
    assert browser.get(f"/files/{file.id}/pages/3").data == drawn.data
    for number in ("0", "4", "99999999"):
        assert browser.get(f"/files/{file.id}/pages/{number}").status_code == 404
    page = browser.get(f"/sources/{file.source_id}?file={file.id}&at=page%3D2").text
    assert f"/files/{file.id}/pages/2" in page and "at=page%3D3" in page and "at=page%3D1" in page


def test_texts_are_shown_as_letters_and_flights_as_a_drawing(as_person: AsPerson, desk: Desk, ana: Actor) -> None:
    browser = as_person("guest")
    text = hold(desk, ana, b"<b>bold</b> & \xff plain", "notes.txt")
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; \ufffd plain" in browser.get(f"/sources/{text.source_id}").text
    cue = "[latitude: 41.{0}] [longitude: 19.81869] [rel_alt: 46.200 abs_alt: 120.1]"
    flown = hold(desk, ana, srt_of([cue.format(n) for n in range(32754, 32790)]), "DJI_0001.SRT")
    page = browser.get(f"/sources/{flown.source_id}").text
    assert '<svg class="flight"' in page and "<polyline points=" in page and " m flown" in page


def test_html_and_svg_are_never_shown(as_person: AsPerson, desk: Desk, ana: Actor) -> None:
    for data, name in ((SVG, "map.svg"), (HTML, "page.html")):
        page = as_person("guest").get(f"/sources/{hold(desk, ana, data, name).source_id}").text
        assert "Files of this kind are not shown here" in page and "alert(" not in page


def test_downloading_is_recorded_and_reading_is_not(as_person: AsPerson, desk: Desk, ana: Actor) -> None:
    file, browser = hold(desk, ana), as_person("guest")
    before = events(desk)
    fetch(browser, f"/files/{file.id}/bytes")
    browser.get(f"/sources/{file.source_id}?file={file.id}")
    assert events(desk) == before
    answer = browser.post(f"/files/{file.id}/download", buffered=True)
    assert answer.data == DATA and answer.headers["Content-Disposition"].startswith("attachment")
    assert events(desk) == before + 1
    assert "Guest downloaded the file" in browser.get(f"/sources/{file.source_id}").text


def test_a_sealed_file_is_opened_by_those_named_for_an_hour_and_each_time_on_record(
    as_person: AsPerson, desk: Desk, ana: Actor, mira: Actor, later: Callable[..., None]
) -> None:
    file = hold(desk, ana, pdf_of(1), "clerk.pdf", access="sealed", readers=(ana.id, mira.id))
    browser, paths = as_person("mira"), [f"/files/{file.id}/{rest}" for rest in ("bytes", "thumbnail", "pages/1")]
    for path in paths:
        assert fetch(browser, path).status_code == 403
    assert "Open the sealed file" in browser.get(f"/sources/{file.source_id}").text
    before = events(desk)
    assert browser.post(f"/files/{file.id}/open").status_code == 303
    assert [fetch(browser, path).status_code for path in paths] == [200] * 3
    browser.post(f"/files/{file.id}/open")
    assert events(desk) == before + 2
    assert fetch(as_person("ana"), paths[0]).status_code == 403, "what mira opened is not open to ana"
    later(minutes=61)
    assert fetch(browser, paths[0]).status_code == 403


@prepared
def sealed(desk: Desk, ana: Actor, mira: Actor) -> Attachment:
    """A file for one reader."""
    return hold(desk, ana, pdf_of(1), "clerk.pdf", access="sealed", readers=(mira.id,))


@every("key", ["farid", "jonas", "ines", "guest"])
def test_a_sealed_file_stays_shut_to_everybody_else(
    as_person: AsPerson, desk: Desk, sealed: Attachment, key: str
) -> None:
    file, browser, before = sealed, as_person(key), events(desk)
    for rest in ("bytes", "thumbnail", "pages/1", "cite"):
        answer = browser.get(f"/files/{file.id}/{rest}")
        assert answer.status_code == 403 and "clerk" not in answer.text
    for rest, form in (
        ("open", {}),
        ("download", {}),
        ("edit", {"rev": "1"}),
        ("withdraw", {"rev": "1", "reason": "x"}),
    ):
        answer = browser.post(f"/files/{file.id}/{rest}", form)
        assert answer.status_code == 403 and "clerk" not in answer.text
    assert events(desk) == before
    page = browser.get(f"/sources/{file.source_id}?file={file.id}").text
    assert "Only the people who are named for it" in page and file.sha256 not in page and "clerk" not in page


def test_what_is_said_of_a_file_is_corrected_with_care(as_person: AsPerson, desk: Desk, ana: Actor) -> None:
    file, browser = hold(desk, ana, origin="A parcel"), as_person("farid")
    page = browser.get(f"/sources/{file.source_id}").text
    assert 'id="said-origin"' in page and 'id="origin"' in page, "two forms of the same fields, with ids of their own"
    said = {
        "rev": "1",
        "origin": "A letter",
        "captured": "2023-06",
        "access": "desk",
        "note": "Torn.",
        "metadata_public": "y",
    }
    assert browser.post(f"/files/{file.id}/edit", said).status_code == 303
    stale = browser.post(f"/files/{file.id}/edit", {**said, "note": "Whole."})
    assert stale.status_code == 409 and "Torn." in stale.text and "Whole." in stale.text
    wrong = browser.post(f"/files/{file.id}/edit", {**said, "rev": "2", "captured": "soon"})
    assert wrong.status_code == 422 and 'id="said-captured-error"' in wrong.text
    with desk.database.read() as session:
        now = query.attachment(session, file.id)
    assert (now.origin, now.note, now.metadata_public, now.rev) == ("A letter", "Torn.", True, 2)


def test_a_file_is_taken_back_with_a_reason_and_put_back(as_person: AsPerson, desk: Desk, ana: Actor) -> None:
    file, browser = hold(desk, ana), as_person("farid")
    assert "Say why" in browser.post(f"/files/{file.id}/withdraw", {"rev": "1", "reason": ""}).text
    assert browser.post(f"/files/{file.id}/withdraw", {"rev": "1", "reason": "The wrong one."}).status_code == 303
    page = browser.get(f"/sources/{file.source_id}").text
    assert "Taken back (1)" in page and "No file is held" in page
    assert "The wrong one." in browser.get(f"/sources/{file.source_id}?file={file.id}").text
    assert browser.post(f"/files/{file.id}/restore", {"rev": "2"}).status_code == 303
    with desk.database.read() as session:
        assert session.get(AttachmentRow, file.id).withdrawn is False  # type: ignore[union-attr]


def test_pictures_that_look_alike_are_named_unless_they_are_sealed(
    as_person: AsPerson, desk: Desk, ana: Actor, mira: Actor
) -> None:
    image = picture()
    first = hold(desk, ana, saved(image), "first.jpg")
    hold(desk, ana, saved(image, "PNG"), "copy.png")
    hold(desk, ana, saved(image.resize((160, 100))), "sealed.jpg", access="sealed", readers=(mira.id,))
    page = as_person("farid").get(f"/sources/{first.source_id}").text
    assert "Looks like" in page and "copy.png" in page and "sealed.jpg" not in page
    assert "sealed.jpg" in as_person("mira").get(f"/sources/{first.source_id}").text


def test_citations_stand_on_the_timeline_and_under_it(as_person: AsPerson, desk: Desk, ana: Actor) -> None:
    file = hold(desk, ana, Film(seconds=120).mp4(), "film.mp4")
    source, article = source_of(desk, file), make_article(desk.database, ana)
    claim = make_claim(desk.database, ana, article)
    make_citation(desk.database, ana, claim, source, "silent", attachment_id=file.id, locator="00:12–00:19",
                  visible="Three people.", claimed="That they burn papers.")  # fmt: skip
    make_citation(desk.database, ana, claim, source, "context", attachment_id=file.id, locator="t=60")
    page = as_person("guest").get(f"/sources/{source.id}").text
    assert "Cited by timecode" in page and "2 places, 1 claim" in page
    assert 'aria-label="00:12–00:19, claim 1: Unchecked"' in page and 'x="50.0%"' in page
    assert "Three people." in page and "That they burn papers." in page


def test_the_way_from_a_moment_to_a_claim(as_person: AsPerson, desk: Desk, ana: Actor) -> None:
    file = hold(desk, ana, Film(seconds=120).mp4(), "film.mp4")
    claim = make_claim(desk.database, ana, make_article(desk.database, ana))
    browser = as_person("ana")
    page = browser.get(f"/files/{file.id}/cite?at=00:12").text
    assert "Cite <bdi>00:12" in page or "Cite 00:12" in page
    assert f"/claims/{claim.number}/citations/new?source={file.source_id}&amp;file={file.id}&amp;at=t%3D12" in page
    assert "No open claim" in browser.get(f"/files/{file.id}/cite?at=00:12&q=nothing-like-it").text
    beyond = browser.get(f"/files/{file.id}/cite?at=02:01")
    assert beyond.status_code == 422 and "ends at 02:00; 02:01 is beyond its end" in beyond.text
    assert as_person("guest").get(f"/files/{file.id}/cite").status_code == 403
