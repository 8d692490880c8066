"""Small helpers that several verbs share."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from annotate.domain.errors import Invalid, Stale, Versions


def require(value: str, field: str, message: str) -> str:
    """The value, or Invalid if there is nothing to read in it."""
    if not value.strip():
        raise Invalid(message, field=field)
    return value


def check_url(url: str, field: str) -> str:
    """The URL as given if it is empty or a complete http(s) address without a password; else Invalid."""
    if not url:
        return url
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not host or any(c.isspace() or ord(c) < 32 for c in url):
        raise Invalid("Write a complete web address that begins with https:// or http://.", field=field)
    if parts.username or parts.password:
        raise Invalid("Leave the user name and password out of the address.", field=field)
    return url


def url_key(url: str) -> str | None:
    """The address as it is looked up: scheme and fragment dropped, host folded, no closing slash (RFC 3986, 6.2)."""
    if not url:
        return None
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{port}{parts.path.rstrip('/')}{query}"


def name_key(name: str) -> str:
    """A name as it is looked up: compatibility forms and case folded, white space closed up."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def check_date(value: str, field: str) -> str:
    """The value if it is empty or a date (YYYY, YYYY-MM or YYYY-MM-DD) that exists; else Invalid."""
    if value and not _is_date(value):
        raise Invalid("Write the date as 2026-11-23; the day, or day and month, may be left out.", field=field)
    return value


def check_day(value: str, field: str) -> str:
    """The value if it is empty or a whole day (YYYY-MM-DD) that exists; else Invalid."""
    if value and (len(value) != 10 or not _is_date(value)):
        raise Invalid("Write the day as 2026-11-23.", field=field)
    return value


def days_until(day: str, today: str) -> int | None:
    """Whole days from `today` until a day, 0 on it, negative once it has passed; None for no day."""
    return (date.fromisoformat(day) - date.fromisoformat(today)).days if day else None


def _is_date(value: str) -> bool:
    match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", value)
    if not match:
        return False
    year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    longest = 29 if month == 2 and year % 4 == 0 and (year % 100 or year % 400 == 0) else _DAYS.get(month, 0)
    return year > 0 and 1 <= day <= longest


_DAYS = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}


def check_rev(actual: int, given: int, current: dict[str, Any], what: str) -> None:
    """Raise Stale unless the write was made from the revision that is there now."""
    if actual != given:
        raise Stale(
            f"This {what} was saved by somebody else while you were writing (version {actual}; yours began from "
            f"version {given}). Nothing of yours was saved yet: compare, then save again.",
            versions=Versions(current, actual),
            field="rev",
        )


def slugify(title: str) -> str:
    """An ASCII slug of at most 60 characters, empty if the title has no Latin letter or digit."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
