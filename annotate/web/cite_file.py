"""From a place in a file to a claim: choose which one it bears on, and its form for a citation opens filled in."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for

from annotate.domain.bounds import bounds, canonical
from annotate.domain.errors import Invalid
from annotate.domain.policy import Permission
from annotate.services import attachments
from annotate.store.queries import inspections as inspection_query
from annotate.store.queries import sources as source_query
from annotate.store.queries.uses import recent_claims, uses
from annotate.web.answers import Answer
from annotate.web.current import actor, read
from annotate.web.file_view import views
from annotate.web.filters import place
from annotate.web.gate import needs

bp = Blueprint("cite", __name__)
#: Claims that are offered at once.
OFFERED = 200


@bp.get("/files/<ident>/cite")
@needs(Permission.EDIT_CLAIM)
def choose(ident: str) -> Answer:
    """The claims that this place may be cited on: first those that cite the source, then the newest of the desk."""
    found = attachments.openable(read(), actor(), ident)
    seen = inspection_query.inspections(read(), [found.file_id]).get(found.file_id)
    written, error = request.args.get("at", "")[:200], ""
    try:
        at = canonical(written, bounds(found.media_type, seen.findings if seen else None))
    except Invalid as refusal:
        at, error = "", refusal.message
    q = request.args.get("q", "").strip()[:200]
    citing = {use.claim.id for use in uses(read(), found.source_id)}
    claims = recent_claims(read(), q, OFFERED)
    return render_template(
        "files/cite.html", file=found, view=views([found])[0], source=source_query.source(read(), found.source_id),
        at=at, written=written, error=error, q=q, nav="source", said=place(at),
        claims=sorted(claims, key=lambda said: said.claim.id not in citing), citing=citing,
        back=url_for("source.show", ident=found.source_id, file=found.id, at=at or None, _anchor="file"),
    ), 422 if error else 200  # fmt: skip
