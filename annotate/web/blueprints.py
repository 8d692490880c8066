"""The one list of blueprints."""

from __future__ import annotations

from flask import Blueprint

from annotate.web import (
    account,
    admin,
    article,
    articles,
    citations,
    claims,
    comments,
    demo,
    desk,
    drafts,
    health,
    hints,
    imports,
    parties,
    public,
    reports,
    review,
    search,
    session,
    sources,
    terms,
    trail,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    account.bp,
    admin.bp,
    article.bp,
    articles.bp,
    citations.bp,
    claims.bp,
    comments.bp,
    demo.bp,
    desk.bp,
    drafts.bp,
    health.bp,
    hints.bp,
    imports.bp,
    parties.bp,
    public.bp,
    reports.bp,
    review.bp,
    search.bp,
    session.bp,
    sources.bp,
    terms.bp,
    trail.bp,
)
