"""What axe finds in the page that is open: in light and dark, wide and narrow, without loading it for each of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, Literal

import pytest

#: Width in CSS pixels, and the colour scheme.
Look = tuple[int, Literal["light", "dark"]]
WIDE, NARROW = 1280, 390

# What is right is left where it is: to send it here takes half as long as to find it. With `preload` axe would load the
# stylesheets anew, at half of its time, for one rule (css-orientation-lock): they are the same on every page, so one
# test says that no style asks for the way a screen is held.
_RUN = "axe.run({ resultTypes: ['violations'], preload: false }).then((found) => found.violations)"
#: Colours on their way from one scheme to the other are nobody's; a way may also be broken off. Few are on the way, as
#: these readers want no motion.
_SETTLE = (
    "Promise.allSettled(document.getAnimations().filter((a) => a instanceof CSSTransition).map((a) => a.finished))"
)


@cache
def _script() -> str:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    return str(axe.Axe().axe_script)


def put_on(page: Any, look: Look) -> None:
    """Look at the page like this from now on, or at the next one."""
    page.set_viewport_size({"width": look[0], "height": 844})
    page.emulate_media(color_scheme=look[1], reduced_motion="reduce")


def faults(page: Any, where: str = "") -> list[str]:
    """What is wrong with the page as it stands; each begins with `where`."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(_script())
    page.evaluate(_SETTLE)
    found = [f"{where}{one['id']}: {[node['html'][:120] for node in one['nodes']]}" for one in page.evaluate(_RUN)]
    width, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return [*found, f"{where}{width} px in {room}"] if width > room else found


def faults_in(page: Any, looks: Iterable[Look], where: str = "") -> list[str]:
    """The same in each of these looks, one after the other."""
    found = []
    for look in looks:
        put_on(page, look)
        found += faults(page, f"{where}{look[0]} px, {look[1]}: ")
    return found
