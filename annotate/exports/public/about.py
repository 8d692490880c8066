"""The newsroom about itself: whose it is, who pays, what it binds itself to, how to complain, under which licence."""

from __future__ import annotations

from annotate.domain.organisation import standings, web_page
from annotate.exports.public.frame import Frame


def render(frame: Frame) -> bytes:
    """The page."""
    said = frame.organisation
    return frame.draw("public/about.html", policies=list(standings(said)), licence=web_page(said.licence))
