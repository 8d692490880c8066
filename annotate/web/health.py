"""Is the desk ready? For load balancers and timers."""

from __future__ import annotations

from flask import Blueprint, jsonify
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from annotate.domain.errors import Conflict
from annotate.store import version
from annotate.web.current import desk
from annotate.web.gate import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def healthz() -> tuple[Response, int]:
    """200 once the database answers and has the tables of this program; else 503, without a word on why."""
    try:
        version.check(desk().database.engine)
    except (Conflict, SQLAlchemyError):
        return jsonify(status="unavailable"), 503
    return jsonify(status="ok"), 200
