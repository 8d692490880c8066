"""Where a public page stands, how it links to the others, and the drawing of its template."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import Any

from annotate.domain.organisation import logo_name
from annotate.domain.report_parts import Organisation
from annotate.exports.html import environment
from annotate.exports.page import Around, PageContext
from annotate.exports.tight import drawn_once

#: Address of each kind of page, from the root of the public side.
REPORTS, ABOUT, SCALE, CORRECTIONS, VERIFY = "reports/", "about/", "about/scale/", "corrections/", "verify/"
FEED, REVIEWS, CORRECTIONS_FEED = "reports/feed.atom", "reports/claimreviews.json", "corrections/feed.atom"


def relative(here: str, there: str) -> str:
    """The link from one address to another, both from the root of the public side and without a slash in front."""
    found = posixpath.relpath(f"/{there}", posixpath.dirname(f"/{here}"))
    return f"{found}/" if there.endswith("/") or not there else found


@dataclass(frozen=True)
class Frame:
    """A page of the public side.

    `path`     its address from the root, such as "reports/camp-raid/"
    `base`     the absolute address of the root, with a slash at its end: "https://facts.example/"
    `static`   the folder of stylesheets from the root, such as "static/1f2e3d"
    `organisation`   the newsroom as it describes itself now
    """

    path: str
    base: str
    static: str
    organisation: Organisation

    def to(self, there: str) -> str:
        """A relative link to another address of the public side."""
        return relative(self.path, there)

    def at(self, there: str) -> str:
        """The absolute address of a place of the public side."""
        return self.base + there

    @property
    def url(self) -> str:
        """Its own absolute address."""
        return self.at(self.path)

    @property
    def around(self) -> Around:
        """Links to the rest of the public side."""
        return Around(self.to(REPORTS), self.to(CORRECTIONS), self.to(SCALE), self.to(ABOUT), self.to(FEED))

    @property
    def logo(self) -> str:
        """A relative link to the logo; nothing where there is none."""
        name = logo_name(self.organisation)
        return self.to(logo_path(name)) if name else ""

    def draw(self, template: str, **values: Any) -> bytes:
        """The page in UTF-8. The template gets `frame` and `around` beside its own values."""
        drawn = environment(self.to(self.static)).get_template(template)
        return drawn_once(drawn.render(frame=self, around=self.around, **values)).encode()


def logo_path(name: str) -> str:
    """Address of a logo by its name."""
    return f"about/logo/{name}"


def report_path(slug: str, number: int | None = None) -> str:
    """Address of a report: the newest edition of it, or one edition."""
    return f"reports/{slug}/" if number is None else f"reports/{slug}/{number}/"


def source_path(ident: str) -> str:
    """Address of a source that published reports cite."""
    return f"evidence/{ident}/"


def claim_path(slug: str, claim: int | str) -> str:
    """Address of a claim, the same for every edition."""
    return f"reports/{slug}/claims/{claim}/"


def addresses(base: str, slug: str, number: int) -> PageContext:
    """Where an edition and its claims stand, for forms that are taken elsewhere. `base` as in `Frame`, or empty."""
    if not base:
        return PageContext()
    claims = base + claim_path(slug, "{number}")
    return PageContext(report_url=base + report_path(slug, number), claim_url=claims, base=base)
