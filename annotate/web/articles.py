"""Articles: the list, and corrections of what is said about one."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request, url_for

from annotate.domain.errors import DomainError, Stale
from annotate.domain.policy import Permission
from annotate.domain.things import Article
from annotate.services import articles
from annotate.store.queries import articles as query
from annotate.web.answers import Answer, see_other
from annotate.web.current import actor, session, write
from annotate.web.forms.articles import ArticleForm
from annotate.web.forms.base import rev_of
from annotate.web.gate import needs
from annotate.web.keeping import forget, revive
from annotate.web.paging import after, first_url, next_url
from annotate.web.stale import Difference, differences

bp = Blueprint("articles", __name__)


def article_url(slug: str) -> str:
    """Address of an article's working page."""
    return url_for("article.work", slug=slug)


@bp.get("/articles")
@needs(Permission.READ)
def index() -> Answer:
    """All articles, newest first, with how far they are."""
    q = request.args.get("q", "").strip()[:200]
    page = query.articles(session(), q, after(), 50)
    return render_template(
        "articles/list.html", page=page, q=q, next_url=next_url(page), first_url=first_url(), nav="article"
    )


@bp.get("/articles/<slug>/edit")
@needs(Permission.EDIT_ARTICLE)
def edit(slug: str) -> Answer:
    """The form with what is said about the article now."""
    article = query.article(session(), slug)
    form = ArticleForm(formdata=None, obj=article)
    return _edit_page(article, form, draft_at=revive(form, f"article:{slug}"))


@bp.post("/articles/<slug>/edit")
@needs(Permission.EDIT_ARTICLE)
def save(slug: str) -> Answer:
    """Correct it, unless somebody else saved first."""
    article, form = query.article(session(), slug), ArticleForm()
    form.draft_key.data = f"article:{slug}"
    if not form.validate():
        return _edit_page(article, form, 422)
    try:
        with write() as uow:
            articles.edit(uow, actor(), slug, rev_of(form.rev.data), form.details())
    except Stale as error:
        return _edit_page(article, form, 409, differences(form, error))
    except DomainError as error:
        return _edit_page(article, form, form.refuse(error))
    forget(f"article:{slug}")
    flash("The details are saved.")
    return see_other(article_url(slug))


def _edit_page(
    article: Article, form: ArticleForm, status: int = 200, versions: list[Difference] | None = None, draft_at: str = ""
) -> Answer:
    return render_template(
        "articles/edit.html", article=article, form=form, versions=versions, draft_at=draft_at, nav="article",
        revision=query.revision(session(), article.revision_id),
    ), status  # fmt: skip
