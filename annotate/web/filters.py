"""What templates may call: times in words, addresses of static files, permissions."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask, request, url_for
from markupsafe import Markup, escape

from annotate.domain import locators
from annotate.domain.errors import Invalid
from annotate.domain.policy import Permission, may
from annotate.web import current, file_words

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_LONG_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def when(iso: str) -> str:
    """Today 14:41, this week Saturday, else 21 Nov 2026. UTC."""
    moment, now = datetime.fromisoformat(iso), current.desk().database.clock().astimezone(UTC)
    days = (now.date() - moment.date()).days
    if days == 0:
        return moment.strftime("%H:%M")
    return _DAYS[moment.weekday()] if 0 < days < 7 else _date(moment.date())


def day(iso: str) -> str:
    """21 Nov 2026; partial dates as far as they go."""
    parts = [int(p) for p in iso[:10].split("-") if p.isdigit()]
    if len(parts) == 3:
        return _date(date(*parts))
    return f"{_MONTHS[parts[1] - 1]} {parts[0]}" if len(parts) == 2 else iso


def clock(iso: str) -> str:
    """14:41. UTC."""
    return iso[11:16]


def long_day(iso: str) -> str:
    """Today, Monday 23 November 2026. UTC."""
    moment, now = datetime.fromisoformat(iso), current.desk().database.clock().astimezone(UTC)
    words = f"{_DAYS[moment.weekday()]} {moment.day} {_LONG_MONTHS[moment.month - 1]} {moment.year}"
    prefix = {0: "Today, ", 1: "Yesterday, "}.get((now.date() - moment.date()).days, "")
    return prefix + words


def now_words() -> str:
    """Monday 23 November 2026, 15:02 UTC."""
    now = current.desk().database.clock().astimezone(UTC)
    month = _LONG_MONTHS[now.month - 1]
    return f"{_DAYS[now.weekday()]} {now.day} {month} {now.year}, {now:%H:%M} UTC"


def browser_name(agent: str) -> str:
    """What somebody would call the browser that sends this User-Agent: “Firefox on Windows”."""
    names = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrom", "Chrome or Chromium"), ("Safari", "Safari"))
    systems = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
               ("Mac OS", "Mac"), ("Linux", "Linux"))  # fmt: skip
    name = next((word for mark, word in names if mark in agent), agent[:60] or "A browser without a name")
    system = next((f" on {word}" for mark, word in systems if mark in agent), "")
    return name + system


def emphasis(sentence: str) -> Markup:
    """A sentence of the trail with its *words* emphasised; everything else is escaped."""
    return Markup(re.sub(r"\*([^*]+)\*", r"<i><bdi>\1</bdi></i>", str(escape(sentence))))


def place(text: str) -> str:
    """A locator in people's words; one that points into no file stands as it was written."""
    try:
        return locators.say(locators.parse(text)) if "=" in text else text
    except Invalid:
        return text


def _date(value: date) -> str:
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def register(app: Flask, version: str) -> None:
    """Make them known to Jinja."""
    app.jinja_env.filters |= {
        "when": when,
        "day": day,
        "emphasis": emphasis,
        "clock": clock,
        "long_day": long_day,
        "browser_name": browser_name,
        "place": place,
        "fragment": locators.format,
    }
    app.jinja_env.globals |= {"now_words": now_words, "Permission": Permission, "words": file_words}
    app.jinja_env.globals["static_url"] = lambda path: url_for("static", version=version, filename=path)
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    found = current.signed()
    actor = found.actor if found else None
    return {
        "actor": actor,
        "nav": _NAV.get(request.blueprint or "", request.blueprint or ""),
        "may": lambda permission, claim=None: actor is not None and may(actor, Permission(permission), claim),
        "may_admin": actor is not None and may(actor, Permission.ADMINISTER),
        "example_note": _EXAMPLE if current.desk().settings.demo else "",
        "organisation": current.desk().settings.organisation,
        "request_id": current.request_id(),
        "signin_url": url_for("session.sign_in"),
    }


#: Blueprints that belong to another noun's entry of the menu.
_NAV = {"articles": "article", "claims": "article", "conflicts": "article", "coverage": "article",
        "relations": "article", "imports": "article", "report": "article", "review": "desk",
        "complaint": "desk", "terms": "admin", "organisation": "admin", "erasure": "admin"}  # fmt: skip
_EXAMPLE = "This is a worked example. Its verdicts are made up to show the program and say nothing about real events."
