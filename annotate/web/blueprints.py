"""The one list of blueprints."""

from __future__ import annotations

from flask import Blueprint

from annotate.web import article, citations, claims, comments, demo, health, session

BLUEPRINTS: tuple[Blueprint, ...] = (
    article.bp,
    citations.bp,
    claims.bp,
    comments.bp,
    demo.bp,
    health.bp,
    session.bp,
)
