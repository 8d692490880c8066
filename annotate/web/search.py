"""Search over the desk: articles, sources and parties by their names, in three short lists."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from annotate.domain.policy import Permission
from annotate.store.queries import articles as article_query
from annotate.store.queries import sources as source_query
from annotate.store.queries.terms import terms
from annotate.web.current import session
from annotate.web.gate import needs

bp = Blueprint("search", __name__)
#: Rows of each list, and characters and words of a question that are looked at.
ROWS, CHARACTERS, WORDS = 8, 200, 10


@bp.get("/search")
@needs(Permission.READ)
def show() -> str:
    """What is called so."""
    asked = request.args.get("q", "").strip()[:CHARACTERS]
    words = " ".join(asked.split()[:WORDS])
    found = {}
    if words:
        found = {
            "articles": article_query.articles(session(), words, limit=ROWS),
            "sources": source_query.sources(session(), words, limit=ROWS),
            "parties": source_query.parties(session(), words, limit=ROWS),
        }
    return render_template("desk/search.html", asked=asked, found=found, terms=terms(session()))
