"""Articles in: handing in, looking before freezing, freezing once; every bad file with its reason and no trace."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from cases import every
from docx import Document
from factories import TEXT, make_article
from sqlalchemy import select
from web_browser import Browser, events
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.domain.text import text_sha256
from annotate.store.models import ArticleRow, FileRow, RevisionRow
from annotate.store.queries import articles as query
from annotate.store.session import Database

AsPerson = Callable[[str], Browser]
HTML = (
    "<html><head><title>Ferry is free</title></head><body><article><h1>Ferry is free</h1>"
    + "<p>The harbour office said on Tuesday that the ferry is free for all residents this weekend.</p>" * 4
    + "</article></body></html>"
).encode()
DETAILS = {"title": "Dawn raid", "language": "en", "direction": "", "dated": ""}


@pytest.fixture
def ana_browser(as_person: AsPerson) -> Browser:
    browser = as_person("ana")
    browser.get("/articles/new")
    return browser


def hand_in(browser: Browser, data: bytes | None = None, name: str = "article.txt", **fields: str) -> TestResponse:
    sent: dict[str, Any] = {"csrf_token": browser.token, "title": "", "text": "", **fields}
    if data is not None:
        sent["file"] = FileStorage(io.BytesIO(data), name)
    # In memory: the client's own encoding leaves its temporary file open.
    boundary, body = encode_multipart(sent)
    return browser.client.post("/articles/new", data=body, content_type=f"multipart/form-data; boundary={boundary}")


def revisions(database: Database) -> list[RevisionRow]:
    with database.read() as session:
        return list(session.scalars(select(RevisionRow)))


# From text to article


def test_pasted_text_is_shown_and_then_frozen_exactly(ana_browser: Browser, desk: Desk) -> None:
    before = events(desk)
    answer = hand_in(ana_browser, text=TEXT.replace("\n", "\r\n"), title="Dawn raid")
    assert answer.status_code == 303
    preview = ana_browser.get(answer.location)
    assert text_sha256(TEXT) in preview.text and f"{len(TEXT):,} characters" in preview.text
    assert events(desk) == before, "looking must not write to the trail"
    frozen = ana_browser.post(answer.location, DETAILS)
    assert frozen.status_code == 303 and frozen.location.endswith("/articles/dawn-raid")
    [revision] = revisions(desk.database)
    assert (revision.text, revision.importer, revision.file_id) == (TEXT, "pasted 1", None)


def test_without_a_title_the_first_line_is_offered_as_one(ana_browser: Browser) -> None:
    preview = ana_browser.get(hand_in(ana_browser, text=TEXT).location)
    assert 'value="Police raid the camp at dawn"' in preview.text
    assert "<h2>Police raid the camp at dawn</h2>" in preview.text


def test_a_file_is_kept_with_its_bytes_and_their_hash(ana_browser: Browser, desk: Desk) -> None:
    answer = hand_in(ana_browser, HTML, "../../ferry\x00.html")
    assert "Ferry is free" in ana_browser.get(answer.location).text
    assert ana_browser.post(answer.location, DETAILS | {"title": "Ferry"}).status_code == 303
    with desk.database.read() as session:
        [file] = session.scalars(select(FileRow))
    assert desk.evidence.get(file.sha256) == HTML
    assert (file.name, file.media_type, file.size) == ("ferry.html", "text/html", len(HTML))
    assert revisions(desk.database)[0].file_id == file.id


def test_a_word_document_comes_in(ana_browser: Browser, desk: Desk) -> None:
    document, out = Document(), io.BytesIO()
    document.add_heading("Harbour", 1)
    document.add_paragraph("The council voted on Monday.")
    document.save(out)
    answer = hand_in(ana_browser, out.getvalue(), "harbour.docx")
    assert ana_browser.post(answer.location, DETAILS | {"title": "Harbour", "headings": "0"}).status_code == 303
    assert revisions(desk.database)[0].text == "Harbour\nThe council voted on Monday."


def test_the_same_text_again_is_offered_and_not_added_twice(ana_browser: Browser, desk: Desk, ana: Actor) -> None:
    article = make_article(desk.database, ana)
    before = events(desk)
    answer = hand_in(ana_browser, text=TEXT, title="Another title")
    preview = ana_browser.get(answer.location)
    assert "This text is here already" in preview.text and f"/articles/{article.slug}" in preview.text
    forced = ana_browser.post(answer.location, DETAILS)
    assert forced.status_code == 303 and forced.location.endswith(f"/articles/{article.slug}")
    assert events(desk) == before and len(revisions(desk.database)) == 1


def test_sent_twice_it_is_frozen_once(ana_browser: Browser, desk: Desk) -> None:
    where = hand_in(ana_browser, text=TEXT, title="Dawn raid").location
    ana_browser.get(where)
    first = ana_browser.post(where, DETAILS)
    before = events(desk)
    again = ana_browser.post(where, DETAILS)
    assert again.location == first.location and events(desk) == before
    assert ana_browser.get(where).location == first.location


def test_headings_are_chosen_before_freezing(ana_browser: Browser, desk: Desk) -> None:
    where = hand_in(ana_browser, text="Words\nShort line\nA sentence ends here.", title="Words").location
    ana_browser.get(where)
    assert ana_browser.post(where, DETAILS | {"headings": ["0", "1"], "again": "1"}).status_code == 303
    assert "<h2>Short line</h2>" in ana_browser.get(where).text
    ana_browser.post(where, DETAILS | {"headings": ["0", "1"]})
    assert revisions(desk.database)[0].headings == "[0, 1]"


def test_a_text_of_two_million_bytes_comes_in_whatever_its_script(ana_browser: Browser, desk: Desk) -> None:
    text = "پلیس گفت که " * 95_000
    where = hand_in(ana_browser, text=text, title="Long").location
    ana_browser.get(where)
    assert ana_browser.post(where, DETAILS).status_code == 303
    assert revisions(desk.database)[0].sha256 == text_sha256(text)


# What is refused


def blank_pdf(trailer: str = "") -> bytes:
    """A PDF of one empty page."""
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    )  # fmt: skip
    out, rows = "%PDF-1.7\n", "0000000000 65535 f \n"
    for number, body in enumerate(objects, 1):
        rows += f"{len(out):010d} 00000 n \n"
        out += f"{number} 0 obj\n{body}\nendobj\n"
    return f"{out}xref\n0 4\n{rows}trailer << /Size 4 /Root 1 0 R {trailer} >>\nstartxref\n{len(out)}\n%%EOF\n".encode()


SECRET = "<" + "41" * 32 + ">"
ENCRYPTED = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O {SECRET} /U {SECRET} /P -4 >> /ID [{SECRET} {SECRET}]"

BAD = {
    "empty": (b"", "a.txt", 422, "empty"),
    "nothing but white space": (b" \n\n ", "a.txt", 422, "empty"),
    "too long a text": (b"word " * 400_001, "a.txt", 413, "2,000,000 are the most"),
    "binary": (bytes(range(256)) * 4, "a.txt", 422, "not text"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(40), "a.txt", 422, "PNG picture"),
    "wrong encoding": ("Café à la carte\n".encode("latin-1") * 3, "a.txt", 422, "UTF-8"),
    "unknown kind": (b"MZ", "setup.exe", 422, ".exe"),
    "a page of scripts only": (
        b"<html><body><script>document.write('words')</script></body></html>", "a.html", 422, "",
    ),
    "a PDF without text": (blank_pdf(), "scan.pdf", 422, "OCR"),
    "a PDF with a password": (blank_pdf(ENCRYPTED), "secret.pdf", 422, "password"),
    "a false PDF": (b"%not a pdf", "a.pdf", 422, "PDF"),
    "a false Word document": (b"PK\x03\x04 broken", "a.docx", 422, ""),
}  # fmt: skip


@every("bad", BAD)
def test_a_bad_file_is_refused_at_its_field_and_what_was_typed_stays(
    ana_browser: Browser, desk: Desk, bad: str
) -> None:
    data, name, status, words = BAD[bad]
    before = events(desk)
    answer = hand_in(ana_browser, data, name, title="My “own” title")
    assert answer.status_code == status
    assert 'id="file-error"' in answer.text and words in answer.text
    assert "My “own” title" in answer.text
    assert events(desk) == before and not revisions(desk.database)


def test_neither_text_nor_file_is_refused(ana_browser: Browser) -> None:
    answer = hand_in(ana_browser, title="A title")
    assert answer.status_code == 422 and 'id="text-error"' in answer.text


def test_both_a_text_and_a_file_are_refused_and_the_text_stays(ana_browser: Browser) -> None:
    answer = hand_in(ana_browser, HTML, "a.html", text="Pasted as well")
    assert answer.status_code == 422 and "not both" in answer.text and "Pasted as well" in answer.text


@every(
    ("field", "value", "words"),
    [
        ("title", "  ", "Give the article a title"),
        ("title", "x" * 501, "500 are the most"),
        ("url", "javascript:alert(1)", "https://"),
        ("language", "english!", "such as en"),
        ("dated", "2026-02-30", "2026-11-23"),
        ("direction", "up", "ltr or rtl"),
        ("headings", "99", "lines that are listed"),
        ("headings", "one", "lines that are listed"),
    ],
)
def test_a_wrong_detail_keeps_the_page_and_freezes_nothing(
    ana_browser: Browser, desk: Desk, field: str, value: str, words: str
) -> None:
    where = hand_in(ana_browser, text=TEXT, title="Dawn raid").location
    before = events(desk)
    answer = ana_browser.post(where, DETAILS | {"byline": "By Somebody"} | {field: value})
    assert answer.status_code == 422 and words in answer.text and "By Somebody" in answer.text
    assert events(desk) == before and not revisions(desk.database)


def test_nobody_sees_or_freezes_what_somebody_else_handed_in(
    ana_browser: Browser, as_person: AsPerson, desk: Desk
) -> None:
    where = hand_in(ana_browser, text=TEXT, title="Dawn raid").location
    farid = as_person("farid")
    assert farid.get(where).status_code == 404
    farid.get("/articles/new")
    assert farid.post(where, DETAILS).status_code == 404
    assert ana_browser.get("/articles/new/0123456789").status_code == 404
    assert not revisions(desk.database)


def test_a_viewer_cannot_hand_in(as_person: AsPerson, desk: Desk) -> None:
    guest = as_person("guest")
    assert guest.get("/articles/new").status_code == 403
    guest.get("/account")
    assert hand_in(guest, text=TEXT).status_code == 403
    assert "New article" not in guest.get("/articles").text


def test_a_text_handed_in_with_markup_is_drawn_as_text(ana_browser: Browser) -> None:
    where = hand_in(ana_browser, text="<script>alert(1)</script>\n<b>bold</b> & more", title="<i>x</i>").location
    page = ana_browser.get(where).text
    assert "<script>alert" not in page and "&lt;b&gt;bold" in page


def test_half_a_surrogate_is_refused(ana_browser: Browser, desk: Desk) -> None:
    answer = ana_browser.client.post(
        "/articles/new", data=f"csrf_token={ana_browser.token}&title=x&text=%ED%A0%80%00",
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    assert answer.status_code in (303, 422), "broken UTF-8 is replaced or refused, never an accident"


def test_the_list_teaches_where_it_is_empty_and_finds_by_title(as_person: AsPerson, desk: Desk, ana: Actor) -> None:
    browser = as_person("ana")
    assert "No article yet" in browser.get("/articles").text
    make_article(desk.database, ana)
    assert "Dawn raid" in browser.get("/articles?q=RAID").text
    assert "No title has these words" in browser.get("/articles?q=%25").text
    assert browser.get("/articles?after=broken").status_code == 422


def test_the_list_is_paged_by_key(as_person: AsPerson, desk: Desk, ana: Actor) -> None:
    for number in range(52):
        make_article(desk.database, ana, f"Text {number}", f"Piece {number}")
    browser = as_person("guest")
    first = browser.get("/articles").text
    assert first.count('class="claim-link"') == 50 and 'rel="next"' in first
    with desk.database.read() as session:
        cursor = query.articles(session).next
        assert session.scalar(select(ArticleRow.id).limit(1))
    assert browser.get(f"/articles?after={cursor}").text.count('class="claim-link"') == 2
