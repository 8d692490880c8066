"""The web application of a desk: pages and API. A table of contents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from annotate import api, web
from annotate._paths import PACKAGE, resource_dir
from annotate.desk import Desk, open_desk
from annotate.web.keys import secret_key

if TYPE_CHECKING:
    from config import Settings


def create_app(settings: Settings | None = None, desk: Desk | None = None) -> Flask:
    """The web application of one desk, by default that of the environment's settings."""
    desk = desk or open_desk(settings)
    app = Flask(__package__, template_folder=str(resource_dir("templates")), static_folder=None)
    app.secret_key = secret_key(desk.settings.home)
    app.extensions["annotate"] = desk
    web.register(app, desk, PACKAGE / "static")
    api.register(app)
    return app


def warm(app: Flask) -> None:
    """Compile the pages' templates, so that no visitor waits for it. Those of public pages belong to the exports."""
    for name in app.jinja_env.list_templates(filter_func=lambda name: not name.startswith(("editions/", "public/"))):
        app.jinja_env.get_template(name)
