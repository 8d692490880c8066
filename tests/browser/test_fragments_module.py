"""fragments.js and swap.js: parts of a page change, and the person stays where they were."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Response, redirect, request

FORM = """<section id="panel"><form id="card" action="/save" method="post" data-swap>
  <input type="hidden" name="rev" value="1">
  <label for="why">Why</label><input class="input" id="why" name="why">
  <label for="note">Note</label><input class="input" id="note" name="note">
  <button id="save" class="btn">Save</button></form></section><p id="count">1</p>"""


def part(rev: str, why: str = "", extra: str = "") -> str:
    return (
        FORM.split("<p id")[0]
        .replace('value="1"', f'value="{rev}"')
        .replace('name="why"', f'name="why" value="{why}"')
        .replace("<input type", f"{extra}<input type", 1)
    )


def rev(page: Any) -> str:
    return page.locator("[name=rev]").input_value()


def test_a_form_is_sent_in_the_background_and_its_answer_takes_its_place(page: Any, site: Any) -> None:
    seen = {}

    def save() -> Response:
        seen.update(request.form.to_dict(), header=request.headers.get("X-Fragment"))
        return Response(part("2", "because") + '<p id="count">2</p>', headers={"X-Announce": "Saved%20caf%C3%A9"})

    site.on("POST", "/save", save)
    page.goto(site.show(FORM))
    page.evaluate("window.stayed = true")
    page.fill("#why", "because")
    page.press("#why", "Enter")
    page.wait_for_function("() => document.querySelector('[name=rev]').value === '2'")
    assert seen == {"rev": "1", "why": "because", "note": "", "header": "1"}
    assert page.locator("#count").text_content() == "2"
    assert page.evaluate("window.stayed") is True
    page.wait_for_function("() => document.getElementById('live').textContent === 'Saved café'")


def test_focus_and_caret_survive_the_swap(page: Any, site: Any) -> None:
    site.on("POST", "/save", lambda: part("2", "because"))
    page.goto(site.show(FORM))
    page.fill("#why", "because")
    page.evaluate("document.getElementById('why').setSelectionRange(2, 5)")
    page.press("#why", "Enter")
    page.wait_for_function("() => document.querySelector('[name=rev]').value === '2'")
    place = page.evaluate(
        "(() => { const e = document.activeElement; return [e.id, e.selectionStart, e.selectionEnd] })()"
    )
    assert place == ["why", 2, 5]


def test_words_typed_while_a_save_is_under_way_are_kept(page: Any, site: Any, gate: Any) -> None:
    site.on("POST", "/save", lambda: gate() or part("2", "because"))
    page.goto(site.show(FORM))
    page.fill("#why", "because")
    page.press("#why", "Enter")
    page.fill("#note", "one more thing")
    gate.open()
    page.wait_for_function("() => document.querySelector('[name=rev]').value === '2'")
    assert page.input_value("#note") == "one more thing"
    assert page.input_value("#why") == "because"


def test_a_second_enter_while_saving_sends_nothing(page: Any, site: Any, gate: Any) -> None:
    site.on("POST", "/save", lambda: gate() or part("2"))
    page.goto(site.show(FORM))
    for _ in range(3):
        page.press("#why", "Enter")
    assert page.get_attribute("#panel form", "aria-busy") == "true"
    gate.open()
    page.wait_for_function("() => document.querySelector('[name=rev]').value === '2'")
    assert len(site.sent("/save")) == 1


def test_a_selection_in_the_article_survives_a_swap_of_its_section(page: Any, site: Any, complaints: Any) -> None:
    complaints.allow("404")  # the bench has no article.js
    complaints.allow("article.js")
    text = '<article id="text"><section id="s0"><p>One 😀 two three.</p></section></article>'
    site.on("POST", "/save", lambda: '<section id="s0"><p>One 😀 <mark class="seg">two</mark> three.</p></section>')
    page.goto(site.show(text + FORM))
    page.evaluate(
        """async () => { const o = await import('/static/js/offsets.js');
        o.select(document.getElementById('text'), {start: 4, end: 9, backward: true}) }"""
    )
    page.evaluate("document.getElementById('card').requestSubmit()")
    page.wait_for_selector("#s0 mark")
    span = page.evaluate("import('/static/js/offsets.js').then((o) => o.selectionOf(document.getElementById('text')))")
    assert span == {"start": 4, "end": 9, "backward": True}


@pytest.mark.parametrize("code", [409, 422])
def test_a_refusal_is_shown_and_focus_goes_to_what_is_wrong(page: Any, site: Any, complaints: Any, code: int) -> None:
    complaints.allow(f"status of {code}")
    summary = '<div id="errors" data-errors tabindex="-1">Say why.</div>'
    site.on("POST", "/save", lambda: (part("1", "x", summary), code))
    page.goto(site.show(FORM))
    page.press("#why", "Enter")
    page.wait_for_selector("#errors")
    assert page.evaluate("document.activeElement.id") == "errors"


def test_a_whole_page_with_the_forms_errors_is_taken_as_well(page: Any, site: Any, complaints: Any) -> None:
    complaints.allow("status of 422")
    url = site.show(FORM)
    site.show('<div id="errors" data-errors tabindex="-1">Say why.</div>' + FORM, "/again")
    site.on("POST", "/save", lambda: (site.routes["GET", "/again"](), 422))
    page.goto(url)
    page.press("#why", "Enter")
    page.wait_for_selector("#errors")
    assert page.evaluate("document.activeElement.id") == "errors"
    assert page.locator("main").count() == 1


def test_without_a_session_the_server_leads_to_the_sign_in(page: Any, site: Any, complaints: Any) -> None:
    complaints.allow("status of 401")
    site.on("POST", "/save", lambda: Response("", 401, {"X-Location": "/signin?next=/page"}))
    site.on("GET", "/signin", lambda: "<!doctype html><title>Sign in</title>")
    page.goto(site.show(FORM))
    page.press("#why", "Enter")
    page.wait_for_url(re.compile(r"/signin\?next=/page$"))


def test_a_redirect_to_a_whole_page_is_followed(page: Any, site: Any) -> None:
    site.on("POST", "/save", lambda: redirect("/done", 303))
    site.on("GET", "/done", lambda: "<!doctype html><title>Done</title><h1>Done</h1>")
    page.goto(site.show(FORM))
    page.press("#why", "Enter")
    page.wait_for_url("**/done")
    assert page.title() == "Done"


def test_offline_nothing_is_lost_and_the_form_can_be_sent_again(
    page: Any, context: Any, site: Any, complaints: Any
) -> None:
    complaints.allow("ERR_INTERNET_DISCONNECTED")
    site.on("POST", "/save", lambda: part("2", "because"))
    page.goto(site.show(FORM))
    page.fill("#why", "because")
    context.set_offline(True)
    page.press("#why", "Enter")
    toast = page.locator(".toast--error")
    toast.wait_for()
    assert "Not saved: no connection. Your text is kept." in (toast.text_content() or "")
    assert page.input_value("#why") == "because"
    context.set_offline(False)
    page.click("text=Try again")
    page.wait_for_function("() => document.querySelector('[name=rev]').value === '2'")
    assert page.locator(".toast").count() == 0


def test_a_broken_server_leaves_the_page_and_its_text_alone(page: Any, site: Any, complaints: Any) -> None:
    complaints.allow("status of 500")
    site.on("POST", "/save", lambda: ("<!doctype html><h1>Something broke</h1>", 500))
    page.goto(site.show(FORM))
    page.fill("#why", "because")
    page.press("#why", "Enter")
    page.wait_for_selector(".toast--error")
    assert page.input_value("#why") == "because"


def test_a_script_in_an_answer_never_runs(page: Any, site: Any, complaints: Any) -> None:
    evil = '<p id="count">2<script>window.ran = 1</script><script src="/static/js/evil.js"></script></p>'
    site.on("POST", "/save", lambda: evil)
    page.goto(site.show(FORM))
    page.press("#why", "Enter")
    page.wait_for_function("() => document.getElementById('count').textContent.startsWith('2')")
    assert page.evaluate("window.ran") is None
    assert page.locator("#count script").count() == 0


FILTER = '<ul id="list"><li>{}</li></ul>'
LINKS = '<a id="a" data-swap href="/page?f=a">A</a> <a id="b" data-swap href="/page?f=b">B</a>'


def test_a_link_changes_the_list_and_the_address_and_back_works(page: Any, site: Any) -> None:
    url = site.show(LINKS + FILTER.format("all"))
    whole = site.routes["GET", "/page"]
    site.on(
        "GET",
        "/page",
        lambda: FILTER.format(request.args.get("f", "all")) if request.headers.get("X-Fragment") else whole(),
    )
    page.goto(url)
    for name in ("a", "b"):
        page.click(f"#{name}")
        page.wait_for_function(f"() => document.getElementById('list').textContent === '{name}'")
        assert page.url.endswith(f"?f={name}")
        assert page.evaluate("document.activeElement.id") == name
    page.go_back()
    page.wait_for_function("() => document.getElementById('list').textContent === 'a'")
    page.go_back()
    page.wait_for_function("() => document.getElementById('list').textContent === 'all'")


def test_a_newer_link_wins_over_a_slow_one(page: Any, site: Any, gate: Any) -> None:
    url = site.show(LINKS + FILTER.format("all"))
    whole = site.routes["GET", "/page"]

    def answer() -> Any:
        if not request.headers.get("X-Fragment"):
            return whole()
        if request.args["f"] == "a":
            gate()
        return FILTER.format(request.args["f"])

    site.on("GET", "/page", answer)
    page.goto(url)
    page.click("#a")
    page.click("#b")
    page.wait_for_function("() => document.getElementById('list').textContent === 'b'")
    gate.open()
    page.wait_for_timeout(200)
    assert page.locator("#list").text_content() == "b"
    assert page.url.endswith("?f=b")


def test_a_link_opened_in_a_new_tab_is_left_to_the_browser(page: Any, context: Any, site: Any) -> None:
    page.goto(site.show(LINKS + FILTER.format("all")))
    with context.expect_page() as opened:
        page.click("#a", modifiers=["Control"])
    opened.value.wait_for_load_state()
    assert page.url.endswith("/page")


def test_a_search_form_puts_its_fields_into_the_address(page: Any, site: Any) -> None:
    form = '<form id="f" action="/page" data-swap><input id="word" name="word"></form>'
    url = site.show(form + FILTER.format("all"))
    whole = site.routes["GET", "/page"]
    site.on(
        "GET", "/page", lambda: FILTER.format(request.args["word"]) if request.headers.get("X-Fragment") else whole()
    )
    page.goto(url)
    page.fill("#word", "naïve &")
    page.press("#word", "Enter")
    page.wait_for_function("() => document.getElementById('list').textContent === 'naïve &'")
    assert page.url.endswith("?word=na%C3%AFve+%26")


def test_a_new_element_lands_where_it_says_and_a_toast_leaves_by_itself(page: Any, site: Any) -> None:
    undo = (
        '<form id="undo" class="toast" data-toast data-into="toasts" method="post" action="/undo" data-swap>Done</form>'
    )
    site.on("POST", "/save", lambda: undo)
    page.clock.install()
    page.goto(site.show(FORM))
    page.press("#why", "Enter")
    page.wait_for_selector("#toasts #undo")
    page.clock.run_for(9_000)
    assert page.locator("#undo").count() == 1
    page.clock.run_for(2_000)
    assert page.locator("#undo").count() == 0


def test_a_toast_stays_while_it_has_the_focus(page: Any, site: Any) -> None:
    page.clock.install()
    page.goto(site.show("<p>x</p>"))
    page.evaluate(
        """import('/static/js/toast.js').then((t) => t.toast('Claim 16 set to Unproven',
        {action: {label: 'Undo', run: () => { window.undone = true }}}))"""
    )
    page.focus(".toast button")
    page.clock.run_for(60_000)
    page.keyboard.press("Enter")
    assert page.evaluate("window.undone") is True
    assert page.locator(".toast").count() == 0
