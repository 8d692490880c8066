"""What people do on the pages, in their words. Small on purpose: a story shows the rest itself."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

#: Where code points start..end of the article stand on the screen: first and last character, scrolled into view.
_PLACES = """([start, end]) => {
    const walker = document.createTreeWalker(document.getElementById('text'), NodeFilter.SHOW_TEXT);
    const spots = [];
    let before = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const units = [];
        let unit = 0;
        for (const char of node.data) { units.push([unit, unit + char.length]); unit += char.length; }
        for (const at of [start, end - 1]) {
            if (at >= before && at < before + units.length) spots.push([node, ...units[at - before]]);
        }
        before += units.length;
    }
    if (spots.length === 1) spots.push(spots[0]);
    spots[0][0].parentElement.scrollIntoView({ block: 'center' });
    return spots.map(([node, from, to]) => {
        const range = document.createRange();
        range.setStart(node, from);
        range.setEnd(node, to);
        const box = range.getClientRects()[0];
        return { left: box.left, right: box.right, middle: (box.top + box.bottom) / 2 };
    });
}"""


def drag(page: Page, start: int, end: int) -> None:
    """Select code points start..end of the article with the mouse, as far as the pixel allows."""
    page.locator("main[data-ready]").wait_for()
    expect(page.get_by_role("group", name="Selected words")).to_be_hidden()
    for _ in range(2):  # sections that come into view for the first time may move the text
        first, last = page.evaluate(_PLACES, [start, end])
    page.mouse.move(first["left"] + 1, first["middle"])
    page.mouse.down()
    page.mouse.move((first["left"] + last["right"]) / 2, last["middle"])
    page.mouse.move(last["right"] - 1, last["middle"])
    page.mouse.up()
    expect(page.get_by_role("group", name="Selected words")).to_be_visible()


def text_of(page: Page) -> str:
    """The article as the browser has it."""
    return str(page.evaluate("document.getElementById('text').textContent"))


def panel(page: Page) -> Any:
    """Beside the article: a claim, or the list of them."""
    return page.get_by_role("complementary", name=re.compile("claim|Sources", re.I))


def saved_as(page: Page, version: int) -> None:
    """The claim is saved as this version."""
    expect(page.locator("#panel-foot").get_by_text(f"· version {version}")).to_be_visible()


def waits(page: Page) -> None:
    """The claim beside the article is handed in."""
    expect(panel(page).get_by_role("paragraph").filter(has_text=re.compile("^Waits for a reviewer"))).to_be_visible()


def find(page: Page, status: str) -> None:
    """Say what was found."""
    page.get_by_role("group", name="What was found").get_by_role("radio", name=status, exact=True).check()


def cite_new_source(page: Page, title: str, kind: str, stance: str, **fields: str) -> None:
    """Cite something that is not in the library yet; other fields by their labels, _ for a space."""
    page.get_by_role("link", name="Add a citation").click()
    page.locator("summary", has_text="Or add a new source").click()
    form = page.locator("form", has=page.get_by_role("button", name="Cite", exact=True)).last
    form.get_by_label("Title", exact=True).fill(title)
    form.get_by_label("Kind", exact=True).select_option(label=kind)
    form.get_by_label("What it does for the claim").select_option(stance)
    for label, value in fields.items():
        form.get_by_label(label.replace("_", " "), exact=True).fill(value)
    form.get_by_role("button", name="Cite", exact=True).click()
    expect(page.locator("#citations .citation__head").filter(has_text=title)).to_be_visible()
