"""Published reports, for everybody: nobody signs in, nothing is written, nothing but the frozen edition is drawn.

The bytes of an edition's JSON never change. Its pages may say that there is a newer edition, so they are asked for
again each time and answered with 304 while they are the same.
"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from annotate.domain.report import Report
from annotate.exports import FORMATS, FormatLink, PageContext, filename, render, render_claim
from annotate.exports.bundle import MEDIA_TYPE, SUFFIX
from annotate.exports.schema import NAME as SCHEMA
from annotate.exports.schema import schema_bytes
from annotate.services import bundles, reports
from annotate.services.drawn import drawn
from annotate.store.queries.reports import latest, published
from annotate.web.answers import Answer
from annotate.web.current import desk, read
from annotate.web.gate import public
from annotate.web.paging import after, first_url, next_url
from annotate.web.reading import CHECK_AGAIN, FROZEN, NUMBER, base_url, cached
from annotate.web.reports import attachment, static_base

bp = Blueprint("public", __name__, url_prefix="/reports")


@bp.get("/")
@public
def index() -> Answer:
    """Articles with a published report, the one published last first."""
    page = published(read(), after())
    return render_template("reports/list.html", page=page, next_url=next_url(page), first_url=first_url())


@bp.get(f"/{SCHEMA}")
@public
def schema() -> Response:
    """The JSON Schema that the record of every edition keeps to."""
    return cached(Response(schema_bytes(), mimetype="application/schema+json"), CHECK_AGAIN)


@bp.get("/<slug>/")
@public
def newest(slug: str) -> Response:
    """On to the newest edition; only editions have lasting addresses."""
    answer = redirect(url_for("public.edition", slug=slug, number=latest(read(), slug)), 302)
    answer.headers["Cache-Control"] = CHECK_AGAIN
    return answer


@bp.get(f"/<slug>/<{NUMBER}:number>")
@public
def edition(slug: str, number: int) -> Response:
    """The page of one edition: exactly what the HTML export is."""
    _, report = reports.edition(read(), slug, number)
    return cached(Response(render("html", report, _addresses(report)), mimetype="text/html"), CHECK_AGAIN)


@bp.get(f"/<slug>/<{NUMBER}:number>.<name>")
@public
def download(slug: str, number: int, name: str) -> Response:
    """One format of an edition, as a file."""
    found, report = reports.edition(read(), slug, number)
    data = drawn(name, report, _addresses(report), desk().settings.home / "drawn")
    frozen = name == "json"
    answer = attachment(data, FORMATS[name].media_type, filename(name, report))
    return cached(answer, FROZEN if frozen else CHECK_AGAIN, found.sha256 if frozen else "")


@bp.get(f"/<slug>/<{NUMBER}:number>.bundle.zip")
@public
def bundle(slug: str, number: int) -> Response:
    """The evidence bundle of an edition, for anybody to check; 409 until a signed checkpoint covers it."""
    place = desk()
    address, folder = place.settings.public_url, place.settings.home / "bundles"
    try:
        made = bundles.kept(read(), place.evidence, place.signer, slug, number, address, folder)
    except bundles.NotCovered:
        place.published()
        raise
    return cached(attachment(made.data, MEDIA_TYPE, made.name), CHECK_AGAIN)


@bp.get(f"/<slug>/<{NUMBER}:number>/claims/<{NUMBER}:claim>")
@public
def claim(slug: str, number: int, claim: int) -> Response:
    """The page of one claim, with its ClaimReview for machines."""
    _, report = reports.edition(read(), slug, number)
    return cached(Response(render_claim(report, claim, _addresses(report)), mimetype="text/html"), CHECK_AGAIN)


def _addresses(report: Report) -> PageContext:
    slug, number = report.article.slug, report.edition
    own = _absolute(url_for("public.edition", slug=slug, number=number))
    newer = latest(read(), slug)
    forms = [FormatLink(form.label, f"{own}.{form.name}") for form in FORMATS.values()]
    forms.append(FormatLink("Evidence bundle", f"{own}{SUFFIX}"))
    return PageContext(
        static_base=static_base(), report_url=own, claim_url=f"{own}/claims/{{number}}", formats=tuple(forms),
        verify_url=_absolute(url_for("verifier.show")),
        newer_url=_absolute(url_for("public.edition", slug=slug, number=newer)) if newer > number else "",
    )  # fmt: skip


def _absolute(path: str) -> str:
    return f"{base_url()}{path}"
