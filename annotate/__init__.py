"""Annotate: a fact-checking desk for newsrooms.

The web application is loaded when somebody asks for it. Every command comes through here first, and one that needs no
desk, as `annotate verify`, shall not wait for pages, API and database.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from annotate.application import create_app, warm

__all__ = ["create_app", "warm"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """What `annotate.application` has under this name (PEP 562)."""
    if name in __all__:
        return getattr(import_module("annotate.application"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
