"""The frame and the macros, drawn with real forms: right in every state, clean under axe and the strict CSP."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from accessible import WIDE, Look, faults, faults_in
from cases import every
from flask import render_template
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

TERMS = {
    code: SimpleNamespace(code=code, label=label, tone=tone)
    for code, label, tone in [
        ("unchecked", "Unchecked", "unchecked"),
        ("true", "True", "verified"),
        ("mostly_true", "Mostly true", "corrected"),
        ("disputed", "Disputed", "disputed"),
        ("misleading", "Misleading", "misleading"),
        ("false", "False", "false"),
        ("unproven", "Unproven", "unverifiable"),
    ]
}


class PartsForm(FlaskForm):
    who = StringField("Who says so", [InputRequired("Name who says so.")], description="A person or a body.")
    wording = TextAreaField("Claim as checked", default="كتاب & <b>bold</b>")
    kind = SelectField("Claim type", choices=[SelectChoice("quantity", "Quantity"), SelectChoice("quote", "Quote")])
    said = RadioField("Was it said?", choices=[SelectChoice("yes", "Confirmed"), SelectChoice("no", "Altered")])
    status = RadioField(
        "What was found", choices=[SelectChoice(code, term.label) for code, term in TERMS.items()], default="disputed"
    )
    read = BooleanField("I have read the source", description="Both pages of it.")


BODY = """{% import "macros/fields.html" as f %}{% import "macros/badges.html" as b %}
{% from "macros/notices.html" import notice, empty %}{% from "macros/time.html" import when, day %}
{% from "macros/paging.html" import pager %}{% from "macros/table.html" import scroll, section_head %}
{% from "macros/icons.html" import icon, line %}
<h1>Parts</h1><section aria-labelledby="h">{% call section_head("h", "Fields", 5939) %}<a href="#x">Oldest</a>
{% endcall %}<form method="post" class="stack">{{ f.hidden(form) }}{{ f.summary(form) }}
{{ f.text(form.who, placeholder="MEK") }}
{{ f.area(form.wording, claim=True) }}{{ f.select(form.kind) }}{{ f.segments(form.said) }}
{{ f.choices(form.status, terms, keys=True) }}{{ f.check(form.read) }}
<button class="btn btn--primary">Save</button></form></section><section aria-label="Signs">
{% for term in terms.values() %}<p>{{ b.status(term) }} {{ line(term.tone) }} {{ b.status(term, bare=True) }}</p>
{% endfor %}
{% for code in states %}<p>{{ b.state(code) }} {{ b.state(code, icon_only=True) }}</p>{% endfor %}{{ b.stale() }}
<p>{{ b.grade("B", 2) }}{{ b.grade("C") }}{{ b.person("Ana Kelmendi") }}</p>
{% for code in stances %}<p>{{ b.stance(code) }}</p>{% endfor %}{{ b.progress({"approved": 14, "draft": 23}, 37) }}
{{ notice("You read a working copy.") }}{{ notice("See what changed.", "caution", "stale", "This approval is stale") }}
{% call empty("Nothing waits for you", "New submissions appear here.", "approved") %}<a class="btn" href="#x">Add</a>
{% endcall %}<p>{{ when("2026-11-23T14:41:05.123Z") }} {{ day(none) }}
{{ icon("returned", turns=True, label="Back") }}</p>
{{ pager("/x?after=1", "/x", 50) }}{% call scroll("People") %}<table class="table"><thead><tr><th>A</th></tr></thead>
<tbody><tr><td>1</td></tr></tbody></table>{% endcall %}</section>"""
LOOKS: tuple[Look, ...] = ((WIDE, "light"), (WIDE, "dark"))
STATES = ["draft", "submitted", "returned", "approved", "withdrawn"]
STANCES = [
    "supports",
    "partly_supports",
    "refutes",
    "partly_refutes",
    "context",
    "silent",
    "denies_only",
    "claim_origin",
]


@pytest.fixture
def page(same_page: Any) -> Any:
    return same_page


@pytest.fixture
def parts(site: Any, actor: None) -> str:
    """Address of a page with every macro on it; a POST to it draws the form's errors."""
    site.context.update(example_note="This is an example desk. Its verdicts are invented.", may_admin=True)
    url = site.show(BODY, "/parts")
    drawn = site.routes["GET", "/parts"]

    def draw() -> Any:
        form = PartsForm()
        form.validate_on_submit()
        site.context.update(form=form, terms=TERMS, states=STATES, stances=STANCES)
        return drawn()

    site.on("GET", "/parts", draw)
    site.on("POST", "/parts", draw)
    return url


def test_axe_finds_nothing_on_a_page_of_every_part(page: Any, parts: str) -> None:
    page.goto(parts)
    assert faults_in(page, LOOKS) == []
    page.evaluate("document.querySelector('form.stack').noValidate = true")
    page.click("text=Save")
    page.wait_for_selector("[data-errors]")
    assert faults_in(page, LOOKS) == []


def test_an_error_is_tied_to_its_field_and_linked_from_the_summary(page: Any, parts: str) -> None:
    page.goto(parts)
    page.evaluate("document.querySelector('form.stack').noValidate = true")
    page.click("text=Save")
    page.click("[data-errors] a")
    assert page.url.endswith("#who")
    field = page.locator("#who")
    described = (field.get_attribute("aria-describedby") or "").split()
    texts = [page.locator(f"#{name}").text_content().strip() for name in described]
    assert texts == ["A person or a body.", "Name who says so."]
    assert field.get_attribute("aria-invalid") == "true"
    assert page.get_attribute("label[for=who]", "for") == "who"


def test_text_is_escaped_wherever_a_macro_draws_it(page: Any, parts: str) -> None:
    page.goto(parts)
    assert page.input_value("#wording") == "كتاب & <b>bold</b>"
    assert page.locator("#main b", has_text="bold").count() == 0


def test_on_a_phone_the_menu_opens_and_nothing_scrolls_sideways(page: Any, parts: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(parts)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert not page.locator("#menu").is_visible()
    page.click(".bar__menu")
    links = page.locator("#menu a").all_text_contents()
    assert links == ["Desk", "Articles", "Sources", "Parties", "Trail", "Admin"]
    assert page.locator("#menu [aria-current=page]").text_content() == "Articles"
    page.keyboard.press("Escape")
    assert not page.locator("#menu").is_visible()


@every("width", [961, 1100, 1249])
def test_on_a_middling_screen_the_bar_fits(page: Any, parts: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    page.goto(parts)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_menu_opens_without_scripts(browser: Any, parts: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(parts)
    page.click(".bar__menu")
    page.locator("#menu").get_by_role("link", name="Sources").wait_for(state="visible")
    context.close()


def test_the_skip_link_is_first_and_leads_to_the_work(page: Any, parts: str) -> None:
    page.goto(parts)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_bar_shows_places_only_to_people_who_are_signed_in(page: Any, site: Any) -> None:
    page.goto(site.show("<p>x</p>"))
    assert page.locator(".bar__nav").count() == 0
    assert page.locator(".bar__end").text_content().strip() == "Sign in"


@every("count", [1, 2])
def test_an_error_page_says_what_is_wrong_and_names_the_request(page: Any, site: Any, count: int) -> None:
    problems = [SimpleNamespace(field="", message=f"Reason {n}.") for n in range(count)]
    site.on(
        "GET",
        "/wrong",
        lambda: render_template(
            "errors/error.html", title="Not found", message="Reason 0.", problems=problems, request_id="r-17"
        ),
    )
    page.goto(f"{site.url}/wrong")
    said = page.locator("#main").text_content() or ""
    assert all(problem.message in said for problem in problems)
    assert said.count("Reason 0.") == 1
    assert "r-17" in said
    assert faults(page) == []


def test_the_last_resort_needs_nothing(site: Any) -> None:
    source = site.app.jinja_env.get_template("errors/500.html").render(request_id="r-18")
    assert "r-18" in source and "Nothing was changed" in source
