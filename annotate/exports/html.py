"""HTML: the whole edition as one page, and one public page per claim. Static, no script, no inline style.

The only `<script>` element is a data block of JSON-LD, which browsers neither run nor block (HTML Standard, "prepare
the script element": a type that is no script type ends there, before any policy is asked).
"""

from __future__ import annotations

import json
from functools import lru_cache
from types import CodeType
from typing import Any, ClassVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket, BytecodeCache
from markupsafe import Markup

from annotate._paths import resource_dir
from annotate.domain.report import Report, report_sha256
from annotate.exports import view
from annotate.exports.accounts import accounts
from annotate.exports.claimreview import claimreview_for
from annotate.exports.page import PageContext
from annotate.exports.tight import Unindented, drawn_once

STYLESHEETS = ("tokens", "layout", "controls", "badges", "blocks", "article", "panel", "review", "report")
#: What could end a data block or a line of it, written as JSON escapes instead (security: no `</script>` gets out).
ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def render(report: Report, page: PageContext) -> bytes:
    """The edition's page. It carries no ClaimReview: a page may hold one, so each claim has its own."""
    verdicts = [view.verdict_of(report, claim) for claim in report.claims]
    return _draw(
        "editions/edition.html",
        report,
        page,
        verdicts=verdicts,
        tally=view.tally(report),
        evidence=list(view.evidence(report)),
        article=view.article(report),
        accounts=accounts(report),
        left_out=view.left_out(report),
    )


def render_claim(report: Report, number: int, page: PageContext, *, stands: bool = True) -> bytes:
    """The public page of one claim, with its ClaimReview if it has one. Raises NotFound for an unknown number.

    `stands` is false once the newest edition has the claim no longer; then the page says so, and reviews nothing.
    """
    claim = report.claim(number)
    review = claimreview_for(report, claim, page.url_of_claim(number), page.base) if stands else None
    return _draw(
        "editions/claim.html",
        report,
        page,
        verdict=view.verdict_of(report, claim),
        evidence=[item for item in view.evidence(report) if number in item.claims],
        claimreview=data_block(review) if review else None,
        stands=stands,
    )


def data_block(value: Any) -> Markup:
    """`value` as JSON that can stand in a `<script>` element, whatever its texts hold."""
    return Markup(json.dumps(value, ensure_ascii=False).translate(ESCAPES))


def _draw(template: str, report: Report, page: PageContext, **values: Any) -> bytes:
    drawn = environment(page.static_base).get_template(template)
    return drawn_once(drawn.render(report=report, page=page, sha256=report_sha256(report), **values)).encode()


class _Shared(BytecodeCache):
    """Compiled templates, shared by all environments of this process: addresses differ, templates do not."""

    compiled: ClassVar[dict[tuple[str, str], CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what another environment has compiled from the same source."""
        bucket.code = self.compiled.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it for the others."""
        if bucket.code is not None:
            self.compiled[bucket.key, bucket.checksum] = bucket.code


@lru_cache(maxsize=16)
def environment(static_base: str) -> Environment:
    """What draws public pages: one per address of the static files, because imported macros see globals only."""
    environment = Environment(
        loader=FileSystemLoader(resource_dir("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=[Unindented],
        bytecode_cache=_Shared(),
    )
    environment.globals |= {
        "static_url": PageContext(static_base=static_base).static_url,
        "stylesheets": STYLESHEETS,
    }
    environment.filters |= {
        "long_date": view.long_date,
        "web_address": view.web_address,
        "grouped": view.grouped,
        "size": view.size,
        "paragraphs": view.paragraphs,
    }
    return environment
