"""Articles and their texts."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from annotate.api import plain
from annotate.api.operations import Answer, Operation, Reading, Writing, operation
from annotate.api.schemas.articles import ArticleAdded, ArticleIn, ArticleList, ArticleOut, ArticlePatch
from annotate.api.schemas.common import ListQuery
from annotate.domain.policy import Permission
from annotate.domain.things import Progress
from annotate.services import articles
from annotate.store.queries import articles as query

#: Bytes: 2,000,000 of text, most of them escaped.
_LIMIT = 8_000_000


def _shown(session: Session, slug: str) -> dict[str, Any]:
    found = query.article(session, slug)
    progress = query.progress(session, [found.id]).get(found.id, Progress())
    return plain.article_with_revision(found, progress, query.revision(session, found.revision_id))


@operation(
    Operation(
        "POST", "/articles", "Freeze a text as an article", Permission.ADD_ARTICLE,
        {201: ArticleAdded, 200: ArticleAdded}, body=ArticleIn, limit=_LIMIT,
    )
)  # fmt: skip
def add(call: Writing[ArticleIn]) -> Answer:
    """201 with the article’s slug; 200 if this very text is there already."""
    values = {**call.body.__dict__, "direction": call.body.direction or ""}
    new = articles.NewArticle(**values, importer="api")
    frozen = articles.add(call.uow, call.actor, new, call.desk.evidence)
    article = frozen.article
    data = {
        "slug": article.slug, "rev": article.rev, "revision": plain.revision(frozen.revision),
        "existing": frozen.existing,
    }  # fmt: skip
    headers = {**plain.etag(article.rev), "Location": f"/api/v1/articles/{article.slug}"}
    return Answer(data, 200 if frozen.existing else 201, headers)


@operation(
    Operation("GET", "/articles", "List articles, newest first", Permission.READ, {200: ArticleList}, query=ListQuery)
)
def listed(call: Reading[ListQuery]) -> Answer:
    """One page of articles whose title has all words of `q`."""
    page = query.articles(call.session, call.query.q, call.query.after or None, call.query.limit)
    return Answer({"items": [plain.article(row) for row in page.items], "next": page.next})


@operation(Operation("GET", "/articles/{slug}", "Read an article", Permission.READ, {200: ArticleOut}))
def show(call: Reading[None], slug: str) -> Answer:
    """The article with the number, length and fingerprint of its text."""
    data = _shown(call.session, slug)
    return Answer(data, headers=plain.etag(data["rev"]))


@operation(
    Operation(
        "PATCH", "/articles/{slug}", "Correct what is said about an article", Permission.EDIT_ARTICLE,
        {200: ArticleOut}, body=ArticlePatch, if_match="required", current=_shown,
    )
)  # fmt: skip
def edit(call: Writing[ArticlePatch], slug: str) -> Answer:
    """The article as it is now; its text stays."""
    articles.edit(call.uow, call.actor, slug, call.seen, call.body.changes)
    data = _shown(call.session, slug)
    return Answer(data, headers=plain.etag(data["rev"]))


@operation(
    Operation(
        "GET", "/articles/{slug}/text", "Read the frozen text", Permission.READ, {200: ("text/plain; charset=utf-8",)}
    )
)
def text(call: Reading[None], slug: str) -> Answer:
    """The text’s UTF-8 bytes; their SHA-256 is the ETag. Offsets count its code points."""
    revision = query.revision(call.session, query.article(call.session, slug).revision_id)
    headers = {"ETag": f'"{revision.sha256}"'}
    return Answer(revision.text.encode(), headers=headers, media_type="text/plain; charset=utf-8")
