"""The one list of blueprints."""

from __future__ import annotations

from flask import Blueprint

from annotate.web import health

BLUEPRINTS: tuple[Blueprint, ...] = (health.bp,)
