"""Every file of one report with what draws it, for the static build: editions and their forms, claims, cards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from annotate.domain.report import Report
from annotate.exports.public import card
from annotate.exports.public.frame import claim_path, report_path
from annotate.services.site import editions
from annotate.services.site.base import FORMS, Site
from annotate.store.queries.public import Out


@dataclass
class Drawing:
    """Draws the files of one report; each record is read once, and only if it is needed. `outs` newest first."""

    session: Session
    site: Site
    slug: str
    outs: Sequence[Out]
    records: dict[int, Report] = field(default_factory=dict)

    def record(self, number: int) -> Report:
        """The record of an edition."""
        if number not in self.records:
            self.records[number] = editions.load(self.session, self.slug, number)
        return self.records[number]

    def edition(self, number: int | None) -> bytes:
        """The page of an edition, or of the newest at the report's own address."""
        newest = self.outs[0]
        return editions.page(self.site, self.record(number or newest.number), newest, number)

    def form(self, number: int, name: str) -> bytes:
        """An edition in one form."""
        return editions.form(self.site, self.record(number), name)

    def claim(self, claim: int, number: int) -> bytes:
        """The page of a claim, from the newest edition that has it."""
        return editions.claim(self.site, self.record(number), claim, self.outs[0].number)

    def card(self, claim: int, number: int) -> bytes:
        """Its card."""
        return editions.claim_card(self.site, self.record(number), claim)

    def oembed(self, claim: int, number: int) -> bytes:
        """What describes its card."""
        return editions.claim_oembed(self.site, self.record(number), claim)


def files(report: Drawing, known: Mapping[str, Any]) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Every address with what draws it, the report's own page last. `known`: what each edition holds, by SHA-256."""
    slug, claims = report.slug, dict[int, int]()
    for out in report.outs:
        claims |= {number: out.number for number in known[out.sha256]["claims"] if number not in claims}
        for form in FORMS:
            yield f"reports/{slug}/{out.number}{form.suffix}", partial(report.form, out.number, form.name)
        yield report_path(slug, out.number), partial(report.edition, out.number)
    for claim, number in claims.items():
        yield card.path(slug, claim), partial(report.card, claim, number)
        yield card.oembed_path(slug, claim), partial(report.oembed, claim, number)
        yield claim_path(slug, claim), partial(report.claim, claim, number)
    yield report_path(slug), partial(report.edition, None)
