"""The pages. One blueprint per noun; the list below is the order in which they are registered.

To add one: a module `web/<noun>.py` with `bp = Blueprint("<noun>", __name__)`, views marked `@needs(...)` or `@public`,
and its line in `_BLUEPRINTS`. A view that is neither keeps the application from starting.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from annotate.desk import Desk
from annotate.web import current, errors, filters, gate, headers, static
from annotate.web.blueprints import BLUEPRINTS

csrf = CSRFProtect()


def register(app: Flask, desk: Desk, static_folder: Path) -> None:
    """Make `app` serve the pages of this desk."""
    settings = desk.settings
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_upload + 1_000_000,
        MAX_FORM_MEMORY_SIZE=12_000_000,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        SESSION_COOKIE_NAME="__Host-form" if settings.secure_cookies else "form",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, *([settings.trusted_proxies] * 4))  # type: ignore[method-assign]
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    csrf.init_app(app)
    gate.register(app)
    headers.register(app)
    errors.register(app)
    filters.register(app, static_version(static_folder))
    app.teardown_appcontext(current.close)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    static.register(app, static_folder)
    gate.check_all_declared(app)


def static_version(folder: Path) -> str:
    """A name for the static files as they are now, so that browsers may keep them for ever."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:12]
