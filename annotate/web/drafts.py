"""Half-filled forms as they are typed (static/js/drafts.js)."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, request

from annotate.domain.errors import Invalid
from annotate.domain.policy import Permission
from annotate.services import drafts
from annotate.web.current import actor, write
from annotate.web.gate import needs

bp = Blueprint("drafts", __name__)


@bp.post("/drafts")
@needs(Permission.READ)
def keep() -> Response:
    """Keep what was typed into `form`; with empty `data`, forget it. 204."""
    name, data = request.form.get("form", ""), request.form.get("data", "")
    kept = _fields(data) if data else None
    with write() as uow:
        if kept is None:
            drafts.drop(uow, actor(), name)
        else:
            drafts.keep(uow, actor(), name, kept)
    return Response(status=204)


@bp.post("/drafts/drop")
@needs(Permission.READ)
def drop() -> Response:
    """Forget what was typed into `form`. 204."""
    with write() as uow:
        drafts.drop(uow, actor(), request.form.get("form", ""))
    return Response(status=204)


def _fields(data: str) -> dict[str, str | list[str]]:
    """Field name → value or values; Invalid for anything else."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Invalid("The draft is not JSON.", field="data") from error
    if not isinstance(found, dict) or not all(_plain(value) for value in found.values()):
        raise Invalid("A draft holds texts by field name.", field="data")
    return found


def _plain(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(part, str) for part in value))
