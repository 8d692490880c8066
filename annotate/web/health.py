"""Is the desk ready?"""

from __future__ import annotations

from flask import Blueprint, jsonify
from sqlalchemy import text
from werkzeug.wrappers import Response

from annotate.web import current
from annotate.web.gate import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def healthz() -> Response:
    """200 once the database answers."""
    current.session().execute(text("SELECT 1"))
    return jsonify(status="ok")
