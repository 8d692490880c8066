"""keys.js: single keys help whoever works in the text and never disturb whoever types."""

from __future__ import annotations

from typing import Any

import pytest
from cases import every

BODY = """<ul class="list" data-keys><li><a id="item" href="#x">Item</a></li></ul>
<input id="field"><textarea id="area"></textarea><select id="select"><option>j</option></select>
<button id="button">b</button><input type="checkbox" id="box"><a id="link" href="#y">elsewhere</a>"""
WIRE = """import('/static/js/keys.js').then((keys) => { window.heard = [];
for (const key of ['j', 'J', '1', 'Ctrl+Enter', 'Escape'])
  keys.register({key, label: `Do ${key}`, group: 'Claims', anywhere: key === 'Escape',
                 run: () => { heard.push(key) }}) })"""


@pytest.fixture
def page(same_page: Any) -> Any:
    return same_page


@pytest.fixture
def keyed(page: Any, site: Any) -> Any:
    page.goto(site.show(BODY))
    page.evaluate(WIRE)
    return page


def heard(page: Any) -> list[str]:
    return page.evaluate("window.heard")


def test_keys_work_in_a_list_and_with_no_focus_at_all(keyed: Any) -> None:
    keyed.keyboard.press("j")
    keyed.focus("#item")
    keyed.keyboard.press("J")
    keyed.keyboard.press("1")
    assert heard(keyed) == ["j", "J", "1"]


@every("place", ["field", "area", "select", "box", "button", "link"])
def test_single_keys_are_dead_in_fields_and_on_controls(keyed: Any, place: str) -> None:
    keyed.focus(f"#{place}")
    keyed.keyboard.press("j")
    keyed.keyboard.press("1")
    assert heard(keyed) == []


def test_control_keys_and_escape_work_while_typing(keyed: Any) -> None:
    keyed.focus("#area")
    keyed.keyboard.press("Control+Enter")
    keyed.keyboard.press("Escape")
    assert heard(keyed) == ["Ctrl+Enter", "Escape"]


def test_a_key_with_alt_belongs_to_the_system(keyed: Any) -> None:
    keyed.keyboard.press("Alt+j")
    assert heard(keyed) == []


def test_the_help_lists_what_is_registered_and_can_switch_single_keys_off(keyed: Any) -> None:
    keyed.keyboard.press("?")
    dialog = keyed.locator("#keys-help")
    assert "Do j" in dialog.text_content()
    assert dialog.locator("h3").all_text_contents() == ["Everywhere", "Claims"]
    keyed.uncheck("#keys-on")
    keyed.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    keyed.keyboard.press("j")
    keyed.keyboard.press("Control+Enter")
    assert heard(keyed)[-1:] == ["Ctrl+Enter"]
    assert "j" not in heard(keyed)


def test_keys_do_nothing_behind_an_open_dialog(keyed: Any) -> None:
    keyed.keyboard.press("?")
    keyed.keyboard.press("j")
    assert heard(keyed) == []


def test_the_help_button_appears_only_with_scripts(page: Any, site: Any, actor: None) -> None:
    page.goto(site.show(BODY))
    page.click("[data-keys-help]")
    assert page.locator("#keys-help").is_visible()


def test_slash_goes_to_the_search(page: Any, site: Any, actor: None) -> None:
    page.goto(site.show(BODY))
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    assert page.input_value("#q") == ""


def test_a_theme_is_kept_and_drawn_by_the_server(page: Any, site: Any) -> None:
    url = site.show("".join(f'<button data-theme-choice="{x}">{x}</button>' for x in ("light", "dark", "system")))
    page.goto(url)
    page.click("text=dark")
    assert page.get_attribute("text=dark", "aria-pressed") == "true"
    assert 'data-theme="dark"' in page.context.request.get(url).text()
    page.click("text=system")
    assert "data-theme" not in page.context.request.get(url).text().split(">")[1]
