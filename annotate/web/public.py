"""Published reports, for everybody: nobody signs in, nothing is written, nothing but frozen editions is drawn.

The bytes of an edition's JSON never change. Its pages may say that there is a newer edition, so they are asked for
again each time and answered with 304 while they are the same. `annotate site build` writes the same bytes to files.
"""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import unquote

from flask import Blueprint, current_app, redirect, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from annotate.domain.errors import NotFound
from annotate.exports import FORMATS, filename
from annotate.exports.bundle import BUNDLES, MEDIA_TYPE
from annotate.exports.public.card import HEIGHT, WIDTH
from annotate.exports.public.feeds import ATOM_TYPE, JSON_TYPE
from annotate.exports.schema import NAME as SCHEMA
from annotate.exports.schema import schema_bytes
from annotate.services import bundles
from annotate.services.site import editions, lists
from annotate.web.current import desk, read
from annotate.web.gate import public
from annotate.web.headers import CSP
from annotate.web.reading import CHECK_AGAIN, FROZEN, NUMBER, cached, page, site
from annotate.web.reports import attachment
from annotate.web.shelf import shelved

bp = Blueprint("public", __name__)


@bp.get("/reports/")
@public
@shelved
def index() -> Response:
    """Articles with a published report, the one published last first."""
    return page(lists.reports(read(), site())[0])


@bp.get(f"/reports/{SCHEMA}")
@public
@shelved
def schema() -> Response:
    """The JSON Schema that the record of every edition keeps to."""
    return page(schema_bytes(), "application/schema+json")


@bp.get("/reports/from.<cursor>/")
@public
@shelved
def onward(cursor: str) -> Response:
    """A further page of them."""
    return page(lists.reports(read(), site(), cursor)[0])


@bp.get("/reports/feed.atom")
@public
@shelved
def feed() -> Response:
    """The editions that were published last."""
    return page(lists.feed(read(), site()), ATOM_TYPE)


@bp.get("/reports/claimreviews.json")
@bp.get(f"/reports/claimreviews.<{NUMBER}:part>.json")
@public
@shelved
def reviews(part: int | None = None) -> Response:
    """ClaimReviews of all reports as a DataFeed, part by part."""
    return page(lists.reviews(read(), site(), part), JSON_TYPE)


@bp.get("/reports/<slug>/")
@public
@shelved
def newest(slug: str) -> Response:
    """The newest edition of a report, at an address that stays."""
    last = editions.found(read(), slug)[0]
    return page(editions.page(site(), editions.load(read(), slug, last.number), last))


@bp.get(f"/reports/<slug>/<{NUMBER}:number>/")
@public
@shelved
def edition(slug: str, number: int) -> Response:
    """The page of one edition."""
    last = editions.found(read(), slug)[0]
    return page(editions.page(site(), editions.load(read(), slug, number), last, number))


@bp.get(f"/reports/<slug>/<{NUMBER}:number>.<name>")
@public
def download(slug: str, number: int, name: str) -> Response:
    """One form of an edition, as a file; by its name or by the ending of the file's."""
    report, name = editions.load(read(), slug, number), _ENDINGS.get(f".{name}", name)
    data = editions.form(site(), report, name, desk().settings.drawn_dir)
    answer = attachment(data, FORMATS[name].media_type, filename(name, report))
    return cached(answer, FROZEN if name == "json" else CHECK_AGAIN)


_ENDINGS = {form.suffix: form.name for form in FORMATS.values()}


@bp.get(f"/reports/<slug>/<{NUMBER}:number>.<kind>.zip")
@public
def bundle(slug: str, number: int, kind: str) -> Response:
    """A bundle of an edition, for anybody to check; 409 until a signed checkpoint covers it."""
    if kind not in BUNDLES:
        raise NotFound(f"There is no bundle “{kind}”. There are {' and '.join(BUNDLES)}.")
    with desk().covering():
        made = bundles.kept(read(), desk().packer, slug, number, BUNDLES[kind])
    return cached(attachment(made.data, MEDIA_TYPE, made.name), CHECK_AGAIN)


@bp.get(f"/reports/<slug>/claims/<{NUMBER}:claim>/")
@public
@shelved
def claim(slug: str, claim: int) -> Response:
    """The page of one claim, with its ClaimReview for machines: one address, whatever edition it is in."""
    found = editions.found(read(), slug)
    return page(editions.claim(site(), editions.holding(read(), found, claim), claim, found[0].number))


@bp.get(f"/reports/<slug>/<{NUMBER}:number>/claims/<{NUMBER}:claim>")
@public
def claim_before(slug: str, number: int, claim: int) -> Response:
    """Where a claim stood before its address was the same for every edition. Raises NotFound as that did."""
    editions.load(read(), slug, number).claim(claim)
    return redirect(url_for("public.claim", slug=slug, claim=claim), 301)


@bp.get(f"/reports/<slug>/claims/<{NUMBER}:claim>/card/")
@public
@shelved
def card(slug: str, claim: int) -> Response:
    """A claim as a card, the only page that other sites may frame."""
    report = editions.holding(read(), editions.found(read(), slug), claim)
    answer = page(editions.claim_card(site(), report, claim))
    answer.headers["Content-Security-Policy"] = CSP.replace("frame-ancestors 'none'", "frame-ancestors *")
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@bp.get(f"/reports/<slug>/claims/<{NUMBER}:claim>/oembed.json")
@public
@shelved
def oembed(slug: str, claim: int) -> Response:
    """The description of a claim's card."""
    report = editions.holding(read(), editions.found(read(), slug), claim)
    return page(editions.claim_oembed(site(), report, claim), "application/json")


@bp.get("/oembed")
@public
def describe() -> Response:
    """The description of the card of any claim, by the address of its page (oembed.com, 2.2); 501 for XML."""
    if request.args.get("format", "json") != "json":
        return Response("Only JSON is made here.\n", 501, mimetype="text/plain")
    slug, claim = _claim_at(request.args.get("url", ""))
    report = editions.holding(read(), editions.found(read(), slug), claim)
    width, height = (_size(name, most) for name, most in (("maxwidth", WIDTH), ("maxheight", HEIGHT)))
    made = editions.claim_oembed(site(), report, claim, width, height)
    return cached(Response(made, content_type="application/json"), CHECK_AGAIN)


@bp.get("/evidence/<ident>/")
@public
@shelved
def source(ident: str) -> Response:
    """A source that published reports cite, with all that it was used for."""
    return page(lists.source_page(read(), site(), ident))


def _claim_at(url: str) -> tuple[str, int]:
    """Slug and number of the claim whose page this is; raises NotFound for any other address."""
    base, addresses = site().base, current_app.create_url_adapter(request)
    path = unquote(re.split("[?#]", url.removeprefix(base))[0])
    if addresses and url.startswith(base) and "\x00" not in path:
        with suppress(HTTPException):
            endpoint, values = addresses.match(f"/{path}", method="GET")
            if endpoint == "public.claim":
                return values["slug"], values["claim"]
    raise NotFound("That is no address of a claim that is published here.")


def _size(name: str, most: int) -> int:
    asked = request.args.get(name, "")
    return min(int(asked), most) if asked.isascii() and asked.isdigit() and len(asked) < 9 else most
