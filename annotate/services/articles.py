"""Articles: freeze a text, correct what is said about it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from annotate.audit import recorder
from annotate.audit.recorder import LIBRARY, Happening
from annotate.audit.tags import Tag
from annotate.domain.errors import Invalid
from annotate.domain.limits import check_texts
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, demand
from annotate.domain.text import check_text, guess_direction, normalise, text_sha256
from annotate.domain.things import Article, Revision
from annotate.services.files import keep
from annotate.services.texts import check_date, check_rev, check_url, require, slugify
from annotate.store.base import new_id
from annotate.store.evidence import Evidence
from annotate.store.models import ArticleRow, LogRow, RevisionRow
from annotate.store.queries import articles as query
from annotate.store.session import UnitOfWork

#: What may be changed after freezing; the text never.
EDITABLE = ("title", "byline", "publisher", "url", "language", "direction", "dated")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True)
class Received:
    """The bytes that the text came from, and what they were called."""

    data: bytes
    name: str
    media_type: str


@dataclass(frozen=True)
class NewArticle:
    """An article to be frozen. `headings` are indexes of lines of the text."""

    title: str
    text: str
    byline: str = ""
    publisher: str = ""
    url: str = ""
    language: str = ""
    direction: str = ""
    dated: str = ""
    headings: Collection[int] = field(default_factory=frozenset)
    importer: str = "pasted"
    received: Received | None = None
    example: bool = False


@dataclass(frozen=True)
class Frozen:
    """What came of adding an article; `existing` if the same text was there already and nothing was written."""

    article: Article
    revision: Revision
    existing: bool


def add(uow: UnitOfWork, actor: Actor, new: NewArticle, evidence: Evidence | None = None) -> Frozen:
    """Freeze a text as revision 1 of a new article, or return the article that has this very text already."""
    demand(actor, Permission.ADD_ARTICLE)
    text = check_text(normalise(new.text))
    _check(new.__dict__)
    sha256 = text_sha256(text)
    uow.lock(LIBRARY)  # one adds at a time, so that neither a text nor a slug comes twice
    there = query.with_text(uow.session, sha256)
    if there:
        return Frozen(there, query.revision(uow.session, there.revision_id), True)
    article = _insert_article(uow, actor, new, text)
    received = new.received
    file_id = keep(uow, actor, evidence, received.data, received.name, received.media_type) if received else None
    _insert_revision(uow, actor, article, new, text, sha256, file_id)
    return Frozen(query.as_article(article), query.revision(uow.session, article.revision_id), False)


def edit(uow: UnitOfWork, actor: Actor, slug: str, rev: int, changes: Mapping[str, Any]) -> Article:
    """Correct what is said about an article; the text stays as it is."""
    demand(actor, Permission.EDIT_ARTICLE)
    uow.lock(query.article_row(uow.session, slug).id)
    row = query.article_row(uow.session, slug)
    uow.session.refresh(row)
    check_rev(row.rev, rev, recorder.image(row), "article")
    values = {name: changes[name] for name in EDITABLE if name in changes}
    _check(values)
    recorder.change(uow, actor, row, values, Happening(Tag.ARTICLE_EDIT, row.id))
    return query.as_article(row)


def _check(values: Mapping[str, Any]) -> None:
    check_texts(values)
    if "title" in values:
        require(values["title"], "title", "Give the article a title.")
    check_url(values.get("url", ""), "url")
    check_date(values.get("dated", ""), "dated")
    language, direction = values.get("language", ""), values.get("direction", "")
    if language and not _LANGUAGE.fullmatch(language):
        raise Invalid("Write the language as a code such as en, fa or zh-Hant (BCP 47).", field="language")
    if direction not in ("", "ltr", "rtl"):
        raise Invalid("Choose the direction of writing: ltr or rtl.", field="direction")


def _insert_article(uow: UnitOfWork, actor: Actor, new: NewArticle, text: str) -> ArticleRow:
    ident = new_id()
    uow.session.add(LogRow(id=ident, kind="article"))
    uow.session.flush()
    uow.heads[ident] = (0, "")  # nobody else can know the log yet
    row = ArticleRow(
        id=ident, slug=_free_slug(uow, new.title, ident), title=new.title, byline=new.byline, publisher=new.publisher,
        url=new.url, language=new.language or "und", direction=new.direction or guess_direction(text),
        dated=new.dated, revision_id=new_id(), example=new.example, created_at=uow.now,
    )  # fmt: skip
    recorder.add(uow, actor, row, Happening(Tag.ARTICLE_ADD, ident, {"title": new.title}))
    return row


def _insert_revision(
    uow: UnitOfWork, actor: Actor, article: ArticleRow, new: NewArticle, text: str, sha256: str, file_id: str | None
) -> None:
    row = RevisionRow(
        id=article.revision_id, article_id=article.id, number=1, sha256=sha256, length=len(text), text=text,
        headings=json.dumps(sorted(new.headings)), importer=new.importer, file_id=file_id, created_at=uow.now,
    )  # fmt: skip
    recorder.add(uow, actor, row, Happening(Tag.REVISION_FREEZE, article.id, {"number": "1"}))


def _free_slug(uow: UnitOfWork, title: str, ident: str) -> str:
    base = slugify(title) or f"article-{ident[-6:]}"
    taken = set(uow.session.scalars(select(ArticleRow.slug).where(ArticleRow.slug.startswith(base, autoescape=True))))
    if base not in taken:
        return base
    return next(f"{base}-{n}" for n in range(2, len(taken) + 3) if f"{base}-{n}" not in taken)
