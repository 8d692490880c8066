"""How long a very long article takes in a real Chromium, beside the same text with no claim; run it by hand.

    python tests/bench/paint.py

Prints: loaded and painted with 5,000 overlapping spans, as a ratio of what the same 100,000 words take without one
(at most 1.3; else WRONG, and an exit status of 1); and how long after the swap of one more claim the page is painted
again (at most two frames, on a machine that has nothing else to do).
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from browsing import CHROMIUM, FLAGS

from annotate.cli.bench.page import LENGTH, SPANS
from annotate.cli.bench.place import Place, article, long_text, mark, person
from annotate.cli.bench.server import serving
from annotate.cli.bench.writes import free_port
from annotate.services import sessions

#: Times that each text is loaded, in turns, and claims that are marked.
LOADS, TURNS = 25, 9
#: What the same words with claims may take, as a share of what they take without.
RATIO = 1.3
#: Milliseconds of a frame at 60 Hz.
FRAME = 1000 / 60

#: When the next frame has been drawn, in milliseconds since the navigation began.
PAINTED = """() => new Promise((done) => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => done(performance.now());
  port2.postMessage(0);
}))"""
#: Notes when a section of the text is replaced and when the frame after that has been drawn.
WATCH = """() => {
  window.repaints = [];
  new MutationObserver(() => {
    const swapped = performance.now();
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => window.repaints.push(performance.now() - swapped);
      port2.postMessage(0);
    });
  }).observe(document.getElementById("text"), { childList: true });
}"""
#: Selects some words of a paragraph that is in view, as a drag does.
SELECT = """(turn) => {
  const view = [...document.querySelectorAll("#text p")].filter(
    (p) => p.textContent.length > 100 && p.getBoundingClientRect().top > 80,
  );
  const texts = document.createTreeWalker(view[turn % 3], NodeFilter.SHOW_TEXT);
  let node = texts.nextNode();
  while (node && node.data.length < 12) node = texts.nextNode();
  getSelection().setBaseAndExtent(node, 1, node, 9);
  document.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
}"""


@contextmanager
def desk(folder: Path) -> Iterator[tuple[str, str, dict[str, str]]]:
    """A desk that is served: its address, a session, and the slugs of the text with and without claims."""
    made = Place(folder, lambda home: f"sqlite:///{home / 'annotate.db'}").desk("desk")
    actor, _ = person(made.database)
    slugs = {name: article(made.database, actor, LENGTH, n).slug for n, name in enumerate(("marked", "plain"))}
    mark(made.database, actor, slugs["marked"], long_text(LENGTH, 0), SPANS)
    port = free_port()
    with serving(made, port):
        yield f"http://127.0.0.1:{port}", sessions.open_for(made.database, actor.id, "bench"), slugs
    made.database.dispose()


def load(page: Any, url: str) -> float:
    """Milliseconds from the navigation to the frame after the page was loaded."""
    page.goto(url, wait_until="load")
    return float(page.evaluate(PAINTED))


def repaints(page: Any, url: str) -> list[float]:
    """Milliseconds from each swap of a new claim to the frame that shows it."""
    page.goto(url)
    page.locator("main[data-ready]").wait_for()
    page.evaluate(WATCH)
    for turn in range(TURNS):
        page.evaluate(SELECT, turn)
        page.locator("#words-bar button[name=type]").first.click()
        page.wait_for_function("(turn) => window.repaints.length > turn", arg=turn)
    return [float(ms) for ms in page.evaluate("window.repaints")]


def main() -> None:
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as folder, desk(Path(folder)) as (url, cookie, slugs), sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *sandbox])
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": "session", "value": cookie, "url": url}])
        page = context.new_page()
        times: dict[str, list[float]] = {name: [] for name in slugs}
        for _ in range(LOADS + 1):
            for name, slug in slugs.items():
                times[name].append(load(page, f"{url}/articles/{slug}"))
        marked, plain = (statistics.median(times[name][1:]) for name in ("marked", "plain"))
        print(f"{LENGTH:,} words, {SPANS:,} spans: loaded and painted {marked:.0f} ms")
        slow = marked / plain > RATIO
        said = f"ratio {marked / plain:.2f}, at most {RATIO}{'  WRONG' if slow else ''}"
        print(f"the same words, no span:               {plain:.0f} ms, {said}")
        swaps = repaints(page, f"{url}/articles/{slugs['marked']}")
        middle = statistics.median(swaps)
        print(f"one more claim painted after the swap: {middle:.0f} ms, {middle / FRAME:.1f} frames (at most 2)")
        print("each:", ", ".join(f"{ms:.0f}" for ms in swaps))
        browser.close()
    sys.exit(slow)


if __name__ == "__main__":
    main()
