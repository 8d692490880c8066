"""Files that are made beside the requests: how long tests hold them up, and looking again until one is there."""

from __future__ import annotations

import threading

from web_browser import Browser

#: Seconds after which a test that waits for a file has failed.
LONG = 60.0


def made(browser: Browser, address: str) -> str:
    """Look again, as a person without scripts would, until there is a file or an error; returns that page."""
    for _ in range(600):
        page = browser.get(address)
        if "Look again" not in page.text:
            return page.text
        threading.Event().wait(0.1)
    raise AssertionError("it was never made")
