"""Addresses of pages of a list: the same address with another `after`."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from annotate.domain.things import Page


def after() -> str | None:
    """The cursor that was asked for, None for the first page."""
    return request.args.get("after") or None


def next_url(page: Page[Any]) -> str | None:
    """Address of the page after this one, None on the last."""
    return _address(after=page.next) if page.next else None


def first_url() -> str | None:
    """Address of the first page, None where this is it."""
    return _address() if after() else None


def _address(**changed: str) -> str:
    kept = {name: value for name, value in request.args.items() if name != "after" and value}
    assert request.endpoint is not None
    return url_for(request.endpoint, **{**kept, **(request.view_args or {}), **changed})
