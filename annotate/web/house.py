"""What the newsroom says of itself, for everybody: who it is, how it rates, what it corrected."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from annotate.exports.public import about as about_page
from annotate.exports.public.feeds import ATOM_TYPE
from annotate.exports.public.frame import ABOUT
from annotate.services import organisations
from annotate.services.site import corrections as log
from annotate.services.site import scale as scales
from annotate.web.current import desk, read, today
from annotate.web.gate import public
from annotate.web.reading import FROZEN, NUMBER, cached, page, site
from annotate.web.shelf import shelved

bp = Blueprint("house", __name__)


@bp.get("/about/")
@public
@shelved
def about() -> Response:
    """Whose the newsroom is, and what it binds itself to."""
    return page(about_page.render(site().frame(ABOUT)))


@bp.get("/about/scale/")
@public
@shelved
def scale() -> Response:
    """The rating scale that is in force."""
    return page(scales.page(read(), site()))


@bp.get(f"/about/scale/<{NUMBER}:number>/")
@public
@shelved
def version(number: int) -> Response:
    """A version of the rating scale."""
    return page(scales.page(read(), site(), number))


@bp.get("/about/logo/<name>")
@public
def logo(name: str) -> Response:
    """The newsroom’s logo, or one that an earlier edition names."""
    data, media_type = organisations.logo(read(), desk().evidence, name)
    answer = Response(data, content_type=media_type)
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # it is for cards and readers elsewhere
    return cached(answer, FROZEN)


@bp.get("/corrections/")
@bp.get("/corrections/from.<cursor>/")
@public
@shelved
def corrections(cursor: str = "") -> Response:
    """What was changed after publication, and how complaints fared."""
    return page(log.page(read(), site(), today(), cursor)[0])


@bp.get("/corrections/feed.atom")
@public
@shelved
def corrections_feed() -> Response:
    """The same as a feed."""
    return page(log.feed(read(), site()), ATOM_TYPE)
