"""The one list of blueprints."""

from __future__ import annotations

from flask import Blueprint

from annotate.web import demo, health, session

BLUEPRINTS: tuple[Blueprint, ...] = (
    demo.bp,
    health.bp,
    session.bp,
)
