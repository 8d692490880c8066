"""drafts.js: what was half written is never lost, and never written over what somebody else saved."""

from __future__ import annotations

import json
from typing import Any

FORM = """<form id="card" action="/save" method="post" data-draft="claim:12"{}>
  <input type="hidden" name="csrf_token" value="token-1"><input type="hidden" name="rev" value="{}">
  <label for="why">Why</label><textarea id="why" name="why">{}</textarea>
  <label><input type="radio" name="said" value="yes">yes</label>
  <label><input type="radio" name="said" value="no">no</label>
  <input type="checkbox" id="ok" name="ok" value="y"><input type="password" name="secret" id="secret">
  <button id="save" class="btn">Save</button></form>"""


def form(rev: int = 1, why: str = "", more: str = "") -> str:
    return FORM.format(more, rev, why)


def test_words_reach_the_server_800_ms_after_the_last_key(page: Any, site: Any) -> None:
    page.clock.install()
    page.goto(site.show(form()))
    page.fill("#why", "Half a th")
    page.check("[value=no]")
    page.fill("#secret", "hush")
    page.clock.run_for(700)
    assert site.sent("/drafts") == []
    with page.expect_response("**/drafts"):
        page.clock.run_for(200)
    (sent,) = site.sent("/drafts")
    assert (sent["csrf_token"], sent["form"]) == ("token-1", "claim:12")
    assert json.loads(sent["data"]) == {"rev": "1", "why": "Half a th", "said": "no", "ok": []}


def test_a_reload_within_that_time_loses_nothing(page: Any, site: Any) -> None:
    page.goto(site.show(form()))
    page.fill("#why", "Half a thought")
    page.check("#ok")
    page.reload()
    assert page.input_value("#why") == "Half a thought"
    assert page.is_checked("#ok")
    notice = page.locator("[data-draft-notice]").text_content()
    assert notice.startswith("Unsaved input of ") and "is back." in notice


def test_leaving_the_page_sends_what_is_waiting(page: Any, site: Any) -> None:
    page.goto(site.show(form()))
    page.fill("#why", "Gone in a moment")
    page.goto(site.show("<p>Other</p>", "/other"))
    for _ in range(600):
        if site.sent("/drafts"):
            break
        page.wait_for_timeout(100)
    assert [json.loads(sent["data"])["why"] for sent in site.sent("/drafts")] == ["Gone in a moment"]


def test_text_written_on_an_older_version_keeps_that_version(page: Any, site: Any) -> None:
    """So that its save meets the check that shows both versions, instead of overwriting the newer one unseen."""
    page.goto(site.show(form(rev=1)))
    page.fill("#why", "Mine")
    page.goto(site.show(form(rev=2, why="Theirs")))
    assert page.input_value("#why") == "Mine"
    assert page.locator("[name=rev]").input_value() == "1"


def test_an_older_copy_does_not_replace_what_the_server_kept(page: Any, site: Any) -> None:
    page.goto(site.show(form()))
    page.fill("#why", "Older")
    page.goto(site.show(form(why="Newer, from the laptop", more=' data-draft-at="2999-01-01T00:00:00.000Z"')))
    assert page.input_value("#why") == "Newer, from the laptop"
    assert page.locator("[data-draft-notice]").count() == 1


def test_discard_forgets_it_here_and_on_the_server(page: Any, site: Any) -> None:
    page.goto(site.show(form(why="Saved")))
    page.fill("#why", "Not saved")
    page.reload()
    with page.expect_response(lambda answer: "/drafts" in answer.url and answer.request.post_data.endswith("data=")):
        page.click("text=Discard")
    page.wait_for_function("() => document.getElementById('why').value === 'Saved'")
    page.reload()
    assert page.input_value("#why") == "Saved"
    assert page.locator("[data-draft-notice]").count() == 0


def test_a_save_in_the_background_clears_the_draft(page: Any, site: Any) -> None:
    site.on("POST", "/save", lambda: form(rev=2, why="All of it", more=" data-swap"))
    page.goto(site.show(form(more=" data-swap")))
    page.fill("#why", "All of it")
    page.click("#save")
    page.wait_for_function("() => document.querySelector('[name=rev]').value === '2'")
    assert page.locator("[data-draft-notice]").count() == 0
    page.reload()
    assert page.input_value("#why") == ""


def test_a_save_that_is_refused_keeps_the_draft(page: Any, site: Any, complaints: Any) -> None:
    complaints.allow("status of 401")
    site.on("POST", "/save", lambda: ("", 401))
    page.goto(site.show(form(more=" data-swap")))
    page.fill("#why", "Typed before the session ended")
    with page.expect_navigation():
        page.click("#save")
    assert page.input_value("#why") == "Typed before the session ended"


def test_an_ordinary_submit_that_was_accepted_leaves_no_draft(page: Any, site: Any) -> None:
    site.on("POST", "/save", lambda: "<!doctype html><title>Done</title>")
    page.goto(site.show(form()))
    page.fill("#why", "All of it")
    page.click("#save")
    page.goto(site.show(form()))
    assert page.input_value("#why") == ""
    assert page.locator("[data-draft-notice]").count() == 0
