"""Applications for tests: the first of its kind is made as the product makes it, and the others are copies of it.

A copy has its own desk, configuration and table of views. It shares what no request changes: the rules of addresses,
which take most of the time that an application takes to make, the templates, and the hooks.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path

from flask import Flask

from annotate import create_app
from annotate.desk import Desk
from annotate.web.keys import secret_key

_made: dict[str, Flask] = {}


def application(desk: Desk) -> Flask:
    """What `create_app(desk=desk)` makes, sooner."""
    if desk.settings.trusted_proxies:  # what stands before it would go on to the first
        return create_app(desk=desk)
    kind = repr(replace(desk.settings, home=Path(), database_url=""))
    if kind not in _made:
        _made[kind] = create_app(desk=desk)
    app = copy.copy(_made[kind])
    app.config = copy.copy(app.config)
    app.extensions = {**app.extensions, "annotate": desk}
    app.view_functions = dict(app.view_functions)
    app.secret_key = secret_key(desk.settings.home)
    return app
