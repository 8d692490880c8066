"""Many cases in one test: for tests whose setting costs far more than each of their cases."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

import pytest

#: What a test may raise to fail: pytest’s own is no Exception.
FAILURES = (Exception, pytest.fail.Exception)


def every(names: str | Sequence[str], cases: Iterable[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """As `pytest.mark.parametrize`, and all cases meet one setting: each is tried, and those that fail are named.

    For cases that leave everything as it was, as a refusal must, or that do not mind what the others have left.
    """
    fields = [names] if isinstance(names, str) else list(names)
    rows = [dict(zip(fields, [case] if isinstance(names, str) else case, strict=True)) for case in cases]
    assert rows, "a test without a case proves nothing"

    def decorated(test: Callable[..., None]) -> Callable[..., None]:
        @wraps(test)
        def run(**fixtures: Any) -> None:
            failed = [said for row in rows if (said := _failure(test, fixtures, row))]
            if failed:
                pytest.fail("\n".join([f"{len(failed)} of {len(rows)} cases failed.", *failed]), pytrace=False)

        there = inspect.signature(test)
        run.__signature__ = there.replace(  # type: ignore[attr-defined]
            parameters=[parameter for name, parameter in there.parameters.items() if name not in fields]
        )
        return run

    return decorated


def _failure(test: Callable[..., None], fixtures: dict[str, Any], row: dict[str, Any]) -> str:
    """How the test failed with this case; empty if it did not."""
    try:
        test(**fixtures, **row)
    except FAILURES as error:
        frames = error.__traceback__ and error.__traceback__.tb_next  # from the test itself on
        said = traceback.format_exception(type(error), error, frames)
        return f"\n{test.__name__} with {row!r}"[:1000] + "\n" + "".join(said)
    return ""
