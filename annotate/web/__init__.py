"""The pages. One blueprint per noun; the list below is the order in which they are registered.

To add one: a module `web/<noun>.py` with `bp = Blueprint("<noun>", __name__)`, and its line in `blueprints.py`. Every
view says who may use it, `@needs(Permission.X)` or `@public` under its route; one that is silent keeps the application
from starting. A view that changes something goes: form → service → redirect:

    form = SourceForm()
    if form.validate_on_submit():
        try:
            with write() as uow:
                made = sources.add(uow, actor(), **form.values())
        except DomainError as error:
            return _page(form, form.refuse(error))
        return go(url_for("source.show", ident=made.id))
    return _page(form, 422 if form.is_submitted() else 200)

`current`: desk, actor, session, write. `answers`: see_other, go, swap. `paging`: addresses of the next page. `keeping`:
what was typed into a half-filled form. An error that a view lets pass becomes a page in `errors`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from annotate.desk import Desk
from annotate.exports.public import assets
from annotate.web import current, errors, filters, gate, headers, static, uploads
from annotate.web.blueprints import BLUEPRINTS

if TYPE_CHECKING:
    from config import Settings

csrf = CSRFProtect()
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]


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
        TRUSTED_HOSTS=_trusted_hosts(settings),
    )
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, *([settings.trusted_proxies] * 4))  # type: ignore[method-assign]
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    uploads.register(app)
    csrf.init_app(app)
    gate.register(app)
    headers.register(app)
    errors.register(app)
    filters.register(app, assets.version(static_folder))
    app.teardown_appcontext(current.close)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    static.register(app, static_folder)
    gate.check_all_declared(app)


def _trusted_hosts(settings: Settings) -> list[str] | None:
    """Names that this desk answers to. A foreign name made to point at this machine must open no demonstration."""
    host = urlsplit(settings.public_url).hostname
    if settings.demo:
        return LOOPBACK
    return [host, *LOOPBACK] if host else None
