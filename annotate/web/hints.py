"""While a citation is being filled in: a word on what it would add. static/js/hint.js asks; it is never in the way."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, render_template, request

from annotate.domain.errors import Invalid, NotFound
from annotate.domain.policy import Permission
from annotate.domain.things import Claim, Source
from annotate.domain.vocabulary import Stance
from annotate.services.cautions import Caution, Proposal, cautions
from annotate.services.texts import check_url, url_key
from annotate.store.queries import citations as citation_query
from annotate.store.queries import sources as source_query
from annotate.web import working
from annotate.web.answers import Answer, swap, wants_fragment
from annotate.web.choosing import source_of
from annotate.web.current import read
from annotate.web.gate import needs

bp = Blueprint("hints", __name__)


@bp.get("/articles/<slug>/claims/<int:number>/citations/hint")
@needs(Permission.READ)
def show(slug: str, number: int) -> Answer:
    """What speaks against counting the source that is being chosen: a part of the page, empty if nothing does."""
    claim = working.load(slug).claim(number)
    found, source = _cautions(claim, request.args)
    said = " ".join(one.sentence for one in found)
    return swap(render_template("claims/cautions.html", cautions=found, source=source, about=""), announce=said)


def warn(claim: Claim, source: Source, stance: str, credibility: int | None, citation_id: str) -> None:
    """The same after it was cited, for those whose page has no script."""
    if wants_fragment() or stance not in list(Stance):
        return
    for one in cautions(read(), claim, Proposal(source, "", Stance(stance), credibility, citation_id)):
        flash(one.sentence, "caution")


def _cautions(claim: Claim, asked: Mapping[str, str]) -> tuple[tuple[Caution, ...], Source | None]:
    ident = asked.get("citation", "")
    source = _cited(claim, ident) if ident else _chosen(asked)
    stance, credibility = asked.get("stance", ""), asked.get("credibility", "")
    new = Proposal(
        source, asked.get("origin", "").strip()[:300], Stance(stance) if stance in list(Stance) else None,
        int(credibility) if credibility in ("1", "2", "3", "4", "5", "6") else None, ident,
    )  # fmt: skip
    return cautions(read(), claim, new), source


def _cited(claim: Claim, ident: str) -> Source:
    found = next((c for c in citation_query.citations(read(), [claim.id]) if c.id == ident), None)
    if found is None:
        raise NotFound("The claim has no such citation.")
    return found.source


def _chosen(asked: Mapping[str, str]) -> Source | None:
    """The source that the half-filled form means so far: by id, by what was typed to find it, or by its address."""
    if asked.get("source"):
        return source_query.source(read(), asked["source"])
    try:
        found = source_of(asked.get("find", "").strip(), "find", "")
        key = None if found else url_key(check_url(asked.get("url", "").strip(), "url"))
    except Invalid:
        return None  # half a title, half an address
    return found or (source_query.source_with_url(read(), key) if key else None)
